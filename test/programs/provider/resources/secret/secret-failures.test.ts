import { KMSClient, CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms';
import { FaultProxy } from '../../../../../tools/local-aws/fault-proxy';
import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();
let proxy: FaultProxy;

beforeEach(async () => {
  proxy = await FaultProxy.start({ target: local.aws.endpoint });
});
afterEach(() => proxy.close());

const given = (value: string, more = '') => `
  variable "value" {
    type      = string
    ephemeral = true
    default   = ${JSON.stringify(value)}
  }
  ${secret(`value_wo = var.value\n value_wo_version = 1\n ${more}`)}`;

describe('what cannot be is refused before AWS is asked', () => {
  test.each([
    [
      'a name without a service',
      secret('generate = {}', 'key'),
      "Error: Wrong name 'key' is not /<service>/<key>, such as /api/db_password.",
    ],
    [
      'a name that chamber cannot read',
      secret('generate = {}', '/api/db pass'),
      "Error: Wrong name '/api/db pass': key 'db pass' is not a name chamber can read (letters, digits, '_', '-'). Write 'db_pass'.",
    ],
    [
      'a name that no program can have as a variable',
      secret('generate = {}', '/api/db.pass'),
      "Error: Wrong name '/api/db.pass': key 'db.pass' gives the environment name DB.PASS, which no program can read " +
        "(chamber exec maps '-' to '_' but leaves '.'). Write 'db_pass'.",
    ],
    [
      'a value over 4 KB in the standard tier',
      given('x'.repeat(4097)),
      'Error: The value is too large value_wo has 4097 bytes, the Standard tier takes 4096. ' +
        'Set tier = "Advanced" for up to 8192 bytes, or store a reference instead of the value.',
    ],
    [
      'a value over 8 KB in the advanced tier',
      given('é'.repeat(4097), 'tier = "Advanced"'),
      'Error: The value is too large value_wo has 8194 bytes, the Advanced tier takes 8192. ' +
        'Parameter Store takes no more: split the value, or store a reference to it.',
    ],
    [
      'an empty value',
      given(''),
      'Error: The value is empty Parameter Store takes no empty value. Leave value_wo and value_wo_version out to have the ' +
        'secret await its value.',
    ],
    ['two sources', given('x', 'generate = {}'), 'Error: Two sources of one value generate and value_wo are both given. Keep one of them.'],
    [
      'a value without its version',
      secret('value_wo = "CANARY-literal"'),
      'Error: value_wo_version is missing value_wo is kept nowhere, so a change of it cannot be seen: ' +
        'give value_wo_version = 1, and raise it with every new value.',
    ],
    ['a password too short', secret('generate = { length = 4 }'), 'Error: Wrong length length is 4; a password has 8 to 4096 characters.'],
    [
      'a password of no characters',
      secret('generate = {\n upper = false\n lower = false\n digits = false\n}'),
      'Error: Wrong lower no character class is left: at least one of lower, upper, digits and symbols must be true.',
    ],
    [
      'an unknown tier',
      secret('tier = "Gold"'),
      "Error: Wrong tier tier is 'Gold'; it must be one of Standard, Advanced, Intelligent-Tiering.",
    ],
    [
      'a reserved tag',
      secret('tags = { "coffer:claim" = "me" }'),
      "Error: Wrong tags Tag 'coffer:claim' begins with a reserved prefix (aws: or coffer:). Name it otherwise.",
    ],
    [
      'a tag without a value',
      secret('tags = { Team = null }'),
      "Error: Wrong tags Tag 'Team' is null. Leave it out, or give it a value (which may be empty).",
    ],
  ])('%s', async (_name, hcl, message) => {
    local.terraform.configure(hcl);
    expect(await local.terraform.applyError()).toBe(message);
    expect(local.aws.requests()).toEqual([]);
  });

  test('and no error repeats the value', async () => {
    local.terraform.configure(given(`CANARY-${'x'.repeat(5000)}`));
    expect(await local.terraform.applyError()).not.toContain('CANARY');
  });
});

describe('a KMS key', () => {
  test('that does not exist is refused, though moto would take it', async () => {
    local.terraform.configure(secret('generate = {}\n kms_key_id = "alias/acme-dev-chamber"'));
    expect(await local.terraform.applyError()).toMatch(
      /^Error: KMS key alias\/acme-dev-chamber does not exist No such key or alias in this account and region \(AWS says: .*\)\. Create it first, or correct kms_key_id\.$/,
    );
    expect(local.calls('PutParameter')).toBe(0);
  });

  test('that is disabled is refused', async () => {
    const kms = new KMSClient({ region: 'eu-west-1', endpoint: local.aws.endpoint });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata!.KeyId! }));
    local.terraform.configure(secret(`generate = {}\n kms_key_id = "${KeyMetadata!.Arn}"`));
    expect(await local.terraform.applyError()).toContain(
      `Error: KMS key ${KeyMetadata!.Arn} cannot be used Its state is Disabled. Enable it`,
    );
    kms.destroy();
  });

  test('cannot change without a new value, and changes with one', async () => {
    const kms = new KMSClient({ region: 'eu-west-1', endpoint: local.aws.endpoint });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    local.terraform.configure(secret(`generate = {}\n kms_key_id = "${KeyMetadata!.Arn}"`));
    expect(await local.terraform.applyError()).toBe(
      'Error: kms_key_id of /api/key cannot change without a new value Parameter Store applies a change from alias/aws/ssm to ' +
        `${
          KeyMetadata!.Arn
        } only when the value is written, and the role that deploys cannot read the value that is there. Raise generate.generation in the same change.`,
    );
    local.terraform.configure(secret(`generate = {\n generation = 2\n}\n kms_key_id = "${KeyMetadata!.Arn}"`));
    await local.terraform.apply();
    expect(await local.terraform.plan()).toBe('none');
    kms.destroy();
  });

  test('other than the declared one, under which somebody wrote, is a warning and no change', async () => {
    const kms = new KMSClient({ region: 'eu-west-1', endpoint: local.aws.endpoint });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    local.terraform.configure(secret(`generate = {}\n kms_key_id = "${KeyMetadata!.Arn}"`));
    await local.terraform.apply();
    const other = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
    const { PutParameterCommand } = await import('@aws-sdk/client-ssm');
    await local.ssm.send(
      new PutParameterCommand({
        Name: '/api/key',
        Value: 'CANARY-other-key',
        Type: 'SecureString',
        KeyId: other,
        Overwrite: true,
        Description: '2',
      }),
    );
    expect(await local.terraform.plan()).toBe('none');
    expect((await local.terraform.run(['plan', '-no-color'])).stdout).toContain('Warning: Secret /api/key is encrypted under another key');
    kms.destroy();
  });
});

