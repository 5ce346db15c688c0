import { createHash } from 'crypto';
import { existsSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  OrganizationalSecret,
  type OrganizationalSecretProps,
  ProviderInstallation,
  SecretFormat,
  SecretSource,
  SecretVault,
} from '../../../src';
import { CofferProvider } from '../../../src/bindings/provider';
import { BundledProvider } from '../../../src/terraform/bundled-provider';
import {
  OnepasswordProvider,
  OnePasswordDatabaseType,
  OnePasswordFieldType,
  OnePasswordItem,
  OnePasswordVault,
} from '../../../src/types/organizational';
import { thrownBy } from '../../support/errors';
import { type Block, newApp, newStack, only, synthesize, temporaryFolder } from '../../support/synth';

const VAULT = OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz');
const BASE: OrganizationalSecretProps = {
  vault: VAULT,
  service: 'datadog',
  key: 'admin',
  owner: 'platform team',
  source: SecretSource.supplied(),
};

/** The item of a stack that has one secret. */
function itemOf(props: Partial<OrganizationalSecretProps> = {}): Block {
  const stack = new TerraformStack(newApp(), 'org');
  new OrganizationalSecret(stack, 'secret', { ...BASE, ...props });
  return only(synthesize(stack).resource.onepassword_item);
}

describe('an organizational secret', () => {
  test('is an item of 1Password, with its owner and what to do when someone leaves as tags', () => {
    expect(
      itemOf({
        title: 'Datadog',
        item: OnePasswordItem.login({ username: 'ops@acme.example', url: 'https://app.datadoghq.eu' }),
        tags: ['saas/monitoring'],
      }),
    ).toEqual({
      vault: 'abcdefghijklmnopqrstuvwxyz',
      category: 'login',
      title: 'Datadog',
      username: 'ops@acme.example',
      url: 'https://app.datadoghq.eu',
      tags: ['owner/platform team', 'rotate when someone leaves', 'coffer/datadog/admin', 'saas/monitoring'],
      password_wo: '',
      password_wo_version: 0,
      note_value_wo: '',
      note_value_wo_version: 0,
      lifecycle: {
        prevent_destroy: true,
        ignore_changes: ['section', 'type', 'hostname', 'port', 'database', 'note_value'],
        postcondition: Array(3).fill(expect.anything()),
      },
    });
  });

  test('is a login named after its service and key, and to be changed when someone leaves, unless said otherwise', () => {
    expect(itemOf()).toMatchObject({
      category: 'login',
      title: 'datadog/admin',
      tags: ['owner/platform team', 'rotate when someone leaves', 'coffer/datadog/admin'],
    });
    expect(itemOf({ rotateWhenSomeoneLeaves: false }).tags).toEqual(['owner/platform team', 'coffer/datadog/admin']);
  });

  test('of a variable takes its value by the write-only argument of its kind, with the version', () => {
    const stack = new TerraformStack(newApp(), 'org');
    const source = SecretSource.fromVariable(new TerraformVariable(stack, 'value', { type: 'string' }), { version: 3 });
    new OrganizationalSecret(stack, 'login', { ...BASE, source });
    new OrganizationalSecret(stack, 'note', { ...BASE, key: 'note', source, item: OnePasswordItem.secureNote() });
    const { login, note } = synthesize(stack).resource.onepassword_item!;
    expect(login).toMatchObject({ password_wo: '${var.value}', password_wo_version: 3, note_value_wo: '', note_value_wo_version: 0 });
    expect(note).toMatchObject({ category: 'secure_note', note_value_wo: '${var.value}', note_value_wo_version: 3 });
    expect(note).not.toHaveProperty('password_wo');
  });

  test('that is generated takes an ephemeral random value, with its generation as the version', () => {
    const stack = new TerraformStack(newApp(), 'org');
    new OrganizationalSecret(stack, 'secret', {
      ...BASE,
      source: SecretSource.generated({ length: 40, symbols: true, excludeCharacters: '%', generation: 2 }),
    });
    const { ephemeral, resource, provider } = synthesize(stack);
    const [[id, random]] = Object.entries(ephemeral!.coffer_random!) as [[string, Block]];
    expect(random).toEqual({ format: 'password', length: 40, symbols: true, exclude_characters: '%' });
    expect(only(resource.onepassword_item)).toMatchObject({
      password_wo: `\${ephemeral.coffer_random.${id}.value}`,
      password_wo_version: 2,
    });
    expect(provider.coffer).toEqual([{}]);
  });

  test.each([
    [
      'a password',
      OnePasswordItem.password({ url: 'https://door.example.com' }),
      { category: 'password', url: 'https://door.example.com' },
    ],
    [
      'a database',
      OnePasswordItem.database({
        type: OnePasswordDatabaseType.POSTGRESQL,
        hostname: 'db.example.com',
        port: 5432,
        database: 'billing',
        username: 'root',
      }),
      {
        category: 'database',
        type: 'postgresql',
        hostname: 'db.example.com',
        port: '5432',
        database: 'billing',
        username: 'root',
      },
    ],
    ['a secure note', OnePasswordItem.secureNote(), { category: 'secure_note' }],
  ])('may be %s', (_, item, expected) => {
    expect(itemOf({ item })).toMatchObject(expected);
  });

  test('that is a database item leaves everything but the value as it is in 1Password, once made', () => {
    const { lifecycle } = itemOf({ item: OnePasswordItem.database({ type: OnePasswordDatabaseType.MYSQL }) });
    expect((lifecycle as Block).ignore_changes).toEqual([
      'section',
      'type',
      'hostname',
      'port',
      'database',
      'username',
      'url',
      'title',
      'tags',
      'note_value',
    ]);
  });

  test('has sections of fields that are no secrets', () => {
    const { section } = itemOf({
      sections: [
        {
          label: 'Contract',
          fields: [
            { label: 'Number', value: '4711' },
            { label: 'Ends', type: OnePasswordFieldType.DATE, value: '2027-03-31' },
          ],
        },
        { label: 'Support', fields: [{ label: 'Mail', type: OnePasswordFieldType.EMAIL, value: 'help@example.com' }] },
      ],
    });
    expect(section).toEqual([
      {
        label: 'Contract',
        field: [
          { label: 'Number', type: 'STRING', value: '4711' },
          { label: 'Ends', type: 'DATE', value: '2027-03-31' },
        ],
      },
      { label: 'Support', field: [{ label: 'Mail', type: 'EMAIL', value: 'help@example.com' }] },
    ]);
  });

  test('says where its value is, for op read, and nothing of the value', () => {
    const stack = new TerraformStack(newApp(), 'org');
    const secret = new OrganizationalSecret(stack, 'secret', BASE);
    const note = new OrganizationalSecret(stack, 'note', { ...BASE, key: 'note', item: OnePasswordItem.secureNote() });
    const values = { secret: secret.secretReference, note: note.secretReference, id: secret.itemId };
    for (const [id, value] of Object.entries(values)) new TerraformOutput(stack, `${id}-output`, { value });
    expect(Object.values(synthesize(stack).output!).map(({ value }) => value as string)).toEqual([
      '${onepassword_item.secret.uuid}',
      'op://abcdefghijklmnopqrstuvwxyz/${onepassword_item.note.uuid}/notesPlain',
      'op://abcdefghijklmnopqrstuvwxyz/${onepassword_item.secret.uuid}/password',
    ]);
  });

  test('may be deleted once it is said so', () => {
    expect((itemOf({ deletionProtection: false }).lifecycle as Block).prevent_destroy).toBe(false);
  });
});

