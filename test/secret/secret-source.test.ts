import { TerraformVariable } from 'cdktf';
import { ApplicationSecret, SecretFormat, SecretSource, SecretVault } from '../../src';
import { Secret } from '../../src/bindings/secret';
import { thrownBy } from '../support/errors';
import { newApp, newStack, synthesize } from '../support/synth';

describe('a generated value is refused', () => {
  test.each([
    [
      'without any class of characters',
      { lower: false, upper: false, digits: false },
      'lower, upper, digits and symbols are all false, which leaves no characters. Turn one of them on.',
    ],
    [
      'with classes for bytes',
      { format: SecretFormat.HEX, symbols: true, excludeCharacters: 'a' },
      'symbols, excludeCharacters given with format hex. Leave them out, or use SecretFormat.PASSWORD.',
    ],
    ['with a generation below one', { generation: 0 }, 'generation is 0. Write a whole number from 1.'],
  ])('%s', (_, props, message) => {
    expect(thrownBy(() => SecretSource.generated(props))).toEqual({
      name: 'SecretSourceError',
      message: `SecretSource.generated: ${message}`,
    });
  });
});

describe('a variable is refused', () => {
  const hasDefault =
    "SecretSource.fromVariable 'dev/token': the variable has a default, which would be in the synthesized output and in " +
    'every plan (it is kept out of this message). ' +
    'Remove the default and set TF_VAR_token where you deploy.';

  test('with a default, which every plan would show', () => {
    const variable = new TerraformVariable(newStack(), 'token', { default: 'hunter2-canary' });
    expect(thrownBy(() => SecretSource.fromVariable(variable))).toEqual({ name: 'LiteralSecretError', message: hasDefault });
  });

  test('with a default that it is given later', () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, 'token', {});
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'token', source: SecretSource.fromVariable(variable) });
    variable.addOverride('default', 'hunter2-canary');
    expect(thrownBy(() => synthesize(stack))).toEqual({ name: 'LiteralSecretError', message: hasDefault });
  });

  test.each(['hunter2-canary', '${var.token}', 42, null])('where it is something else: %j', (received) => {
    const kind = received === null ? 'null' : `a ${typeof received}`;
    expect(thrownBy(() => SecretSource.fromVariable(received as unknown as TerraformVariable))).toEqual({
      name: 'LiteralSecretError',
      message:
        `SecretSource.fromVariable: received ${kind}, not a TerraformVariable (what it says is kept out of this message). ` +
        "Declare new TerraformVariable(this, 'name', { type: 'string' }), pass the variable itself, " +
        'and set TF_VAR_<name> where you deploy.',
    });
  });

  test('where it is in another stack', () => {
    const app = newApp();
    const [home, other] = [newStack(app, 'home'), newStack(app, 'other')];
    const vault = new SecretVault(home, 'vault', { namespace: 'acme', stage: 'dev' });
    const source = SecretSource.fromVariable(new TerraformVariable(other, 'token', {}));
    expect(thrownBy(() => new ApplicationSecret(home, 'secret', { vault, service: 'api', key: 'token', source }))).toEqual({
      name: 'CrossStackReferenceError',
      message:
        "ApplicationSecret 'api/token': variable 'other/token' is ephemeral, and the secret is in another stack, 'home'. " +
        'Declare the variable in the stack of the secret.',
    });
  });

  test('with a version below one', () => {
    expect(thrownBy(() => SecretSource.fromVariable(new TerraformVariable(newStack(), 'token', {}), { version: 0 }))).toEqual({
      name: 'SecretSourceError',
      message: 'SecretSource.fromVariable: version is 0. Write a whole number from 1.',
    });
  });
});

describe('a coffer_secret that the program declares by itself', () => {
  const message = (path: string) =>
    `Secret '${path}': value_wo is written out in the program, so the value would be in the synthesized output (it is kept ` +
    `out of this message). ` +
    'Pass an ephemeral value, such as that of a TerraformVariable with ephemeral set, or declare an ApplicationSecret.';

  test.each(['its own stack', 'a stack without any vault'])('is refused a value written out, in %s', (where) => {
    const app = newApp();
    const stack = newStack(app);
    new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const home = where === 'its own stack' ? stack : newStack(app, 'other');
    new Secret(home, 'raw', { name: '/api/raw', valueWo: 'hunter2-canary', valueWoVersion: 1 });
    expect(thrownBy(() => synthesize(stack))).toEqual({ name: 'LiteralSecretError', message: message(`${home.node.id}/raw`) });
  });

  test('is refused a value written out as an override', () => {
    const stack = newStack();
    new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    new Secret(stack, 'raw', { name: '/api/raw' }).addOverride('value_wo', 'hunter2-canary');
    expect(thrownBy(() => synthesize(stack))).toEqual({ name: 'LiteralSecretError', message: message('dev/raw') });
  });

  test.each([
    ['a token', (variable: TerraformVariable) => variable.stringValue],
    ['an expression', () => '${var.token}'],
    ['a string around a token', (variable: TerraformVariable) => `postgres://${variable.stringValue}@db`],
  ])('takes %s', (_, valueOf) => {
    const stack = newStack();
    new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    const variable = new TerraformVariable(stack, 'token', {});
    new Secret(stack, 'raw', { name: '/api/raw', valueWo: valueOf(variable), valueWoVersion: 1 });
    expect(() => synthesize(stack)).not.toThrow();
  });
});
