import { TerraformOutput, TerraformStack, TerraformVariable, Token } from 'cdktf';
import { Construct } from 'constructs';
import { ApplicationSecret, type ApplicationSecretProps, ParameterTier, SecretFormat, SecretSource, SecretVault } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';

function newVault(scope: Construct, namespace = 'acme', stage = 'dev', id = namespace): SecretVault {
  return new SecretVault(scope, id, { namespace, stage });
}

function newSecret(
  vault: SecretVault,
  props: Partial<ApplicationSecretProps> = {},
  scope: Construct = TerraformStack.of(vault),
): ApplicationSecret {
  const all = { vault, service: 'api', key: 'db_password', source: SecretSource.generated(), ...props };
  return new ApplicationSecret(scope, `${all.service}-${String(all.key)}`, all);
}

describe('an application secret', () => {
  test('is one coffer_secret under the alias of its vault, and nothing else', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const before = Object.keys(synthesize(stack).resource);
    newSecret(vault);

    const { resource, data } = synthesize(stack);

    expect(Object.keys(resource).sort()).toEqual([...before, 'coffer_secret'].sort());
    expect(resource.coffer_secret).toEqual({
      'api-db_password': {
        name: '/api/db_password',
        kms_key_id: expect.stringMatching(/^\$\{aws_kms_alias\..+\.name\}$/) as string,
        generate: { format: 'password', length: 32, generation: 1 },
        claim: 'dev/api-db_password',
      },
    });
    expect(Object.keys(data!).sort()).toEqual(['aws_caller_identity', 'aws_partition', 'aws_region']);
  });

  test('passes on how it is kept', () => {
    const stack = newStack();
    newSecret(newVault(stack), { tier: ParameterTier.INTELLIGENT_TIERING, adopt: true, deletionProtection: false, tags: { team: 'a' } });
    expect(only(synthesize(stack).resource.coffer_secret)).toMatchObject({
      tier: 'Intelligent-Tiering',
      adopt: true,
      deletion_protection: false,
      tags: { team: 'a' },
    });
  });

  test('is claimed by its place in the program, as far as tags take it', () => {
    const stack = newStack();
    const vault = newVault(stack);
    newSecret(vault, {}, new Construct(new Construct(stack, 'Team #1'), 'x'.repeat(300)));
    const claim = only(synthesize(stack).resource.coffer_secret).claim as string;
    expect(claim).toHaveLength(256);
    expect(claim).toMatch(/^x+\/api-db_password$/);
    newSecret(vault, { key: 'other' }, new Construct(stack, 'Team #1 (a)'));
    expect(Object.values(synthesize(stack).resource.coffer_secret!).map((secret) => secret.claim as string)).toContain(
      'dev/Team _1 _a_/api-other',
    );
  });

  test('tells its names, its ARN and its version', () => {
    const stack = newStack();
    const secret = newSecret(newVault(stack), { service: 'shop/api', key: 'db-password' });
    new TerraformOutput(stack, 'arn', { value: secret.parameterArn });
    new TerraformOutput(stack, 'version', { value: secret.version });

    const { output } = synthesize(stack);

    expect(secret).toMatchObject({
      service: 'shop/api',
      key: 'db-password',
      parameterName: '/shop/api/db-password',
      environmentName: 'DB_PASSWORD',
    });
    expect(output!.arn!.value).toMatch(/^arn:\$\{.+\}:ssm:\$\{.+\}:\$\{.+\}:parameter\/shop\/api\/db-password$/);
    expect(output!.version!.value).toBe('${coffer_secret.shop--api-db-password.version}');
  });
});

