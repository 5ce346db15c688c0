import { RotationProps, scheduleOf } from './random-rotation';
import type { RotationRecipe } from './recipe';
import { RotationSchedule } from './rotation-schedule';
import { RotationError } from '../errors';
import type { IGrantee } from '../iam/grantee';
import type { ISecret } from '../secret/secret-base';

/** Access keys of an IAM user. */
export interface AccessKeyRotationProps extends RotationProps {
  /**
   * Days that the key before goes on working, for programs that read seldom: then it is deactivated, and after as many
   * days again deleted. 1 to 30, and no more than a third of the days between rotations.
   *
   * @default 2
   */
  readonly graceDays?: number;
}

/** A function of the user's own. */
export interface FunctionRotationProps extends RotationProps {
  /**
   * Whether it makes the first value too.
   *
   * @default true
   */
  readonly makesFirst?: boolean;

  /**
   * The function's role, to be granted what a rotation takes: to read the pending value of this secret, and to supply one.
   *
   * @default - it is granted elsewhere
   */
  readonly role?: IGrantee;
}

/** People, who are reminded. */
export interface ReminderProps {
  /**
   * Days after which the daily check reminds of the secret, every day until it has a new value: 1 to 400.
   *
   * @default 90
   */
  readonly afterDays?: number;
}

/** How a certificate is renewed: the same key, with a new certificate before the old one ends, so that both are good for a time. */
export interface RenewalProps {
  /**
   * When it is renewed.
   *
   * @default - when it has lived for two thirds of its validity
   */
  readonly schedule?: RotationSchedule;
}

/** SSH keys. */
export interface SshKeyRotationProps extends RotationProps {
  /**
   * Days that the public half of the key before stays among the authorized keys. 1 to 30.
   *
   * @default 2
   */
  readonly graceDays?: number;
}

export function accessKeyRecipe(props: AccessKeyRotationProps, user: string, userArn: string): RotationRecipe {
  const schedule = scheduleOf(props);
  if (schedule._promisedDays > 90) throw new RotationError('Rotation.accessKey', `keys would be replaced after ${schedule._promisedDays} days`, 'Replace them after at most 90 days (CIS AWS Foundations Benchmark 1.13).');
  const graceDays = checkGrace('Rotation.accessKey', props.graceDays ?? Math.min(2, Math.max(1, Math.floor(schedule._promisedDays / 3))), schedule);
  return {
    strategy: 'iam-access-key',
    schedule,
    replaces: ['AwsCredentials'],
    makesFirst: true,
    settings: { user, graceDays, format: 'credential_process' },
    statements: [{
      Sid: 'RotateAccessKeys',
      Effect: 'Allow',
      Action: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
      Resource: userArn,
    }],
  };
}

/** What the rotator has to know to sign a certificate; may hold tokens. */
export interface CertificateToRenew {
  readonly privateKey: ISecret;
  readonly authority: { readonly bucket: string; readonly key: string };
  readonly authorityCertificate: string;
  readonly subject: { readonly [name: string]: string | undefined } | undefined;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly uris?: readonly string[];
  readonly uses: readonly string[];
  readonly validityDays: number;
}

export function renewalRecipe(props: RenewalProps, { privateKey, ...certificate }: CertificateToRenew): RotationRecipe {
  const days = Math.max(1, Math.floor(certificate.validityDays * 2 / 3));
  const schedule = props.schedule ?? RotationSchedule.afterDays(days);
  if (schedule._promisedDays >= certificate.validityDays) {
    throw new RotationError('TlsCertificate', `it would be renewed after ${schedule._promisedDays} days, and is valid for ${certificate.validityDays}`, `Renew it earlier, such as after ${days} days.`);
  }
  return {
    strategy: 'certificate',
    schedule,
    replaces: ['TlsCertificate'],
    makesFirst: true,
    settings: { keyParameter: privateKey.parameterName, ...certificate },
    reads: [privateKey],
    largePlan: true,
  };
}

export function sshKeyRecipe(props: SshKeyRotationProps, algorithm: { readonly [name: string]: unknown }, privateKey: ISecret, authorizedKeys: ISecret): RotationRecipe {
  const schedule = scheduleOf(props, 90);
  return {
    strategy: 'ssh-key',
    schedule,
    replaces: ['SshKeyPair'],
    makesFirst: false,
    settings: { ...algorithm, authorizedKeys: authorizedKeys.parameterName, graceDays: checkGrace('SshKeyPair', props.graceDays ?? 2, schedule) },
    writes: [authorizedKeys],
    // Where Terraform finds the public half of a version (coffer_private_key).
    statements: [{ Sid: 'TagPublicHalves', Effect: 'Allow', Action: 'ssm:AddTagsToResource', Resource: privateKey.parameterArn }],
  };
}

export function functionRecipe(functionArn: string, props: FunctionRotationProps): RotationRecipe {
  return {
    strategy: 'lambda',
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    makesFirst: props.makesFirst ?? true,
    settings: { functionArn },
    byFunction: { role: props.role },
    statements: [{ Sid: 'AskTheFunction', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn }],
  };
}

export function reminderRecipe(props: ReminderProps): RotationRecipe {
  return {
    strategy: 'reminder',
    schedule: RotationSchedule.cron('0 0 1 1 ? *', props.afterDays ?? 90),
    replaces: ['ApplicationSecret', 'BootstrapSecret'],
    makesFirst: false,
    settings: {},
    forPeople: true,
  };
}

export function checkGrace(subject: string, days: number, schedule: RotationSchedule): number {
  if (Number.isInteger(days) && days >= 1 && days <= 30 && days * 3 <= Math.max(3, schedule._promisedDays)) return days;
  throw new RotationError(subject, `graceDays is ${days}`, `Write a whole number of days from 1 to 30, and at most a third of the ${schedule._promisedDays} days between rotations.`);
}
