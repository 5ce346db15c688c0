import type { Members } from './members';
import { GRACE_DAYS } from './periods';
import { type Algorithm, ALGORITHMS, type Curve, CURVES, DEFAULT_CURVE, DEFAULT_RSA_BITS } from '../key-algorithm';

/** What the stack says of a pair of SSH keys. */
export interface SshKeySettings {
  readonly algorithm: Algorithm;
  /** @default DEFAULT_RSA_BITS */
  readonly rsaBits?: number;
  /** @default DEFAULT_CURVE */
  readonly curve?: Curve;
  /** Parameter that holds the public halves, in the form of authorized_keys. */
  readonly authorizedKeys: string;
  /** Days that the public half of the key before stays there. @default GRACE_DAYS */
  readonly graceDays?: number;
  /** Comment of each public half. */
  readonly comment?: string;
}

/** The same, with what was left out. */
export interface CompleteSshKeySettings extends SshKeySettings {
  readonly rsaBits: number;
  readonly curve: Curve;
  readonly graceDays: number;
}

export function readSshKey(settings: Members): CompleteSshKeySettings {
  return {
    algorithm: settings.choice('algorithm', ALGORITHMS),
    rsaBits: settings.number('rsaBits', DEFAULT_RSA_BITS),
    curve: settings.choice('curve', CURVES, DEFAULT_CURVE),
    authorizedKeys: settings.text('authorizedKeys'),
    graceDays: settings.number('graceDays', GRACE_DAYS),
    comment: settings.optionalText('comment'),
  };
}
