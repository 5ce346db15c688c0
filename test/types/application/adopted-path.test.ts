import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import { AdoptedPath, ApplicationSecret, SecretSource, SecretVault, VaultKey } from '../../../src';
import { renderInventory, type InventoryParameter } from '../../../src/contracts/inventory';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, synthesize, temporaryFolder } from '../../support/synth';

const KEY = 'alias/acme-dev-chamber';

function entry(name: string, more: Partial<InventoryParameter> = {}): InventoryParameter {
  return { name, type: 'SecureString', tier: 'Standard', key: KEY, ...more };
}

const ESTATE = [
  entry('/api/db_password'),
  entry('/api/smtp_password', { tier: 'Advanced' }),
  entry('/api/pr-12/db_password'),
  entry('/global/sentry_dsn'),
];

function inventory(parameters: InventoryParameter[] = ESTATE, more: object = {}): string {
  const file = join(temporaryFolder(), 'inventory.json');
  writeFileSync(file, renderInventory({ account: '123456789012', region: 'eu-west-1', paths: ['/api', '/global'], parameters, ...more }));
  return file;
}

function newVault(stack: TerraformStack = newStack()): SecretVault {
  return new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
}

describe('an adopted path', () => {
  test('declares all that the inventory has below it: adopted, awaiting no value, in their tiers, protected', () => {
    const stack = newStack();
    const adopted = newVault(stack).adoptPath('/api', { inventory: inventory(), tags: { team: 'api' } });

    expect(adopted.secrets.map(({ parameterName }) => parameterName)).toEqual([
      '/api/db_password',
      '/api/pr-12/db_password',
      '/api/smtp_password',
    ]);
    const secrets = Object.values(synthesize(stack).resource.coffer_secret!);
    expect(secrets.map(({ claim, kms_key_id: _key, ...rest }) => rest).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: '/api/db_password', adopt: true, tags: { team: 'api' } },
      { name: '/api/pr-12/db_password', adopt: true, tags: { team: 'api' } },
      { name: '/api/smtp_password', adopt: true, tier: 'Advanced', tags: { team: 'api' } },
    ]);
  });

  test('gives each secret an address that no other parameter changes', () => {
    const addresses = (parameters: InventoryParameter[]) => {
      const stack = newStack();
      newVault(stack).adoptPath('/api', { inventory: inventory(parameters) });
      return Object.fromEntries(Object.entries(synthesize(stack).resource.coffer_secret!).map(([id, { name }]) => [name as string, id]));
    };
    const before = addresses(ESTATE);
    expect(addresses([entry('/api/aaa'), ...ESTATE])).toMatchObject(before);
    // Levels that read alike have addresses of their own.
    expect(
      new Set(
        Object.values(addresses([entry('/api/a.b/c/key'), entry('/api/a/b.c/key'), entry('/api/a-b/c/key'), entry('/api/a/b-c/key')])),
      ).size,
    ).toBe(4);
  });

  test('hands out its secrets by name, to grant them', () => {
    const stack = newStack();
    const adopted = newVault(stack).adoptPath('/api', { inventory: inventory() });
    adopted.secret('db_password').grantRead(new IamRole(stack, 'task', { assumeRolePolicy: '{}' }));
    const [policy] = Object.values(synthesize(stack).resource.aws_iam_policy!);
    expect(policy!.policy).toContain('parameter/api/db_password"');
    expect(policy!.policy).not.toContain('smtp_password');
    expect(adopted.secret('/api/pr-12/db_password')).toBe(adopted.secret('pr-12/db_password'));
  });

  test('takes in what is named, and leaves out what is named', () => {
    const names = (options: object) =>
      newVault()
        .adoptPath('/api', { inventory: inventory(), ...options })
        .secrets.map(({ parameterName }) => parameterName);
    expect(names({ include: ['db_password', '/api/smtp_password'] })).toEqual(['/api/db_password', '/api/smtp_password']);
    expect(names({ exclude: ['pr-12/db_password'] })).toEqual(['/api/db_password', '/api/smtp_password']);
  });

  test('can be in another stack than its vault, and adopt everything', () => {
    const app = newApp();
    const vault = newVault(newStack(app));
    const other = newStack(app, 'other');
    new AdoptedPath(other, 'all', { vault, path: '/', inventory: inventory() });
    expect(Object.keys(synthesize(other).resource.coffer_secret!)).toHaveLength(4);
  });

  test('lets its protection be taken off', () => {
    const stack = newStack();
    newVault(stack).adoptPath('/global', { inventory: inventory(), deletionProtection: false });
    expect(Object.values(synthesize(stack).resource.coffer_secret!)[0]).toMatchObject({ deletion_protection: false });
  });

  test.each([
    [KEY, 0],
    ['alias/parameter_store_key', 1],
    ['arn:aws:kms:eu-west-1:123456789012:key/1', 0],
  ])('under the key %s has %i warnings', (key, count) => {
    const vault = newVault();
    const adopted = vault.adoptPath('/api', { inventory: inventory([entry('/api/a', { key })]) });
    const warnings = adopted.node.metadata.filter(({ type }) => type === '@cdktf/warn');
    expect(warnings).toHaveLength(count);
    if (count > 0) {
      expect(warnings[0]!.data).toContain(`1 of 1 parameters below /api are encrypted under ${key}, and the vault's key is ${KEY}`);
    }
  });

  test('has no warning where the vault has that key', () => {
    const vault = new SecretVault(newStack(), 'vault', {
      namespace: 'acme',
      stage: 'dev',
      key: VaultKey.fromAlias('alias/parameter_store_key'),
    });
    const adopted = vault.adoptPath('/api', { inventory: inventory([entry('/api/a', { key: 'alias/parameter_store_key' })]) });
    expect(adopted.node.metadata.filter(({ type }) => type === '@cdktf/warn')).toEqual([]);
  });
});

