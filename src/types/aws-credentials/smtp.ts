import { Token } from 'cdktf';
import { PolicyError, RotationError, VaultConfigurationError } from '../../errors';

/** What the SMTP interface checks of whoever sends (Amazon SES: Obtaining Amazon SES SMTP credentials). */
const SEND = 'ses:SendRawEmail';

/**
 * Checks credentials for Amazon SES's SMTP interface.
 *
 * @param policy what their user may do, as checked JSON
 * @throws VaultConfigurationError if the region is none
 * @throws RotationError if nobody derives the password
 * @throws PolicyError if the user may not send
 */
export function checkSmtp(subject: string, region: string, policy: string, rotated: boolean): void {
  if (!Token.isUnresolved(region) && !/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region)) {
    throw new VaultConfigurationError(subject, `smtpRegion '${region}' is no region of AWS`, "Write it like smtpRegion: 'eu-west-1'.");
  }
  if (!rotated) {
    throw new RotationError(
      subject,
      'smtpRegion is given and rotated is false, so that no rotation would derive the SMTP password',
      'Leave rotated out, or leave smtpRegion out and put SmtpPassword into the value yourself.',
    );
  }
  const { Statement } = JSON.parse(policy) as { readonly Statement: GivenStatement | readonly GivenStatement[] };
  const sends = [Statement].flat().some(({ Effect, Action }) => {
    return Effect === 'Allow' && [Action].flat().some((action) => action?.toLowerCase() === SEND.toLowerCase());
  });
  if (sends) return;
  throw new PolicyError(
    subject,
    `smtpRegion is given, and its policy does not allow ${SEND}, without which the SMTP interface refuses every mail`,
    `Allow ${SEND} on the ARN of the identity that mails are from, such as arn:aws:ses:eu-west-1:111122223333:identity/acme.example.`,
  );
}

interface GivenStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
}
