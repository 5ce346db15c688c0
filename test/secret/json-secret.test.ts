import { TerraformOutput, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  type ApplicationSecretProps,
  EphemeralSecret,
  JsonField,
  ParameterTier,
  SecretFormat,
  SecretSource,
  SecretVault,
} from '../../src';
import { thrownBy } from '../support/errors';
import '../support/matchers';
import { newStack, only, synthesize } from '../support/synth';

function declare(props: Partial<ApplicationSecretProps>, stack = newStack()) {
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', tags: { Team: 'payments' } });
  const secret = new ApplicationSecret(stack, 'secret', {
    vault,
    service: 'api',
    key: 'database',
    source: SecretSource.supplied(),
    ...props,
  });
  return { stack, vault, secret };
}

describe('a JSON secret', () => {
  const stack = newStack();
  const variable = new TerraformVariable(stack, 'token', { type: 'string' });
  const { secret } = declare(
    {
      source: SecretSource.json({
        version: 3,
        fields: {
          username: JsonField.text('app'),
          password: JsonField.generated({ length: 40, symbols: true }),
          token: JsonField.fromVariable(variable),
          id: JsonField.generated({ format: SecretFormat.UUID }),
        },
      }),
    },
    stack,
  );
  const read = new EphemeralSecret(stack, 'read', { secret });
  new TerraformOutput(stack, 'password', { value: read.jsonField('password'), sensitive: true });
  const configuration = synthesize(stack);

  test('is one parameter, fed by values that are nowhere else', () => {
    const resource = only(configuration.resource.coffer_secret);
    expect(resource.value_wo_version).toBe(3);
    expect(resource.value_wo).toMatch(
      /^\$\{jsonencode\(\{"username" = "app", "password" = ephemeral\.coffer_random\.\S+\.value, "token" = var\.token, "id" = ephemeral\.coffer_random\.\S+\.value\}\)\}$/,
    );
    expect(configuration).toHaveEphemeral('coffer_random', { length: 40, symbols: true });
    expect(configuration).toHaveEphemeral('coffer_random', { format: 'uuid' });
    expect(configuration.variable!.token).toMatchObject({ ephemeral: true, sensitive: true });
  });

  test('is read by its keys', () => {
    expect(configuration.output!.password!.value).toBe('${jsondecode(ephemeral.coffer_secret.read.value).password}');
  });

  test.each<[string, () => unknown, string, string]>([
    [
      'without keys',
      () => SecretSource.json({ fields: {} }),
      'SecretSourceError',
      'SecretSource.json: fields is empty. Give it at least one key.',
    ],
    [
      'with a value for a field',
      () => SecretSource.json({ fields: { password: 'CANARY-literal' as never } }),
      'LiteralSecretError',
      "SecretSource.json: the field 'password' is a string, not a JsonField (what it says is kept out of this message). " +
        'Write JsonField.text(), JsonField.generated() or JsonField.fromVariable().',
    ],
    [
      'with a value for a variable',
      () => JsonField.fromVariable('CANARY-literal' as never),
      'LiteralSecretError',
      'JsonField.fromVariable: received a string, not a TerraformVariable (what it says is kept out of this message). ' +
        'Pass the variable itself, and set TF_VAR_<name> where you deploy.',
    ],
    [
      'with a variable that has a default',
      () => JsonField.fromVariable(new TerraformVariable(newStack(), 'v', { default: 'CANARY-default' })),
      'LiteralSecretError',
      'the variable has a default',
    ],
    [
      'with a number below one',
      () => SecretSource.json({ fields: { a: JsonField.text('b') }, version: 0 }),
      'SecretSourceError',
      'SecretSource.json: version is 0. Write a whole number from 1.',
    ],
    [
      'with a generated field of no characters',
      () => JsonField.generated({ lower: false, upper: false, digits: false }),
      'SecretSourceError',
      'JsonField.generated: lower, upper, digits and symbols are all false',
    ],
    [
      'over the size of its tier',
      () => declare({ tier: ParameterTier.STANDARD, source: SecretSource.json({ fields: { a: JsonField.generated({ length: 4096 }) } }) }),
      'SecretSourceError',
      "ApplicationSecret 'api/database': its JSON has at least 4104 bytes, and its tier takes 4096. " +
        'Divide it into several secrets, or store a reference to what is so long.',
    ],
    [
      'over every size',
      () => declare({ source: SecretSource.json({ fields: { a: JsonField.text('é'.repeat(4096)) } }) }),
      'SecretSourceError',
      'its JSON has at least 8200 bytes, and its tier takes 8192.',
    ],
  ])('is refused %s', (_name, act, name, message) => {
    const error = thrownBy(act);
    expect(error.name).toBe(name);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('CANARY');
  });
});

