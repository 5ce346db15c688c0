import { checkGrace } from './grace';
import type { RotationRecipe } from './recipe';
import { type RotationProps, scheduleOf } from './rotation-props';
import { DEFAULT_ACCESS_KEY_FORMAT } from '../contracts/rotation/access-key';
import { accessKeyGraceDays } from '../contracts/rotation/periods';
import { RotationError } from '../errors';

/** Access keys of an IAM user. */
export interface AccessKeyRotationProps extends RotationProps {
  /**
   * Days that the previous key stays valid, for programs that seldom read it: then it is deactivated, and after as many
   * days again deleted. 1 to 30, and no more than a third of the days between rotations.
   *
   * @default 2
   */
  readonly graceDays?: number;
}

/** @param smtpRegion region of Amazon SES whose SMTP password comes with each key */
export function accessKeyRecipe(props: AccessKeyRotationProps, user: string, userArn: string, smtpRegion?: string): RotationRecipe {
  const subject = 'Rotation.accessKey';
  const schedule = scheduleOf(props);
  const days = schedule._promisedDays;
  if (days > 90) {
    const remedy = 'Replace them after at most 90 days (CIS AWS Foundations Benchmark 1.13).';
    throw new RotationError(subject, `keys would be replaced after ${days} days`, remedy);
  }
  const graceDays = checkGrace(subject, props.graceDays ?? accessKeyGraceDays(days), schedule);
  return {
    spec: {
      strategy: 'iam-access-key',
      settings: { user, graceDays, format: DEFAULT_ACCESS_KEY_FORMAT, ...(smtpRegion !== undefined && { smtpRegion }) },
    },
    schedule,
    replaces: ['AwsCredentials'],
    makesFirst: true,
    statements: [
      {
        Sid: 'RotateAccessKeys',
        Effect: 'Allow',
        Action: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
        Resource: userArn,
      },
    ],
  };
}