test('a policy by which Parameter Store deletes a secret is a warning in every plan until it is gone', async () => {
  local.terraform.configure(secret('generate = {}\n tier = "Advanced"'));
  await local.terraform.apply();
  const { PutParameterCommand } = await import('@aws-sdk/client-ssm');
  const written = { Name: '/api/key', Value: 'CANARY-written', Type: 'SecureString', Tier: 'Advanced', Overwrite: true } as const;
  const write = (Policies: string) => local.ssm.send(new PutParameterCommand({ ...written, Description: '2', Policies }));
  const warnings = async () => {
    expect(await local.terraform.plan()).toBe('none');
    return (await local.terraform.run(['plan', '-no-color'])).stdout.replace(/[│\s]+/g, ' ');
  };
  await write('[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2031-01-01T00:00:00.000Z"}}]');
  expect(await warnings()).toContain('Warning: Secret /api/key will be deleted by Parameter Store');
  expect(await warnings()).toContain('deletes it with all versions (2031-01-01T00:00:00.000Z)');
  await write('[{}]');
  expect(await warnings()).not.toContain('Warning');
});

describe('AWS that does not do what it is asked', () => {
  test('denies: the error names the operation, the parameter and the missing actions', async () => {
    proxy.inject({
      operation: 'PutParameter',
      before: {
        kind: 'error',
        status: 400,
        code: 'AccessDeniedException',
        message: 'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: kms:Encrypt',
      },
    });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(secret('generate = {}'));
    expect(await local.terraform.applyError()).toBe(
      'Error: PutParameter of /api/key was denied AWS says: User: arn:aws:iam::123456789012:user/ci is not authorized to ' +
        'perform: kms:Encrypt. ' +
        'The identity that runs Terraform needs ssm:PutParameter, ssm:AddTagsToResource and kms:Encrypt.',
    );
  });

  test('throttles for a while: the calls are made again until they succeed, and nothing is doubled', async () => {
    const throttle = proxy.inject({
      operation: /.*/,
      times: 6,
      before: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
    });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    expect(throttle.hits).toBe(6);
    expect(await local.versionOf('/api/key')).toBe(1);
  });

  test('throttles for good: a clear error after the retries', async () => {
    proxy.inject({
      operation: 'PutParameter',
      before: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
    });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(secret('generate = {}'), 'max_retries = 2');
    expect(await local.terraform.applyError()).toBe(
      'Error: PutParameter of /api/key was throttled AWS still answered ThrottlingException after 2 retries with growing ' +
        'waits: Rate exceeded. ' +
        'Apply again, with a lower -parallelism or a higher max_retries, or raise the throughput quota of Parameter Store.',
    );
    expect(proxy.requests.filter(({ operation }) => operation === 'PutParameter')).toHaveLength(3);
  });

  test('may quote the value in an error: its text is withheld', async () => {
    proxy.inject({
      operation: 'PutParameter',
      before: {
        kind: 'error',
        status: 400,
        code: 'ValidationException',
        message: "Value 'CANARY-quoted' at 'value' failed to satisfy constraint",
      },
    });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(given('CANARY-quoted'));
    expect(await local.terraform.applyError()).toBe(
      'Error: PutParameter of /api/key failed AWS says: (withheld, since it may quote the value) (ValidationException).',
    );
  });

  test.each([
    ['the first value', 1],
    ['a second generation', 2],
  ])('breaks the connection after a write of %s took effect: the write is not made twice', async (_name, generation) => {
    local.terraform.configure(secret('generate = {}'));
    if (generation === 2) await local.terraform.apply();
    proxy.inject({ operation: 'PutParameter', times: 1, after: { kind: 'reset' } });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(secret(`generate = {\n generation = ${generation}\n}`));
    await local.terraform.apply();
    expect(await local.versionOf('/api/key')).toBe(generation);
    expect(await local.chamberVersionOf('/api/key')).toBe(String(generation));
    expect(await local.terraform.plan()).toBe('none');
  });

  test('has no credentials for us: the error says where they were looked for', async () => {
    const kept = { ...process.env };
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    try {
      local.terraform.configure(secret('generate = {}'));
      expect(await local.terraform.applyError()).toMatch(
        /^Error: No AWS credentials .* needs credentials, and none were found in the environment, the shared config files, a web identity or the instance .*Set AWS_PROFILE or AWS_ACCESS_KEY_ID/,
      );
    } finally {
      process.env = kept;
    }
  });
});

