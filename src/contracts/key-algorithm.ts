/** Kinds of private keys, by the names that plans and Terraform have for them. */
export const ALGORITHMS = ['RSA', 'ECDSA', 'ED25519'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** Curves of ECDSA keys (NIST FIPS 186-5). */
export const CURVES = ['P256', 'P384', 'P521'] as const;
export type Curve = (typeof CURVES)[number];

/** How a private key is written: PKCS#8 in PEM, or OpenSSH's own format, which every OpenSSH reads for every algorithm. */
export const KEY_FORMATS = ['PKCS8', 'OPENSSH'] as const;
export type KeyFormat = (typeof KEY_FORMATS)[number];

/** 128 bits of security, which lasts beyond 2030 (NIST SP 800-57 Part 1). */
export const DEFAULT_RSA_BITS = 3072;
export const DEFAULT_CURVE = 'P256';

/** What a private key is. */
export interface KeySpec {
  readonly algorithm: Algorithm;
  /** Of no use to other keys than RSA. */
  readonly rsaBits: number;
  /** Of no use to other keys than ECDSA. */
  readonly curve: Curve;
}
