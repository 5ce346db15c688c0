import { certificateResource } from './certificate/certificate-resource';
import type { ProviderDefinition } from './definition';
import { envNameFunction, parameterNameFunction } from './functions/name-functions';
import { privateKeyResource } from './private-key/private-key-resource';
import { secretEphemeral } from './secret/secret-ephemeral';
import { secretResource } from './secret/secret-resource';
import { configure, SETTINGS, validateSettings, type Coffer } from './settings';
import { PROVIDER_VERSION } from './version';

/** The coffer provider: everything that it serves. A new resource is added here. */
export const cofferProvider: ProviderDefinition<Coffer> = {
  version: PROVIDER_VERSION,
  schema: SETTINGS,
  resources: [secretResource, privateKeyResource, certificateResource],
  dataSources: [],
  ephemeralResources: [secretEphemeral],
  functions: [parameterNameFunction, envNameFunction],
  validate: validateSettings,
  configure,
};