describe('a listing that lags behind', () => {
  test('does not make a second value of a write that is known to have happened', async () => {
    local.terraform.configure(secret('generate = {}\n claim = "shop/key"'));
    await local.terraform.apply();
    local.terraform.loseState();
    proxy.inject({
      operation: 'DescribeParameters',
      skip: 1,
      times: 2,
      after: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'later' },
    });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(secret('generate = {\n generation = 2\n}\n claim = "shop/key"'));
    // An unfinished create is only taken up if it was for the same revision.
    expect(await local.terraform.applyError()).toContain('is already there');
    local.terraform.configure(secret('generate = {}\n claim = "shop/key"'));
    await local.terraform.apply();
    expect(await local.versionOf('/api/key')).toBe(1);
  });
});

describe('an apply that is cut off', () => {
  // The answer to each write is lost and Terraform's memory of it with it: the worst that a kill can do.
  test.each([
    ['a generated secret', 'generate = {}'],
    ['an awaited secret', ''],
  ])('after %s was created: the next apply converges and makes no second value', async (_name, body) => {
    // Under a claim of its own: the default one may be any other configuration's (two-owners.test.ts).
    local.terraform.configure(secret(`${body}\n claim = "shop/key"`));
    await local.terraform.apply();
    const before = body === '' ? undefined : await local.valueOf('/api/key');
    local.terraform.loseState();
    await local.terraform.apply();
    if (before !== undefined) {
      expect(await local.valueOf('/api/key')).toBe(before);
      expect(await local.versionOf('/api/key')).toBe(1);
    }
    expect(await local.terraform.plan()).toBe('none');
  });

  test.each(['AddTagsToResource', 'PutParameter'])('around %s of a new generation: the next apply finishes it, once', async (operation) => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    for (const when of ['before', 'after'] as const) {
      const generation = when === 'before' ? 2 : 3;
      const fault = proxy.inject({
        operation,
        [when]: { kind: 'error', status: 403, code: 'AccessDeniedException', message: 'cut off here' },
      });
      local.terraform.connectTo(proxy.endpoint);
      local.terraform.configure(secret(`generate = {\n generation = ${generation}\n}`));
      await local.terraform.applyError();
      fault.remove();
      await local.terraform.apply();
      expect(await local.versionOf('/api/key')).toBe(generation);
      expect(await local.terraform.plan()).toBe('none');
    }
  });
});

