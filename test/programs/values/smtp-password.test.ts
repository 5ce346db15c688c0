import { execFileSync } from 'node:child_process';
import { smtpPassword } from '../../../src/programs/values/smtp-password';

/** AWS's published algorithm, in the language that AWS publishes it in, and with none of our code. */
const PYTHON = `
import base64, hashlib, hmac, sys
def sign(key, message): return hmac.new(key, message.encode('utf-8'), hashlib.sha256).digest()
signature = sign(('AWS4' + sys.argv[1]).encode('utf-8'), '11111111')
for message in (sys.argv[2], 'ses', 'aws4_request', 'SendRawEmail'): signature = sign(signature, message)
print(base64.b64encode(bytes([0x04]) + signature).decode('utf-8'))
`;

describe("the password of Amazon SES's SMTP interface", () => {
  // The vectors of hashicorp/aws, whose aws_iam_access_key has such a password too.
  test.each([
    ['some+secret+key', 'eu-central-1', 'BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2'],
    ['another+secret+key', 'eu-central-1', 'BBbphbrQmrKMx42d1N6+C7VINYEBGI5v9VsZeTxwskfh'],
    ['some+secret+key', 'us-west-1', 'BH+jbMzper5WwlwUar9E1ySBqHa9whi0GPo+sJ0mVYJj'],
    ['another+secret+key', 'us-west-1', 'BKVmjjMDFk/qqw8EROW99bjCS65PF8WKvK5bSr4Y6EqF'],
  ])('of %s in %s is what others compute', (key, region, password) => {
    expect(smtpPassword(key, region)).toBe(password);
  });

  test.each([
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'us-east-1'],
    ['CANARY/é+=', 'ap-southeast-2'],
    ['CANARY', 'us-gov-west-1'],
  ])('of %s in %s is what Python computes', (key, region) => {
    expect(smtpPassword(key, region)).toBe(execFileSync('python3', ['-c', PYTHON, key, region], { encoding: 'utf8' }).trim());
  });
});
