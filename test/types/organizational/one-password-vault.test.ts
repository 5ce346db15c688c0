import { TerraformStack, TerraformVariable } from 'cdktf';
import { OrganizationalSecret, type OrganizationalSecretProps, SecretSource } from '../../../src';
import { OnePasswordDatabaseType, OnePasswordFieldType, OnePasswordItem, OnePasswordVault } from '../../../src/types/organizational';
import type { OnePasswordStandIn } from '../../support/one-password/stand-in';
import { TerraformWithOnePassword } from '../../support/one-password/terraform';
import { type Block, type Configuration, newApp, synthesize } from '../../support/synth';

jest.setTimeout(120_000);

const VAULT_ID = 'abcdefghijklmnopqrstuvwxyz';
const VARIABLE = { TF_VAR_value: 'CANARY-from-variable' };

/** A stack of nothing but items, each by its id and what is particular to it. */
function stackOf(items: { readonly [id: string]: Partial<OrganizationalSecretProps> }): Configuration {
  const stack = new TerraformStack(newApp(), 'org');
  const vault = OnePasswordVault.fromName('Infrastructure');
  const variable = new TerraformVariable(stack, 'value', { type: 'string' });
  for (const [id, props] of Object.entries(items)) {
    const source = props.source ?? SecretSource.fromVariable(variable);
    new OrganizationalSecret(stack, id, {
      vault,
      service: 'datadog',
      key: id,
      title: id,
      owner: 'platform team',
      deletionProtection: false,
      ...props,
      source,
    });
  }
  return synthesize(stack);
}

let terraform: TerraformWithOnePassword;

async function start(options: { readonly connect?: boolean } = {}) {
  terraform = await TerraformWithOnePassword.start(options);
  terraform.onePassword.vaults.set(VAULT_ID, 'Infrastructure');
  return terraform.onePassword;
}

afterEach(() => terraform.stop());

test('what is synthesized fits the schema of the provider, for every kind of item and source', async () => {
  await start();
  terraform.configure(
    stackOf({
      login: {
        item: OnePasswordItem.login({ username: 'ops@acme.example', url: 'https://app.example.com' }),
        tags: ['saas/monitoring'],
        sections: [
          {
            label: 'Contract',
            fields: [
              { label: 'Number', value: '4711' },
              { label: 'Ends', type: OnePasswordFieldType.DATE, value: '2027-03-31' },
            ],
          },
        ],
      },
      password: { item: OnePasswordItem.password(), source: SecretSource.generated({ length: 40, symbols: true }) },
      database: {
        item: OnePasswordItem.database({ type: OnePasswordDatabaseType.POSTGRESQL, hostname: 'db.example.com', port: 5432 }),
        source: SecretSource.supplied(),
      },
      note: { item: OnePasswordItem.secureNote() },
    }),
  );
  expect(await terraform.run(['validate', '-no-color'])).toMatchObject({ code: 0, stdout: 'Success! The configuration is valid.\n\n' });
});

test('R1: values reach 1Password and are kept nowhere else, and the next plan is empty', async () => {
  const onePassword = await start();
  terraform.configure(
    stackOf({
      variable: {},
      generated: { source: SecretSource.generated({ length: 40 }) },
      note: { item: OnePasswordItem.secureNote() },
      supplied: { source: SecretSource.supplied() },
    }),
  );
  const output = await terraform.apply(VARIABLE);
  const generated = onePassword.item('generated').password;
  expect(generated).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(onePassword.item('variable').password).toBe('CANARY-from-variable');
  expect(onePassword.item('note').note).toBe('CANARY-from-variable');
  expect(onePassword.item('supplied').password).toBe('');
  expect(onePassword.item('variable').tags).toEqual(['owner/platform team', 'rotate when someone leaves', 'coffer/datadog/variable']);
  expect(await terraform.plan(VARIABLE)).toBe('none');
  for (const kept of [output, terraform.kept()]) {
    expect(kept).not.toContain('CANARY');
    expect(kept).not.toContain(generated);
  }
});

