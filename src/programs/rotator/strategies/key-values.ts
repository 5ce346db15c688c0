import type { AccessKeyFormat } from '../../../contracts/rotation/access-key';

export interface AccessKeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export function valueOf({ accessKeyId, secretAccessKey }: AccessKeyPair, format: AccessKeyFormat): string {
  const members = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
  return JSON.stringify(format === 'json' ? members : { Version: 1, ...members });
}

/** The keys in a value, or undefined where it is of another form. */
export function keysIn(value: string | undefined): AccessKeyPair | undefined {
  try {
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(value ?? '') as Record<string, unknown>;
    // An id is shown in errors and logs: what does not look like one may be anything.
    const isPair =
      typeof accessKeyId === 'string' &&
      /^[A-Z0-9]{16,128}$/.test(accessKeyId) &&
      typeof secretAccessKey === 'string' &&
      secretAccessKey !== '';
    return isPair ? { accessKeyId, secretAccessKey } : undefined;
  } catch {
    return undefined;
  }
}
