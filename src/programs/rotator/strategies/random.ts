import type { ValueFormat } from '../../../contracts/random-value';
import type { CompleteSettings } from '../../../contracts/rotation/strategies';
import { formatFault, randomValue } from '../../values/random-value';
import type { RotationPlan } from '../plan';
import { RotationError } from '../rotation-error';
import type { Strategy } from '../strategy';

/** Parameters take no more (Parameter Store: advanced tier). */
const MAXIMUM_BYTES = 8192;

/** @returns the format. @throws RotationError where no value can have it */
export function checkFormat(format: ValueFormat, secret: string): ValueFormat {
  const fault = formatFault(format, MAXIMUM_BYTES);
  if (!fault) return format;
  throw new RotationError(
    'WrongPlan',
    `No value for ${secret} can be made as it is to be: ${fault.problem}. Correct it in the stack, or in what your function answers.`,
  );
}

/** A random value that nothing but its readers knows: a signing key, or a password that both sides read from here. */
export function random(settings: CompleteSettings['random'], { secret }: RotationPlan): Strategy {
  const format = checkFormat(settings, secret);
  return { create: async () => ({ value: randomValue(format) }) };
}
