import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cofferProvider } from '../../../../src/programs/provider/coffer-provider';
import type { Resource } from '../../../../src/programs/provider/core/resource';
import { bool, string } from '../../../../src/programs/provider/schema/schema';
import { LocalAwsForProvider, secret } from '../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

describe('a resource whose schema has a newer version', () => {
  const attributes = (words: 'old' | 'new') => ({
    name: string({ required: true, description: 'Name.' }),
    ...(words === 'old'
      ? { secret: string({ required: true, description: 'Before.' }) }
      : { isSecret: bool({ required: true, description: 'Now.' }) }),
  });
  const thing = (words: 'old' | 'new', version: number, upgrades?: Resource<never, unknown>['upgrades']): Resource<never, unknown> => ({
    typeName: 'coffer_thing',
    schema: {
      description: 'A thing.',
      version,
      attributes: Object.fromEntries(
        Object.entries(attributes(words)).map(([name, attribute]) => [name === 'isSecret' ? 'is_secret' : name, attribute]),
      ) as never,
    },
    upgrades,
    create: ({ planned }) => Promise.resolve({ state: planned }),
    read: (prior) => Promise.resolve(prior),
    update: ({ planned }) => Promise.resolve({ state: planned }),
    delete: () => Promise.resolve(),
  });
  const definition = (resource: Resource<never, unknown>) => ({ ...cofferProvider, resources: [resource] });
  const hcl = (line: string) => `resource "coffer_thing" "t" {\n name = "t"\n ${line}\n}`;

  test('takes over a state of version 0, step by step', async () => {
    await local.terraform.serve(definition(thing('old', 0)));
    local.terraform.configure(hcl('secret = "yes"'));
    await local.terraform.apply();
    await local.terraform.serve(
      definition(
        thing('new', 2, {
          0: ({ secret: old, ...rest }) => ({ ...rest, secrecy: old }),
          1: ({ secrecy, ...rest }) => ({ ...rest, is_secret: secrecy === 'yes' }),
        }),
      ),
    );
    local.terraform.configure(hcl('is_secret = true'));
    expect(await local.terraform.plan()).toBe('none');
    await local.terraform.apply('-refresh-only');
    expect((await local.terraform.state())['coffer_thing.t']).toEqual({ name: 't', is_secret: true });
  });

  test('says so where there is no way from an old state, and where the state is from a newer provider', async () => {
    await local.terraform.serve(definition(thing('old', 1)));
    local.terraform.configure(hcl('secret = "yes"'));
    await local.terraform.apply();
    await local.terraform.serve(definition(thing('new', 2)));
    local.terraform.configure(hcl('is_secret = true'));
    expect(await local.terraform.applyError()).toContain('Error: The state of this coffer_thing is too old It has schema version 1');
    await local.terraform.serve(definition(thing('old', 0)));
    local.terraform.configure(hcl('secret = "yes"'));
    expect(await local.terraform.applyError()).toMatch(/newer|Resource instance managed by newer provider version/);
  });
});

describe('the commands and blocks of Terraform', () => {
  test('an import block takes a secret over and keeps its value', async () => {
    await local.chamberWrite('/api/key', 'CANARY-imported', 3);
    local.terraform.configure(`import {\n to = coffer_secret.key\n id = "/api/key"\n}\n${secret('')}`);
    const plan = await local.terraform.plan();
    expect(plan).toContain('1 to import');
    expect(plan).not.toContain('CANARY');
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toBe('CANARY-imported');
    expect(await local.terraform.plan()).toBe('none');
  });

  test('-target and -refresh-only leave the rest alone', async () => {
    const two = `${secret('generate = {}')}\n${secret('generate = {}', '/api/other').replace('"key"', '"other"')}`;
    local.terraform.configure(two);
    await local.terraform.apply('-target=coffer_secret.other');
    await expect(local.valueOf('/api/key')).rejects.toThrow('not found');
    await local.terraform.apply();
    await local.chamberWrite('/api/key', 'CANARY-refreshed', 2);
    await local.terraform.apply('-refresh-only');
    expect((await local.terraform.state())['coffer_secret.key']).toMatchObject({ version: 2 });
    expect(await local.valueOf('/api/key')).toBe('CANARY-refreshed');
  });

  test('settings that only an apply knows do not stand in the way of a first plan and apply', async () => {
    local.terraform.configure(`resource "terraform_data" "region" {\n input = "eu-west-1"\n}\n${secret('generate = {}')}`);
    const configuration = join(local.terraform.folder, 'main.tf');
    const { readFileSync } = await import('node:fs');
    writeFileSync(
      configuration,
      readFileSync(configuration, 'utf8').replace(/region\s+= "eu-west-1"/, 'region = terraform_data.region.output'),
    );
    expect(await local.terraform.plan()).toContain('coffer_secret.key will be created');
    await local.terraform.apply();
    expect(await local.valueOf('/api/key')).toHaveLength(32);
    expect(await local.terraform.plan()).toBe('none');
  });

  test('a value that is known only after apply can be a name, a tag, and a generation', async () => {
    local.terraform.configure(`
      resource "terraform_data" "late" {
        input = { name = "/api/late", team = "payments", generation = 2 }
      }
      ${secret(
        'generate = {\n generation = terraform_data.late.output.generation\n}\n tags = { Team = terraform_data.late.output.team }',
        '/x/y',
      ).replace('"/x/y"', 'terraform_data.late.output.name')}`);
    await local.terraform.apply();
    expect(await local.valueOf('/api/late')).toHaveLength(32);
    expect((await local.terraform.state())['coffer_secret.key']).toMatchObject({
      name: '/api/late',
      tags_all: { Team: 'payments' },
      generate: { generation: 2 },
    });
    expect(await local.terraform.plan()).toBe('none');
  });

  test('terraform test creates, asserts and destroys', async () => {
    local.terraform.configure(secret('generate = {}\n deletion_protection = false'));
    writeFileSync(
      join(local.terraform.folder, 'secret.tftest.hcl'),
      `
      run "create" {
        assert {
          condition     = coffer_secret.key.version == 1 && coffer_secret.key.status == "current"
          error_message = "no value"
        }
      }`,
    );
    const result = await local.terraform.run(['test', '-no-color']);
    expect(result.output).toContain('1 passed, 0 failed');
    await expect(local.valueOf('/api/key')).rejects.toThrow('not found');
  });

  test('a destroy of a secret that was deleted by somebody else is no error', async () => {
    local.terraform.configure(secret('generate = {}\n deletion_protection = false'));
    await local.terraform.apply();
    const { DeleteParameterCommand } = await import('@aws-sdk/client-ssm');
    await local.ssm.send(new DeleteParameterCommand({ Name: '/api/key' }));
    await local.terraform.apply('-destroy', '-refresh=false');
    expect(await local.terraform.state()).toEqual({});
  });
});
