import { CLAIM_TAG, REVISION_TAG } from '../../../contracts/tags';
import type { Tags } from '../../aws/parameter';
import { DiagnosticError } from '../schema/diagnostics';

/** What people call the things that Coffer stores, in its messages. */
export type Subject = 'Secret' | 'Private key';

/** The claim of whoever declares none: several configurations may share it, so it proves nothing. */
export const DEFAULT_CLAIM = 'terraform';

/** What is wrong with a claim: it has to be the value of a tag (AWS: Tagging AWS resources). */
export function claimFault(claim: string): readonly [string, string] | undefined {
  return /^[\p{L}\p{N} _.:/=+@-]{1,256}$/u.test(claim)
    ? undefined
    : ['Wrong claim', `'${claim}' cannot be a tag's value: 1 to 256 letters, digits, spaces and _.:/=+-@.`];
}

/**
 * What a declaration says its value should be: a text that changes when the value should, such as `generation=2`.
 * Undefined while it says nothing.
 */
export type Revision = string;

export { REVISION_TAG };

/** The claim as a tag. */
export function claimTag({ claim }: { readonly claim: string | null }): Record<string, string> {
  return claim === null ? {} : { [CLAIM_TAG]: claim };
}

/** The tags that people set: not Coffer's own, and not AWS's. */
export function visibleTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^(aws|coffer):/.test(key)));
}

/** @param attempt tells one create from another that is for the same revision, such as a later apply's */
export function mark(wanted: Revision, after: number, attempt?: string): Record<string, string> {
  return { [REVISION_TAG]: `${wanted} after=${after}${attempt === undefined ? '' : ` try=${attempt}`}` };
}

export function readMark(
  tags: Tags,
): { readonly revision: Revision; readonly after: number; readonly attempt: string | undefined } | undefined {
  const match = /^(.+) after=(\d+)(?: try=(\w+))?$/.exec(tags[REVISION_TAG] ?? '');
  return match ? { revision: match[1]!, after: Number(match[2]), attempt: match[3] } : undefined;
}

/** The error for something that is there and is not this declaration's. `what` names it, such as `Parameter /api/key`. */
export function alreadyThere(what: string, id: string, claim: string | null, claimed: string | undefined, path: string): DiagnosticError {
  if (claimed !== undefined && claimed !== claim) {
    return new DiagnosticError(
      `${what} belongs to another declaration`,
      `Its tag ${CLAIM_TAG} says '${claimed}', this one is '${claim}'. Declare it once and read it by name elsewhere; or, ` +
        `to move it here, take it out there (removed block, terraform state rm) and import it here.`,
      [path],
    );
  }
  if (claimed === DEFAULT_CLAIM) {
    return new DiagnosticError(
      `${what} is already there`,
      `Its tag ${CLAIM_TAG} is the default claim, which any configuration has that gives none: it is another one's, ` +
        `or left by an apply of this one that was cut off. ` +
        `Where another one has it, read it by name here. Where it is this one's, import it: ` +
        `terraform import <address> ${id}. With a claim of its own, a create that was cut off is resumed.`,
      [path],
    );
  }
  return new DiagnosticError(
    `${what} is already there`,
    `Coffer does not overwrite a value that it did not write. Set adopt = true to take it over with its value, or import it: ` +
      `terraform import <address> ${id}`,
    [path],
  );
}
