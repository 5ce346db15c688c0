import type { CertificateState } from './certificate-schema';
import { AwsCallError } from '../../aws/errors';
import { eventually } from '../../aws/eventually';
import { nameOf } from '../../aws/object-store';
import { parsePrivateKey } from '../private-key/key-material';
import { DiagnosticError } from '../schema/diagnostics';
import type { CofferContext } from '../settings';

/** A private key that signs now. Its text is for that alone: it goes nowhere else. */
export interface SigningKey {
  readonly pem: string;
  readonly where: string;
}

/**
 * Reads the private key that signs, decrypted, from its store. Only an apply that signs comes here.
 *
 * @throws DiagnosticError where there is none, or it is no private key
 */
export async function signingKeyPem({ name, bucket, key }: NonNullable<CertificateState['signing_key']>, { provider, signal }: CofferContext): Promise<SigningKey> {
  const where = name ?? nameOf({ bucket: bucket!, key: key! });
  const read = async () => (name === null ? provider.objects.reveal({ bucket: bucket!, key: key! }, signal) : (await provider.store.reveal(name, undefined, signal)).value);
  // A key that the same apply has just made is there a moment later.
  const missing = (error: unknown) => error instanceof AwsCallError && ['ParameterNotFound', 'NoSuchKey', 'NotFound'].includes(error.code);
  let pem: string | undefined;
  try {
    pem = await eventually(read, signal, { missing });
  } catch (error) {
    if (!missing(error)) throw error;
    throw new DiagnosticError(`There is no signing key in ${where}`, 'Declare it as a coffer_private_key, and refer to that, so that it is made first.', ['signing_key']);
  }
  try {
    parsePrivateKey(pem!);
  } catch (error) {
    throw new DiagnosticError(`There is no private key in ${where}`, `What is there is ${(error as Error).message}.`, ['signing_key']);
  }
  return { pem: pem!, where };
}
