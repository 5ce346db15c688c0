// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs/resources/certificate
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface CertificateConfig extends cdktf.TerraformMetaArguments {
  /**
  * What the key may be used for: `digital_signature`, `content_commitment`, `key_encipherment`, `data_encipherment`, `key_agreement`, `cert_signing`, `crl_signing`, `encipher_only`, `decipher_only`, `server_auth`, `client_auth`, `code_signing`, `email_protection`, `timestamping`, `ocsp_signing`. Default: `cert_signing`, `crl_signing` and `digital_signature` for an authority, else `digital_signature` and `server_auth`, and `key_encipherment` for RSA.
  */
  readonly allowedUses?: string[];
  /**
  * Certificate of the authority whose key signs, in PEM, with those above it if there are any. Default: none, which makes the certificate self-signed.
  */
  readonly caCertificatePem?: string;
  /**
  * DNS names that the certificate is for, such as `api.example.com` or `*.example.com`.
  */
  readonly dnsNames?: string[];
  /**
  * Mail addresses that the certificate is for.
  */
  readonly emailAddresses?: string[];
  /**
  * IP addresses that the certificate is for.
  */
  readonly ipAddresses?: string[];
  /**
  * Whether the certificate is of an authority, which may sign others. Default: `false`.
  */
  readonly isCaCertificate?: boolean | cdktf.IResolvable;
  /**
  * How many authorities may stand between this one and a certificate that it vouches for: from 0. Default: any number.
  */
  readonly maxPathLength?: number;
  /**
  * Public half of the key that the certificate is for, in PEM: `coffer_private_key.….public_key_pem`.
  */
  readonly publicKeyPem: string;
  /**
  * How long before its end the certificate is renewed, by the next apply then: `0h` for after its end. Default: a third of `validity`.
  */
  readonly renewBefore?: string;
  /**
  * Where the private key is that signs: `name` of a parameter, or `bucket` and `key` of an object. For a self-signed certificate, its own.
  */
  readonly signingKey: CertificateSigningKey;
  /**
  * Who or what the certificate is for.
  */
  readonly subject?: CertificateSubject;
  /**
  * URIs that the certificate is for, such as SPIFFE ids.
  */
  readonly uris?: string[];
  /**
  * How long the certificate is valid, from the signing on: `1h` to 100 years, such as `90d`, `8760h`.
  */
  readonly validity: string;
}
/** The block `certificate_signing_key` of CertificateSigningKeyOutputReference. */
export interface CertificateSigningKey {
  /**
   * S3 bucket that holds the key; with `key`.
   *
   * @default - none
   */
  readonly bucket?: string;
  /**
   * Key of the object in the bucket, such as `ca/root.pem`.
   *
   * @default - none
   */
  readonly key?: string;
  /**
   * Name of the parameter: `/<service>/<key>`, in lower case, as chamber v3 reads it.
   *
   * @default - none
   */
  readonly name?: string;
}

export function certificateSigningKeyToTerraform(struct?: CertificateSigningKey | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    bucket: cdktf.stringToTerraform(struct!.bucket),
    key: cdktf.stringToTerraform(struct!.key),
    name: cdktf.stringToTerraform(struct!.name),
  }
}


