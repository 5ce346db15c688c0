import type { RotationRecipe } from './recipe';
import { type RotationProps, scheduleOf } from './rotation-props';
import type { IGrantee } from '../iam/grantee';

/** A function of the user's own. */
export interface FunctionRotationProps extends RotationProps {
  /**
   * Whether it makes the first value too.
   *
   * @default true
   */
  readonly makesFirst?: boolean;

  /**
   * The function's role, to be granted what a rotation takes: to read the pending value of this secret, to supply one, and to
   * read the secret, which it tests if somebody wrote a value by hand meanwhile.
   *
   * @default - it is granted elsewhere
   */
  readonly role?: IGrantee;
}

export function functionRecipe(functionArn: string, props: FunctionRotationProps): RotationRecipe {
  return {
    spec: { strategy: 'lambda', settings: { functionArn } },
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    makesFirst: props.makesFirst ?? true,
    byFunction: { role: props.role },
    statements: [{ Sid: 'AskTheFunction', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn }],
  };
}
