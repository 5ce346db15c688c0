import type { RotationSchedule } from './rotation-schedule';
import { RotationError } from '../errors';

/** @throws RotationError where the key before would still be there when the one after the next is made. */
export function checkGrace(subject: string, days: number, schedule: RotationSchedule): number {
  if (Number.isInteger(days) && days >= 1 && days <= 30 && days * 3 <= Math.max(3, schedule._promisedDays)) return days;
  throw new RotationError(
    subject,
    `graceDays is ${days}`,
    `Write a whole number of days from 1 to 30, and at most a third of the ${schedule._promisedDays} days between rotations.`,
  );
}
