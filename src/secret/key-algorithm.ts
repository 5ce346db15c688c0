import { type Algorithm, type Curve, DEFAULT_RSA_BITS } from '../contracts/key-algorithm';
import { VaultConfigurationError } from '../errors';
import { checkWholeNumber } from '../terraform/whole-number';

/** Curves of ECDSA keys (NIST FIPS 186-5). */
export enum EllipticCurve {
  /** P-256, which every TLS client knows. */
  P256 = 'P256',
  /** P-384, for policies that ask for 192 bits of security. */
  P384 = 'P384',
  /** P-521, which some TLS clients do not know. */
  P521 = 'P521',
}

/** What a private key is, as it is made. A change takes effect with a higher `generation` only. */
export class KeyAlgorithm {
  /**
   * RSA, for what understands nothing else.
   *
   * Throws a VaultConfigurationError for any other number of bits.
   *
   * @param bits 2048 to 4096, in steps of 8
   */
  public static rsa(bits: number = DEFAULT_RSA_BITS): KeyAlgorithm {
    if (!Number.isInteger(bits) || bits < 2048 || bits > 4096 || bits % 8 !== 0) {
      throw new VaultConfigurationError('KeyAlgorithm.rsa()', `bits is ${bits}`, 'Write 2048 to 4096, in steps of 8.');
    }
    return new KeyAlgorithm('RSA', bits);
  }

  /**
   * ECDSA on a NIST curve: for certificates.
   *
   * @param curve the curve
   */
  public static ecdsa(curve: EllipticCurve = EllipticCurve.P256): KeyAlgorithm {
    return new KeyAlgorithm('ECDSA', undefined, `${curve}`);
  }

  /** Ed25519: for SSH, and for programs of one's own. */
  public static ed25519(): KeyAlgorithm {
    return new KeyAlgorithm('ED25519');
  }

  /** @internal */
  public readonly _arguments: { readonly algorithm: Algorithm; readonly rsaBits?: number; readonly ecdsaCurve?: Curve };

  private constructor(algorithm: Algorithm, rsaBits?: number, ecdsaCurve?: Curve) {
    this._arguments = { algorithm, rsaBits, ecdsaCurve };
  }
}

/**
 * @throws VaultConfigurationError where the number of a key is none, from 1
 * @internal
 */
export function checkGeneration(subject: string, generation: number | undefined): void {
  if (generation === undefined) return;
  checkWholeNumber(
    generation,
    { name: 'generation', least: 1 },
    (problem, remedy) => new VaultConfigurationError(subject, problem, remedy),
  );
}
