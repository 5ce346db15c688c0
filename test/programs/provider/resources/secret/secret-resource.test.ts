import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-ssm';
import { LocalAwsForProvider, secret } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

describe('a generated secret', () => {
  test.each([
    ['a password of 32 letters and digits', 'generate = {}', /^[A-Za-z0-9]{32}$/],
    [
      'a password of chosen classes without excluded characters',
      'generate = { length = 64, upper = false, digits = false, exclude_characters = "aeiou" }',
      /^[b-df-hj-np-tv-z]{64}$/,
    ],
    ['random bytes in hex', 'generate = { format = "hex", length = 24 }', /^[0-9a-f]{48}$/],
    ['random bytes in base64', 'generate = { format = "base64", length = 32 }', /^[A-Za-z0-9+/]{43}=$/],
    ['a UUID', 'generate = { format = "uuid" }', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ])('is %s', async (_name, body, form) => {
    local.terraform.configure(secret(body));
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toMatch(form);
    expect(await local.terraform.plan()).toBe('none');
  });

  test("is made again when its generation goes up, with chamber's next version number, and not otherwise", async () => {
    local.terraform.configure(secret('generate = { length = 20 }'));
    await local.terraform.apply();
    const first = await local.valueOf('/api/key');

    local.terraform.configure(secret('generate = { length = 40 }'));
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe(first);

    local.terraform.configure(secret('generate = {\n length = 40\n generation = 2\n}'));
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toHaveLength(40);
    expect((await local.terraform.state())['coffer_secret.key']).toMatchObject({ version: 2, status: 'current' });
    expect(await local.terraform.plan()).toBe('none');
  });

  test('leaves the plan empty after a chamber write', async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    await local.chamberWrite('/api/key', 'CANARY-chamber', 2);
    expect(await local.terraform.plan()).toBe('none');
    expect(await local.valueOf('/api/key')).toBe('CANARY-chamber');
  });
});

describe('a given secret', () => {
  const given = (version: number) => `
    variable "value" {
      type      = string
      ephemeral = true
    }
    ${secret(`value_wo = var.value\n value_wo_version = ${version}`)}`;

  test('is written once, and again only when its version is raised', async () => {
    local.terraform.configure(given(1));
    await local.terraform.apply('-var=value=CANARY-given-1');
    await local.terraform.apply('-var=value=CANARY-given-2');
    expect(await local.valueOf('/api/key')).toBe('CANARY-given-1');

    local.terraform.configure(given(2));
    await local.terraform.apply('-var=value=CANARY-given-3');
    expect(await local.valueOf('/api/key')).toBe('CANARY-given-3');
  });

  test('is not in the state or in a plan', async () => {
    local.terraform.configure(given(1));
    const plan = await local.terraform.run(['plan', '-var=value=CANARY-given-4', '-out=plan']);
    const shown = await local.terraform.run(['show', '-json', 'plan']);
    await local.terraform.apply('-var=value=CANARY-given-4');
    const state = await local.terraform.run(['state', 'pull']);
    expect(plan.output + shown.output + state.output).not.toContain('CANARY-given-4');
    expect(shown.stdout).toContain('value_wo_version');
  });
});

describe('an awaited secret', () => {
  test('creates no parameter, and picks up the value that somebody writes without a change', async () => {
    local.terraform.configure(secret('tags = { Team = "payments" }'));
    await local.terraform.apply();
    expect((await local.terraform.state())['coffer_secret.key']).toMatchObject({
      version: 0,
      status: 'awaiting value',
      arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/key',
    });
    expect(local.calls('PutParameter')).toBe(0);
    expect(await local.terraform.plan()).toBe('none');

    await local.chamberWrite('/api/key', 'CANARY-awaited', 1);
    expect(await local.terraform.plan()).toBe('none');
    await local.terraform.apply('-refresh-only');
    expect((await local.terraform.state())['coffer_secret.key']).toMatchObject({ version: 1, status: 'current' });
    expect(await local.terraform.plan()).toBe('none');
  });

  test('gets its tags with the next change after its value was written by somebody else', async () => {
    local.terraform.configure(secret('tags = { Team = "payments" }'));
    await local.terraform.apply();
    await local.chamberWrite('/api/key', 'CANARY-awaited', 1);
    await local.terraform.apply('-refresh-only');
    local.terraform.configure(secret('tags = { Team = "payments", Tier = "gold" }'));
    await local.terraform.apply();
    const { TagList } = await local.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/api/key' }));
    expect(TagList).toEqual(
      expect.arrayContaining([
        { Key: 'Team', Value: 'payments' },
        { Key: 'Tier', Value: 'gold' },
      ]),
    );
    expect(await local.terraform.plan()).toBe('none');
  });
});

