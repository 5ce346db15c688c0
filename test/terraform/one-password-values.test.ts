import { TerraformElement, TerraformStack, TerraformVariable } from 'cdktf';
import { OrganizationalSecret, SecretSource } from '../../src';
import { DataOnepasswordVault, Item } from '../../src/bindings/onepassword';
import { OnepasswordProvider, OnePasswordVault } from '../../src/types/organizational';
import { thrownBy } from '../support/errors';
import { newApp, synthesize } from '../support/synth';

/** A stack that something of Coffer's is in, which looks after what else is. */
function newStack(): TerraformStack {
  return new TerraformStack(newApp(), 'org');
}

function look(stack: TerraformStack): () => unknown {
  new OrganizationalSecret(stack, 'secret', {
    vault: OnePasswordVault.fromId('abcdefghijklmnopqrstuvwxyz'),
    service: 'datadog',
    key: 'admin',
    owner: 'platform team',
    source: SecretSource.supplied(),
  });
  return () => synthesize(stack);
}

describe('an item that the program declares by itself is refused', () => {
  const typed = { passwordWo: '', passwordWoVersion: 0 };
  const field = (more: object) => ({ ...typed, section: [{ label: 'Access', field: [{ label: 'code', value: 'CANARY', ...more }] }] });
  const item = (config: object) => (stack: TerraformStack) => new Item(stack, 'raw', { vault: 'abcdefghijklmnopqrstuvwxyz', ...config });
  const keptOut = '(what it says is kept out of this message)';
  const concealed = (what: string) =>
    `Item 'org/raw': a section has a field ${what}, and the provider keeps the values of all fields in the state ${keptOut}. ` +
    'Declare it as an item of its own, with its value in password_wo or note_value_wo, ' +
    'or let people add it to one that Terraform does not know.';
  const password =
    `Item 'org/raw': password is set, and the provider keeps it in the state ${keptOut}. ` +
    `Pass an ephemeral value as password_wo, with password_wo_version, or declare an OrganizationalSecret.`;
  const writtenOut = (name: string) =>
    `Item 'org/raw': ${name} is written out in the program, so the value would be in the synthesized output (it is kept out ` +
    `of this message). ` +
    'Pass an ephemeral value, such as that of a TerraformVariable with ephemeral set, or declare an OrganizationalSecret.';
  const unversioned = (name: string) =>
    `Item 'org/raw': it has no ${name}_version, so the provider keeps in the state whatever is in the item at the next refresh. ` +
    `Set ${name}: '' and ${name}_version: 0 if people type it into 1Password, or declare an OrganizationalSecret.`;

  test.each<[string, (stack: TerraformStack) => TerraformElement, string]>([
    ['its password', item({ password: 'CANARY' }), password],
    ['its password from a variable', (stack) => item({ password: new TerraformVariable(stack, 'v', {}).stringValue })(stack), password],
    [
      'its password as an override',
      (stack) => {
        const raw = new Item(stack, 'raw', { vault: 'v', ...typed });
        raw.addOverride('password', 'CANARY');
        return raw;
      },
      password,
    ],
    [
      'its note',
      item({ category: 'secure_note', noteValue: 'CANARY' }),
      `Item 'org/raw': note_value is set, and the provider keeps it in the state ${keptOut}. ` +
        `Pass an ephemeral value as note_value_wo, with note_value_wo_version, or declare an OrganizationalSecret.`,
    ],
    [
      'a recipe for its password',
      item({ passwordRecipe: { length: 40 } }),
      "Item 'org/raw': password_recipe has 1Password make a password, and the provider keeps it in the state. " +
        'Pass an ephemeral value as password_wo, such as that of a coffer_random, ' +
        'with password_wo_version, or declare an OrganizationalSecret with SecretSource.generated().',
    ],
    ['a concealed field', item(field({ type: 'CONCEALED' })), concealed('of type CONCEALED')],
    ['a one-time password', item(field({ type: 'otp' })), concealed('of type OTP')],
    ['a field with a recipe', item(field({ value: undefined, passwordRecipe: [{ length: 20 }] })), concealed('with a password_recipe')],
    [
      'a concealed field in a map',
      item({ ...typed, sectionMap: { Access: { fieldMap: { code: { type: 'CONCEALED', value: 'CANARY' } } } } }),
      concealed('of type CONCEALED'),
    ],
    ['a write-only value written out', item({ passwordWo: 'CANARY', passwordWoVersion: 1 }), writtenOut('password_wo')],
    [
      'a write-only note written out',
      item({ category: 'secure_note', noteValueWo: 'CANARY', noteValueWoVersion: 1 }),
      writtenOut('note_value_wo'),
    ],
    ['nothing that keeps its password out of the state', item({}), unversioned('password_wo')],
    ['nothing that keeps its note out of the state', item({ category: 'secure_note' }), unversioned('note_value_wo')],
    [
      'an import',
      (stack) => {
        const raw = new Item(stack, 'raw', { vault: 'v', ...typed });
        raw.importFrom('vaults/v/items/i');
        return raw;
      },
      "Item 'org/raw': it is imported, and an import reads the values of the item into the plan and the state. " +
        'Declare it without importFrom(), copy the value over in 1Password, and delete the old item there.',
    ],
  ])('with %s', (_, declare, message) => {
    const stack = newStack();
    declare(stack);
    expect(thrownBy(look(stack))).toEqual({ name: 'LiteralSecretError', message });
  });

  test('with its values read by a data source', () => {
    const stack = newStack();
    const data = new DataOnepasswordVault(stack, 'raw', { name: 'any' });
    Object.assign(data, { terraformResourceType: 'onepassword_item' }); // the bindings have no such class
    expect(thrownBy(look(stack))).toEqual({
      name: 'LiteralSecretError',
      message:
        "Data source 'org/raw': onepassword_item reads the values of an item into the state. " +
        "Read it by new EphemeralResource(this, 'item', { type: 'onepassword_item', config: { vault, title } }), which keeps nothing.",
    });
  });

  test('not, where it keeps to write-only values and open fields', () => {
    const stack = newStack();
    item(field({ type: 'URL', value: 'https://status.example.com' }))(stack);
    new Item(stack, 'other', {
      vault: 'v',
      passwordWo: new TerraformVariable(stack, 'v', { ephemeral: true } as object).stringValue,
      passwordWoVersion: 1,
    });
    expect(look(stack)).not.toThrow();
  });
});

test.each([
  ['serviceAccountToken', 'service_account_token', 'OP_SERVICE_ACCOUNT_TOKEN'],
  ['connectToken', 'connect_token', 'OP_CONNECT_TOKEN'],
])('a provider is refused a %s that is written out', (setting, name, variable) => {
  const stack = newStack();
  new OnepasswordProvider(stack, 'onepassword', { [setting]: 'CANARY-token' });
  expect(thrownBy(look(stack))).toEqual({
    name: 'LiteralSecretError',
    message:
      `OnepasswordProvider 'org/onepassword': ${name} is written out in the program, ` +
      `so it would be in the synthesized output (it is kept out of this message). ` +
      `Leave it out, and set ${variable} where you deploy.`,
  });
});
