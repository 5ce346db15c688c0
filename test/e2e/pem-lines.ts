import { describePublicKey, publicKeyOf } from '../../src/programs/values/key-material';

/**
 * The lines of a private key that its public half does not have too: that of RSA is the same modulus, in OpenSSH's form even in the same
 * places.
 */
export function pemLines(pem: string): string[] {
  const { openssh, pem: publicPem } = describePublicKey(publicKeyOf(pem));
  return pem
    .split('\n')
    .filter((line) => line.length > 20 && !line.startsWith('-----') && !openssh!.includes(line) && !publicPem.includes(line));
}
