import { environmentName, keyFault, type NameFault } from './names';

/** How the environment variables begin by which Terraform takes its input variables (Terraform: Environment variables). */
const PREFIX = 'TF_VAR_';

/**
 * The environment variable by which Terraform takes the input variable that a secret feeds. A key that begins with
 * `tf_var_` says so itself; any other has it put in front.
 *
 * Upper case throughout, as chamber exec makes it: so the variable in Terraform has a name in upper case too.
 */
export function terraformVariableName(key: string): string {
  const name = environmentName(key);
  return name.startsWith(PREFIX) ? name : `${PREFIX}${name}`;
}

/** The fault of a key that can feed no variable of Terraform's, or undefined. */
export function terraformVariableFault(key: string): NameFault | undefined {
  const fault = keyFault(key);
  if (fault) return fault;
  const variable = terraformVariableName(key).slice(PREFIX.length);
  if (variable === '' || variable === '_') {
    return { problem: `key '${key}' names no variable that Terraform can have`, remedy: "Write a name, such as 'tf_var_db_password'." };
  }
  if (/^\d/.test(variable)) {
    return {
      problem: `key '${key}' stands for Terraform's variable ${variable}, and a variable cannot begin with a digit`,
      remedy: `Write 'tf_var__${variable.toLowerCase()}'.`,
    };
  }
  return undefined;
}
