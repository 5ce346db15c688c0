import { createHmac } from 'node:crypto';

/** The date, service, end and message that AWS's algorithm fixes, and the byte in front of what comes out. */
const DATE = '11111111';
const STEPS = ['ses', 'aws4_request', 'SendRawEmail'] as const;
const VERSION = 4;

/**
 * The password of Amazon SES's SMTP interface in one region for an access key, whose id is the user name (Amazon SES:
 * Obtaining Amazon SES SMTP credentials, "Convert existing AWS credentials").
 */
export function smtpPassword(secretAccessKey: string, region: string): string {
  const signature = [DATE, region, ...STEPS].reduce<string | Buffer>(
    (key, message) => createHmac('sha256', key).update(message, 'utf8').digest(),
    `AWS4${secretAccessKey}`,
  ) as Buffer;
  return Buffer.concat([Buffer.from([VERSION]), signature]).toString('base64');
}