export function certificateSigningKeyToHclTerraform(struct?: CertificateSigningKey | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    bucket: {
      value: cdktf.stringToHclTerraform(struct!.bucket),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    key: {
      value: cdktf.stringToHclTerraform(struct!.key),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    name: {
      value: cdktf.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CertificateSigningKeyOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): CertificateSigningKey | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._bucket !== undefined) {
      hasAnyValues = true;
      internalValueResult.bucket = this._bucket;
    }
    if (this._key !== undefined) {
      hasAnyValues = true;
      internalValueResult.key = this._key;
    }
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CertificateSigningKey | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._bucket = undefined;
      this._key = undefined;
      this._name = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._bucket = value.bucket;
      this._key = value.key;
      this._name = value.name;
    }
  }

  // bucket - computed: false, optional: true, required: false
  private _bucket?: string; 
  /** S3 bucket that holds the key; with `key`. */
  public get bucket() {
    return this.getStringAttribute('bucket');
  }
  public set bucket(value: string) {
    this._bucket = value;
  }
  /** Leaves `bucket` out. */
  public resetBucket() {
    this._bucket = undefined;
  }
  /** What was written for `bucket`, if anything. */
  public get bucketInput() {
    return this._bucket;
  }

  // key - computed: false, optional: true, required: false
  private _key?: string; 
  /** Key of the object in the bucket, such as `ca/root.pem`. */
  public get key() {
    return this.getStringAttribute('key');
  }
  public set key(value: string) {
    this._key = value;
  }
  /** Leaves `key` out. */
  public resetKey() {
    this._key = undefined;
  }
  /** What was written for `key`, if anything. */
  public get keyInput() {
    return this._key;
  }

  // name - computed: false, optional: true, required: false
  private _name?: string; 
  /** Name of the parameter: `/<service>/<key>`, in lower case, as chamber v3 reads it. */
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  /** Leaves `name` out. */
  public resetName() {
    this._name = undefined;
  }
  /** What was written for `name`, if anything. */
  public get nameInput() {
    return this._name;
  }
}
/** The block `certificate_subject` of CertificateSigningKeyOutputReference. */
export interface CertificateSubject {
  /**
   * Common name: who or what the certificate is for. At most 64 characters.
   *
   * @default - none
   */
  readonly commonName?: string;
  /**
   * Country, two letters. At most 2 characters.
   *
   * @default - none
   */
  readonly country?: string;
  /**
   * City. At most 128 characters.
   *
   * @default - none
   */
  readonly locality?: string;
  /**
   * Organization. At most 64 characters.
   *
   * @default - none
   */
  readonly organization?: string;
  /**
   * Unit of the organization. At most 64 characters.
   *
   * @default - none
   */
  readonly organizationalUnit?: string;
  /**
   * State or province. At most 128 characters.
   *
   * @default - none
   */
  readonly province?: string;
  /**
   * Serial number of the subject (not of the certificate). At most 64 characters.
   *
   * @default - none
   */
  readonly serialNumber?: string;
}

export function certificateSubjectToTerraform(struct?: CertificateSubject | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    common_name: cdktf.stringToTerraform(struct!.commonName),
    country: cdktf.stringToTerraform(struct!.country),
    locality: cdktf.stringToTerraform(struct!.locality),
    organization: cdktf.stringToTerraform(struct!.organization),
    organizational_unit: cdktf.stringToTerraform(struct!.organizationalUnit),
    province: cdktf.stringToTerraform(struct!.province),
    serial_number: cdktf.stringToTerraform(struct!.serialNumber),
  }
}


