import { environmentName, keyFault, nameFault, parameterName, type NameFault } from '../../../../contracts/names';
import { terraformVariableFault, terraformVariableName } from '../../../../contracts/terraform-variables';
import { PlainError } from '../../../values/plain-error';
import { ArgumentError, type ProviderFunction } from '../../core/resource';

const KEY_OR_PARAMETER = 'Key, such as `db-password`, or parameter name, such as `/api/db-password`.';

export const parameterNameFunction: ProviderFunction = {
  name: 'parameter_name',
  summary: 'Name of the parameter that holds a secret',
  description: 'Gives `/<service>/<key>`, and refuses what chamber v3 could not read.',
  parameters: [
    { name: 'service', description: 'Service, such as `api` or `api/pr-12`.' },
    { name: 'key', description: 'Key, such as `db_password`.' },
  ],
  call: (service, key) => {
    const name = { service: service as string, key: key as string };
    const fault = nameFault(name);
    // Which of the two is at fault, the text says: it may be both together.
    if (fault) throw new PlainError(`'${name.service}/${name.key}': ${fault.problem}. ${fault.remedy}`);
    return parameterName(name.service, name.key);
  },
};

export const envNameFunction: ProviderFunction = {
  name: 'env_name',
  summary: 'Environment variable that a key becomes',
  description:
    'Gives the name under which `chamber exec` hands a secret to a program: upper case, `-` to `_`. Takes a key or a whole parameter name.',
  parameters: [{ name: 'name', description: KEY_OR_PARAMETER }],
  call: (name) => environmentName(goodKey(name as string, keyFault)),
};

export const tfVarNameFunction: ProviderFunction = {
  name: 'tf_var_name',
  summary: 'Environment variable by which Terraform takes a variable that a secret feeds',
  description:
    'Gives `TF_VAR_<NAME>` for a key or a whole parameter name: `/api/db-password`, ' +
    '`db-password` and `tf_var_db_password` all give `TF_VAR_DB_PASSWORD`. ' +
    '`chamber exec` makes every name upper case, and Terraform tells `TF_VAR_DB_PASSWORD` from `TF_VAR_db_password`: ' +
    'so declare the variable in upper case, without a default ' +
    '(`variable "DB_PASSWORD" { ephemeral = true }`), as Cloud Posse\'s convention has it. ' +
    'A secret under the key `tf_var_db_password` then feeds it in ' +
    '`chamber exec <service> -- terraform apply`.',
  parameters: [{ name: 'name', description: KEY_OR_PARAMETER }],
  call: (name) => terraformVariableName(goodKey(name as string, terraformVariableFault)),
};

/** The key in a key or a parameter's name, both of which functions take. */
function goodKey(name: string, faultOf: (key: string) => NameFault | undefined): string {
  const key = name.slice(name.lastIndexOf('/') + 1);
  const fault = faultOf(key);
  if (fault) throw new ArgumentError(0, `'${name}': ${fault.problem}. ${fault.remedy}`);
  return key;
}