describe('a parameter that is there already', () => {
  beforeEach(() => local.chamberWrite('/api/key', 'CANARY-there', 7));

  test('is refused, with the way to adopt or import it', async () => {
    local.terraform.configure(secret('generate = {}'));
    expect(await local.terraform.applyError()).toBe(
      'Error: Parameter /api/key is already there Coffer does not overwrite a value that it did not write. ' +
        'Set adopt = true to take it over with its value, ' +
        'or import it: terraform import <address> /api/key',
    );
    expect(await local.valueOf('/api/key')).toBe('CANARY-there');
  });

  test('is adopted without touching its value', async () => {
    local.terraform.configure(secret('generate = {}\n adopt = true\n tags = { Team = "payments" }'));
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe('CANARY-there');
    expect(await local.versionOf('/api/key')).toBe(1);
    expect(await local.terraform.plan()).toBe('none');
  });

  test("is imported by its name, keeps its value and goes on with chamber's numbers", async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.run(['import', 'coffer_secret.key', '/api/key']);
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe('CANARY-there');
    expect(await local.terraform.plan()).toBe('none');

    local.terraform.configure(secret('generate = {\n generation = 2\n}'));
    await local.terraform.apply();
    expect(await local.chamberVersionOf('/api/key')).toBe('8');
  });

  test('that another declaration claims is refused, and says whose it is', async () => {
    local.terraform.configure(secret('generate = {}\n claim = "billing/vault/key"', '/api/other'));
    await local.terraform.apply();
    local.terraform.loseState();
    local.terraform.configure(secret('generate = {}\n claim = "shop/vault/key"\n adopt = true', '/api/other'));
    expect(await local.terraform.applyError()).toContain(
      "Error: Parameter /api/other belongs to another declaration Its tag coffer:claim says 'billing/vault/key', " +
        "this one is 'shop/vault/key'.",
    );
  });
});

describe('deletion', () => {
  test('is refused at plan while the secret is protected, and works after', async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    expect(await local.terraform.applyError('-destroy')).toBe(
      'Error: Secret /api/key is protected from deletion deletion_protection is true. To delete it for good, ' +
        'apply with deletion_protection = false first. ' +
        'To stop managing it and keep the value, use a removed block or terraform state rm. If the resource was renamed, ' +
        'use a moved block.',
    );
    local.terraform.configure(secret('generate = {}', '/api/renamed'));
    expect(await local.terraform.applyError()).toContain('A new name replaces the parameter, which deletes the old one and its value.');

    local.terraform.configure(secret('generate = {}\n deletion_protection = false'));
    await local.terraform.apply();
    await local.terraform.apply('-destroy');
    await expect(local.valueOf('/api/key')).rejects.toThrow('not found');
  });

  test('outside Terraform is seen, and the next apply makes a new value', async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    await local.ssm.send(new DeleteParameterCommand({ Name: '/api/key' }));
    expect(await local.terraform.plan()).toContain('coffer_secret.key will be created');
    await local.terraform.apply();
    expect(await local.versionOf('/api/key')).toBe(1);
  });
});

describe('tags', () => {
  test("take the provider's default tags, and a tag that was taken off outside is put back", async () => {
    const defaults = 'default_tags {\n tags = { Owner = "platform", Team = "none" }\n }';
    local.terraform.configure(secret('generate = {}\n tags = { Team = "payments" }'), defaults);
    await local.terraform.apply();
    expect((await local.terraform.state())['coffer_secret.key']).toMatchObject({ tags_all: { Owner: 'platform', Team: 'payments' } });
    expect(await local.terraform.plan()).toBe('none');

    await local.ssm.send(new RemoveTagsFromResourceCommand({ ResourceType: 'Parameter', ResourceId: '/api/key', TagKeys: ['Team'] }));
    expect(await local.terraform.plan()).toContain('Team');
    await local.terraform.apply();
    expect(await local.terraform.plan()).toBe('none');
  });

  test('that others put on are left alone', async () => {
    local.terraform.configure(secret('generate = {}'));
    await local.terraform.apply();
    await local.ssm.send(
      new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: '/api/key', Tags: [{ Key: 'CostCenter', Value: '42' }] }),
    );
    expect(await local.terraform.plan()).toBe('none');
  });
});

describe('the deploying role', () => {
  test('needs no decryption for plan, refresh and apply, and a plan of many secrets takes few calls', async () => {
    local.terraform.configure(`
      resource "coffer_secret" "many" {
        for_each = toset([for i in range(120) : format("/service-%d/key-%d", i % 3, i)])
        name     = each.key
        generate = {}
      }`);
    await local.terraform.apply();
    const atApply = local.aws.requests();
    local.aws.clearRequests();
    expect(await local.terraform.plan()).toBe('none');
    const atPlan = local.aws.requests();
    expect([...atApply, ...atPlan].filter((request) => request.withDecryption === true || request.operation === 'Decrypt')).toEqual([]);
    expect(new Set(atPlan.map(({ operation }) => operation))).toEqual(new Set(['DescribeParameters', 'GetCallerIdentity', 'GetResources']));
    expect(atPlan.length).toBeLessThanOrEqual(120 * 0.15);
  });
});