export function certificateSubjectToHclTerraform(struct?: CertificateSubject | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    common_name: {
      value: cdktf.stringToHclTerraform(struct!.commonName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    country: {
      value: cdktf.stringToHclTerraform(struct!.country),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    locality: {
      value: cdktf.stringToHclTerraform(struct!.locality),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    organization: {
      value: cdktf.stringToHclTerraform(struct!.organization),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    organizational_unit: {
      value: cdktf.stringToHclTerraform(struct!.organizationalUnit),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    province: {
      value: cdktf.stringToHclTerraform(struct!.province),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    serial_number: {
      value: cdktf.stringToHclTerraform(struct!.serialNumber),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class CertificateSubjectOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): CertificateSubject | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._commonName !== undefined) {
      hasAnyValues = true;
      internalValueResult.commonName = this._commonName;
    }
    if (this._country !== undefined) {
      hasAnyValues = true;
      internalValueResult.country = this._country;
    }
    if (this._locality !== undefined) {
      hasAnyValues = true;
      internalValueResult.locality = this._locality;
    }
    if (this._organization !== undefined) {
      hasAnyValues = true;
      internalValueResult.organization = this._organization;
    }
    if (this._organizationalUnit !== undefined) {
      hasAnyValues = true;
      internalValueResult.organizationalUnit = this._organizationalUnit;
    }
    if (this._province !== undefined) {
      hasAnyValues = true;
      internalValueResult.province = this._province;
    }
    if (this._serialNumber !== undefined) {
      hasAnyValues = true;
      internalValueResult.serialNumber = this._serialNumber;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: CertificateSubject | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._commonName = undefined;
      this._country = undefined;
      this._locality = undefined;
      this._organization = undefined;
      this._organizationalUnit = undefined;
      this._province = undefined;
      this._serialNumber = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._commonName = value.commonName;
      this._country = value.country;
      this._locality = value.locality;
      this._organization = value.organization;
      this._organizationalUnit = value.organizationalUnit;
      this._province = value.province;
      this._serialNumber = value.serialNumber;
    }
  }

  // common_name - computed: false, optional: true, required: false
  private _commonName?: string; 
  /** Common name: who or what the certificate is for. At most 64 characters. */
  public get commonName() {
    return this.getStringAttribute('common_name');
  }
  public set commonName(value: string) {
    this._commonName = value;
  }
  /** Leaves `common_name` out. */
  public resetCommonName() {
    this._commonName = undefined;
  }
  /** What was written for `common_name`, if anything. */
  public get commonNameInput() {
    return this._commonName;
  }

  // country - computed: false, optional: true, required: false
  private _country?: string; 
  /** Country, two letters. At most 2 characters. */
  public get country() {
    return this.getStringAttribute('country');
  }
  public set country(value: string) {
    this._country = value;
  }
  /** Leaves `country` out. */
  public resetCountry() {
    this._country = undefined;
  }
  /** What was written for `country`, if anything. */
  public get countryInput() {
    return this._country;
  }

  // locality - computed: false, optional: true, required: false
  private _locality?: string; 
  /** City. At most 128 characters. */
  public get locality() {
    return this.getStringAttribute('locality');
  }
  public set locality(value: string) {
    this._locality = value;
  }
  /** Leaves `locality` out. */
  public resetLocality() {
    this._locality = undefined;
  }
  /** What was written for `locality`, if anything. */
  public get localityInput() {
    return this._locality;
  }

  // organization - computed: false, optional: true, required: false
  private _organization?: string; 
  /** Organization. At most 64 characters. */
  public get organization() {
    return this.getStringAttribute('organization');
  }
  public set organization(value: string) {
    this._organization = value;
  }
  /** Leaves `organization` out. */
  public resetOrganization() {
    this._organization = undefined;
  }
  /** What was written for `organization`, if anything. */
  public get organizationInput() {
    return this._organization;
  }

  // organizational_unit - computed: false, optional: true, required: false
  private _organizationalUnit?: string; 
  /** Unit of the organization. At most 64 characters. */
  public get organizationalUnit() {
    return this.getStringAttribute('organizational_unit');
  }
  public set organizationalUnit(value: string) {
    this._organizationalUnit = value;
  }
  /** Leaves `organizational_unit` out. */
  public resetOrganizationalUnit() {
    this._organizationalUnit = undefined;
  }
  /** What was written for `organizational_unit`, if anything. */
  public get organizationalUnitInput() {
    return this._organizationalUnit;
  }

  // province - computed: false, optional: true, required: false
  private _province?: string; 
  /** State or province. At most 128 characters. */
  public get province() {
    return this.getStringAttribute('province');
  }
  public set province(value: string) {
    this._province = value;
  }
  /** Leaves `province` out. */
  public resetProvince() {
    this._province = undefined;
  }
  /** What was written for `province`, if anything. */
  public get provinceInput() {
    return this._province;
  }

  // serial_number - computed: false, optional: true, required: false
  private _serialNumber?: string; 
  /** Serial number of the subject (not of the certificate). At most 64 characters. */
  public get serialNumber() {
    return this.getStringAttribute('serial_number');
  }
  public set serialNumber(value: string) {
    this._serialNumber = value;
  }
  /** Leaves `serial_number` out. */
  public resetSerialNumber() {
    this._serialNumber = undefined;
  }
  /** What was written for `serial_number`, if anything. */
  public get serialNumberInput() {
    return this._serialNumber;
  }
}

/**
* The `coffer_certificate` of Terraform.
*/
export class Certificate extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
  public static readonly tfResourceType = "coffer_certificate";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Certificate resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Certificate to import
  * @param importFromId The id of the existing Certificate that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Certificate to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "coffer_certificate", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new coffer_certificate Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options CertificateConfig
  */
  public constructor(scope: Construct, id: string, config: CertificateConfig) {
    super(scope, id, {
      terraformResourceType: 'coffer_certificate',
      terraformGeneratorMetadata: {
        providerName: 'coffer',
        providerVersion: '0.1.0'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._allowedUses = config.allowedUses;
    this._caCertificatePem = config.caCertificatePem;
    this._dnsNames = config.dnsNames;
    this._emailAddresses = config.emailAddresses;
    this._ipAddresses = config.ipAddresses;
    this._isCaCertificate = config.isCaCertificate;
    this._maxPathLength = config.maxPathLength;
    this._publicKeyPem = config.publicKeyPem;
    this._renewBefore = config.renewBefore;
    this._signingKey.internalValue = config.signingKey;
    this._subject.internalValue = config.subject;
    this._uris = config.uris;
    this._validity = config.validity;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // allowed_uses - computed: false, optional: true, required: false
  private _allowedUses?: string[]; 
  /** The attribute `allowed_uses`. */
  public get allowedUses() {
    return this.getListAttribute('allowed_uses');
  }
  public set allowedUses(value: string[]) {
    this._allowedUses = value;
  }
  /** Leaves `allowed_uses` out. */
  public resetAllowedUses() {
    this._allowedUses = undefined;
  }
  /** What was written for `allowed_uses`, if anything. */
  public get allowedUsesInput() {
    return this._allowedUses;
  }

  // ca_certificate_pem - computed: false, optional: true, required: false
  private _caCertificatePem?: string; 
  /** The attribute `ca_certificate_pem`. */
  public get caCertificatePem() {
    return this.getStringAttribute('ca_certificate_pem');
  }
  public set caCertificatePem(value: string) {
    this._caCertificatePem = value;
  }
  /** Leaves `ca_certificate_pem` out. */
  public resetCaCertificatePem() {
    this._caCertificatePem = undefined;
  }
  /** What was written for `ca_certificate_pem`, if anything. */
  public get caCertificatePemInput() {
    return this._caCertificatePem;
  }

  // certificate_pem - computed: true, optional: false, required: false
  /** The attribute `certificate_pem`. */
  public get certificatePem() {
    return this.getStringAttribute('certificate_pem');
  }

  // chain_pem - computed: true, optional: false, required: false
  /** The attribute `chain_pem`. */
  public get chainPem() {
    return this.getStringAttribute('chain_pem');
  }

  // dns_names - computed: false, optional: true, required: false
  private _dnsNames?: string[]; 
  /** The attribute `dns_names`. */
  public get dnsNames() {
    return this.getListAttribute('dns_names');
  }
  public set dnsNames(value: string[]) {
    this._dnsNames = value;
  }
  /** Leaves `dns_names` out. */
  public resetDnsNames() {
    this._dnsNames = undefined;
  }
  /** What was written for `dns_names`, if anything. */
  public get dnsNamesInput() {
    return this._dnsNames;
  }

  // email_addresses - computed: false, optional: true, required: false
  private _emailAddresses?: string[]; 
  /** The attribute `email_addresses`. */
  public get emailAddresses() {
    return this.getListAttribute('email_addresses');
  }
  public set emailAddresses(value: string[]) {
    this._emailAddresses = value;
  }
  /** Leaves `email_addresses` out. */
  public resetEmailAddresses() {
    this._emailAddresses = undefined;
  }
  /** What was written for `email_addresses`, if anything. */
  public get emailAddressesInput() {
    return this._emailAddresses;
  }

  // fingerprint_sha256 - computed: true, optional: false, required: false
  /** The attribute `fingerprint_sha256`. */
  public get fingerprintSha256() {
    return this.getStringAttribute('fingerprint_sha256');
  }

  // ip_addresses - computed: false, optional: true, required: false
  private _ipAddresses?: string[]; 
  /** The attribute `ip_addresses`. */
  public get ipAddresses() {
    return this.getListAttribute('ip_addresses');
  }
  public set ipAddresses(value: string[]) {
    this._ipAddresses = value;
  }
  /** Leaves `ip_addresses` out. */
  public resetIpAddresses() {
    this._ipAddresses = undefined;
  }
  /** What was written for `ip_addresses`, if anything. */
  public get ipAddressesInput() {
    return this._ipAddresses;
  }

  // is_ca_certificate - computed: true, optional: true, required: false
  private _isCaCertificate?: boolean | cdktf.IResolvable; 
  /** The attribute `is_ca_certificate`. */
  public get isCaCertificate() {
    return this.getBooleanAttribute('is_ca_certificate');
  }
  public set isCaCertificate(value: boolean | cdktf.IResolvable) {
    this._isCaCertificate = value;
  }
  /** Leaves `is_ca_certificate` out. */
  public resetIsCaCertificate() {
    this._isCaCertificate = undefined;
  }
  /** What was written for `is_ca_certificate`, if anything. */
  public get isCaCertificateInput() {
    return this._isCaCertificate;
  }

  // max_path_length - computed: false, optional: true, required: false
  private _maxPathLength?: number; 
  /** The attribute `max_path_length`. */
  public get maxPathLength() {
    return this.getNumberAttribute('max_path_length');
  }
  public set maxPathLength(value: number) {
    this._maxPathLength = value;
  }
  /** Leaves `max_path_length` out. */
  public resetMaxPathLength() {
    this._maxPathLength = undefined;
  }
  /** What was written for `max_path_length`, if anything. */
  public get maxPathLengthInput() {
    return this._maxPathLength;
  }

  // not_after - computed: true, optional: false, required: false
  /** The attribute `not_after`. */
  public get notAfter() {
    return this.getStringAttribute('not_after');
  }

  // not_before - computed: true, optional: false, required: false
  /** The attribute `not_before`. */
  public get notBefore() {
    return this.getStringAttribute('not_before');
  }

  // public_key_pem - computed: false, optional: false, required: true
  private _publicKeyPem?: string; 
  /** The attribute `public_key_pem`. */
  public get publicKeyPem() {
    return this.getStringAttribute('public_key_pem');
  }
  public set publicKeyPem(value: string) {
    this._publicKeyPem = value;
  }
  /** What was written for `public_key_pem`, if anything. */
  public get publicKeyPemInput() {
    return this._publicKeyPem;
  }

  // ready_for_renewal - computed: true, optional: false, required: false
  /** The attribute `ready_for_renewal`. */
  public get readyForRenewal() {
    return this.getBooleanAttribute('ready_for_renewal');
  }

  // renew_at - computed: true, optional: false, required: false
  /** The attribute `renew_at`. */
  public get renewAt() {
    return this.getStringAttribute('renew_at');
  }

  // renew_before - computed: false, optional: true, required: false
  private _renewBefore?: string; 
  /** The attribute `renew_before`. */
  public get renewBefore() {
    return this.getStringAttribute('renew_before');
  }
  public set renewBefore(value: string) {
    this._renewBefore = value;
  }
  /** Leaves `renew_before` out. */
  public resetRenewBefore() {
    this._renewBefore = undefined;
  }
  /** What was written for `renew_before`, if anything. */
  public get renewBeforeInput() {
    return this._renewBefore;
  }

  // serial_number - computed: true, optional: false, required: false
  /** Serial number of the subject (not of the certificate). At most 64 characters. */
  public get serialNumber() {
    return this.getStringAttribute('serial_number');
  }

  // signing_key - computed: false, optional: false, required: true
  private _signingKey = new CertificateSigningKeyOutputReference(this, "signing_key");
  /** The attribute `signing_key`. */
  public get signingKey() {
    return this._signingKey;
  }
  /** Writes `signing_key`. */
  public putSigningKey(value: CertificateSigningKey) {
    this._signingKey.internalValue = value;
  }
  /** What was written for `signing_key`, if anything. */
  public get signingKeyInput() {
    return this._signingKey.internalValue;
  }

  // subject - computed: false, optional: true, required: false
  private _subject = new CertificateSubjectOutputReference(this, "subject");
  /** The attribute `subject`. */
  public get subject() {
    return this._subject;
  }
  /** Writes `subject`. */
  public putSubject(value: CertificateSubject) {
    this._subject.internalValue = value;
  }
  /** Leaves `subject` out. */
  public resetSubject() {
    this._subject.internalValue = undefined;
  }
  /** What was written for `subject`, if anything. */
  public get subjectInput() {
    return this._subject.internalValue;
  }

  // uris - computed: false, optional: true, required: false
  private _uris?: string[]; 
  /** The attribute `uris`. */
  public get uris() {
    return this.getListAttribute('uris');
  }
  public set uris(value: string[]) {
    this._uris = value;
  }
  /** Leaves `uris` out. */
  public resetUris() {
    this._uris = undefined;
  }
  /** What was written for `uris`, if anything. */
  public get urisInput() {
    return this._uris;
  }

  // validity - computed: false, optional: false, required: true
  private _validity?: string; 
  /** The attribute `validity`. */
  public get validity() {
    return this.getStringAttribute('validity');
  }
  public set validity(value: string) {
    this._validity = value;
  }
  /** What was written for `validity`, if anything. */
  public get validityInput() {
    return this._validity;
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      allowed_uses: cdktf.listMapper(cdktf.stringToTerraform, false)(this._allowedUses),
      ca_certificate_pem: cdktf.stringToTerraform(this._caCertificatePem),
      dns_names: cdktf.listMapper(cdktf.stringToTerraform, false)(this._dnsNames),
      email_addresses: cdktf.listMapper(cdktf.stringToTerraform, false)(this._emailAddresses),
      ip_addresses: cdktf.listMapper(cdktf.stringToTerraform, false)(this._ipAddresses),
      is_ca_certificate: cdktf.booleanToTerraform(this._isCaCertificate),
      max_path_length: cdktf.numberToTerraform(this._maxPathLength),
      public_key_pem: cdktf.stringToTerraform(this._publicKeyPem),
      renew_before: cdktf.stringToTerraform(this._renewBefore),
      signing_key: certificateSigningKeyToTerraform(this._signingKey.internalValue),
      subject: certificateSubjectToTerraform(this._subject.internalValue),
      uris: cdktf.listMapper(cdktf.stringToTerraform, false)(this._uris),
      validity: cdktf.stringToTerraform(this._validity),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      allowed_uses: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._allowedUses),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      ca_certificate_pem: {
        value: cdktf.stringToHclTerraform(this._caCertificatePem),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      dns_names: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._dnsNames),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      email_addresses: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._emailAddresses),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      ip_addresses: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._ipAddresses),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      is_ca_certificate: {
        value: cdktf.booleanToHclTerraform(this._isCaCertificate),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      max_path_length: {
        value: cdktf.numberToHclTerraform(this._maxPathLength),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      public_key_pem: {
        value: cdktf.stringToHclTerraform(this._publicKeyPem),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      renew_before: {
        value: cdktf.stringToHclTerraform(this._renewBefore),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      signing_key: {
        value: certificateSigningKeyToHclTerraform(this._signingKey.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "CertificateSigningKey",
      },
      subject: {
        value: certificateSubjectToHclTerraform(this._subject.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "CertificateSubject",
      },
      uris: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._uris),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      validity: {
        value: cdktf.stringToHclTerraform(this._validity),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
