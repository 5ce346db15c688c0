import type { ProviderDefinition } from './core/definition';
import { configure, SETTINGS, validateSettings, type Coffer } from './core/settings';
import { PROVIDER_VERSION } from './core/version';
import { certificateResource } from './resources/certificate/certificate-resource';
import { dotenvFunction } from './resources/functions/dotenv-function';
import { envNameFunction, parameterNameFunction, tfVarNameFunction } from './resources/functions/name-functions';
import { privateKeyResource } from './resources/private-key/private-key-resource';
import { environmentEphemeral } from './resources/secret/environment-ephemeral';
import { randomEphemeral } from './resources/secret/random-ephemeral';
import { secretDataSource } from './resources/secret/secret-data-source';
import { secretEphemeral } from './resources/secret/secret-ephemeral';
import { secretResource } from './resources/secret/secret-resource';
import { secretsDataSource } from './resources/secret/secrets-data-source';

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
