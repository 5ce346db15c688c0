import type { ProviderDefinition } from './definition';
import { envNameFunction, parameterNameFunction } from './functions/name-functions';
import { secretEphemeral } from './secret/secret-ephemeral';
import { secretResource } from './secret/secret-resource';
import { configure, SETTINGS, type Coffer } from './settings';
import { PROVIDER_VERSION } from './version';

/** The coffer provider: everything that it serves. A new resource is added here. */
export const cofferProvider: ProviderDefinition<Coffer> = {
  version: PROVIDER_VERSION,
  schema: SETTINGS,
  resources: [secretResource],
  dataSources: [],
  ephemeralResources: [secretEphemeral],
  functions: [parameterNameFunction, envNameFunction],
  configure,
};
