// https://registry.terraform.io/providers/1password/onepassword/3.3.1/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface OnepasswordProviderConfig {
  /**
  * Account of the 1Password app on this machine. Default: OP_ACCOUNT.
  *
  * Docs at Terraform Registry: OnepasswordProvider#account
  */
  readonly account?: string;
  /**
  * Token of a Connect server. Default: OP_CONNECT_TOKEN.
  *
  * Docs at Terraform Registry: OnepasswordProvider#connect_token
  */
  readonly connectToken?: string;
  /**
  * Address of a Connect server. Default: OP_CONNECT_HOST.
  *
  * Docs at Terraform Registry: OnepasswordProvider#connect_url
  */
  readonly connectUrl?: string;
  /**
  * Token of a service account. Default: OP_SERVICE_ACCOUNT_TOKEN.
  *
  * Docs at Terraform Registry: OnepasswordProvider#service_account_token
  */
  readonly serviceAccountToken?: string;
  /**
  * Alias name
  *
  * Docs at Terraform Registry: OnepasswordProvider#alias
  */
  readonly alias?: string;
}

/**
* Represents a onepassword
*/
export class OnepasswordProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "onepassword";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a OnepasswordProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the OnepasswordProvider to import
  * @param importFromId The id of the existing OnepasswordProvider that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the OnepasswordProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "onepassword", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new onepassword Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options OnepasswordProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: OnepasswordProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'onepassword',
      terraformGeneratorMetadata: {
        providerName: 'onepassword',
        providerVersion: '3.3.1'
      },
      terraformProviderSource: 'registry.terraform.io/1password/onepassword'
    });
    this._account = config.account;
    this._connectToken = config.connectToken;
    this._connectUrl = config.connectUrl;
    this._serviceAccountToken = config.serviceAccountToken;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // account - computed: false, optional: true, required: false
  private _account?: string; 
  public get account() {
    return this._account;
  }
  public set account(value: string | undefined) {
    this._account = value;
  }
  public resetAccount() {
    this._account = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get accountInput() {
    return this._account;
  }

  // connect_token - computed: false, optional: true, required: false
  private _connectToken?: string; 
  public get connectToken() {
    return this._connectToken;
  }
  public set connectToken(value: string | undefined) {
    this._connectToken = value;
  }
  public resetConnectToken() {
    this._connectToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get connectTokenInput() {
    return this._connectToken;
  }

  // connect_url - computed: false, optional: true, required: false
  private _connectUrl?: string; 
  public get connectUrl() {
    return this._connectUrl;
  }
  public set connectUrl(value: string | undefined) {
    this._connectUrl = value;
  }
  public resetConnectUrl() {
    this._connectUrl = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get connectUrlInput() {
    return this._connectUrl;
  }

  // service_account_token - computed: false, optional: true, required: false
  private _serviceAccountToken?: string; 
  public get serviceAccountToken() {
    return this._serviceAccountToken;
  }
  public set serviceAccountToken(value: string | undefined) {
    this._serviceAccountToken = value;
  }
  public resetServiceAccountToken() {
    this._serviceAccountToken = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceAccountTokenInput() {
    return this._serviceAccountToken;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      account: cdktf.stringToTerraform(this._account),
      connect_token: cdktf.stringToTerraform(this._connectToken),
      connect_url: cdktf.stringToTerraform(this._connectUrl),
      service_account_token: cdktf.stringToTerraform(this._serviceAccountToken),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      account: {
        value: cdktf.stringToHclTerraform(this._account),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      connect_token: {
        value: cdktf.stringToHclTerraform(this._connectToken),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      connect_url: {
        value: cdktf.stringToHclTerraform(this._connectUrl),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      service_account_token: {
        value: cdktf.stringToHclTerraform(this._serviceAccountToken),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
