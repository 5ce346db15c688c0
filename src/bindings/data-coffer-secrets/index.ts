// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs/data-sources/secrets
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataCofferSecretsConfig extends cdktf.TerraformMetaArguments {
  /**
  * Path, such as `/api` or `/api/pr-12`, without a slash at its end.
  */
  readonly path: string;
  /**
  * Whether parameters on deeper levels count too. Default: `false`, one level, as `chamber list` has it.
  */
  readonly recursive?: boolean | cdktf.IResolvable;
}
/** The block `data_coffer_secrets_secrets` of DataCofferSecretsSecretsOutputReference. */
export interface DataCofferSecretsSecrets {
}

export function dataCofferSecretsSecretsToTerraform(struct?: DataCofferSecretsSecrets): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataCofferSecretsSecretsToHclTerraform(struct?: DataCofferSecretsSecrets): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataCofferSecretsSecretsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): DataCofferSecretsSecrets | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataCofferSecretsSecrets | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  // age_days - computed: true, optional: false, required: false
  /** The attribute `age_days`. */
  public get ageDays() {
    return this.getNumberAttribute('age_days');
  }

  // arn - computed: true, optional: false, required: false
  /** The attribute `arn`. */
  public get arn() {
    return this.getStringAttribute('arn');
  }

  // chamber_version - computed: true, optional: false, required: false
  /** The attribute `chamber_version`. */
  public get chamberVersion() {
    return this.getNumberAttribute('chamber_version');
  }

  // claim - computed: true, optional: false, required: false
  /** The attribute `claim`. */
  public get claim() {
    return this.getStringAttribute('claim');
  }

  // kms_key_id - computed: true, optional: false, required: false
  /** The attribute `kms_key_id`. */
  public get kmsKeyId() {
    return this.getStringAttribute('kms_key_id');
  }

  // last_modified - computed: true, optional: false, required: false
  /** The attribute `last_modified`. */
  public get lastModified() {
    return this.getStringAttribute('last_modified');
  }

  // name - computed: true, optional: false, required: false
  /** The attribute `name`. */
  public get name() {
    return this.getStringAttribute('name');
  }

  // tags - computed: true, optional: false, required: false
  private _tags = new cdktf.StringMap(this, "tags");
  /** The attribute `tags`. */
  public get tags() {
    return this._tags;
  }

  // tier - computed: true, optional: false, required: false
  /** The attribute `tier`. */
  public get tier() {
    return this.getStringAttribute('tier');
  }

  // type - computed: true, optional: false, required: false
  /** The attribute `type`. */
  public get type() {
    return this.getStringAttribute('type');
  }

  // version - computed: true, optional: false, required: false
  /** The attribute `version`. */
  public get version() {
    return this.getNumberAttribute('version');
  }
}

export class DataCofferSecretsSecretsList extends cdktf.ComplexList {

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataCofferSecretsSecretsOutputReference {
    return new DataCofferSecretsSecretsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* The `coffer_secrets` of Terraform.
*/
export class DataCofferSecrets extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
  public static readonly tfResourceType = "coffer_secrets";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataCofferSecrets resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataCofferSecrets to import
  * @param importFromId The id of the existing DataCofferSecrets that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataCofferSecrets to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "coffer_secrets", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new coffer_secrets Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataCofferSecretsConfig
  */
  public constructor(scope: Construct, id: string, config: DataCofferSecretsConfig) {
    super(scope, id, {
      terraformResourceType: 'coffer_secrets',
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
    this._path = config.path;
    this._recursive = config.recursive;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // names - computed: true, optional: false, required: false
  /** The attribute `names`. */
  public get names() {
    return this.getListAttribute('names');
  }

  // path - computed: false, optional: false, required: true
  private _path?: string; 
  /** The attribute `path`. */
  public get path() {
    return this.getStringAttribute('path');
  }
  public set path(value: string) {
    this._path = value;
  }
  /** What was written for `path`, if anything. */
  public get pathInput() {
    return this._path;
  }

  // recursive - computed: true, optional: true, required: false
  private _recursive?: boolean | cdktf.IResolvable; 
  /** The attribute `recursive`. */
  public get recursive() {
    return this.getBooleanAttribute('recursive');
  }
  public set recursive(value: boolean | cdktf.IResolvable) {
    this._recursive = value;
  }
  /** Leaves `recursive` out. */
  public resetRecursive() {
    this._recursive = undefined;
  }
  /** What was written for `recursive`, if anything. */
  public get recursiveInput() {
    return this._recursive;
  }

  // secrets - computed: true, optional: false, required: false
  private _secrets = new DataCofferSecretsSecretsList(this, "secrets", false);
  /** The attribute `secrets`. */
  public get secrets() {
    return this._secrets;
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      path: cdktf.stringToTerraform(this._path),
      recursive: cdktf.booleanToTerraform(this._recursive),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      path: {
        value: cdktf.stringToHclTerraform(this._path),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      recursive: {
        value: cdktf.booleanToHclTerraform(this._recursive),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