test('a generated value is another one in every run, and stays what it was until its generation goes up', async () => {
  const onePassword = await start();
  const generated = (generation: number, title: string) =>
    stackOf({ generated: { title, source: SecretSource.generated({ generation }) } });
  terraform.configure(generated(1, 'first'));
  await terraform.apply(VARIABLE);
  const first = onePassword.item('first').password;
  terraform.configure(generated(1, 'renamed'));
  await terraform.apply(VARIABLE);
  expect(onePassword.item('renamed').password).toBe(first);
  terraform.configure(generated(2, 'renamed'));
  await terraform.apply(VARIABLE);
  expect(onePassword.item('renamed').password).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(onePassword.item('renamed').password).not.toBe(first);
});

test('R6: what people type into 1Password stays, plans nothing, and gets into neither the plan nor the state', async () => {
  const onePassword = await start();
  const supplied = (title: string) => stackOf({ supplied: { title, source: SecretSource.supplied() } });
  terraform.configure(supplied('before'));
  await terraform.apply(VARIABLE);
  Object.assign(onePassword.item('before'), {
    password: 'CANARY-typed',
    note: 'CANARY-note',
    url: 'https://typed.example.com',
    username: 'typed@example.com',
    sections: [{ id: 'more', label: 'More', fields: [{ id: 'phone', label: 'Support', type: 'STRING', value: '+49 30 1234' }] }],
  });
  expect(await terraform.plan(VARIABLE)).toBe('none');
  terraform.configure(supplied('after'));
  await terraform.apply(VARIABLE);
  expect(onePassword.item('after')).toMatchObject({
    password: 'CANARY-typed',
    note: 'CANARY-note',
    url: 'https://typed.example.com',
    username: 'typed@example.com',
    sections: [{ label: 'More' }],
  });
  expect(terraform.kept()).toContain('"title": "after"');
  expect(terraform.kept()).not.toContain('CANARY');
});

test.each([
  [
    'password_wo',
    'kept in the state, whatever people typed',
    (kept: string, onePassword: OnePasswordStandIn) => {
      expect(kept).toContain('CANARY-typed');
      expect(onePassword.item('supplied').password).toBe('CANARY-typed');
    },
  ],
  [
    'note_value_wo',
    'taken out of 1Password by the next apply',
    (_kept: string, onePassword: OnePasswordStandIn) => {
      expect(onePassword.item('supplied')).toMatchObject({ password: 'CANARY-typed', note: '' });
    },
  ],
])('without an empty %s of version 0, a value would be %s', async (name, _, check) => {
  const onePassword = await start();
  const configuration = JSON.parse(
    JSON.stringify(stackOf({ supplied: { source: SecretSource.supplied() } }))
      .replace(`"${name}":"",`, '')
      .replace(`"${name}_version":0,`, ''),
  ) as Configuration;
  const [[id, block]] = Object.entries(configuration.resource.onepassword_item!) as [[string, Block]];
  const item = Object.fromEntries(Object.entries(block).filter(([argument]) => argument !== 'lifecycle'));
  expect(item).not.toHaveProperty(name);
  // Without what refuses such a plan, to see what the version is for.
  Object.assign(configuration.resource.onepassword_item!, { [id]: item });
  terraform.configure(configuration);
  await terraform.apply(VARIABLE);
  Object.assign(onePassword.item('supplied'), { password: 'CANARY-typed', note: 'CANARY-note' });
  await terraform.apply(VARIABLE);
  check(terraform.kept(), onePassword);
});

