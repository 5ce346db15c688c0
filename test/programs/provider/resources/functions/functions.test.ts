import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

interface Planned {
  readonly outputs: Record<string, { readonly sensitive: boolean; readonly value?: unknown }>;
  /** What Terraform prints. */
  readonly text: string;
}

/** Plans, and gives Terraform's own copies of the outputs' values. */
async function planned(hcl: string, env: NodeJS.ProcessEnv = {}): Promise<Planned> {
  local.terraform.configure(hcl);
  const plan = await local.terraform.run(['plan', '-no-color', '-out=plan'], env);
  if (plan.code !== 0) throw new Error(plan.output);
  const { planned_values: values } = JSON.parse((await local.terraform.run(['show', '-json', 'plan'])).stdout) as {
    planned_values: Pick<Planned, 'outputs'>;
  };
  return { outputs: values.outputs, text: plan.output };
}

/** What Terraform says, without its picture of the call. */
async function error(hcl: string): Promise<string> {
  local.terraform.configure(hcl);
  return (await local.terraform.applyError()).replace(/ ├─+ │ while calling [^ ]+/, '');
}

describe('tf_var_name', () => {
  test('gives the variable by which this very Terraform takes a value', async () => {
    const { outputs } = await planned(
      `
      variable "DB_PASSWORD" {
        type = string
      }
      output "taken" {
        value = var.DB_PASSWORD
      }
      output "names" {
        value = [for name in ["/api/db-password", "db-password", "tf_var_db_password", "/terraform/tf-var-db-password"] : provider::coffer::tf_var_name(name)]
      }`,
      { TF_VAR_DB_PASSWORD: 'CANARY-variable' },
    );
    expect(outputs.taken!.value).toBe('CANARY-variable');
    expect(outputs.names!.value).toEqual(Array.from({ length: 4 }, () => 'TF_VAR_DB_PASSWORD'));
  });

  test('says which argument is wrong, and what to write', async () => {
    expect(await error('output "name" {\n value = provider::coffer::tf_var_name("/api/tf_var_2fa")\n}')).toBe(
      'Error: Invalid function argument Invalid value for "name" parameter: \'/api/tf_var_2fa\': ' +
        "key 'tf_var_2fa' stands for Terraform's variable 2FA, and a variable cannot begin with a digit. " +
        "Write 'tf_var__2fa'.",
    );
  });
});

describe('dotenv', () => {
  const variable = (marks: string, value = '{ B = "CANARY-b c", A = "CANARY-a" }') => `
    variable "values" {
      type = map(string)
      default = ${value}
      ${marks}
    }`;

  test('makes a text of a map', async () => {
    const { outputs } = await planned(`${variable('')}\n output "text" {\n value = provider::coffer::dotenv(var.values)\n}`);
    expect(outputs.text).toMatchObject({ sensitive: false, value: "A=CANARY-a\nB='CANARY-b c'\n" });
  });

  test('makes a sensitive text of a sensitive map', async () => {
    expect(await error(`${variable('sensitive = true')}\n output "text" {\n value = provider::coffer::dotenv(var.values)\n}`)).toContain(
      'Error: Output refers to sensitive values',
    );
    const { text } = await planned(
      `${variable('sensitive = true')}\n output "text" {\n sensitive = true\n value = provider::coffer::dotenv(var.values)\n}`,
    );
    expect(text).toContain('+ text = (sensitive value)');
    expect(text).not.toContain('CANARY');
  });

  test('makes an ephemeral text of an ephemeral map', async () => {
    expect(await error(`${variable('ephemeral = true')}\n output "text" {\n value = provider::coffer::dotenv(var.values)\n}`)).toContain(
      'Error: Ephemeral value not allowed',
    );
  });

  test('waits for a value that is known after apply', async () => {
    const hcl = `
      resource "terraform_data" "later" {
        input = "CANARY-later"
      }
      output "text" {
        value = provider::coffer::dotenv({ LATER = terraform_data.later.output, NOW = "x" })
      }`;
    expect((await planned(hcl)).text).toContain('+ text = (known after apply)');
    await local.terraform.apply();
    expect(JSON.parse((await local.terraform.run(['output', '-json', 'text'])).stdout)).toBe('LATER=CANARY-later\nNOW=x\n');
  });

  test.each([
    ['a null', '{ GOOD = "CANARY-good", BAD = null }', 'BAD is null. Leave it out, or give it a value (which may be empty).'],
    [
      'a carriage return',
      '{ GOOD = "CANARY-good", BAD = "CANARY\\r" }',
      'BAD has a value that npm dotenv, docker compose and bash would read differently, however it is quoted: ' +
        'it has a carriage return. Give it another value, or hand it over outside the file.',
    ],
  ])('refuses %s, and says of which variable, not the value', async (_what, value, message) => {
    const said = await error(
      `${variable('sensitive = true', value)}\n output "text" {\n sensitive = true\n value = provider::coffer::dotenv(var.values)\n}`,
    );
    expect(said).toBe(`Error: Invalid function argument Invalid value for "variables" parameter: ${message}`);
    expect(said).not.toContain('CANARY');
  });
});