describe('where a value comes from', () => {
  const rendered = (source: SecretSource, stack = newStack(), tier?: ParameterTier) => {
    newSecret(newVault(stack), { source, tier });
    return only(synthesize(stack).resource.coffer_secret);
  };

  test('a generated value has the length, classes and number that it is given', () => {
    expect(
      rendered(SecretSource.generated({ length: 64, symbols: true, upper: false, excludeCharacters: '@:', generation: 3 })).generate,
    ).toEqual({
      format: 'password',
      length: 64,
      symbols: true,
      upper: false,
      exclude_characters: '@:',
      generation: 3,
    });
    expect(rendered(SecretSource.generated({ format: SecretFormat.HEX, length: 16 })).generate).toEqual({
      format: 'hex',
      length: 16,
      generation: 1,
    });
    expect(rendered(SecretSource.generated({ format: SecretFormat.UUID })).generate).toEqual({ format: 'uuid', generation: 1 });
    expect(rendered(SecretSource.generated({ length: 8192 }), newStack(), ParameterTier.ADVANCED).generate).toMatchObject({ length: 8192 });
  });

  test('a supplied value is nowhere in the configuration', () => {
    expect(rendered(SecretSource.supplied())).toEqual({
      name: '/api/db_password',
      kms_key_id: expect.any(String) as string,
      claim: 'dev/api-db_password',
    });
  });

  test('a value from a variable goes through a write-only argument, and the variable is ephemeral and sensitive', () => {
    const stack = newStack();
    const secret = rendered(SecretSource.fromVariable(new TerraformVariable(stack, 'token', { type: 'string' }), { version: 2 }), stack);
    expect(secret).toMatchObject({ value_wo: '${var.token}', value_wo_version: 2 });
    expect(only(synthesize(stack).variable)).toEqual({ type: 'string', ephemeral: true, sensitive: true });
  });
});

