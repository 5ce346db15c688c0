import { RotationError } from './rotation-error';
import { RotationFormError } from '../../contracts/rotation/members';
import { parsePlan as parse, type ReadPlan } from '../../contracts/rotation/plan';

/** What the stack says of the rotation of one secret. */
export type RotationPlan = ReadPlan;

/** @throws RotationError where the text is no plan of this version */
export function parsePlan(secret: string, text: string): RotationPlan {
  return understood(() => parse(secret, text));
}

/** Reads what the stack, or a function of the user's own, says of a rotation. @throws RotationError where it is not understood */
export function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Its message quotes nothing that was read.
    throw error instanceof RotationFormError ? new RotationError('WrongPlan', error.message) : error;
  }
}
