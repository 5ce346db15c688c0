import { Fn, Token } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { checkDays, checkShorter, checkStage } from './certificate-authority';
import { subjectArguments, subjectParts } from './certificate-subject';
import { CertificateUse, type TlsCertificateProps } from './tls-certificate-props';
import { Certificate } from '../../bindings/certificate';
import { NAME_FAULTS } from '../../contracts/certificate-names';
import { CERTIFICATE_DAYS } from '../../contracts/rotation/periods';
import { CertificateError } from '../../errors';
import { Grant } from '../../iam/grant';
import type { IGrantee } from '../../iam/grantee';
import { type RenewalProps, renewalRecipe } from '../../rotation/certificate-renewal';
import { SecretRotator } from '../../rotation/secret-rotator';
import { KeyAlgorithm } from '../../secret/key-algorithm';
import { NamedSecret } from '../../secret/named-secret';
import { PRIVATE_KEY_IN_STATE, KeyPart, PublicPart, RotatedPart } from '../../secret/parameter-part';
import type { SecretNameProps, IReadableSecret } from '../../secret/secret';
import { DeclaringVault } from '../../vault/declaring-vault';

/** A certificate with its private key, declared here or elsewhere: what it is called and who may use it. */
export interface ITlsCertificate extends IConstruct {
  /** Its private key. */
  readonly privateKey: IReadableSecret;
  /** Its certificate, and the authorities between it and the root. */
  readonly certificate: IReadableSecret;
  /** The certificate of the root that its authority goes back to: what programs trust. */
  readonly authority: IReadableSecret;

  /**
   * Let a role read the private key, the certificate and that of its authority.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  grantRead(grantee: IGrantee): Grant;
}

/**
 * A certificate of a server or client with its private key, in three parameters that programs read as environment
 * variables: `<NAME>_KEY`, `<NAME>_CERT` (with the authorities between it and the root) and `<NAME>_CA`.
 *
 * The private key is made in the provider's memory and never read back: its authority signs the public half.
 *
 * Synth fails with a CertificateError if it is for nobody, or would outlive its authority.
 */
export class TlsCertificate extends Construct implements ITlsCertificate {
  /**
   * A certificate that another program declares, to grant access to its parts. Nothing is created or looked up.
   *
   * Throws a SecretNameError if chamber or a program could not read the names.
   *
   * @param scope scope of the construct
   * @param id id of the construct
   * @param props its names: `key` is the one without _key, _cert and _ca
   */
  public static fromName(scope: Construct, id: string, props: SecretNameProps): ITlsCertificate {
    return new NamedTlsCertificate(scope, id, props);
  }

  /** Its private key. */
  public readonly privateKey: IReadableSecret;
  /** Its certificate, and the authorities between it and the root. */
  public readonly certificate: IReadableSecret;
  /** The certificate of the root that its authority goes back to: what programs trust. */
  public readonly authority: IReadableSecret;

  private readonly resource?: Certificate;
  private readonly path: string;

  constructor(scope: Construct, id: string, props: TlsCertificateProps) {
    super(scope, id);
    const { service, key, authority } = props;
    const subject = `TlsCertificate '${service}/${key}'`;
    const vault = DeclaringVault.of(props.vault, subject);
    const uses = props.uses ?? [CertificateUse.SERVER];
    checkNames(subject, uses, props);
    const validityDays = props.validityDays ?? CERTIFICATE_DAYS;
    checkDays(subject, 'validityDays', validityDays, 1, 825);
    checkStage(subject, vault, authority);
    checkShorter(subject, validityDays, authority);
    checkRenewal(subject, props, validityDays);

    const common = partsOf(props);
    const privateKey = new KeyPart(this, 'key', {
      ...common,
      key: `${key}_key`,
      algorithm: props.algorithm ?? KeyAlgorithm.ecdsa(),
      generation: props.generation,
    });
    this.privateKey = privateKey;
    this.path = this.node.path;
    if (props.renewal) {
      this.certificate = this.renewed(props, props.renewal, privateKey, uses, validityDays);
    } else {
      this.resource = new Certificate(this, 'Default', {
        signingKey: authority.privateKey._location,
        caCertificatePem: authority.chainPem,
        publicKeyPem: privateKey.resource.publicKeyPem,
        subject: subjectArguments(props.subject),
        dnsNames: props.dnsNames,
        ipAddresses: props.ipAddresses,
        uris: props.uris,
        allowedUses: ['digital_signature', ...uses],
        validity: `${validityDays}d`,
        renewBefore: props.renewBeforeDays === undefined ? undefined : `${props.renewBeforeDays}d`,
        provider: vault.settingsIn(this, { subject, needsCofferSince: PRIVATE_KEY_IN_STATE }).provider,
      });
      this.certificate = new PublicPart(this, 'cert', {
        ...common,
        key: `${key}_cert`,
        value: this.resource.chainPem,
        version: versionOf(this.resource),
        tier: props.tier,
      });
    }
    this.authority = new PublicPart(this, 'ca', {
      ...common,
      key: `${key}_ca`,
      value: authority.root.certificatePem,
      version: versionOf(authority.root._certificate),
      tier: props.tier,
    });
  }

  /**
   * The certificate in PEM, as a token.
   *
   * Throws a CertificateError if the rotator renews it.
   */
  public get certificatePem(): string {
    return this.known().certificatePem;
  }

  /**
   * When it ends, as RFC 3339 has it, as a token.
   *
   * Throws a CertificateError if the rotator renews it.
   */
  public get notAfter(): string {
    return this.known().notAfter;
  }

  private known(): Certificate {
    if (this.resource) return this.resource;
    throw new CertificateError(
      `TlsCertificate '${this.path}'`,
      'the rotator renews it, so that Terraform does not know it',
      'Have programs read the secret, or leave renewal out.',
    );
  }

