import { AwsCallError } from '../../aws/errors';

/** Whether a parameter could not be created since it is there. */
export function isAlreadyThere(error: unknown): boolean {
  return error instanceof AwsCallError && error.code === 'ParameterAlreadyExists';
}