test('a plan fails, with nothing in the state, where people have added a field for a secret', async () => {
  const onePassword = await start();
  terraform.configure(stackOf({ supplied: { source: SecretSource.supplied() } }));
  await terraform.apply(VARIABLE);
  const sections = (type: string) => [
    { id: 'more', label: '', fields: [{ id: 'field', label: 'one-time password', type, value: 'CANARY-otp' }] },
  ];
  for (const type of ['OTP', 'CONCEALED', '']) {
    onePassword.item('supplied').sections = sections(type);
    expect(await terraform.plan(VARIABLE)).toContain(
      "OrganizationalSecret 'datadog/supplied': somebody has added a field to it in 1Password that may hold a secret, " +
        'such as a one-time password, ' +
        'and Terraform would keep its value in the state. Move the field to another item in 1Password, and run this again.',
    );
    const { code, output } = await terraform.run(['apply', '-auto-approve', '-no-color'], VARIABLE);
    expect(code).toBe(1);
    expect(output).not.toContain('CANARY');
    expect(terraform.kept()).not.toContain('CANARY');
    expect(onePassword.item('supplied').sections).toEqual(sections(type));
  }
});

describe('an item that exists already', () => {
  const id = `vaults/${VAULT_ID}/items/existing`;
  const configuration = () =>
    stackOf({ login: { source: SecretSource.supplied() }, note: { item: OnePasswordItem.secureNote(), source: SecretSource.supplied() } });
  const existing = (kept: object) => ({
    uuid: 'existing',
    vault: VAULT_ID,
    category: 'login',
    title: 'login',
    username: '',
    password: '',
    note: '',
    url: '',
    hostname: '',
    database: '',
    port: '',
    type: '',
    tags: [],
    sections: [],
    ...kept,
  });
  const refused = (key: string) =>
    `OrganizationalSecret 'datadog/${key}': the state, or an import block, holds values of the item in 1Password, ` +
    `and Terraform would keep them for good. ` +
    `Take the import block out, or run: terraform state rm 'onepassword_item.${key}'. Then apply, which makes a new item, ` +
    `copy the value over in 1Password, and delete the old item there. ` +
    'Delete earlier versions of the state and saved plans, which have the values too, and rotate what was in them.';

  test.each([
    ['login', { password: 'CANARY-password' }],
    ['login', { note: 'CANARY-note' }],
    ['note', { category: 'secure_note', note: 'CANARY-note' }],
  ])('is refused by every plan once it was imported as a %s with %j, until it is out of the state', async (key, kept) => {
    const onePassword = await start();
    terraform.configure(configuration());
    onePassword.items.set('existing', existing(kept));
    expect(await terraform.run(['import', '-no-color', `onepassword_item.${key}`, id], VARIABLE)).toMatchObject({ code: 0 });
    expect(terraform.kept()).toContain('CANARY');

    for (const plan of [await terraform.plan(VARIABLE), await terraform.plan(VARIABLE)]) {
      expect(plan).toContain(refused(key));
      expect(plan).not.toContain('CANARY');
    }
    expect((await terraform.run(['apply', '-auto-approve', '-no-color'], VARIABLE)).code).toBe(1);
    expect(onePassword.writes).toEqual([]);

    await terraform.run(['state', 'rm', `onepassword_item.${key}`]);
    await terraform.apply(VARIABLE);
    expect(onePassword.writes).toEqual(['create login', 'create note']);
    expect(await terraform.plan(VARIABLE)).toBe('none');
  });

  test.each([
    ['login', { password: 'CANARY-password' }],
    ['note', { category: 'secure_note', note: 'CANARY-note' }],
  ])('is not taken in by an import block either, as a %s: its values do not get into the state', async (key, kept) => {
    const onePassword = await start();
    terraform.configure({ ...configuration(), import: [{ to: `onepassword_item.${key}`, id }] } as Configuration);
    onePassword.items.set('existing', existing(kept));
    const { code, output } = await terraform.run(['apply', '-auto-approve', '-no-color'], VARIABLE);
    expect(code).toBe(1);
    expect(output.replace(/[│\s]+/g, ' ')).toContain(refused(key));
    expect(terraform.kept() + output).not.toContain('CANARY');
  });
});