  private renewed(
    props: TlsCertificateProps,
    renewal: RenewalProps,
    privateKey: KeyPart,
    uses: readonly CertificateUse[],
    validityDays: number,
  ): IReadableSecret {
    const { service, key, authority } = props;
    const subject = `TlsCertificate '${service}/${key}'`;
    const part = new RotatedPart(this, 'cert', { ...partsOf(props), key: `${key}_cert`, tier: props.tier });
    const recipe = renewalRecipe(renewal, {
      privateKey,
      authority: authority.privateKey._location,
      authorityCertificate: authority.chainPem,
      subject: props.subject && subjectParts(props.subject),
      dnsNames: props.dnsNames,
      ipAddresses: props.ipAddresses,
      uris: props.uris,
      uses: ['digital_signature', ...uses],
      validityDays,
    });
    const rotator = SecretRotator._part.getOrCreate(part._vault);
    rotator._addRecipe(
      {
        secret: part,
        subject,
        type: 'TlsCertificate',
        kmsKeyId: part._vault.settingsIn(this, { subject }).kmsKeyId,
        tier: props.tier,
        awaitsFirst: true,
        resources: [part.resource, privateKey.resource, authority._certificate],
      },
      recipe,
    );
    rotator._read(authority.privateKey);
    return part;
  }

  /**
   * Let a role read the private key, the certificate and that of its authority.
   *
   * Throws a GrantError if the grantee is not a role, or is a role of another stage.
   *
   * @param grantee the role
   * @returns what was attached, to order what uses it after: `Grant.applyBefore()`
   */
  public grantRead(grantee: IGrantee): Grant {
    return grantParts(this, grantee);
  }
}

/** All three parts, to one role. */
function grantParts({ privateKey, certificate, authority }: ITlsCertificate, grantee: IGrantee): Grant {
  const subject = `TlsCertificate '${privateKey.service}/${privateKey.key.replace(/_key$/, '')}'`;
  return Grant._together(subject, [privateKey.grantRead(grantee), certificate.grantRead(grantee), authority.grantRead(grantee)]);
}

/** What its parameters have in common. */
function partsOf({ vault, service, deletionProtection, tags }: TlsCertificateProps) {
  return { vault, service, type: 'TlsCertificate', needsCofferSince: PRIVATE_KEY_IN_STATE, deletionProtection, tags };
}

/** A number that goes up whenever the certificate is another one: the time from which it is valid. */
function versionOf(certificate: Certificate): number {
  return Token.asNumber(Fn.parseint(Fn.formatdate('YYYYMMDDhhmmss', certificate.notBefore), 10));
}

function checkNames(subject: string, uses: readonly CertificateUse[], props: TlsCertificateProps): void {
  if (uses.length === 0) {
    throw new CertificateError(
      subject,
      'uses is empty, so that it could be shown for nothing',
      'Leave it out, or write uses: [CertificateUse.CLIENT].',
    );
  }
  for (const [list, kind, name] of [
    [props.dnsNames, 'dns', 'dnsNames'],
    [props.ipAddresses, 'ip', 'ipAddresses'],
    [props.uris, 'uri', 'uris'],
  ] as const) {
    checkSpelling(subject, name, NAME_FAULTS[kind], list);
  }
  const names = [props.dnsNames, props.ipAddresses, props.uris].some(
    (list) => list !== undefined && (Token.isUnresolved(list) || list.length > 0),
  );
  if (names) return;
  if (uses.includes(CertificateUse.SERVER)) {
    throw new CertificateError(
      subject,
      'it has no names, and no program accepts a server by its common name (RFC 6125)',
      'Give dnsNames, ipAddresses or uris.',
    );
  }
  if (props.subject?.commonName === undefined) {
    throw new CertificateError(subject, 'it says neither who nor what it is for', 'Give subject: { commonName: … }, or uris.');
  }
}

/** Names that are known only at apply are checked by the provider, when it plans. */
function checkSpelling(subject: string, name: string, faultOf: (text: string) => string | undefined, list: readonly string[] = []): void {
  if (Token.isUnresolved(list)) return;
  for (const text of list) {
    const fault = Token.isUnresolved(text) ? undefined : faultOf(text);
    if (fault !== undefined) {
      throw new CertificateError(
        subject,
        `'${text}' in ${name} ${fault}`,
        'Write it as certificates have it, such as api.example.com, 2001:db8::1 or spiffe://example.com/api.',
      );
    }
  }
}

/** A certificate known by its name only. */
class NamedTlsCertificate extends Construct implements ITlsCertificate {
  public readonly privateKey: IReadableSecret;
  public readonly certificate: IReadableSecret;
  public readonly authority: IReadableSecret;

  constructor(scope: Construct, id: string, { vault, service, key }: SecretNameProps) {
    super(scope, id);
    const part = (suffix: string) => new NamedSecret(this, suffix, { vault, service, key: `${key}_${suffix}` }, 'TlsCertificate');
    [this.privateKey, this.certificate, this.authority] = [part('key'), part('cert'), part('ca')];
  }

  public grantRead(grantee: IGrantee): Grant {
    return grantParts(this, grantee);
  }
}

function checkRenewal(subject: string, { renewal, renewBeforeDays }: TlsCertificateProps, validityDays: number): void {
  if (renewBeforeDays === undefined) return;
  checkDays(subject, 'renewBeforeDays', renewBeforeDays, 0, validityDays - 1);
  if (renewal) {
    throw new CertificateError(
      subject,
      'renewBeforeDays is of renewals by a deploy, and renewal of those by the rotator',
      'Leave renewBeforeDays out, and give renewal a schedule.',
    );
  }
}
