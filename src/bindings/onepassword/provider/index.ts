// https://registry.terraform.io/providers/1password/onepassword/3.3.1/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

/** What is written for OnepasswordProvider. */
export interface OnepasswordProviderConfig {
  /**
   * Account of the 1Password app on this machine.
   *
   * @default - OP_ACCOUNT
   */
  readonly account?: string;
  /**
   * Token of a Connect server.
   *
   * @default - OP_CONNECT_TOKEN
   */
  readonly connectToken?: string;
  /**
   * Address of a Connect server.
   *
   * @default - OP_CONNECT_HOST
   */
  readonly connectUrl?: string;
  /**
   * Token of a service account.
   *
   * @default - OP_SERVICE_ACCOUNT_TOKEN
   */
  readonly serviceAccountToken?: string;
  /**
   * Name of this provider among those of its kind in the stack.
   *
   * @default - none, which makes it the one that is used by default
   */
  readonly alias?: string;
}

/**
* The Terraform provider `onepassword`.
*/
export class OnepasswordProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
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
  /** Account of the 1Password app on this machine. */
  public get account() {
    return this._account;
  }
  public set account(value: string | undefined) {
    this._account = value;
  }
  /** Leaves `account` out. */
  public resetAccount() {
    this._account = undefined;
  }
  /** What was written for `account`, if anything. */
  public get accountInput() {
    return this._account;
  }

  // connect_token - computed: false, optional: true, required: false
  private _connectToken?: string; 
  /** Token of a Connect server. */
  public get connectToken() {
    return this._connectToken;
  }
  public set connectToken(value: string | undefined) {
    this._connectToken = value;
  }
  /** Leaves `connect_token` out. */
  public resetConnectToken() {
    this._connectToken = undefined;
  }
  /** What was written for `connect_token`, if anything. */
  public get connectTokenInput() {
    return this._connectToken;
  }

  // connect_url - computed: false, optional: true, required: false
  private _connectUrl?: string; 
  /** Address of a Connect server. */
  public get connectUrl() {
    return this._connectUrl;
  }
  public set connectUrl(value: string | undefined) {
    this._connectUrl = value;
  }
  /** Leaves `connect_url` out. */
  public resetConnectUrl() {
    this._connectUrl = undefined;
  }
  /** What was written for `connect_url`, if anything. */
  public get connectUrlInput() {
    return this._connectUrl;
  }

  // service_account_token - computed: false, optional: true, required: false
  private _serviceAccountToken?: string; 
  /** Token of a service account. */
  public get serviceAccountToken() {
    return this._serviceAccountToken;
  }
  public set serviceAccountToken(value: string | undefined) {
    this._serviceAccountToken = value;
  }
  /** Leaves `service_account_token` out. */
  public resetServiceAccountToken() {
    this._serviceAccountToken = undefined;
  }
  /** What was written for `service_account_token`, if anything. */
  public get serviceAccountTokenInput() {
    return this._serviceAccountToken;
  }

  // alias - computed: false, optional: true, required: false
  private _alias?: string; 
  /** Name of this provider among those of its kind in the stack. */
  public get alias() {
    return this._alias;
  }
  public set alias(value: string | undefined) {
    this._alias = value;
  }
  /** Leaves `alias` out. */
  public resetAlias() {
    this._alias = undefined;
  }
  /** What was written for `alias`, if anything. */
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      account: cdktf.stringToTerraform(this._account),
      connect_token: cdktf.stringToTerraform(this._connectToken),
      connect_url: cdktf.stringToTerraform(this._connectUrl),
      service_account_token: cdktf.stringToTerraform(this._serviceAccountToken),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
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
