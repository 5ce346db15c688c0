import { TerraformOutput } from 'cdktf';
import { CofferFunctions, EphemeralResource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { newApp, newStack, synthesize } from '../support/synth';
import '../support/matchers';

describe('an ephemeral resource', () => {
  test('is written as an ephemeral block, and referred to by its attributes', () => {
    const stack = newStack();
    const random = new EphemeralResource(stack, 'pin', { type: 'random_password', config: { length: 6, special: false } });
    new TerraformOutput(stack, 'address', { value: random.fqn });
    new TerraformOutput(stack, 'result', { value: `x-${random.stringAttribute('result')}` });
    new TerraformOutput(stack, 'whatever', { value: random.attribute('result') });

    const configuration = synthesize(stack);

    expect(configuration).toHaveEphemeral('random_password', { length: 6, special: false });
    expect(configuration).not.toHaveEphemeral('random_password', { length: 7 });
    expect(Object.values(configuration.output!).map(({ value }) => value as string)).toEqual([
      '${ephemeral.random_password.pin}',
      'x-${ephemeral.random_password.pin.result}',
      '${ephemeral.random_password.pin.result}',
    ]);
  });

  test('takes overrides like any other element', () => {
    const stack = newStack();
    new EphemeralResource(stack, 'pin', { type: 'random_password', config: { length: 6 } }).addOverride('length', 8);
    expect(synthesize(stack)).toHaveEphemeral('random_password', { length: 8 });
  });

  test.each([
    ['an attribute', (resource: EphemeralResource) => resource.stringAttribute('result')],
    ['its address', (resource: EphemeralResource) => resource.fqn],
  ])('refuses %s to another stack, where cdktf would make an output that nobody can compute', (_, use) => {
    const app = newApp();
    const [home, other] = [newStack(app, 'home'), newStack(app, 'other')];
    const random = new EphemeralResource(home, 'pin', { type: 'random_password' });
    new TerraformOutput(other, 'result', { value: use(random) });
    expect(thrownBy(() => synthesize(other))).toEqual({
      name: 'CrossStackReferenceError',
      message:
        "EphemeralResource 'home/pin': its value lives for one run of Terraform, so only its own stack 'home' can use it, " +
        "and stack 'other' does. " +
        'Declare the ephemeral resource in that stack as well.',
    });
  });

  test('cannot be written in HCL', () => {
    const random = new EphemeralResource(newStack(), 'pin', { type: 'random_password' });
    expect(thrownBy(() => random.toHclTerraform() as unknown)).toEqual({
      name: 'UnsupportedOutputError',
      message:
        "EphemeralResource 'dev/pin': cdktf cannot write ephemeral blocks in HCL. Synthesize to JSON: leave out hclOutput, " +
        '--hcl and SYNTH_HCL_OUTPUT.',
    });
  });
});

describe("the provider's functions", () => {
  test('are called with literals and references, and have the provider required', () => {
    const stack = newStack();
    new TerraformOutput(stack, 'name', { value: CofferFunctions.parameterName(stack, 'api', '${var.key}') });
    new TerraformOutput(stack, 'variable', { value: `export ${CofferFunctions.envName(stack, '/api/db-password')}` });

    new TerraformOutput(stack, 'terraform', { value: CofferFunctions.tfVarName(stack, 'db-password') });
    new TerraformOutput(stack, 'dotenv', { value: CofferFunctions.dotenv(stack, { A: 'b' }) });

    const configuration = synthesize(stack);

    expect(configuration.output!.variable!.value).toBe('export ${provider::coffer::env_name("/api/db-password")}');
    expect(configuration.output!.terraform!.value).toBe('${provider::coffer::tf_var_name("db-password")}');
    expect(configuration.output!.dotenv!.value).toBe('${provider::coffer::dotenv({"A" = "b"})}');
    expect(configuration.terraform!.required_providers.coffer).toEqual({
      source: 'registry.terraform.io/cdktf-coffer/coffer',
      version: expect.any(String) as string,
    });
    expect(configuration.provider.coffer).toHaveLength(1);
  });

  test('share the provider of a vault that comes later', () => {
    const stack = newStack();
    new TerraformOutput(stack, 'name', { value: CofferFunctions.parameterName(stack, 'api', 'key') });
    new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const configuration = synthesize(stack);
    expect(configuration.output!.name!.value).toBe('${provider::coffer::parameter_name("api", "key")}');
    expect(configuration.provider.coffer).toHaveLength(1);
  });

  test('refuse their results to another stack', () => {
    const app = newApp();
    const [home, other] = [newStack(app, 'home'), newStack(app, 'other')];
    new TerraformOutput(other, 'name', { value: CofferFunctions.envName(home, 'key') });
    expect(thrownBy(() => synthesize(other))).toEqual({
      name: 'CrossStackReferenceError',
      message:
        "CofferFunctions 'home': another stack may have no coffer provider, so only its own stack 'home' can use it, " +
        "and stack 'other' does. " +
        'Call the function with a construct of that stack as its scope.',
    });
  });
});
