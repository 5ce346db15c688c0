import type { Subject } from './ownership';
import type { CofferContext } from '../core/settings';
import { DiagnosticError } from '../schema/diagnostics';

/** Where a parameter of the state is, for the check that the provider looks there. */
export interface Placed {
  readonly name: string | null;
  readonly arn: string | null;
}

/**
 * Refuses a state of another region or account: what it has is not there, and would be made again, or a parameter of the
 * same name would pass for it.
 *
 * @param found the ARN of what was found under the name, where something was
 */
export async function requireSamePlace(subject: Subject, { name, arn }: Placed, context: CofferContext, found?: string): Promise<void> {
  if (arn === null || arn === found) return;
  const [, , , region, account] = arn.split(':');
  const here = found?.split(':').slice(3, 5) ?? [
    await context.provider.aws.region(),
    (await context.provider.aws.identity(context.signal)).accountId,
  ];
  if (region === here[0] && account === here[1]) return;
  throw elsewhere(subject, name!, arn, here.join(' of account '));
}

/** The same before a write or a deletion, by the region alone, which takes no call. */
export async function requireSameRegion(subject: Subject, { name, arn }: Placed, { provider }: CofferContext): Promise<void> {
  const here = await provider.aws.region();
  if (arn !== null && arn.split(':')[3] !== here) throw elsewhere(subject, name!, arn, here);
}

function elsewhere(subject: Subject, name: string, arn: string, here: string): DiagnosticError {
  return new DiagnosticError(
    `${subject} ${name} is in another region or account`,
    `The state says ${arn}, and the provider works in ${here}. Nothing is written, made again or deleted there. ` +
      `Set the provider's region, profile or assume_role to those that the state was made with; ` +
      'to have it in another place too, declare another resource with a provider of that place.',
  );
}
