import { certificateResource } from './certificate/certificate-resource';
import type { ProviderDefinition } from './definition';
import { dotenvFunction } from './functions/dotenv';
import { envNameFunction, parameterNameFunction, tfVarNameFunction } from './functions/name-functions';
import { privateKeyResource } from './private-key/private-key-resource';
import { environmentEphemeral } from './secret/environment-ephemeral';
import { randomEphemeral } from './secret/random-ephemeral';
import { secretDataSource } from './secret/secret-data-source';
import { secretEphemeral } from './secret/secret-ephemeral';
import { secretResource } from './secret/secret-resource';
import { secretsDataSource } from './secret/secrets-data-source';
import { configure, SETTINGS, validateSettings, type Coffer } from './settings';
import { PROVIDER_VERSION } from './version';

/** The coffer provider: everything that it serves. A new resource is added here. */
export const cofferProvider: ProviderDefinition<Coffer> = {
  version: PROVIDER_VERSION,
  schema: SETTINGS,
  resources: [secretResource, privateKeyResource, certificateResource],
  dataSources: [secretDataSource, secretsDataSource],
  ephemeralResources: [secretEphemeral, environmentEphemeral, randomEphemeral],
  functions: [parameterNameFunction, envNameFunction, tfVarNameFunction, dotenvFunction],
  validate: validateSettings,
  configure,
};
