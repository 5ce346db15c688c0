import { Construct } from 'constructs';
import { CertificateSubject, subjectArguments } from './certificate-subject';
import { Certificate } from '../../bindings/certificate';
import { CertificateError, StageError } from '../../errors';
import type { Grant } from '../../iam/grant';
import { IGrantee, roleOf } from '../../iam/grantee';
import { EllipticCurve, KeyAlgorithm } from '../../secret/key-algorithm';
import { checkWholeNumber } from '../../terraform/whole-number';
import { DeclaringVault } from '../../vault/declaring-vault';
import { recordsOf } from '../../vault/manifest/app-manifest';
import type { IVault } from '../../vault/vault';
import type { VaultCore } from '../../vault/vault-core';
import { MasterKey } from '../bootstrap/master-key';

/** An authority that vouches for certificates. */
export interface CertificateAuthorityProps {
  /** Vault whose master-key bucket holds its key. */
  readonly vault: IVault;

  /**
   * Service that the key belongs to.
   *
   * @default pki
   */
  readonly service?: string;

  /** Key within the service, such as root. The private key is the object `<service>/<key>.pem`. */
  readonly key: string;

  /** Who the authority is. At least one part of it, since certificates name their authority by it. */
  readonly subject: CertificateSubject;

  /**
   * What its key is.
   *
   * @default KeyAlgorithm.ecdsa(EllipticCurve.P384)
   */
  readonly algorithm?: KeyAlgorithm;

  /**
   * The authority that vouches for this one.
   *
   * @default - none: its certificate is self-signed
   */
  readonly parent?: CertificateAuthority;

  /**
   * How many authorities may stand between this one and a certificate, from 0.
   *
   * @default - any number; 0 if it has a parent
   */
  readonly maxPathLength?: number;

  /**
   * Days for which its certificate is valid, 30 to 36500, and less than its parent's.
   *
   * @default 3650; if it has a parent, as long as that is valid when its own renewal begins
   */
  readonly validityDays?: number;

  /**
   * Days before its end from which a plan shows its renewal.
   *
   * @default - a third of its validity
   */
  readonly renewBeforeDays?: number;

  /**
   * The roles under which Terraform signs with its key: an apply that makes or renews a certificate of it. Nothing else
   * reads the key.
   *
   * A role that runs plans asks for the metadata of every key, which S3 cannot tell from reading: the bucket holds signers to
   * their own keys by their IAM policies only, and lets them change what deployers change. Give them no wider rights to the bucket.
   *
   * @default - nobody is granted it here
   */
  readonly signers?: IGrantee[];

  /**
   * Number of its key, from 1. Raise it to have a new key made: every certificate of it is then signed again.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * Refuse to delete its key. To delete it, apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

const NEEDS_COFFER_SINCE = 'a private key that another provider makes is in the state, and so is what signs with it';

/**
 * A certificate authority: a key in the vault's master-key bucket, and a certificate that says so. The key signs in the
 * provider's memory, in applies that make or renew a certificate, and leaves the bucket for nothing else.
 *
 * Synth fails with a CertificateError if its subject is empty or it would outlive its parent.
 */
export class CertificateAuthority extends Construct {
  /** @internal */
  public readonly _vault: VaultCore;
  /** The authority's private key. */
  public readonly privateKey: MasterKey;
  /** Days for which its certificate is valid. */
  public readonly validityDays: number;
  /**
   * Days before its end from which a plan shows its renewal: for so long, it can vouch for others at any time.
   *
   * @internal
   */
  public readonly _renewBeforeDays: number;
  /** What its `signers` were granted, in their order, to order what uses it after: `Grant.applyBefore()`. */
  public readonly signerGrants: Grant[];
  /** The authority at the top of its chain: itself if it is self-signed. */
  public readonly root: CertificateAuthority;

  /** @internal */
  public readonly _certificate: Certificate;

