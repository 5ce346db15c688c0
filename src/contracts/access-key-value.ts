/** How the keys of an IAM user are written down in one parameter, and the variables that programs want them in. */

/** An access key. */
export interface AccessKeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What AWS's SDKs and tools read (AWS SDKs and Tools: environment variables). */
export const ACCESS_KEY_VARIABLES = { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' } as const;
/** What programs that send mail read. */
export const SMTP_VARIABLES = { username: 'SMTP_USERNAME', password: 'SMTP_PASSWORD' } as const;

/** The members of the value, by what they are. External Secrets' templates name them too. */
export const ACCESS_KEY_MEMBERS = { id: 'AccessKeyId', secret: 'SecretAccessKey', smtpPassword: 'SmtpPassword' } as const;

/** The keys in a value, or undefined if it has another form. */
export function accessKeyIn(value: string | undefined): AccessKeyPair | undefined {
  const members = membersOf(value);
  const [accessKeyId, secretAccessKey] = [members[ACCESS_KEY_MEMBERS.id], members[ACCESS_KEY_MEMBERS.secret]];
  // An id is shown in errors and logs: what does not look like one may be anything.
  const isPair =
    typeof accessKeyId === 'string' &&
    /^[A-Z0-9]{16,128}$/.test(accessKeyId) &&
    typeof secretAccessKey === 'string' &&
    secretAccessKey !== '';
  return isPair ? { accessKeyId, secretAccessKey } : undefined;
}

/** The password of the SMTP interface in a value, or undefined if it has none. */
export function smtpPasswordIn(value: string | undefined): string | undefined {
  const password = membersOf(value)[ACCESS_KEY_MEMBERS.smtpPassword];
  return typeof password === 'string' && password !== '' ? password : undefined;
}

function membersOf(value: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
