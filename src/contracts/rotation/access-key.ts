import type { Members } from './members';
import { accessKeyGraceDays } from './periods';

/** How a pair of keys is written down: as AWS's tools take it from a program (AWS CLI: credential_process), or without Version. */
export const ACCESS_KEY_FORMATS = ['credential_process', 'json'] as const;
export type AccessKeyFormat = (typeof ACCESS_KEY_FORMATS)[number];

/** The form that needs nothing but the AWS CLI to be read. */
export const DEFAULT_ACCESS_KEY_FORMAT = 'credential_process';

/** What the stack says of the access keys of an IAM user. */
export interface AccessKeySettings {
  /** Name of the user. */
  readonly user: string;
  /** @default accessKeyGraceDays() */
  readonly graceDays?: number;
  /** @default DEFAULT_ACCESS_KEY_FORMAT */
  readonly format?: AccessKeyFormat;
  /** Region of Amazon SES whose SMTP password is part of the value. @default - none is */
  readonly smtpRegion?: string;
}

/** What the rotator is told, with defaults. */
export type CompleteAccessKeySettings = Required<Omit<AccessKeySettings, 'smtpRegion'>> & Pick<AccessKeySettings, 'smtpRegion'>;

export function readAccessKey(settings: Members, everyDays: number | undefined): CompleteAccessKeySettings {
  const smtpRegion = settings.optionalText('smtpRegion');
  return {
    user: settings.text('user'),
    graceDays: settings.number('graceDays', accessKeyGraceDays(everyDays)),
    format: settings.choice('format', ACCESS_KEY_FORMATS, DEFAULT_ACCESS_KEY_FORMAT),
    ...(smtpRegion !== undefined && { smtpRegion }),
  };
}