describe('a path is not adopted', () => {
  const refusal = (path: string, options: object = {}, parameters?: InventoryParameter[]) =>
    thrownBy(() => newVault().adoptPath(path, { inventory: inventory(parameters), ...options }));

  test('without an inventory, and the error says how to take one', () => {
    expect(thrownBy(() => newVault().adoptPath('/api', { inventory: '/nowhere/inventory.json' }))).toEqual({
      name: 'AdoptionError',
      message:
        "AdoptedPath '/api': there is no inventory '/nowhere/inventory.json'. " +
        'Run npx coffer inventory /api --output /nowhere/inventory.json, with the credentials and region of what is to be ' +
        'adopted, and check the file in.',
    });
  });

  test.each(['{', '[]', '{"inventory": 1}'])('where the inventory is %s', (text) => {
    const file = join(temporaryFolder(), 'inventory.json');
    writeFileSync(file, text);
    expect(thrownBy(() => newVault().adoptPath('/api', { inventory: file })).message).toMatch(
      /' is not .*\. Delete it, and write it again: npx coffer inventory \/api --output .+\.$/,
    );
  });

  test('where the inventory is a folder', () => {
    const folder = join(temporaryFolder(), 'inventory.json');
    mkdirSync(folder);
    expect(thrownBy(() => newVault().adoptPath('/api', { inventory: folder })).name).toBe('AdoptionError');
  });

  test('where the inventory does not list it, or lists nothing below it', () => {
    expect(refusal('/web').message).toMatch(
      /^AdoptedPath '\/web': '.*' has no parameter below \/web: it lists \/api, \/global\. Run npx coffer inventory \/web --output .*\.$/,
    );
    expect(refusal('/api/none').message).toMatch(/has no parameter below \/api\/none, which it lists\. Check the path/);
  });

  test('where it is no path', () => {
    expect(refusal('api')).toEqual({
      name: 'AdoptionError',
      message: "AdoptedPath 'api': path 'api' does not begin with '/'. Write '/api'.",
    });
  });

  test.each(['include', 'exclude'])('where %s has a name that is not in the inventory, and the error has the nearest ones', (option) => {
    const { name, message } = refusal('/api', { [option]: ['db_pasword'] });
    expect(name).toBe('AdoptionError');
    expect(message).toMatch(
      /^AdoptedPath '\/api': '.*' has no parameter '\/api\/db_pasword'\. Did you mean 'db_password'.*\? If it is there by now, run npx coffer inventory \/api\.$/,
    );
  });

  test('where nothing is left of it', () => {
    expect(refusal('/global', { exclude: ['sentry_dsn'] }).message).toContain('leave nothing to adopt');
  });

  test('where parameters of it are not encrypted or have names that chamber cannot read: all of them in one error', () => {
    const { name, message } = refusal('/api', {}, [
      entry('/api/host', { type: 'String', key: undefined }),
      entry('/api/DbPassword'),
      entry('/api/fine'),
    ]);
    expect(name).toBe('AdoptionError');
    expect(message).toContain("2 parameters cannot be adopted: '/api/DbPassword': key 'DbPassword' has capital letters");
    expect(message).toContain("'/api/host': it is a String, which is not encrypted");
    expect(message).toContain("exclude: ['DbPassword', 'host']");
  });

  test('where parameters of it are bootstrap secrets', () => {
    expect(refusal('/bootstrap', {}, [entry('/bootstrap/vault/root_token')]).message).toContain(
      'adopted by BootstrapSecret with adopt: true',
    );
  });

  test('where two of them become one variable', () => {
    expect(refusal('/api', {}, [entry('/api/db-pass'), entry('/api/db_pass')]).name).toBe('EnvironmentNameCollisionError');
  });

  test('where one of them is declared already', () => {
    const stack = newStack();
    const vault = newVault(stack);
    new ApplicationSecret(stack, 'db', { vault, service: 'api', key: 'db_password', source: SecretSource.supplied() });
    expect(thrownBy(() => vault.adoptPath('/api', { inventory: inventory() })).name).toBe('DuplicateSecretError');
  });

  test('in another region than that of its inventory', () => {
    const stack = new TerraformStack(newApp(), 'dev');
    newVault(stack).adoptPath('/api', { inventory: inventory() });
    new AwsProvider(stack, 'aws', { region: 'us-east-1' });
    expect(thrownBy(() => synthesize(stack)).message).toMatch(
      /was taken in eu-west-1, and stack 'dev' deploys to us-east-1\. Take an inventory of that region/,
    );
  });
});

describe('a secret of an adopted path', () => {
  test('that is not in the inventory is an error with the nearest names', () => {
    const adopted = newVault().adoptPath('/api', { inventory: inventory() });
    expect(thrownBy(() => adopted.secret('smtp_pasword')).message).toMatch(
      /has no parameter '\/api\/smtp_pasword'\. Did you mean 'smtp_password'/,
    );
    expect(thrownBy(() => adopted.secret('qqqqqqqq')).message).toMatch(
      /has no parameter '\/api\/qqqqqqqq'\. If it is there by now, run npx coffer inventory \/api\.$/,
    );
  });

  test('that was left out is told apart from one that is not there', () => {
    const adopted = newVault().adoptPath('/api', { inventory: inventory(), exclude: ['smtp_password'] });
    expect(thrownBy(() => adopted.secret('smtp_password')).message).toContain('include or exclude leaves it out');
  });
});
