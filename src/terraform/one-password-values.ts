import { TerraformDataSource, TerraformElement, TerraformProvider, TerraformResource } from 'cdktf';
import { isLiteral } from './literal';
import { LiteralSecretError } from '../errors';

/**
 * Refuses what would have 1Password's provider keep a value in the state, or write one into the synthesized output (R1),
 * in whatever bindings a program declares it by.
 *
 * The provider reads whole items. Into the state go the password, unless `password_wo_version` is set, the note, unless
 * `note_value_wo_version` is, and the fields of all sections.
 */

const ITEM = 'onepassword_item';
const TOKENS = ['service_account_token', 'connect_token'];
const KEPT_OUT = 'what it says is kept out of this message';
const INSTEAD = 'or declare an OrganizationalSecret';

interface Attributes {
  readonly [name: string]: unknown;
}

/**
 * @throws LiteralSecretError where the element is 1Password's, and is given a value that would be kept.
 */
export function refuseStoredItem(element: TerraformElement): void {
  if (TerraformResource.isTerraformResource(element) && element.terraformResourceType === ITEM) refuseItem(element);
  if (TerraformDataSource.isTerraformDataSource(element) && element.terraformResourceType === ITEM) {
    throw new LiteralSecretError(
      `Data source '${element.node.path}'`,
      `${ITEM} reads the values of an item into the state`,
      `Read it by new EphemeralResource(this, 'item', { type: '${ITEM}', config: { vault, title } }), which keeps nothing.`,
    );
  }
  if (TerraformProvider.isTerraformProvider(element) && element.terraformResourceType === 'onepassword') refuseTokens(element);
}

function refuseItem(resource: TerraformResource): void {
  const written = resource.toTerraform() as {
    readonly resource: { readonly [ITEM]: { readonly [id: string]: Attributes } };
    readonly import?: unknown;
  };
  const item = Object.values(written.resource[ITEM])[0]!;
  const fault = faultOf(item, written.import !== undefined);
  if (fault) throw new LiteralSecretError(`Item '${resource.node.path}'`, ...fault);
}

function faultOf(item: Attributes, imported: boolean): [problem: string, remedy: string] | undefined {
  for (const name of ['password', 'note_value']) {
    if (!isGiven(item[name])) continue;
    return [
      `${name} is set, and the provider keeps it in the state (${KEPT_OUT})`,
      `Pass an ephemeral value as ${name}_wo, with ${name}_wo_version, ${INSTEAD}.`,
    ];
  }
  if (isGiven(item.password_recipe)) {
    return [
      'password_recipe has 1Password make a password, and the provider keeps it in the state',
      `Pass an ephemeral value as password_wo, such as that of a coffer_random, ` +
        `with password_wo_version, ${INSTEAD} with SecretSource.generated().`,
    ];
  }
  const field = secretField([item.section, item.section_map, item.dynamic]);
  if (field) {
    return [
      `a section has a field ${field}, and the provider keeps the values of all fields in the state (${KEPT_OUT})`,
      'Declare it as an item of its own, with its value in password_wo or note_value_wo, ' +
        'or let people add it to one that Terraform does not know.',
    ];
  }
  for (const name of ['password_wo', 'note_value_wo']) {
    if (item[name] === '' || !isLiteral(item[name])) continue;
    return [
      `${name} is written out in the program, so the value would be in the synthesized output (it is kept out of this message)`,
      `Pass an ephemeral value, such as that of a TerraformVariable with ephemeral set, ${INSTEAD}.`,
    ];
  }
  const secret = item.category === 'secure_note' ? 'note_value_wo' : 'password_wo';
  if (!isGiven(item[`${secret}_version`])) {
    return [
      `it has no ${secret}_version, so the provider keeps in the state whatever is in the item at the next refresh`,
      `Set ${secret}: '' and ${secret}_version: 0 if people type it into 1Password, ${INSTEAD}.`,
    ];
  }
  if (imported) {
    return [
      'it is imported, and an import reads the values of the item into the plan and the state',
      'Declare it without importFrom(), copy the value over in 1Password, and delete the old item there.',
    ];
  }
  return undefined;
}

/** How a field anywhere below says that it holds a secret. */
function secretField(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.reduce<string | undefined>((found, each) => found ?? secretField(each), undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, password_recipe: recipe } = value as Attributes;
  if (typeof type === 'string' && /^(concealed|otp)$/i.test(type)) return `of type ${type.toUpperCase()}`;
  if (isGiven(recipe)) return 'with a password_recipe';
  return secretField(Object.values(value));
}

function refuseTokens(provider: TerraformProvider): void {
  const [settings] = (provider.toTerraform() as { readonly provider: { readonly onepassword: readonly Attributes[] } }).provider
    .onepassword;
  const name = TOKENS.find((token) => isLiteral(settings![token]));
  if (name === undefined) return;
  throw new LiteralSecretError(
    `OnepasswordProvider '${provider.node.path}'`,
    `${name} is written out in the program, so it would be in the synthesized output (it is kept out of this message)`,
    `Leave it out, and set ${name === 'connect_token' ? 'OP_CONNECT_TOKEN' : 'OP_SERVICE_ACCOUNT_TOKEN'} where you deploy.`,
  );
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