describe('a value that is there is never replaced but by a wish that came after it', () => {
  const own = (generation: number) => secret(`generate = {\n generation = ${generation}\n}\n claim = "shop/key"`);

  test('not by a create, whatever Coffer wrote there before', async () => {
    for (const generation of [1, 2]) {
      local.terraform.configure(own(generation));
      await local.terraform.apply();
    }
    await local.chamberWrite('/api/key', 'CANARY-human', 3);
    local.terraform.loseState();
    for (const generation of [1, 2, 3]) {
      local.terraform.configure(own(generation));
      expect(await local.terraform.applyError()).toContain('Parameter /api/key is already there');
    }
    expect(await local.valueOf('/api/key')).toBe('CANARY-human');
  });

  test('and a wish is not taken for one that was met long ago', async () => {
    for (const generation of [1, 2, 1, 2]) {
      local.terraform.configure(own(generation));
      await local.terraform.apply();
    }
    expect(await local.versionOf('/api/key')).toBe(3);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('also after an import', async () => {
    const fed = (version: number, value: string) => `
      variable "value" {
        type      = string
        ephemeral = true
        default   = "${value}"
      }
      ${secret(`value_wo = var.value\n value_wo_version = ${version}`)}`;
    for (const version of [1, 2]) {
      local.terraform.configure(fed(version, `CANARY-old-${version}`));
      await local.terraform.apply();
    }
    local.terraform.loseState();
    local.terraform.configure(fed(1, 'CANARY-ignored'));
    await local.terraform.run(['import', 'coffer_secret.key', '/api/key']);
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe('CANARY-old-2');
    local.terraform.configure(fed(2, 'CANARY-new'));
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe('CANARY-new');
  });

  test('nor by a second resource of the same name', async () => {
    const first = secret('generate = {}');
    local.terraform.configure(first);
    await local.terraform.apply();
    local.terraform.configure(`${first}\n${first.replace('"key"', '"twin"')}`);
    expect(await local.terraform.applyError()).toBe(
      'Error: Parameter /api/key is declared twice Another resource of this configuration has it already. Declare it once, ' +
        'and refer to that resource. ' +
        'If a resource was renamed, say so with a moved block (moved { from = <old address>, to = <new address> }): ' +
        'nothing is deleted or written then.',
    );
  });

  test('while a replacement of one resource is no second one', async () => {
    local.terraform.configure(secret('generate = {}\n deletion_protection = false'));
    await local.terraform.apply();
    const before = await local.valueOf('/api/key');
    await local.terraform.run(['taint', 'coffer_secret.key']);
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).not.toBe(before);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('nor by a declaration whose parameter another one took', async () => {
    local.terraform.configure(own(1));
    await local.terraform.apply();
    const { AddTagsToResourceCommand } = await import('@aws-sdk/client-ssm');
    await local.ssm.send(
      new AddTagsToResourceCommand({
        ResourceType: 'Parameter',
        ResourceId: '/api/key',
        Tags: [{ Key: 'coffer:claim', Value: 'billing/key' }],
      }),
    );
    expect(await local.terraform.applyError()).toContain(
      "Parameter /api/key belongs to another declaration Its tag coffer:claim says 'billing/key', this one is 'shop/key'.",
    );
  });
});

test('a tier is never lowered', async () => {
  local.terraform.configure(secret('generate = {}\n tier = "Advanced"'));
  await local.terraform.apply();
  local.terraform.configure(secret('generate = {\n generation = 2\n}'));
  expect(await local.terraform.applyError()).toContain('Error: Secret /api/key cannot go back to the Standard tier');
});

test('tags that cannot be listed are asked for one by one', async () => {
  proxy.inject({ operation: 'GetResources', before: { kind: 'reset' } });
  local.terraform.connectTo(proxy.endpoint);
  local.terraform.configure(secret('generate = {}\n tags = { Team = "payments" }'));
  await local.terraform.apply();
  expect(await local.terraform.plan()).toBe('none');
});