describe('a vault of 1Password', () => {
  test('is looked up by its name once a stack, whatever the name', () => {
    const app = newApp();
    const vault = OnePasswordVault.fromName('Infra / Shared logins');
    const stacks = ['one', 'two'].map((id) => new TerraformStack(app, id));
    for (const stack of stacks) {
      for (const key of ['a', 'b']) new OrganizationalSecret(stack, key, { ...BASE, vault, service: stack.node.id, key });
    }
    for (const stack of stacks) {
      const { data, resource } = synthesize(stack);
      const [[id, found]] = Object.entries(data!.onepassword_vault!) as [[string, Block]];
      expect(found).toEqual({ name: 'Infra / Shared logins' });
      expect(Object.values(resource.onepassword_item!).map((item) => item.vault as string)).toEqual(
        Array(2).fill(`\${data.onepassword_vault.${id}.uuid}`),
      );
    }
  });

  test('has its items chained in the order of the program, each vault and stack for itself', () => {
    const app = newApp();
    const [stack, other] = [new TerraformStack(app, 'org'), new TerraformStack(app, 'other')];
    const second = OnePasswordVault.fromName('Second');
    const ids = ['d', 'b', 'x', 'a'];
    ids.forEach((key) => new OrganizationalSecret(stack, key, { ...BASE, key, vault: key === 'x' ? second : VAULT }));
    new OrganizationalSecret(other, 'e', { ...BASE, key: 'e' });
    const items = synthesize(stack).resource.onepassword_item!;
    expect(ids.map((id) => items[id]!.depends_on as string[] | undefined)).toEqual([
      undefined,
      ['onepassword_item.d'],
      undefined,
      ['onepassword_item.b'],
    ]);
    expect(only(synthesize(other).resource.onepassword_item)).not.toHaveProperty('depends_on');
  });
});

