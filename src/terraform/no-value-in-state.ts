import { Lazy, type TerraformResource } from 'cdktf';

/**
 * Has plans refused while the state, or an import block, holds a value of a resource whose values are write-only (R1).
 *
 * An import reads values into the state, and so does a move from a resource that kept them. Nothing takes them out again:
 * providers leave alone what a write-only argument is for, and every later plan says "No changes".
 *
 * A postcondition on `self` is judged on what is planned, and so before an import block writes anything. For an argument
 * that is not computed, what is planned is what the program says, which is null: `ignore_changes` has it be what the state
 * says.
 */
export function refuseValuesInState(resource: TerraformResource, subject: string, held: HeldValues): void {
  const { computed, optional = [] } = held;
  const errorMessage = Lazy.stringValue({ produce: () => message(resource, subject, held) });
  const { ignoreChanges = [], postcondition = [], ...lifecycle } = resource.lifecycle ?? {};
  const ignored = ignoreChanges === 'all' ? ignoreChanges : [...ignoreChanges, ...optional];
  resource.lifecycle = {
    ...lifecycle,
    ...(ignored.length > 0 && { ignoreChanges: ignored }),
    postcondition: [...postcondition, ...[...computed, ...optional].map((name) => ({ condition: isEmpty(name), errorMessage }))],
  };
}

/**
 * A condition for each attribute, since one that is unknown at plan must not hide another. By an index that is
 * no constant: `self.value` would have Terraform quote the value below the message, where the schema does not call it
 * sensitive.
 */
function isEmpty(name: string): string {
  return `\${alltrue([for name in ["${name}"] : self[name] == null ? true : length(self[name]) == 0])}`;
}

/** Where a resource would hold values, and the way out. */
export interface HeldValues {
  /** Attributes that the provider computes where the program says nothing. */
  readonly computed: readonly string[];
  /** Arguments that are null where the program says nothing. */
  readonly optional?: readonly string[];
  /** What it is in its system of record, such as 'the Secret in the cluster'. */
  readonly thing: string;
  /** What to do about it, so that nothing is read: one sentence without its full stop. */
  readonly takeOver: string;
}

function message(resource: TerraformResource, subject: string, { thing, takeOver }: HeldValues): string {
  const address = `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
  return (
    `${subject}: the state, or an import block, holds values of ${thing}, and Terraform would keep them for good. ` +
    `Take the import block out, or run: terraform state rm '${address}'. Then ${takeOver}. ` +
    'Delete earlier versions of the state and saved plans, which have the values too, and rotate what was in them.'
  );
}
