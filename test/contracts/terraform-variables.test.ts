import * as fc from 'fast-check';
import { environmentName, keyFault } from '../../src/contracts/names';
import { terraformVariableFault, terraformVariableName } from '../../src/contracts/terraform-variables';

const keys = fc
  .string({ unit: fc.constantFrom(...'abtfvr01_-'), minLength: 1, maxLength: 12 })
  .filter((key) => keyFault(key) === undefined);

describe('the variable of Terraform that a secret feeds', () => {
  test.each([
    ['db-password', 'TF_VAR_DB_PASSWORD'],
    ['tf_var_db_password', 'TF_VAR_DB_PASSWORD'],
    ['tf-var-db-password', 'TF_VAR_DB_PASSWORD'],
    ['tf_vars', 'TF_VAR_TF_VARS'],
    ['_2fa', 'TF_VAR__2FA'],
  ])('by the key %s comes in %s', (key, variable) => {
    expect(terraformVariableName(key)).toBe(variable);
    expect(terraformVariableFault(key)).toBeUndefined();
  });

  test.each([
    ['tf_var_', "key 'tf_var_' names no variable that Terraform can have", "Write a name, such as 'tf_var_db_password'."],
    ['_', "key '_' names no variable that Terraform can have", "Write a name, such as 'tf_var_db_password'."],
    [
      'tf_var_2fa',
      "key 'tf_var_2fa' stands for Terraform's variable 2FA, and a variable cannot begin with a digit",
      "Write 'tf_var__2fa'.",
    ],
    ['DB_PASSWORD', "key 'DB_PASSWORD' has capital letters (chamber lowercases it and would look elsewhere)", "Write 'db_password'."],
  ])('cannot be named by the key %s', (key, problem, remedy) => {
    expect(terraformVariableFault(key)).toEqual({ problem, remedy });
  });

  test('is what chamber exec sets for the key that says so itself', () => {
    fc.assert(
      fc.property(keys, (key) => {
        fc.pre(terraformVariableFault(key) === undefined);
        const itself = terraformVariableName(key).toLowerCase();
        expect(environmentName(itself)).toBe(terraformVariableName(key));
        expect(terraformVariableFault(itself)).toBeUndefined();
      }),
    );
  });
});
