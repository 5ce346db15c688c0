// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs/resources/secret
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface SecretConfig extends cdktf.TerraformMetaArguments {
  /**
  * Take over the parameter if it is there already, without touching its value. Default: `false`.
  */
  readonly adopt?: boolean | cdktf.IResolvable;
  /**
  * Who declares this secret, such as the stack and the resource; kept as the tag `coffer:claim`. A create that was cut off is resumed only under the same claim, and not under the default one, which any configuration may have. Default: `terraform`.
  */
  readonly claim?: string;
  /**
  * Refuse to delete the parameter. Default: `true`.
  */
  readonly deletionProtection?: boolean | cdktf.IResolvable;
  /**
  * Have a value generated.
  */
  readonly generate?: SecretGenerate;
  /**
  * KMS key: an alias, an id or an ARN. Chamber writes by alias, so an alias is best. It takes effect with a new value only. Default: `alias/aws/ssm`.
  */
  readonly kmsKeyId?: string;
  /**
  * Name of the parameter: `/<service>/<key>`, in lower case, as chamber v3 reads it.
  */
  readonly name: string;
  /**
  * Tags of the parameter. They win over the provider's `default_tags`.
  */
  readonly tags?: { [key: string]: string };
  /**
  * Parameter tier: `Standard`, `Advanced`, `Intelligent-Tiering`. Standard takes 4,096 bytes, the others 8,192. It takes effect with a new value only. Default: `Standard`.
  */
  readonly tier?: string;
  /**
  * The value. Write-only: it reaches the provider at apply and is kept nowhere. Needs `value_wo_version`.
  */
  readonly valueWo?: string;
  /**
  * Raise it to have `value_wo` written again. After an import or an adoption, the first number is recorded and the value that is there is kept.
  */
  readonly valueWoVersion?: number;
}
/** The block `secret_generate` of SecretGenerateOutputReference. */
export interface SecretGenerate {
  /**
   * Whether a password has digits.
   *
   * @default - `true`
   */
  readonly digits?: boolean | cdktf.IResolvable;
  /**
   * Characters that a password must not have.
   *
   * @default - none
   */
  readonly excludeCharacters?: string;
  /**
   * What a value looks like: `password`, `hex`, `base64`, `uuid`.
   *
   * @default - `password`
   */
  readonly format?: string;
  /**
   * Raise it to have a new value made; any other change of `generate` keeps the value that is there.
   *
   * @default - none
   */
  readonly generation?: number;
  /**
   * Characters of a `password` (8 to 4,096), or random bytes of `hex` (16 to 2,048) and `base64` (16 to 3,072). The advanced tier takes twice as much.
   *
   * @default - `32`
   */
  readonly length?: number;
  /**
   * Whether a password has lower case letters.
   *
   * @default - `true`
   */
  readonly lower?: boolean | cdktf.IResolvable;
  /**
   * Whether a password has symbols: `!%*+-.:=@^_~`.
   *
   * @default - `false`
   */
  readonly symbols?: boolean | cdktf.IResolvable;
  /**
   * Whether a password has upper case letters.
   *
   * @default - `true`
   */
  readonly upper?: boolean | cdktf.IResolvable;
}

export function secretGenerateToTerraform(struct?: SecretGenerate | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    digits: cdktf.booleanToTerraform(struct!.digits),
    exclude_characters: cdktf.stringToTerraform(struct!.excludeCharacters),
    format: cdktf.stringToTerraform(struct!.format),
    generation: cdktf.numberToTerraform(struct!.generation),
    length: cdktf.numberToTerraform(struct!.length),
    lower: cdktf.booleanToTerraform(struct!.lower),
    symbols: cdktf.booleanToTerraform(struct!.symbols),
    upper: cdktf.booleanToTerraform(struct!.upper),
  }
}