  constructor(scope: Construct, id: string, props: CertificateAuthorityProps) {
    super(scope, id);
    const { service = 'pki', key, parent } = props;
    const subject = `CertificateAuthority '${service}/${key}'`;
    const vault = DeclaringVault.of(props.vault, subject);
    this._vault = vault;
    if (parent) checkStage(subject, vault, parent);
    this.root = parent?.root ?? this;
    if (!Object.values(props.subject).some((part) => part !== undefined)) {
      throw new CertificateError(
        subject,
        'subject is empty, and certificates name their authority by it',
        "Write subject: { commonName: 'Acme Root' }.",
      );
    }
    this.validityDays = props.validityDays ?? (parent ? Math.min(3650, Math.max(30, parent._renewBeforeDays)) : 3650);
    checkDays(subject, 'validityDays', this.validityDays, 30, 36_500);
    if (parent) checkShorter(subject, this.validityDays, parent);
    checkPathLength(subject, props.maxPathLength);
    if (props.renewBeforeDays !== undefined) checkDays(subject, 'renewBeforeDays', props.renewBeforeDays, 0, this.validityDays - 1);
    this._renewBeforeDays = props.renewBeforeDays ?? Math.floor(this.validityDays / 3);
    this.privateKey = new MasterKey(this, 'key', {
      vault: props.vault,
      service,
      key,
      algorithm: props.algorithm ?? KeyAlgorithm.ecdsa(EllipticCurve.P384),
      generation: props.generation,
      deletionProtection: props.deletionProtection,
    });
    recordsOf(this).isOf(this.privateKey, 'CertificateAuthority');
    this.signerGrants = (props.signers ?? []).map((signer) => {
      const role = roleOf(signer, subject);
      if (vault.isDeployer(role)) {
        throw new CertificateError(
          subject,
          `signer '${role.label}' is one of the vault's deployers, to whom the key's policy denies decryption`,
          'Sign under a role of its own, or take it out of deployers.',
        );
      }
      return this.privateKey._grantSigning(signer);
    });
    this._certificate = new Certificate(this, 'Default', {
      signingKey: (parent?.privateKey ?? this.privateKey)._location,
      caCertificatePem: parent?.chainPem,
      publicKeyPem: this.privateKey.publicKeyPem,
      subject: subjectArguments(props.subject),
      isCaCertificate: true,
      maxPathLength: props.maxPathLength ?? (parent ? 0 : undefined),
      validity: `${this.validityDays}d`,
      renewBefore: props.renewBeforeDays === undefined ? undefined : `${props.renewBeforeDays}d`,
      provider: vault.settingsIn(this, { subject, needsCofferSince: NEEDS_COFFER_SINCE }).provider,
    });
  }

  /** Its certificate in PEM, as a token. What trusts the authority takes the root's. */
  public get certificatePem(): string {
    return this._certificate.certificatePem;
  }

  /** Its certificate and those above it below the root, in PEM, as a token. */
  public get chainPem(): string {
    return this._certificate.chainPem;
  }

  /** When its certificate ends, as RFC 3339 has it, as a token. */
  public get notAfter(): string {
    return this._certificate.notAfter;
  }
}

function checkPathLength(subject: string, length: number | undefined): void {
  if (length === undefined) return;
  checkWholeNumber(
    length,
    { name: 'maxPathLength', least: 0, most: 100 },
    (problem, remedy) => new CertificateError(subject, problem, remedy),
  );
}

/** @throws CertificateError if a number of days is out of range. Synth calculates with them, so that tokens are refused too. */
export function checkDays(subject: string, name: string, days: number, least: number, most: number): void {
  checkWholeNumber(
    days,
    { name, least, most, unit: 'days', knownAtSynth: true },
    (problem, remedy) => new CertificateError(subject, problem, remedy),
  );
}

/** @throws StageError if the authority is another stage's: whoever holds its key there could vouch for anything here. */
export function checkStage(subject: string, vault: VaultCore, authority: CertificateAuthority): void {
  const { stage } = authority._vault;
  if (stage === vault.stage) return;
  throw new StageError(
    subject,
    `its vault is of stage ${vault.stage}, and its authority '${authority.node.path}' of stage ${stage}, ` +
      `and keys are never shared by stages`,
    `Declare an authority in a vault of stage ${vault.stage}.`,
  );
}

/**
 * @throws CertificateError if a certificate would outlive its authority: it is signed later, so that it ends later
 * even where both are valid for the same time.
 */
export function checkShorter(subject: string, validityDays: number, authority: CertificateAuthority): void {
  if (validityDays < authority.validityDays) return;
  throw new CertificateError(
    subject,
    `validityDays is ${validityDays}, and its authority's certificate is valid for ${authority.validityDays} from an earlier day on`,
    'Make it shorter than that.',
  );
}