describe('the tier of a secret', () => {
  const tierOf = (props: Partial<ApplicationSecretProps>) =>
    only(synthesize(declare(props).stack).resource.coffer_secret).tier as string | undefined;

  test('is the advanced one where the value may be larger than the standard one takes, and never without need', () => {
    expect(tierOf({ source: SecretSource.generated({ length: 4096 }) })).toBeUndefined();
    expect(tierOf({ source: SecretSource.generated({ length: 4097 }) })).toBe('Advanced');
    expect(tierOf({ source: SecretSource.generated({ format: SecretFormat.HEX, length: 2049 }) })).toBe('Advanced');
    expect(
      tierOf({
        source: SecretSource.json({ fields: { a: JsonField.generated({ length: 3000 }), b: JsonField.generated({ length: 3000 }) } }),
      }),
    ).toBe('Advanced');
    expect(tierOf({ source: SecretSource.supplied() })).toBeUndefined();
  });
});

describe('what people say of a secret', () => {
  test('is in its tags', () => {
    const { stack } = declare({ description: 'Main database', owner: 'team-data@example.com', tags: { Cost: '42' } });
    expect(only(synthesize(stack).resource.coffer_secret).tags).toEqual({
      Team: 'payments',
      Description: 'Main database',
      Owner: 'team-data@example.com',
      Cost: '42',
    });
  });

  test('is refused where no tag takes it', () => {
    expect(thrownBy(() => declare({ owner: 'a<b>' }))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "ApplicationSecret 'api/database': owner cannot be a tag's value. Write 1 to 256 letters, digits, spaces and any of _.:/=+-@",
    });
  });
});

describe('a secret that several services read', () => {
  const shared = (sharedWith: string[], key = 'smtp_password') => {
    const { stack, vault } = declare({});
    new ApplicationSecret(stack, 'shared', { vault, service: 'global', key, source: SecretSource.supplied(), sharedWith });
    return { stack, vault };
  };

  test('is declared once', () => {
    const { stack } = shared(['api', 'web']);
    expect(
      Object.values(synthesize(stack).resource.coffer_secret!)
        .map(({ name }) => name as string)
        .sort(),
    ).toEqual(['/api/database', '/global/smtp_password']);
  });

  test('is not hidden by a secret of one of them, nor hides one', () => {
    expect(thrownBy(() => shared(['api'], 'database')).message).toContain(
      "vault acme-dev has this secret already, declared at 'dev/secret'",
    );
    const { stack, vault } = shared(['web']);
    expect(
      thrownBy(() => new ApplicationSecret(stack, 'own', { vault, service: 'web', key: 'smtp-password', source: SecretSource.supplied() }))
        .message,
    ).toContain("env name SMTP_PASSWORD is taken by 'web/smtp_password'");
  });

  test('is refused for its own service, and for one that chamber cannot read', () => {
    expect(thrownBy(() => shared(['global'])).message).toContain("sharedWith has its own service 'global'. Leave it out there.");
    expect(thrownBy(() => shared(['We b'])).name).toBe('SecretNameError');
  });
});

describe('a secret of a passing environment', () => {
  test('is of a service of its own', () => {
    const { secret } = declare({ environment: 'pr-12' });
    expect(secret).toMatchObject({ service: 'api/pr-12', parameterName: '/api/pr-12/database', environmentName: 'DATABASE' });
  });

  test('does not collide with the same secret of another', () => {
    const { stack, vault } = declare({ environment: 'pr-12' });
    new ApplicationSecret(stack, 'other', {
      vault,
      service: 'api',
      key: 'database',
      environment: 'pr-13',
      source: SecretSource.generated(),
    });
    expect(Object.keys(synthesize(stack).resource.coffer_secret!)).toHaveLength(2);
  });

  test('is refused where its name is none', () => {
    expect(thrownBy(() => declare({ environment: 'PR/12' }))).toEqual({
      name: 'SecretNameError',
      message:
        "ApplicationSecret in service 'api': environment 'PR/12' is not 1 to 32 lowercase letters, digits and '-'. Write it like pr-12.",
    });
  });
});
