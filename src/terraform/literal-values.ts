import { TerraformElement, TerraformResource, TerraformVariable } from 'cdktf';
import { IConstruct } from 'constructs';
import { isLiteral } from './literal';
import { refuseStoredItem } from './one-password-values';
import { LiteralSecretError } from '../errors';

/**
 * Refuses values that are written out in the program, where they would land in the synthesized output, and so in
 * version control, build caches and plans (R1). The messages never repeat a value.
 */

/** What cdktf keeps from the program but offers to subclasses only. */
interface Overridden {
  readonly rawOverrides?: { readonly [attribute: string]: unknown };
}

/**
 * @throws LiteralSecretError where a `coffer_secret` in the scope has its value written out, or 1Password's provider is
 *   given a value in a way that keeps it.
 */
export function refuseLiteralValues(scope: IConstruct): void {
  if (TerraformResource.isTerraformResource(scope) && scope.terraformResourceType === 'coffer_secret') refuseLiteralValue(scope);
  else if (TerraformElement.isTerraformElement(scope)) refuseStoredItem(scope);
  scope.node.children.forEach(refuseLiteralValues);
}

function refuseLiteralValue(resource: TerraformResource): void {
  const given = (resource as TerraformResource & { valueWoInput?: unknown }).valueWoInput;
  const overridden = (resource as unknown as Overridden).rawOverrides?.value_wo;
  if (!isLiteral(given) && !isLiteral(overridden)) return;
  throw new LiteralSecretError(
    `Secret '${resource.node.path}'`,
    'value_wo is written out in the program, so the value would be in the synthesized output (it is kept out of this message)',
    'Pass an ephemeral value, such as that of a TerraformVariable with ephemeral set, or declare an ApplicationSecret.',
  );
}

/**
 * @throws LiteralSecretError where the variable has a default, which every plan shows.
 */
export function refuseDefault(variable: TerraformVariable): void {
  if (variable.default === undefined && (variable as unknown as Overridden).rawOverrides?.default === undefined) return;
  throw new LiteralSecretError(
    `SecretSource.fromVariable '${variable.node.path}'`,
    'the variable has a default, which would be in the synthesized output and in every plan (it is kept out of this message)',
    `Remove the default and set TF_VAR_${variable.friendlyUniqueId} where you deploy.`,
  );
}

/** Whether something is a variable of a cdktf program, of whatever copy of cdktf. */
export function isVariable(value: unknown): value is TerraformVariable {
  return TerraformElement.isTerraformElement(value) && 'stringValue' in value && 'addValidation' in value;
}
