import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { DataResource, Fn, TerraformHclModule, TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { access, BootstrapSecret, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newStack, synthesize } from '../../support/synth';

/** Uses a bootstrap secret's value somewhere in a stack. */
function used(use: (stack: TerraformStack, value: string, terraform: access.TerraformAccess) => void): () => unknown {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const terraform = new access.TerraformAccess(stack, 'terraform', { vault });
  use(stack, terraform.value(BootstrapSecret.fromName(stack, 'pg', { vault, system: 'postgresql', key: 'admin' })), terraform);
  return () => synthesize(stack);
}

const parameter = (stack: TerraformStack, props: object) =>
  new SsmParameter(stack, 'copy', { name: '/copy', type: 'SecureString', ...props });
const STORED =
  'arguments of resources are kept in the state. Use it in a provider, or in a write-only argument (its name ends with _wo) of a resource.';
const DATA = 'terraform_data keeps its arguments in the state. Read the value again where it is needed.';

/** The variable that a bootstrap secret feeds by chamber exec. */
function fed(stack: TerraformStack, terraform: access.TerraformAccess): string {
  const vault = stack.node.findChild('vault') as SecretVault;
  return terraform.variable(BootstrapSecret.fromName(stack, 'fed', { vault, system: 'postgresql', key: 'tf_var_admin' })).stringValue;
}

/** A variable that the program marks itself. */
function ephemeralVariable(stack: TerraformStack): TerraformVariable {
  const variable = new TerraformVariable(stack, 'token', {});
  variable.addOverride('ephemeral', true);
  return variable;
}

describe('an ephemeral value is refused in', () => {
  test.each<[string, (stack: TerraformStack, value: string, terraform: access.TerraformAccess) => void, string]>([
    [
      'an argument of a resource',
      (stack, value) => parameter(stack, { value }),
      `value of aws_ssm_parameter.copy uses an ephemeral value, and ${STORED}`,
    ],
    [
      'an argument that is written to keep it',
      (stack, value) => parameter(stack, { valueWo: value, valueWoVersion: 1, description: Fn.sha256(value) }),
      `description of aws_ssm_parameter.copy uses an ephemeral value, and ${STORED}`,
    ],
    [
      'a tag',
      (stack, value) => parameter(stack, { value: 'x', tags: { Hint: `begins with ${value}` } }),
      `tags.Hint of aws_ssm_parameter.copy uses an ephemeral value, and ${STORED}`,
    ],
    [
      'a condition',
      (stack, value) =>
        parameter(stack, { value: 'x', lifecycle: { precondition: [{ condition: `\${length("${value}") > 3}`, errorMessage: 'no' }] } }),
      `lifecycle.precondition[0].condition of aws_ssm_parameter.copy uses an ephemeral value, and ${STORED}`,
    ],
    [
      'an output',
      (stack, value) => new TerraformOutput(stack, 'password', { value, sensitive: true }),
      'value of output password uses an ephemeral value, and outputs are kept in the state. Read the secret where the output is used.',
    ],
    [
      'a data source',
      (stack, value) => new DataAwsIamRole(stack, 'role', { name: value }),
      'name of data aws_iam_role.role uses an ephemeral value, and arguments of data sources are kept in the state. ' +
        'Use it in a provider, or in a write-only argument (its name ends with _wo) of a resource.',
    ],
    [
      'the input of terraform_data',
      (stack, value) => new DataResource(stack, 'data', { input: { value } }),
      `input.value of terraform_data.data uses an ephemeral value, and ${DATA}`,
    ],
    [
      'what replaces terraform_data',
      (stack, value) => new DataResource(stack, 'data', { triggersReplace: [value] }),
      `triggers_replace.0 of terraform_data.data uses an ephemeral value, and ${DATA}`,
    ],
    [
      'the store of terraform_data of Terraform 1.16',
      (stack, value) => new DataResource(stack, 'data').addOverride('store', [{ input: value }]),
      'store[0].input of terraform_data.data uses an ephemeral value, and terraform_data keeps what ' +
        'it stores, ephemeral values too, in the state. ' +
        'Read the value again where it is needed.',
    ],
    [
      'a store under a name like that of a write-only argument',
      (stack, value) => new DataResource(stack, 'data').addOverride('store', [{ input_wo: value }]),
      'store[0].input_wo of terraform_data.data uses an ephemeral value, and terraform_data keeps ' +
        'what it stores, ephemeral values too, in the state. ' +
        'Read the value again where it is needed.',
    ],
    [
      'a resource that the program writes into the stack itself',
      (stack, value) => stack.addOverride('resource.terraform_data.raw.store', [{ input: value }]),
      'store[0].input of terraform_data.raw uses an ephemeral value, and terraform_data keeps what it ' +
        'stores, ephemeral values too, in the state. ' +
        'Read the value again where it is needed.',
    ],
    [
      'a module',
      (stack, value) => new TerraformHclModule(stack, 'module', { source: 'acme/database/aws', variables: { password: value } }),
      'password of module module uses an ephemeral value, and what a module does with it cannot be ' +
        'seen from here. Read the secret within the module.',
    ],
    [
      'an output by way of locals',
      (stack, value) => {
        const one = new TerraformLocal(stack, 'one', `x${value}`);
        const two = new TerraformLocal(stack, 'two', { nested: [one.asString] });
        new TerraformOutput(stack, 'password', { value: two.fqn });
      },
      'value of output password uses an ephemeral value, and outputs are kept in the state. Read the secret where the output is used.',
    ],
    [
      'the store of terraform_data, as a variable that the secret feeds',
      (stack, _value, terraform) => new DataResource(stack, 'data').addOverride('store', [{ input: fed(stack, terraform) }]),
      'store[0].input of terraform_data.data uses an ephemeral value, and terraform_data keeps what it stores, ephemeral values too, ' +
        'in the state. Read the value again where it is needed.',
    ],
    [
      'an argument, as an ephemeral variable of the program by way of a local',
      (stack) => {
        const variable = ephemeralVariable(stack);
        parameter(stack, { value: new TerraformLocal(stack, 'one', `x${variable.stringValue}`).asString });
      },
      `value of aws_ssm_parameter.copy uses an ephemeral value, and ${STORED}`,
    ],
    [
      'an argument, as a variable of a service',
      (stack, _value, terraform) => parameter(stack, { value: terraform.environmentValue('api', 'DB_PASSWORD') }),
      `value of aws_ssm_parameter.copy uses an ephemeral value, and ${STORED}`,
    ],
  ])('%s', (_where, use, text) => {
    expect(thrownBy(used(use))).toEqual({ name: 'LiteralSecretError', message: `TerraformAccess 'dev/terraform': ${text}` });
  });
});

describe('an ephemeral value is taken in', () => {
  test.each<[string, (stack: TerraformStack, value: string) => void]>([
    ['a write-only argument', (stack, value) => parameter(stack, { valueWo: value, valueWoVersion: 1 })],
    [
      'a map that is write-only',
      (stack, value) => parameter(stack, { valueWo: 'x', valueWoVersion: 1 }).addOverride('data_wo', { KEY: value }),
    ],
    ['a provider', (stack, value) => new AwsProvider(stack, 'second', { alias: 'second', assumeRole: [{ externalId: value }] })],
    [
      'a provisioner and its connection',
      (stack, value) =>
        new DataResource(stack, 'data', {
          provisioners: [{ type: 'local-exec', command: 'true', environment: { PASSWORD: value } }],
          connection: { type: 'ssh', host: 'host', password: value },
        }),
    ],
    [
      "an ephemeral variable's own validation, and a write-only argument by that variable",
      (stack) => {
        const variable = ephemeralVariable(stack);
        variable.addValidation({ condition: `\${length(${variable.fqn}) > 3}`, errorMessage: 'too short' });
        parameter(stack, { valueWo: variable.stringValue, valueWoVersion: 1 });
      },
    ],
    [
      'a variable that is not ephemeral, in an argument',
      (stack) => parameter(stack, { value: new TerraformVariable(stack, 'name', {}).stringValue }),
    ],
    [
      'a local that goes to a write-only argument',
      (stack, value) => parameter(stack, { valueWo: new TerraformLocal(stack, 'one', value).asString, valueWoVersion: 1 }),
    ],
  ])('%s', (_where, use) => {
    expect(used(use)()).toHaveProperty('ephemeral');
  });

  test('nothing at all: text that only looks like one is text', () => {
    const write = used((stack) =>
      parameter(stack, { value: 'see ephemeral.coffer_secret.x in the guide', description: '$${ephemeral.coffer_secret.x}' }),
    );
    expect(write()).toHaveProperty('ephemeral');
  });
});