describe('the provider of 1Password', () => {
  test('is declared without credentials, at one version', () => {
    const stack = new TerraformStack(newApp(), 'org');
    new OrganizationalSecret(stack, 'secret', BASE);
    const { provider, terraform } = synthesize(stack);
    expect(provider).toEqual({ onepassword: [{}] });
    expect(terraform!.required_providers).toEqual({
      onepassword: { source: 'registry.terraform.io/1password/onepassword', version: '3.3.1' },
    });
  });

  test('is the one that the program declares, where it does', () => {
    const stack = new TerraformStack(newApp(), 'org');
    new OnepasswordProvider(stack, 'onepassword', { account: 'acme' });
    new OrganizationalSecret(stack, 'secret', BASE);
    expect(synthesize(stack).provider.onepassword).toEqual([{ account: 'acme' }]);
  });

  test('is refused where it is declared too late', () => {
    const late = new TerraformStack(newApp(), 'org');
    new OrganizationalSecret(late, 'secret', BASE);
    new OnepasswordProvider(late, 'onepassword');
    expect(thrownBy(() => synthesize(late))).toEqual({
      name: 'VaultConfigurationError',
      message:
        "OnepasswordProvider 'org/onepassword': the stack has a 1Password provider without alias already, " +
        "'org/cdktf-coffer-1password/provider'. " +
        'Declare the OnepasswordProvider before the first OrganizationalSecret of the stack.',
    });
  });

  test('has a lock entry beside the coffer provider, so that cdktf deploy asks no registry', () => {
    const [outdir, assets] = [temporaryFolder(), temporaryFolder()];
    const sha256 = createHash('sha256').update('executable').digest('hex');
    const { providerVersion: version } = new CofferProvider(newStack(), 'any').terraformGeneratorMetadata!;
    writeFileSync(path.join(assets, 'terraform-provider-coffer'), 'executable');
    writeFileSync(path.join(assets, 'provider.json'), JSON.stringify({ version, sha256 }));
    const app = new App({ outdir });
    const stack = newStack(app, 'org');
    new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      installation: ProviderInstallation._by(new BundledProvider(true, assets)),
    });
    new OrganizationalSecret(stack, 'secret', BASE);
    app.synth();
    expect(readFileSync(path.join(outdir, 'stacks', 'org', '.terraform.lock.hcl'), 'utf8')).toContain(
      'provider "registry.terraform.io/1password/onepassword" {\n  version     = "3.3.1"\n  constraints = "3.3.1"\n}\n',
    );
  });

  test('needs no coffer provider beside it, where nothing is generated', () => {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    new OrganizationalSecret(new TerraformStack(app, 'org'), 'secret', BASE);
    app.synth();
    expect(existsSync(path.join(outdir, 'stacks', 'org', 'cdk.tf.json'))).toBe(true);
    expect(existsSync(path.join(outdir, 'stacks', 'org', 'terraform.d'))).toBe(false);
  });
});