describe('items of one vault', () => {
  const titles = ['a', 'b', 'c', 'd'];
  const items = (ids: readonly string[]) => stackOf(Object.fromEntries(ids.map((id) => [id, { source: SecretSource.supplied() }])));

  test('are written one after the other, in the order of the program, since a vault takes one write at a time', async () => {
    const onePassword = await start();
    terraform.configure(items(titles));
    await terraform.apply(VARIABLE);
    expect(onePassword.writes).toEqual(['create a', 'create b', 'create c', 'create d']);
  });

  test('would conflict without that', async () => {
    await start();
    const configuration = JSON.parse(JSON.stringify(items(titles)).replace(/"depends_on":\[[^\]]*\],/g, '')) as Configuration;
    terraform.configure(configuration);
    await expect(terraform.apply(VARIABLE)).rejects.toThrow('(409) Conflict');
  });

  test('close up where one is taken out from among them, and nothing else changes', async () => {
    const onePassword = await start();
    terraform.configure(items(titles));
    await terraform.apply(VARIABLE);
    const before = titles.map((title) => onePassword.item(title).uuid);
    onePassword.writes.length = 0;
    terraform.configure(items(['a', 'c', 'd']));
    expect(await terraform.apply(VARIABLE)).toContain('Apply complete! Resources: 0 added, 0 changed, 1 destroyed.');
    expect(onePassword.writes).toEqual(['delete b']);
    expect(['a', 'c', 'd'].map((title) => onePassword.item(title).uuid)).toEqual([before[0], before[2], before[3]]);
    expect(await terraform.plan(VARIABLE)).toBe('none');
  });

  test('are destroyed one after the other too, once nothing protects them', async () => {
    const onePassword = await start();
    terraform.configure(items(titles));
    await terraform.apply(VARIABLE);
    expect(await terraform.run(['destroy', '-auto-approve', '-no-color'], VARIABLE)).toMatchObject({ code: 0 });
    expect(onePassword.items.size).toBe(0);
  });
});

test('R8: deletion protection refuses to destroy an item, and to make another in its place', async () => {
  const onePassword = await start();
  const protectedItem = (item: OnePasswordItem) =>
    stackOf({ root: { item, deletionProtection: undefined, source: SecretSource.supplied() } });
  terraform.configure(protectedItem(OnePasswordItem.login()));
  await terraform.apply(VARIABLE);
  const destroyed = await terraform.run(['destroy', '-auto-approve', '-no-color'], VARIABLE);
  expect(destroyed).toMatchObject({ code: 1, stderr: expect.stringContaining('Instance cannot be destroyed') as string });
  terraform.configure(protectedItem(OnePasswordItem.password()));
  expect(await terraform.plan(VARIABLE)).toContain('Instance cannot be destroyed');
  expect(onePassword.writes).toEqual(['create root']);
});

test('a database item keeps its password behind a Connect server, whatever else changes in the program', async () => {
  const onePassword = await start({ connect: true });
  const database = (hostname: string, title: string) =>
    stackOf({
      database: {
        title,
        item: OnePasswordItem.database({ type: OnePasswordDatabaseType.MYSQL, hostname }),
        source: SecretSource.supplied(),
      },
    });
  terraform.configure(database('one.example.com', 'database'));
  await terraform.apply(VARIABLE);
  const made = onePassword.item('database').password;
  expect(made).toMatch(/^MADE-BY-CONNECT-/);
  onePassword.item('database').password = 'CANARY-typed';
  terraform.configure(database('two.example.com', 'another title'));
  expect(await terraform.plan(VARIABLE)).toBe('none');
  expect(onePassword.item('database')).toMatchObject({ password: 'CANARY-typed', hostname: 'one.example.com' });
  expect(terraform.kept()).not.toContain(made);
});