export function secretGenerateToHclTerraform(struct?: SecretGenerate | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    digits: {
      value: cdktf.booleanToHclTerraform(struct!.digits),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    exclude_characters: {
      value: cdktf.stringToHclTerraform(struct!.excludeCharacters),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    format: {
      value: cdktf.stringToHclTerraform(struct!.format),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    generation: {
      value: cdktf.numberToHclTerraform(struct!.generation),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    length: {
      value: cdktf.numberToHclTerraform(struct!.length),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    lower: {
      value: cdktf.booleanToHclTerraform(struct!.lower),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    symbols: {
      value: cdktf.booleanToHclTerraform(struct!.symbols),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    upper: {
      value: cdktf.booleanToHclTerraform(struct!.upper),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class SecretGenerateOutputReference extends cdktf.ComplexObject {
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
  public get internalValue(): SecretGenerate | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._digits !== undefined) {
      hasAnyValues = true;
      internalValueResult.digits = this._digits;
    }
    if (this._excludeCharacters !== undefined) {
      hasAnyValues = true;
      internalValueResult.excludeCharacters = this._excludeCharacters;
    }
    if (this._format !== undefined) {
      hasAnyValues = true;
      internalValueResult.format = this._format;
    }
    if (this._generation !== undefined) {
      hasAnyValues = true;
      internalValueResult.generation = this._generation;
    }
    if (this._length !== undefined) {
      hasAnyValues = true;
      internalValueResult.length = this._length;
    }
    if (this._lower !== undefined) {
      hasAnyValues = true;
      internalValueResult.lower = this._lower;
    }
    if (this._symbols !== undefined) {
      hasAnyValues = true;
      internalValueResult.symbols = this._symbols;
    }
    if (this._upper !== undefined) {
      hasAnyValues = true;
      internalValueResult.upper = this._upper;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: SecretGenerate | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._digits = undefined;
      this._excludeCharacters = undefined;
      this._format = undefined;
      this._generation = undefined;
      this._length = undefined;
      this._lower = undefined;
      this._symbols = undefined;
      this._upper = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._digits = value.digits;
      this._excludeCharacters = value.excludeCharacters;
      this._format = value.format;
      this._generation = value.generation;
      this._length = value.length;
      this._lower = value.lower;
      this._symbols = value.symbols;
      this._upper = value.upper;
    }
  }

  // digits - computed: true, optional: true, required: false
  private _digits?: boolean | cdktf.IResolvable; 
  /** Whether a password has digits. */
  public get digits() {
    return this.getBooleanAttribute('digits');
  }
  public set digits(value: boolean | cdktf.IResolvable) {
    this._digits = value;
  }
  /** Leaves `digits` out. */
  public resetDigits() {
    this._digits = undefined;
  }
  /** What was written for `digits`, if anything. */
  public get digitsInput() {
    return this._digits;
  }

  // exclude_characters - computed: true, optional: true, required: false
  private _excludeCharacters?: string; 
  /** Characters that a password must not have. */
  public get excludeCharacters() {
    return this.getStringAttribute('exclude_characters');
  }
  public set excludeCharacters(value: string) {
    this._excludeCharacters = value;
  }
  /** Leaves `exclude_characters` out. */
  public resetExcludeCharacters() {
    this._excludeCharacters = undefined;
  }
  /** What was written for `exclude_characters`, if anything. */
  public get excludeCharactersInput() {
    return this._excludeCharacters;
  }

  // format - computed: true, optional: true, required: false
  private _format?: string; 
  /** What a value looks like: `password`, `hex`, `base64`, `uuid`. */
  public get format() {
    return this.getStringAttribute('format');
  }
  public set format(value: string) {
    this._format = value;
  }
  /** Leaves `format` out. */
  public resetFormat() {
    this._format = undefined;
  }
  /** What was written for `format`, if anything. */
  public get formatInput() {
    return this._format;
  }

  // generation - computed: true, optional: true, required: false
  private _generation?: number; 
  /** Raise it to have a new value made; any other change of `generate` keeps the value that is there. */
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

  // length - computed: true, optional: true, required: false
  private _length?: number; 
  /** Characters of a `password` (8 to 4,096), or random bytes of `hex` (16 to 2,048) and `base64` (16 to 3,072). The advanced tier takes twice as much. */
  public get length() {
    return this.getNumberAttribute('length');
  }
  public set length(value: number) {
    this._length = value;
  }
  /** Leaves `length` out. */
  public resetLength() {
    this._length = undefined;
  }
  /** What was written for `length`, if anything. */
  public get lengthInput() {
    return this._length;
  }

  // lower - computed: true, optional: true, required: false
  private _lower?: boolean | cdktf.IResolvable; 
  /** Whether a password has lower case letters. */
  public get lower() {
    return this.getBooleanAttribute('lower');
  }
  public set lower(value: boolean | cdktf.IResolvable) {
    this._lower = value;
  }
  /** Leaves `lower` out. */
  public resetLower() {
    this._lower = undefined;
  }
  /** What was written for `lower`, if anything. */
  public get lowerInput() {
    return this._lower;
  }

  // symbols - computed: true, optional: true, required: false
  private _symbols?: boolean | cdktf.IResolvable; 
  /** Whether a password has symbols: `!%*+-.:=@^_~`. */
  public get symbols() {
    return this.getBooleanAttribute('symbols');
  }
  public set symbols(value: boolean | cdktf.IResolvable) {
    this._symbols = value;
  }
  /** Leaves `symbols` out. */
  public resetSymbols() {
    this._symbols = undefined;
  }
  /** What was written for `symbols`, if anything. */
  public get symbolsInput() {
    return this._symbols;
  }

  // upper - computed: true, optional: true, required: false
  private _upper?: boolean | cdktf.IResolvable; 
  /** Whether a password has upper case letters. */
  public get upper() {
    return this.getBooleanAttribute('upper');
  }
  public set upper(value: boolean | cdktf.IResolvable) {
    this._upper = value;
  }
  /** Leaves `upper` out. */
  public resetUpper() {
    this._upper = undefined;
  }
  /** What was written for `upper`, if anything. */
  public get upperInput() {
    return this._upper;
  }
}

/**
* The `coffer_secret` of Terraform.
*/
export class Secret extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
  public static readonly tfResourceType = "coffer_secret";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Secret resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Secret to import
  * @param importFromId The id of the existing Secret that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Secret to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "coffer_secret", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new coffer_secret Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options SecretConfig
  */
  public constructor(scope: Construct, id: string, config: SecretConfig) {
    super(scope, id, {
      terraformResourceType: 'coffer_secret',
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
    this._claim = config.claim;
    this._deletionProtection = config.deletionProtection;
    this._generate.internalValue = config.generate;
    this._kmsKeyId = config.kmsKeyId;
    this._name = config.name;
    this._tags = config.tags;
    this._tier = config.tier;
    this._valueWo = config.valueWo;
    this._valueWoVersion = config.valueWoVersion;
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

  // arn - computed: true, optional: false, required: false
  /** The attribute `arn`. */
  public get arn() {
    return this.getStringAttribute('arn');
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

  // generate - computed: false, optional: true, required: false
  private _generate = new SecretGenerateOutputReference(this, "generate");
  /** The attribute `generate`. */
  public get generate() {
    return this._generate;
  }
  /** Writes `generate`. */
  public putGenerate(value: SecretGenerate) {
    this._generate.internalValue = value;
  }
  /** Leaves `generate` out. */
  public resetGenerate() {
    this._generate.internalValue = undefined;
  }
  /** What was written for `generate`, if anything. */
  public get generateInput() {
    return this._generate.internalValue;
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

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  /** The attribute `name`. */
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  /** What was written for `name`, if anything. */
  public get nameInput() {
    return this._name;
  }

  // status - computed: true, optional: false, required: false
  /** The attribute `status`. */
  public get status() {
    return this.getStringAttribute('status');
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

  // tier - computed: true, optional: true, required: false
  private _tier?: string; 
  /** The attribute `tier`. */
  public get tier() {
    return this.getStringAttribute('tier');
  }
  public set tier(value: string) {
    this._tier = value;
  }
  /** Leaves `tier` out. */
  public resetTier() {
    this._tier = undefined;
  }
  /** What was written for `tier`, if anything. */
  public get tierInput() {
    return this._tier;
  }

  // value_wo - computed: false, optional: true, required: false
  private _valueWo?: string; 
  /** The attribute `value_wo`. */
  public get valueWo() {
    return this.getStringAttribute('value_wo');
  }
  public set valueWo(value: string) {
    this._valueWo = value;
  }
  /** Leaves `value_wo` out. */
  public resetValueWo() {
    this._valueWo = undefined;
  }
  /** What was written for `value_wo`, if anything. */
  public get valueWoInput() {
    return this._valueWo;
  }

  // value_wo_version - computed: false, optional: true, required: false
  private _valueWoVersion?: number; 
  /** The attribute `value_wo_version`. */
  public get valueWoVersion() {
    return this.getNumberAttribute('value_wo_version');
  }
  public set valueWoVersion(value: number) {
    this._valueWoVersion = value;
  }
  /** Leaves `value_wo_version` out. */
  public resetValueWoVersion() {
    this._valueWoVersion = undefined;
  }
  /** What was written for `value_wo_version`, if anything. */
  public get valueWoVersionInput() {
    return this._valueWoVersion;
  }

  // version - computed: true, optional: false, required: false
  /** The attribute `version`. */
  public get version() {
    return this.getNumberAttribute('version');
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      adopt: cdktf.booleanToTerraform(this._adopt),
      claim: cdktf.stringToTerraform(this._claim),
      deletion_protection: cdktf.booleanToTerraform(this._deletionProtection),
      generate: secretGenerateToTerraform(this._generate.internalValue),
      kms_key_id: cdktf.stringToTerraform(this._kmsKeyId),
      name: cdktf.stringToTerraform(this._name),
      tags: cdktf.hashMapper(cdktf.stringToTerraform)(this._tags),
      tier: cdktf.stringToTerraform(this._tier),
      value_wo: cdktf.stringToTerraform(this._valueWo),
      value_wo_version: cdktf.numberToTerraform(this._valueWoVersion),
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
      generate: {
        value: secretGenerateToHclTerraform(this._generate.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "SecretGenerate",
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
      tags: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._tags),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      tier: {
        value: cdktf.stringToHclTerraform(this._tier),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      value_wo: {
        value: cdktf.stringToHclTerraform(this._valueWo),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      value_wo_version: {
        value: cdktf.numberToHclTerraform(this._valueWoVersion),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