describe('synth refuses', () => {
  const stack = newStack(newApp(), 'prod');
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod' });
  new ApplicationSecret(stack, 'app', { vault, service: 'billing', key: 'stripe', source: SecretSource.supplied() });
  new OrganizationalSecret(stack, 'taken', { ...BASE, service: 'mail', key: 'taken' });
  let number = 0;
  const declare = (props: object) =>
    thrownBy(() => new OrganizationalSecret(stack, `secret${number++}`, { ...BASE, key: `key${number}`, ...props }));
  const section = (fields: readonly object[]) => ({ key: 'admin', sections: [{ label: 'Access', fields }] });
  const SUBJECT = "OrganizationalSecret 'datadog/admin': ";

  const owner = "Write owner: a person or a team, such as 'platform team' or 'ada@example.com'.";
  const nobody = 'so nobody would know whom to ask, or who changes it when somebody leaves.';

  test.each<[string, object, string, string]>([
    [
      'a secret without an owner',
      { owner: undefined },
      'OrganizationalSecretError',
      `it has no owner (received undefined), ${nobody} ${owner}`,
    ],
    ['a secret whose owner is empty', { owner: '' }, 'OrganizationalSecretError', `it has no owner (received ''), ${nobody} ${owner}`],
    [
      'an owner that would nest in tags',
      { owner: 'ops/berlin' },
      'OrganizationalSecretError',
      "owner 'ops/berlin' is not 1 to 64 letters, digits, spaces and any of ._@+-. Write it like 'platform team' or 'ada@example.com'.",
    ],
    [
      'a vault of AWS',
      { vault },
      'OrganizationalSecretError',
      "vault is not a vault of 1Password. Write OnePasswordVault.fromName('Infrastructure') or OnePasswordVault.fromId(). " +
        'A SecretVault is in AWS, for what programs read.',
    ],
    [
      'a value as the source',
      { source: 'CANARY-value' },
      'LiteralSecretError',
      'source is a string, not a SecretSource (what it says is kept out of this message). Write SecretSource.generated(), ' +
        'SecretSource.supplied() or SecretSource.fromVariable(variable).',
    ],
    ['an empty title', { title: ' ' }, 'OrganizationalSecretError', 'its title is empty. Write how people find it, or leave it out.'],
    [
      "a tag of Coffer's own",
      { tags: ['owner/ada'] },
      'OrganizationalSecretError',
      "tag 'owner/ada' begins with 'owner/', which Coffer writes itself. Set owner and rotateWhenSomeoneLeaves, or choose another tag.",
    ],
    ['an empty tag', { tags: [''] }, 'OrganizationalSecretError', 'one of its tags is empty. Leave it out.'],
    [
      'a concealed field',
      section([{ label: 'PIN', type: OnePasswordFieldType.CONCEALED, value: 'CANARY-pin' }]),
      'LiteralSecretError',
      "field 'PIN' in section 'Access' is CONCEALED, and the provider keeps the values of fields in the state (its value is " +
        'kept out of this message). ' +
        'Declare it as an OrganizationalSecret of its own, whose value is kept nowhere but in 1Password.',
    ],
    [
      'a one-time password',
      section([{ label: 'code', type: OnePasswordFieldType.OTP, value: 'CANARY-otp' }]),
      'LiteralSecretError',
      "field 'code' in section 'Access' is OTP, and the provider keeps the values of fields in the state (its value is kept " +
        'out of this message). ' +
        'Declare it as an OrganizationalSecret of its own, whose value is kept nowhere but in 1Password.',
    ],
    [
      'a field without a value',
      section([{ label: 'Number', value: '' }]),
      'OrganizationalSecretError',
      "field 'Number' in section 'Access' is empty. Write its value, or leave the field out.",
    ],
    [
      'a day that is none',
      section([{ label: 'Ends', type: OnePasswordFieldType.DATE, value: '31.03.2027' }]),
      'OrganizationalSecretError',
      "field 'Ends' in section 'Access' is not a day as YYYY-MM-DD (its value is kept out of this message). Write a day as YYYY-MM-DD.",
    ],
    [
      'a month that is none',
      section([{ label: 'Ends', type: OnePasswordFieldType.MONTH_YEAR, value: '03/2027' }]),
      'OrganizationalSecretError',
      "field 'Ends' in section 'Access' is not a month as YYYYMM (its value is kept out of this message). Write a month as YYYYMM.",
    ],
    [
      'two fields of one label',
      section([
        { label: 'Number', value: '1' },
        { label: 'Number', value: '2' },
      ]),
      'OrganizationalSecretError',
      "two of its fields in section 'Access' are labelled 'Number'. Label them differently.",
    ],
    [
      'a section without fields',
      section([]),
      'OrganizationalSecretError',
      "section 'Access' has no fields. Add one, or leave the section out.",
    ],
    [
      'a section without a label',
      { sections: [{ label: '', fields: [{ label: 'Number', value: '1' }] }] },
      'OrganizationalSecretError',
      'one of its sections has no label. Write one.',
    ],
    [
      'a length that no value can have',
      { source: SecretSource.generated({ length: 5 }) },
      'SecretSourceError',
      'length is 5. Write a whole number of characters from 8 to 4096, for format password in this tier.',
    ],
  ])('%s', (_, props, name, message) => {
    expect(declare({ ...props, key: 'admin' })).toEqual({ name, message: `${SUBJECT}${message}` });
  });

  test.each<[string, object, string]>([
    [
      'a service in capitals',
      { service: 'Datadog', key: 'admin' },
      "OrganizationalSecret 'Datadog/admin': service 'Datadog' is not made of lowercase letters, digits, '_', '-' and '.', " +
        "with '/' between levels. Name it like datadog or mail/campaigns.",
    ],
    [
      'a key with a level',
      { key: 'admin/eu' },
      "OrganizationalSecret 'datadog/admin/eu': key 'admin/eu' is not made of lowercase letters, digits, '_', '-' and '.'. " +
        'Name it like admin.',
    ],
  ])('%s', (_, props, message) => {
    expect(declare(props)).toEqual({ name: 'SecretNameError', message });
  });

  test('R3: a secret in two systems of record, whichever is declared first', () => {
    expect(declare({ service: 'billing', key: 'stripe' })).toEqual({
      name: 'TwoSystemsOfRecordError',
      message:
        "OrganizationalSecret 'billing/stripe': it would live in 1Password, " +
        "and vault acme-prod has 'billing/stripe' in Parameter Store already, declared at 'prod/app'. " +
        'A secret has one system of record: declare it once, as the type that fits, or rename one of them.',
    });
    const dev = newStack(stack.node.root as App, 'dev');
    const other = new SecretVault(dev, 'vault', { namespace: 'acme', stage: 'dev' });
    expect(
      thrownBy(() => new ApplicationSecret(dev, 'app', { vault: other, service: 'mail', key: 'taken', source: SecretSource.supplied() })),
    ).toEqual({
      name: 'TwoSystemsOfRecordError',
      message:
        "ApplicationSecret 'mail/taken': it would live in Parameter Store, " +
        "and the organization has 'mail/taken' in 1Password already, declared at 'prod/taken'. " +
        'A secret has one system of record: declare it once, as the type that fits, or rename one of them.',
    });
  });

  test('a secret that the organization has already, in whatever vault', () => {
    expect(declare({ service: 'mail', key: 'taken', vault: OnePasswordVault.fromName('Other') })).toEqual({
      name: 'DuplicateSecretError',
      message:
        "OrganizationalSecret 'mail/taken': the organization has this secret already, declared at 'prod/taken'. " +
        'Declare it once and pass it on, or refer to it by fromName() of its type.',
    });
  });

  test.each<[string, () => unknown, string]>([
    [
      'a vault by its name where its identifier belongs',
      () => OnePasswordVault.fromId('Infrastructure'),
      "OnePasswordVault.fromId(): 'Infrastructure' is not the identifier of a vault, which has 26 lowercase letters and digits. " +
        'Copy it from `op vault list`, or write OnePasswordVault.fromName() with the name of the vault.',
    ],
    [
      'a vault without a name',
      () => OnePasswordVault.fromName(''),
      "OnePasswordVault.fromName(): the name is empty. Write the name of the vault, such as 'Infrastructure'.",
    ],
    [
      'a port that is none',
      () => OnePasswordItem.database({ type: OnePasswordDatabaseType.MYSQL, port: 0 }),
      'OnePasswordItem.database(): port is 0. Write a whole number from 1 to 65535.',
    ],
    [
      'an address that is none',
      () => OnePasswordItem.login({ url: 'CANARY-password' }),
      'OnePasswordItem.login(): url is not the address of a website (it is kept out of this message). Write it whole, ' +
        'such as https://app.example.com.',
    ],
    [
      'an address with a password in it',
      () => OnePasswordItem.password({ url: 'https://ops:CANARY@app.example.com/login' }),
      'OnePasswordItem.password(): url has a password in it, for app.example.com, ' +
        'which would be in the synthesized output and in the state. Write https://app.example.com/login.',
    ],
  ])('%s', (_, act, message) => {
    expect(thrownBy(act)).toEqual({ name: 'OrganizationalSecretError', message });
  });
});

