// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs/resources/private_key
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface PrivateKeyConfig extends cdktf.TerraformMetaArguments {
  /**
  * Take over a key that is there already, without touching it. Default: `false`.
  */
  readonly adopt?: boolean | cdktf.IResolvable;
  /**
  * `RSA`, `ECDSA`, `ED25519`. It takes effect with a new `generation` only.
  */
  readonly algorithm: string;
  /**
  * S3 bucket that holds the key, for master keys: it has to keep versions. Needs `key` and `kms_key_id`; not together with `name`.
  */
  readonly bucket?: string;
  /**
  * Who declares this key, such as the stack and the resource; kept as the tag `coffer:claim`. A create that was cut off is resumed only under the same claim, and not under the default one, which any configuration may have. Default: `terraform`.
  */
  readonly claim?: string;
  /**
  * Refuse to delete the key. Default: `true`.
  */
  readonly deletionProtection?: boolean | cdktf.IResolvable;
  /**
  * Curve of an ECDSA key: `P256`, `P384`, `P521`. Default: `P256`.
  */
  readonly ecdsaCurve?: string;
  /**
  * Raise it to have a new key made; the old one stays as an earlier version. Nothing else makes one. Default: `1`.
  */
  readonly generation?: number;
  /**
  * Key of the object in the bucket, such as `ca/root.pem`.
  */
  readonly key?: string;
  /**
  * KMS key that encrypts the private key: an alias, an id or an ARN. It takes effect with a new `generation` only. Required with `bucket`; default with `name`: `alias/aws/ssm`.
  */
  readonly kmsKeyId?: string;
  /**
  * Name of the parameter: `/<service>/<key>`, in lower case, as chamber v3 reads it. Not together with `bucket`.
  */
  readonly name?: string;
  /**
  * How the key is written: `PKCS8` (PEM), or `OPENSSH`, OpenSSH's own format, which every OpenSSH since 6.5 reads for every algorithm. It takes effect with a new `generation` only: a key that is there stays as it is. Default: `PKCS8`.
  */
  readonly privateKeyFormat?: string;
  /**
  * Public half in PEM. Give it only to adopt or import a key that Coffer did not make, since its public half cannot be found without reading it: `openssl pkey -in key.pem -pubout`.
  */
  readonly publicKeyPem?: string;
  /**
  * Bits of an RSA key: 2048 to 4096, in steps of 8. Default: `3072`.
  */
  readonly rsaBits?: number;
  /**
  * Tags of the parameter or object. They win over the provider's `default_tags`; an object takes 9 in all. Those of an object are not refreshed, since S3 has no listing of them.
  */
  readonly tags?: { [key: string]: string };
}

