import type { AccessKeyPair } from '../../../contracts/access-key-value';
import type { AccessKeyFormat } from '../../../contracts/rotation/access-key';
import { smtpPassword } from '../../values/smtp-password';

/**
 * @param smtpRegion region whose SMTP password is part of the value: in the same parameter, since a program that reads a
 *   user name and a password of two moments can send nothing
 */
export function valueOf({ accessKeyId, secretAccessKey }: AccessKeyPair, format: AccessKeyFormat, smtpRegion?: string): string {
  const members = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(smtpRegion !== undefined && { SmtpPassword: smtpPassword(secretAccessKey, smtpRegion) }),
  };
  return JSON.stringify(format === 'json' ? members : { Version: 1, ...members });
}
