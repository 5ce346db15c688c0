import type { CertificateState } from './certificate-schema';
import { AwsCallError } from '../../../aws/errors';
import { eventually } from '../../../aws/eventually';
import { nameOf } from '../../../aws/object-store';
import { publicKeyOf } from '../../../values/key-material';
import type { CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';

/** Parameter Store may give the version before the one that the same apply has just written, for a moment, in milliseconds. */
const CURRENT_WITHIN_MS = 4_000;

/** A private key that signs now. Its text is for that alone: it goes nowhere else. */
export interface SigningKey {
  readonly pem: string;
  /** Its public half, as base64 of the SubjectPublicKeyInfo. */
  readonly publicKey: string;
  readonly where: string;
}

/**
 * Reads the private key that signs, decrypted, from its store. Only an apply that signs comes here.
 *
 * @param expected the public half of the key that is meant: another one may be that of an earlier version
 * @returns the key that is there, also where it stays another one
 * @throws DiagnosticError where there is none, or it is no private key
 */
export async function signingKey(
  { name, bucket, key }: NonNullable<CertificateState['signing_key']>,
  expected: string | undefined,
  { provider, signal }: CofferContext,
): Promise<SigningKey> {
  const where = name ?? nameOf({ bucket: bucket!, key: key! });
  const read = async () =>
    name === null
      ? provider.objects.reveal({ bucket: bucket!, key: key! }, signal)
      : (await provider.store.reveal(name, undefined, signal)).value;
  // A key that the same apply has just made is there a moment later.
  const missing = (error: unknown) => error instanceof AwsCallError && ['ParameterNotFound', 'NoSuchKey', 'NotFound'].includes(error.code);
  const found = async (): Promise<SigningKey> => {
    let pem: string | undefined;
    try {
      pem = await eventually(read, signal, { missing });
    } catch (error) {
      if (!missing(error)) throw error;
      throw new DiagnosticError(
        `There is no signing key in ${where}`,
        'Declare it as a coffer_private_key, and refer to that, so that it is made first.',
        ['signing_key'],
      );
    }
    try {
      return { pem: pem!, publicKey: publicKeyOf(pem!), where };
    } catch (error) {
      throw new DiagnosticError(`There is no private key in ${where}`, `What is there is ${(error as Error).message}.`, ['signing_key']);
    }
  };
  const first = await found();
  // S3 never gives an earlier version than the last.
  if (name === null || first.publicKey === expected) return first;
  const meant = async () => {
    const now = await found();
    return now.publicKey === expected ? now : undefined;
  };
  return (await eventually(meant, signal, { withinMs: CURRENT_WITHIN_MS })) ?? first;
}
