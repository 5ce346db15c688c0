import type { CertificateAuthority } from './certificate-authority';
import type { CertificateSubject } from './certificate-subject';
import type { ParameterTier } from '../../contracts/parameter-tier';
import type { RenewalProps } from '../../rotation/certificate-renewal';
import type { KeyAlgorithm } from '../../secret/key-algorithm';
import type { IVault } from '../../vault/vault';

/** What a certificate is shown for. */
export enum CertificateUse {
  /** By a server to its clients. */
  SERVER = 'server_auth',
  /** By a client to a server. */
  CLIENT = 'client_auth',
}

/** A certificate of a server or client. */
export interface TlsCertificateProps {
  /** Vault that its private key is in. */
  readonly vault: IVault;

  /** Service that it belongs to. */
  readonly service: string;

  /** Name of the certificate within the service, such as tls: its parameters are `<key>_key`, `<key>_cert` and `<key>_ca`. */
  readonly key: string;

  /** The authority that vouches for it. */
  readonly authority: CertificateAuthority;

  /**
   * What it is shown for.
   *
   * @default [CertificateUse.SERVER]
   */
  readonly uses?: CertificateUse[];

  /**
   * DNS names that it is for. A server's certificate needs names, addresses or URIs.
   *
   * @default - none
   */
  readonly dnsNames?: string[];

  /**
   * IP addresses that it is for.
   *
   * @default - none
   */
  readonly ipAddresses?: string[];

  /**
   * URIs that it is for, such as SPIFFE ids.
   *
   * @default - none
   */
  readonly uris?: string[];

  /**
   * Who or what it is for.
   *
   * @default - none but its names
   */
  readonly subject?: CertificateSubject;

  /**
   * What its key is.
   *
   * @default KeyAlgorithm.ecdsa(EllipticCurve.P256)
   */
  readonly algorithm?: KeyAlgorithm;

  /**
   * Days for which it is valid, 1 to 825, and less than its authority's certificate.
   *
   * @default 90
   */
  readonly validityDays?: number;

  /**
   * Days before its end from which a plan shows its renewal.
   *
   * @default - a third of its validity
   */
  readonly renewBeforeDays?: number;

  /**
   * Has the vault's rotator renew it, so that no deploy has to: the rotator then reads the authority's key, to sign with it.
   * Its certificate is not known to Terraform in that case.
   *
   * @default - a deploy renews it
   */
  readonly renewal?: RenewalProps;

  /**
   * Number of its key, from 1. Raise it to have a new key made.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Size and price class of the parameters of certificates: chains of RSA may need more than the standard tier.
   *
   * @default ParameterTier.STANDARD
   */
  readonly tier?: ParameterTier;

  /**
   * Refuse to delete its parameters. To delete them, apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of its parameters, on top of the vault's.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}
