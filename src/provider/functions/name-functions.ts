import { environmentName, keyFault, parameterName } from '../../naming/names';
import type { ProviderFunction } from '../resource';

export const parameterNameFunction: ProviderFunction = {
  name: 'parameter_name',
  summary: 'Name of the parameter that holds a secret',
  description: 'Gives `/<service>/<key>`, and refuses what chamber v3 could not read.',
  parameters: [
    { name: 'service', description: 'Service, such as `api` or `api/pr-12`.' },
    { name: 'key', description: 'Key, such as `db_password`.' },
  ],
  call: (service, key) => parameterName(service as string, key as string),
};

export const envNameFunction: ProviderFunction = {
  name: 'env_name',
  summary: 'Environment variable that a key becomes',
  description: 'Gives the name under which `chamber exec` hands a secret to a program: upper case, `-` to `_`. Takes a key or a whole parameter name.',
  parameters: [{ name: 'name', description: 'Key, such as `db-password`, or parameter name, such as `/api/db-password`.' }],
  call: (given) => {
    const name = given as string;
    const key = name.slice(name.lastIndexOf('/') + 1);
    const fault = keyFault(key);
    if (fault) throw new Error(`'${name}': ${fault.problem}. ${fault.remedy}`);
    return environmentName(key);
  },
};