/**
* The `coffer_private_key` of Terraform.
*/
export class PrivateKey extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
  public static readonly tfResourceType = "coffer_private_key";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a PrivateKey resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the PrivateKey to import
  * @param importFromId The id of the existing PrivateKey that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the PrivateKey to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "coffer_private_key", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new coffer_private_key Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options PrivateKeyConfig
  */
  public constructor(scope: Construct, id: string, config: PrivateKeyConfig) {
    super(scope, id, {
      terraformResourceType: 'coffer_private_key',
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
    this._adopt = config.adopt;
    this._algorithm = config.algorithm;
    this._bucket = config.bucket;
    this._claim = config.claim;
    this._deletionProtection = config.deletionProtection;
    this._ecdsaCurve = config.ecdsaCurve;
    this._generation = config.generation;
    this._key = config.key;
    this._kmsKeyId = config.kmsKeyId;
    this._name = config.name;
    this._privateKeyFormat = config.privateKeyFormat;
    this._publicKeyPem = config.publicKeyPem;
    this._rsaBits = config.rsaBits;
    this._tags = config.tags;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // adopt - computed: true, optional: true, required: false
  private _adopt?: boolean | cdktf.IResolvable; 
  /** The attribute `adopt`. */
  public get adopt() {
    return this.getBooleanAttribute('adopt');
  }
  public set adopt(value: boolean | cdktf.IResolvable) {
    this._adopt = value;
  }
  /** Leaves `adopt` out. */
  public resetAdopt() {
    this._adopt = undefined;
  }
  /** What was written for `adopt`, if anything. */
  public get adoptInput() {
    return this._adopt;
  }

  // algorithm - computed: false, optional: false, required: true
  private _algorithm?: string; 
  /** The attribute `algorithm`. */
  public get algorithm() {
    return this.getStringAttribute('algorithm');
  }
  public set algorithm(value: string) {
    this._algorithm = value;
  }
  /** What was written for `algorithm`, if anything. */
  public get algorithmInput() {
    return this._algorithm;
  }

  // arn - computed: true, optional: false, required: false
  /** The attribute `arn`. */
  public get arn() {
    return this.getStringAttribute('arn');
  }

  // bucket - computed: false, optional: true, required: false
  private _bucket?: string; 
  /** The attribute `bucket`. */
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

  // claim - computed: true, optional: true, required: false
  private _claim?: string; 
  /** The attribute `claim`. */
  public get claim() {
    return this.getStringAttribute('claim');
  }
  public set claim(value: string) {
    this._claim = value;
  }
  /** Leaves `claim` out. */
  public resetClaim() {
    this._claim = undefined;
  }
  /** What was written for `claim`, if anything. */
  public get claimInput() {
    return this._claim;
  }

  // deletion_protection - computed: true, optional: true, required: false
  private _deletionProtection?: boolean | cdktf.IResolvable; 
  /** The attribute `deletion_protection`. */
  public get deletionProtection() {
    return this.getBooleanAttribute('deletion_protection');
  }
  public set deletionProtection(value: boolean | cdktf.IResolvable) {
    this._deletionProtection = value;
  }
  /** Leaves `deletion_protection` out. */
  public resetDeletionProtection() {
    this._deletionProtection = undefined;
  }
  /** What was written for `deletion_protection`, if anything. */
  public get deletionProtectionInput() {
    return this._deletionProtection;
  }

  // ecdsa_curve - computed: false, optional: true, required: false
  private _ecdsaCurve?: string; 
  /** The attribute `ecdsa_curve`. */
  public get ecdsaCurve() {
    return this.getStringAttribute('ecdsa_curve');
  }
  public set ecdsaCurve(value: string) {
    this._ecdsaCurve = value;
  }
  /** Leaves `ecdsa_curve` out. */
  public resetEcdsaCurve() {
    this._ecdsaCurve = undefined;
  }
  /** What was written for `ecdsa_curve`, if anything. */
  public get ecdsaCurveInput() {
    return this._ecdsaCurve;
  }

  // generation - computed: true, optional: true, required: false
  private _generation?: number; 
  /** The attribute `generation`. */
  public get generation() {
    return this.getNumberAttribute('generation');
  }
  public set generation(value: number) {
    this._generation = value;
  }
  /** Leaves `generation` out. */
  public resetGeneration() {
    this._generation = undefined;
  }
  /** What was written for `generation`, if anything. */
  public get generationInput() {
    return this._generation;
  }

  // key - computed: false, optional: true, required: false
  private _key?: string; 
  /** The attribute `key`. */
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

  // kms_key_id - computed: true, optional: true, required: false
  private _kmsKeyId?: string; 
  /** The attribute `kms_key_id`. */
  public get kmsKeyId() {
    return this.getStringAttribute('kms_key_id');
  }
  public set kmsKeyId(value: string) {
    this._kmsKeyId = value;
  }
  /** Leaves `kms_key_id` out. */
  public resetKmsKeyId() {
    this._kmsKeyId = undefined;
  }
  /** What was written for `kms_key_id`, if anything. */
  public get kmsKeyIdInput() {
    return this._kmsKeyId;
  }

  // name - computed: false, optional: true, required: false
  private _name?: string; 
  /** The attribute `name`. */
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

  // private_key_format - computed: true, optional: true, required: false
  private _privateKeyFormat?: string; 
  /** The attribute `private_key_format`. */
  public get privateKeyFormat() {
    return this.getStringAttribute('private_key_format');
  }
  public set privateKeyFormat(value: string) {
    this._privateKeyFormat = value;
  }
  /** Leaves `private_key_format` out. */
  public resetPrivateKeyFormat() {
    this._privateKeyFormat = undefined;
  }
  /** What was written for `private_key_format`, if anything. */
  public get privateKeyFormatInput() {
    return this._privateKeyFormat;
  }

  // public_key_fingerprint_md5 - computed: true, optional: false, required: false
  /** The attribute `public_key_fingerprint_md5`. */
  public get publicKeyFingerprintMd5() {
    return this.getStringAttribute('public_key_fingerprint_md5');
  }

  // public_key_fingerprint_sha256 - computed: true, optional: false, required: false
  /** The attribute `public_key_fingerprint_sha256`. */
  public get publicKeyFingerprintSha256() {
    return this.getStringAttribute('public_key_fingerprint_sha256');
  }

  // public_key_openssh - computed: true, optional: false, required: false
  /** The attribute `public_key_openssh`. */
  public get publicKeyOpenssh() {
    return this.getStringAttribute('public_key_openssh');
  }

  // public_key_pem - computed: true, optional: true, required: false
  private _publicKeyPem?: string; 
  /** The attribute `public_key_pem`. */
  public get publicKeyPem() {
    return this.getStringAttribute('public_key_pem');
  }
  public set publicKeyPem(value: string) {
    this._publicKeyPem = value;
  }
  /** Leaves `public_key_pem` out. */
  public resetPublicKeyPem() {
    this._publicKeyPem = undefined;
  }
  /** What was written for `public_key_pem`, if anything. */
  public get publicKeyPemInput() {
    return this._publicKeyPem;
  }

  // rsa_bits - computed: false, optional: true, required: false
  private _rsaBits?: number; 
  /** The attribute `rsa_bits`. */
  public get rsaBits() {
    return this.getNumberAttribute('rsa_bits');
  }
  public set rsaBits(value: number) {
    this._rsaBits = value;
  }
  /** Leaves `rsa_bits` out. */
  public resetRsaBits() {
    this._rsaBits = undefined;
  }
  /** What was written for `rsa_bits`, if anything. */
  public get rsaBitsInput() {
    return this._rsaBits;
  }

  // tags - computed: false, optional: true, required: false
  private _tags?: { [key: string]: string }; 
  /** The attribute `tags`. */
  public get tags() {
    return this.getStringMapAttribute('tags');
  }
  public set tags(value: { [key: string]: string }) {
    this._tags = value;
  }
  /** Leaves `tags` out. */
  public resetTags() {
    this._tags = undefined;
  }
  /** What was written for `tags`, if anything. */
  public get tagsInput() {
    return this._tags;
  }

  // tags_all - computed: true, optional: false, required: false
  private _tagsAll = new cdktf.StringMap(this, "tags_all");
  /** The attribute `tags_all`. */
  public get tagsAll() {
    return this._tagsAll;
  }

  // version_id - computed: true, optional: false, required: false
  /** The attribute `version_id`. */
  public get versionId() {
    return this.getStringAttribute('version_id');
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      adopt: cdktf.booleanToTerraform(this._adopt),
      algorithm: cdktf.stringToTerraform(this._algorithm),
      bucket: cdktf.stringToTerraform(this._bucket),
      claim: cdktf.stringToTerraform(this._claim),
      deletion_protection: cdktf.booleanToTerraform(this._deletionProtection),
      ecdsa_curve: cdktf.stringToTerraform(this._ecdsaCurve),
      generation: cdktf.numberToTerraform(this._generation),
      key: cdktf.stringToTerraform(this._key),
      kms_key_id: cdktf.stringToTerraform(this._kmsKeyId),
      name: cdktf.stringToTerraform(this._name),
      private_key_format: cdktf.stringToTerraform(this._privateKeyFormat),
      public_key_pem: cdktf.stringToTerraform(this._publicKeyPem),
      rsa_bits: cdktf.numberToTerraform(this._rsaBits),
      tags: cdktf.hashMapper(cdktf.stringToTerraform)(this._tags),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      adopt: {
        value: cdktf.booleanToHclTerraform(this._adopt),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      algorithm: {
        value: cdktf.stringToHclTerraform(this._algorithm),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      bucket: {
        value: cdktf.stringToHclTerraform(this._bucket),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      claim: {
        value: cdktf.stringToHclTerraform(this._claim),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      deletion_protection: {
        value: cdktf.booleanToHclTerraform(this._deletionProtection),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      ecdsa_curve: {
        value: cdktf.stringToHclTerraform(this._ecdsaCurve),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      generation: {
        value: cdktf.numberToHclTerraform(this._generation),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      key: {
        value: cdktf.stringToHclTerraform(this._key),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      kms_key_id: {
        value: cdktf.stringToHclTerraform(this._kmsKeyId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      private_key_format: {
        value: cdktf.stringToHclTerraform(this._privateKeyFormat),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      public_key_pem: {
        value: cdktf.stringToHclTerraform(this._publicKeyPem),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      rsa_bits: {
        value: cdktf.numberToHclTerraform(this._rsaBits),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      tags: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._tags),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