describe('an ephemeral secret', () => {
  const echo = `
    ephemeral "coffer_secret" "source" {
      name = "/api/source"
    }
    resource "coffer_secret" "copy" {
      name             = "/api/copy"
      value_wo         = ephemeral.coffer_secret.source.value
      value_wo_version = 1
    }`;

  test('hands the value to a write-only argument, and leaves nothing in the state', async () => {
    await local.chamberWrite('/api/source', 'CANARY-source', 1);
    local.terraform.configure(echo);
    await local.terraform.apply();
    expect(await local.valueOf('/api/copy')).toBe('CANARY-source');
    expect((await local.terraform.run(['state', 'pull'])).stdout).not.toContain('CANARY-source');
  });

  test('of a secret that the same apply makes is made once it is there, where it says so', async () => {
    const made = 'resource "coffer_secret" "new" {\n name = "/api/source"\n generate = { length = 24 }\n}\n';
    local.terraform.configure(made + echo);
    const error = await local.terraform.applyError();
    expect(error).toContain(
      'If a coffer_secret of this configuration makes it, say so, and it is read once that is there: ' +
        'version = coffer_secret.<name>.version.',
    );
    local.terraform.configure(made + echo.replace('name = "/api/source"', 'name = "/api/source"\n version = coffer_secret.new.version'));
    await local.terraform.apply();
    expect(await local.valueOf('/api/copy')).toBe(await local.valueOf('/api/source'));
    expect(await local.terraform.plan()).toBe('none');
  });

  test('that has no value yet says so', async () => {
    local.terraform.configure(echo);
    expect(await local.terraform.applyError()).toContain(
      'Error: Secret /api/source has no value yet There is no such parameter. If it awaits its first value, write it',
    );
  });
});

describe('the functions', () => {
  test('give names, and refuse what chamber could not read', async () => {
    local.terraform.configure(
      'output "names" {\n value = [provider::coffer::parameter_name("api", "db-pass"), provider::coffer::env_name("/api/db-pass")]\n}',
    );
    await local.terraform.apply();
    expect(JSON.parse((await local.terraform.run(['output', '-json', 'names'])).stdout)).toEqual(['/api/db-pass', 'DB_PASS']);

    local.terraform.configure('output "names" {\n value = provider::coffer::parameter_name("API", "db.pass")\n}');
    expect((await local.terraform.run(['plan', '-no-color'])).stderr.replace(/\s*│?\s+/g, ' ')).toContain(
      "'API/db.pass': service 'API' has capital letters",
    );
  });

  test('tell what is wrong with a name that JavaScript has a use for', async () => {
    local.terraform.configure('output "file" {\n value = provider::coffer::dotenv({ "__proto__" = "x" })\n}');
    const { stderr } = await local.terraform.run(['plan', '-no-color']);
    expect(stderr.replace(/\s*│?\s+/g, ' ')).toContain('__proto__ cannot be set from a .env file: npm dotenv loses it. Rename it.');
    expect(stderr).not.toContain('msgpack');
  });
});

describe('an import id', () => {
  test.each([
    [
      'coffer_secret.key',
      '/api/key:1',
      "'/api/key:1' names version 1 of /api/key, and an import takes the parameter with all of its versions. Write '/api/key'.",
    ],
    [
      'coffer_secret.key',
      '/api/key:current',
      "'/api/key:current' names the label current of /api/key, and an import takes the parameter with all of its versions. " +
        "Write '/api/key'.",
    ],
    [
      'coffer_secret.key',
      'arn:aws:ssm:eu-west-1:123456789012:parameter/api/key',
      "is an ARN. Write the name of the parameter, '/api/key', with a provider of its account and region.",
    ],
    ['coffer_secret.key', 'api', "'api' is not /<service>/<key>, such as /api/db_password. Import by the parameter's name."],
    [
      'coffer_private_key.ssh',
      '/api/key:3',
      "'/api/key:3' names version 3 of /api/key, and an import takes the parameter with all of its versions. Write '/api/key'.",
    ],
    ['coffer_private_key.ssh', 'arn:aws:ssm:eu-west-1:123456789012:parameter/api/key', "Write the name of the parameter, '/api/key'"],
  ])('of %s that is %s is answered with the one that is meant', async (address, id, message) => {
    local.terraform.configure(
      'resource "coffer_secret" "key" {\n name = "/api/key"\n}\nresource "coffer_private_key" "ssh" {\n name = "/api/ssh"\n}',
    );
    const { code, stderr } = await local.terraform.run(['import', '-no-color', address, id]);
    expect(code).toBe(1);
    expect(stderr.replace(/\s*│?\s+/g, ' ')).toContain(message);
  });
});