describe('synth warns', () => {
  function warnings(declare: (stack: TerraformStack) => void): string[] {
    const outdir = temporaryFolder();
    const app = new App({ outdir });
    jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
    declare(newStack(app, 'org'));
    app.synth();
    const { stacks } = JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: { org: { annotations: { message: string }[] } };
    };
    return stacks.org.annotations.map(({ message }) => message);
  }
  afterEach(() => jest.restoreAllMocks());

  const warning = (name: string, sign: string) =>
    `OrganizationalSecret '${name}' looks like a secret of a program: ${sign}. 1Password is the last resort, for what people share. ` +
    'Declare an ApplicationSecret, or say onlyPeopleReadIt: true.';

  test('of a service whose other secrets programs read, even where those are declared later', () => {
    expect(
      warnings((stack) => {
        new OrganizationalSecret(stack, 'secret', { ...BASE, service: 'api' });
        const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod' });
        new ApplicationSecret(stack, 'app', { vault, service: 'api', key: 'db_password', source: SecretSource.generated() });
      }),
    ).toEqual([warning('api/admin', "programs have other secrets of service 'api' in Parameter Store")]);
  });

  test.each([
    [
      'of a value that nobody types',
      { source: SecretSource.generated({ format: SecretFormat.HEX }) },
      'datadog/admin',
      'its value is generated as hex, which nobody types',
    ],
    ['of a key that names a token', { key: 'deploy_token' }, 'datadog/deploy_token', "its key ends with 'token'"],
    ['of a key that names a key of an API', { key: 'api-key' }, 'datadog/api-key', "its key ends with 'api-key'"],
  ])('%s', (_, props, name, sign) => {
    expect(
      warnings((stack) => {
        new OrganizationalSecret(stack, 'secret', { ...BASE, ...props });
      }),
    ).toEqual([warning(name, sign)]);
  });

  test('not of what people share, nor where the program says that only people read it', () => {
    expect(
      warnings((stack) => {
        new OrganizationalSecret(stack, 'admin', { ...BASE, source: SecretSource.generated() });
        new OrganizationalSecret(stack, 'tokens', { ...BASE, key: 'tokenizer_admin' });
        new OrganizationalSecret(stack, 'token', { ...BASE, key: 'deploy_token', onlyPeopleReadIt: true });
      }),
    ).toEqual([]);
  });
});
