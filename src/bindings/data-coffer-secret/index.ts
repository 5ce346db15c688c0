// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs/data-sources/secret
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataCofferSecretConfig extends cdktf.TerraformMetaArguments {
  /**
  * Name of the parameter: `/<service>/<key>`, in lower case, as chamber v3 reads it.
  */
  readonly name: string;
}

/**
* The `coffer_secret` of Terraform.
*/
export class DataCofferSecret extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
  public static readonly tfResourceType = "coffer_secret";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataCofferSecret resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataCofferSecret to import
  * @param importFromId The id of the existing DataCofferSecret that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the DataCofferSecret to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "coffer_secret", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new coffer_secret Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataCofferSecretConfig
  */
  public constructor(scope: Construct, id: string, config: DataCofferSecretConfig) {
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
    this._name = config.name;
  }

  // ==========
  // ATTRIBUTES
  // ==========

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

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      name: cdktf.stringToTerraform(this._name),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
