import { claimTag, type Subject } from './ownership';
import { AwsCallError } from '../../aws/errors';
import type { ParameterDescription, Tags } from '../../aws/parameter';
import { CLAIM_TAG, type CofferContext } from '../core/settings';
import { DiagnosticError } from '../schema/diagnostics';

interface Tagged {
  readonly tags: Record<string, string> | null;
  readonly tags_all: Record<string, string> | null;
  readonly claim: string | null;
}

/** The tags that a state says are there. */
export function expectedTags(state: Tagged): Tags {
  return { ...state.tags_all, ...claimTag(state) };
}

/** A state's tags as they are: those that others put on (a tag policy, a cost tool) are none of ours, only ours can drift. */
export function driftedTags(state: Tagged, actual: Tags): Tagged {
  const stillOurs = (tags: Tags | null) =>
    tags && Object.fromEntries(Object.keys(tags).flatMap((key) => (actual[key] === undefined ? [] : [[key, actual[key]]])));
  return { tags: stillOurs(state.tags), tags_all: stillOurs(state.tags_all), claim: actual[CLAIM_TAG] ?? null };
}

/** @throws DiagnosticError if a parameter is no SecureString any more */
export function refusePlainText({ name, type }: ParameterDescription): void {
  if (type === 'SecureString') return;
  throw new DiagnosticError(
    `Parameter ${name} is not encrypted`,
    `Its type is ${type}. Somebody replaced it: write it again as a SecureString, and consider the value it had as known to others.`,
  );
}

/** A policy outlasts every new value: whoever may write once could have the secret deleted much later. */
export function warnOfExpiration(subject: Subject, { name, expires }: ParameterDescription, { diagnostics }: CofferContext): void {
  if (expires === undefined) return;
  diagnostics.warning(
    `${subject} ${name} will be deleted by Parameter Store`,
    `A policy that somebody attached to the parameter deletes it with all versions (${expires}), whatever is written until then. Find out ` +
      `who it was (CloudTrail: PutParameter), and write the value again without policies: aws ssm put-parameter --policies '[{}]'.`,
  );
}

/** The key under which a value was written is metadata too: one that readers may not use locks them out. */
export async function warnOfOtherKey(
  subject: Subject,
  name: string,
  declared: string | null,
  found: string | undefined,
  context: CofferContext,
): Promise<void> {
  if (found === undefined || declared === null || (await isSame(found, declared, context)) !== false) return;
  context.diagnostics.warning(
    `${subject} ${name} is encrypted under another key`,
    `Its value was last written under ${found}, not ${declared}: readers that may only use the latter cannot read it. ` +
      `Write the value again under the right key (for chamber: CHAMBER_KMS_KEY_ALIAS).`,
    ['kms_key_id'],
  );
}

/** A key that only apply tells may be another one, as where the one that is there goes: whoever reads the plan should know whose it is. */
export function warnOfUnknownKey(
  subject: Subject,
  name: string,
  before: string | null,
  remedy: string,
  { diagnostics }: CofferContext,
): void {
  diagnostics.warning(
    `The KMS key of ${name} may change`,
    `Its value is encrypted under ${before}, and kms_key_id is known only at apply. If it is another key then, ` +
      `the apply is refused: ${remedy} If this plan destroys ${before} or what its alias leads to, ` +
      `nobody can read the value any more once that key is deleted: ${
        subject === 'Secret' ? 'the secret' : 'the private key'
      } is lost. Have the key stay, by a moved block where it was renamed only.`,
    ['kms_key_id'],
  );
}

/** Whether a value is certain to be encrypted under the declared key. Nobody else may encrypt under that one. */
export async function isUnderKey(declared: string | null, found: string | undefined, context: CofferContext): Promise<boolean> {
  return declared === null || found === undefined || (await isSame(found, declared, context)) === true;
}

// A refresh does not depend on KMS: for a warning alone it does not fail.
async function isSame(found: string, declared: string, { provider, signal }: CofferContext): Promise<boolean | undefined> {
  try {
    return await provider.keys.same(found, declared, signal);
  } catch (error) {
    if (error instanceof AwsCallError && !signal.aborted) return undefined;
    throw error;
  }
}