describe('a secret is refused', () => {
  test.each([
    [
      { key: 'DbPass' },
      "ApplicationSecret 'api/DbPass': key 'DbPass' has capital letters (chamber lowercases it and would look elsewhere). Write 'dbpass'.",
    ],
    [
      { key: 'db.pass' },
      "ApplicationSecret 'api/db.pass': key 'db.pass' gives the environment name DB.PASS, " +
        "which no program can read (chamber exec maps '-' to '_' but leaves '.'). Write 'db_pass'.",
    ],
    [
      { key: 'db pass' },
      "ApplicationSecret 'api/db pass': key 'db pass' is not a name chamber can read (letters, digits, '_', '-'). Write 'db_pass'.",
    ],
    [
      { key: '2fa' },
      "ApplicationSecret 'api/2fa': key '2fa' gives the environment name 2FA, " +
        "which no program can read (a variable cannot begin with a digit). Write '_2fa'.",
    ],
    [{ key: '' }, "ApplicationSecret 'api/': the key is empty. Name the key, such as db_password."],
    [
      { service: '/api' },
      "ApplicationSecret '/api/db_password': service '/api' is not a name chamber can read (letters, digits, '_', '-', '.', " +
        "with '/' between levels). Write 'api'.",
    ],
    [
      { service: 'ssm-agent' },
      "ApplicationSecret 'ssm-agent/db_password': service 'ssm-agent' begins with 'ssm', " +
        "which Parameter Store keeps for itself. Write 'app-ssm-agent'.",
    ],
    [
      { service: '_chamber' },
      "ApplicationSecret '_chamber/db_password': service '_chamber' is reserved. Choose another name for the service.",
    ],
    [
      { key: Token.asString({ resolve: () => 'x' }) },
      "ApplicationSecret '(token)': the service or the key is known only at apply. Write both out, " +
        'so that grants and checks can name the secret.',
    ],
  ])('for its name: %j', (props, message) => {
    expect(thrownBy(() => newSecret(newVault(newStack()), props))).toEqual({ name: 'SecretNameError', message });
  });

  test('by a name that nobody could read, also where it is only referred to', () => {
    const stack = newStack();
    const vault = newVault(stack);
    expect(thrownBy(() => ApplicationSecret.fromName(stack, 'x', { vault, service: 'API', key: 'x' }))).toEqual({
      name: 'SecretNameError',
      message:
        "ApplicationSecret.fromName 'API/x': service 'API' has capital letters (chamber lowercases it and would look " +
        "elsewhere). Write 'api'.",
    });
  });

  test('where another key becomes the same environment variable', () => {
    const vault = newVault(newStack());
    newSecret(vault, { key: 'db_pass' });
    expect(thrownBy(() => newSecret(vault, { key: 'db-pass' }))).toEqual({
      name: 'EnvironmentNameCollisionError',
      message:
        "ApplicationSecret 'api/db-pass': env name DB_PASS is taken by 'api/db_pass' (chamber exec maps '-' to '_'). Rename one key.",
    });
  });

  test('where the stack declares it already', () => {
    const vault = newVault(newStack());
    newSecret(vault);
    expect(thrownBy(() => newSecret(vault, {}, new Construct(vault, 'again')))).toEqual({
      name: 'DuplicateSecretError',
      message:
        "ApplicationSecret 'api/db_password': vault acme-dev has this secret already, declared at 'dev/api-db_password'. " +
        'Declare it once and pass it on, or refer to it by fromName() of its type.',
    });
  });

  test('where another stack declares it already', () => {
    const app = newApp();
    const [one, two] = [newStack(app, 'one'), newStack(app, 'two')];
    newSecret(newVault(one));
    expect(thrownBy(() => newSecret(newVault(two)))).toEqual({
      name: 'DuplicateSecretError',
      message:
        "ApplicationSecret 'api/db_password': vault acme-dev has this secret already, declared at 'one/api-db_password'. " +
        'Declare it once and pass it on, or refer to it by fromName() of its type. ' +
        'Vaults of one name in two regions or accounts are told apart by region and allowedAccountIds of their AwsProviders.',
    });
  });

  test('where another vault of the stack has a parameter of that name, which is one account', () => {
    const stack = newStack();
    newSecret(newVault(stack));
    expect(thrownBy(() => newSecret(newVault(stack, 'shared'), {}, new Construct(stack, 'second')))).toEqual({
      name: 'DuplicateSecretError',
      message:
        "ApplicationSecret 'api/db_password': the account of stack 'dev' has this secret already, " +
        "declared at 'dev/api-db_password'. Declare it once and pass it on, or refer to it by fromName() of its type.",
    });
  });

  test('not where another app, stage or service has one of that name', () => {
    expect(() => [newApp(), newApp()].forEach((app) => newSecret(newVault(newStack(app))))).not.toThrow();
    const app = newApp();
    expect(() => ['dev', 'prod'].forEach((stage) => newSecret(newVault(newStack(app, stage), 'acme', stage)))).not.toThrow();
    const vault = newVault(newStack());
    expect(() => ['api', 'web'].forEach((service) => newSecret(vault, { service }))).not.toThrow();
  });

  test.each([
    ['a string', 'hunter2-canary'],
    ['undefined', undefined],
    ['an object', { value: 'hunter2-canary' }],
  ])('where its source is a value: %s', (received, source) => {
    const error = thrownBy(() => newSecret(newVault(newStack()), { source: source as unknown as SecretSource }));
    expect(error).toEqual({
      name: 'LiteralSecretError',
      message:
        `ApplicationSecret 'api/db_password': source is ${received}, not a SecretSource (what it says is kept out of this ` +
        `message). Write SecretSource.generated(), SecretSource.supplied() or SecretSource.fromVariable(variable).`,
    });
    expect(error.message).not.toContain('canary');
  });

  test('with a tag that is reserved', () => {
    expect(thrownBy(() => newSecret(newVault(newStack()), { tags: { 'aws:x': 'y' } }))).toEqual({
      name: 'VaultConfigurationError',
      message: "ApplicationSecret 'api/db_password': tag 'aws:x' begins with aws:, which is reserved. Choose another key.",
    });
  });

  test.each([
    [
      'too short',
      { length: 7 },
      undefined,
      'length is 7. Write a whole number of characters from 8 to 4096, for format password in this tier.',
    ],
    [
      'too long for the standard tier',
      { length: 4097 },
      ParameterTier.STANDARD,
      'length is 4097. Write a whole number of characters from 8 to 4096, for format password in this tier.',
    ],
    [
      'too long for any tier',
      { length: 8193 },
      ParameterTier.ADVANCED,
      'length is 8193. Write a whole number of characters from 8 to 8192, for format password in this tier.',
    ],
    [
      'a fraction',
      { length: 8.5 },
      undefined,
      'length is 8.5. Write a whole number of characters from 8 to 4096, for format password in this tier.',
    ],
    [
      'too few bytes',
      { format: SecretFormat.HEX, length: 15 },
      undefined,
      'length is 15. Write a whole number of random bytes from 16 to 2048, for format hex in this tier.',
    ],
    [
      'too many bytes',
      { format: SecretFormat.BASE64, length: 3073 },
      ParameterTier.STANDARD,
      'length is 3073. Write a whole number of random bytes from 16 to 3072, for format base64 in this tier.',
    ],
    [
      'given for a UUID',
      { format: SecretFormat.UUID, length: 36 },
      undefined,
      'length is 36, and a UUID has a length of its own. Leave length out.',
    ],
  ])('with a length that is %s', (_, props, tier, problem) => {
    expect(thrownBy(() => newSecret(newVault(newStack()), { source: SecretSource.generated(props), tier }))).toEqual({
      name: 'SecretSourceError',
      message: `ApplicationSecret 'api/db_password': ${problem}`,
    });
  });
});
