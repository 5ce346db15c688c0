// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface CofferProviderConfig {
  /**
  * How often a call is made again that was throttled or failed on AWS's side, with growing random waits: 0 to 100. Default: `25`.
  *
  * Docs at Terraform Registry: CofferProvider#max_retries
  */
  readonly maxRetries?: number;
  /**
  * Profile in the shared AWS configuration files. Default: `AWS_PROFILE`.
  *
  * Docs at Terraform Registry: CofferProvider#profile
  */
  readonly profile?: string;
  /**
  * AWS region. Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's region.
  *
  * Docs at Terraform Registry: CofferProvider#region
  */
  readonly region?: string;
  /**
  * Alias name
  *
  * Docs at Terraform Registry: CofferProvider#alias
  */
  readonly alias?: string;
  /**
  * assume_role block
  *
  * Docs at Terraform Registry: CofferProvider#assume_role
  */
  readonly assumeRole?: CofferProviderAssumeRole;
  /**
  * default_tags block
  *
  * Docs at Terraform Registry: CofferProvider#default_tags
  */
  readonly defaultTags?: CofferProviderDefaultTags;
  /**
  * endpoints block
  *
  * Docs at Terraform Registry: CofferProvider#endpoints
  */
  readonly endpoints?: CofferProviderEndpoints;
}
export interface CofferProviderAssumeRole {
  /**
  * How long the session lasts: `15m` to `12h`. Default: `1h`.
  *
  * Docs at Terraform Registry: CofferProvider#duration
  */
  readonly duration?: string;
  /**
  * External identifier that the role's trust policy asks for.
  *
  * Docs at Terraform Registry: CofferProvider#external_id
  */
  readonly externalId?: string;
  /**
  * JSON policy that narrows the session further.
  *
  * Docs at Terraform Registry: CofferProvider#policy
  */
  readonly policy?: string;
  /**
  * ARNs of managed policies that narrow the session further.
  *
  * Docs at Terraform Registry: CofferProvider#policy_arns
  */
  readonly policyArns?: string[];
  /**
  * ARN of the role.
  *
  * Docs at Terraform Registry: CofferProvider#role_arn
  */
  readonly roleArn: string;
  /**
  * Name of the session, as CloudTrail shows it. Default: `coffer-` and the time.
  *
  * Docs at Terraform Registry: CofferProvider#session_name
  */
  readonly sessionName?: string;
  /**
  * Source identity of the session.
  *
  * Docs at Terraform Registry: CofferProvider#source_identity
  */
  readonly sourceIdentity?: string;
  /**
  * Session tags.
  *
  * Docs at Terraform Registry: CofferProvider#tags
  */
  readonly tags?: { [key: string]: string };
  /**
  * Keys of session tags that go on to further sessions.
  *
  * Docs at Terraform Registry: CofferProvider#transitive_tag_keys
  */
  readonly transitiveTagKeys?: string[];
}

export function cofferProviderAssumeRoleToTerraform(struct?: CofferProviderAssumeRole): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    duration: cdktf.stringToTerraform(struct!.duration),
    external_id: cdktf.stringToTerraform(struct!.externalId),
    policy: cdktf.stringToTerraform(struct!.policy),
    policy_arns: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.policyArns),
    role_arn: cdktf.stringToTerraform(struct!.roleArn),
    session_name: cdktf.stringToTerraform(struct!.sessionName),
    source_identity: cdktf.stringToTerraform(struct!.sourceIdentity),
    tags: cdktf.hashMapper(cdktf.stringToTerraform)(struct!.tags),
    transitive_tag_keys: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.transitiveTagKeys),
  }
}


export function cofferProviderAssumeRoleToHclTerraform(struct?: CofferProviderAssumeRole): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    duration: {
      value: cdktf.stringToHclTerraform(struct!.duration),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    external_id: {
      value: cdktf.stringToHclTerraform(struct!.externalId),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    policy: {
      value: cdktf.stringToHclTerraform(struct!.policy),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    policy_arns: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.policyArns),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    role_arn: {
      value: cdktf.stringToHclTerraform(struct!.roleArn),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    session_name: {
      value: cdktf.stringToHclTerraform(struct!.sessionName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    source_identity: {
      value: cdktf.stringToHclTerraform(struct!.sourceIdentity),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    tags: {
      value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct!.tags),
      isBlock: false,
      type: "map",
      storageClassType: "stringMap",
    },
    transitive_tag_keys: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.transitiveTagKeys),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export interface CofferProviderDefaultTags {
  /**
  * Tags; those of a resource win.
  *
  * Docs at Terraform Registry: CofferProvider#tags
  */
  readonly tags?: { [key: string]: string };
}

export function cofferProviderDefaultTagsToTerraform(struct?: CofferProviderDefaultTags): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    tags: cdktf.hashMapper(cdktf.stringToTerraform)(struct!.tags),
  }
}


export function cofferProviderDefaultTagsToHclTerraform(struct?: CofferProviderDefaultTags): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    tags: {
      value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct!.tags),
      isBlock: false,
      type: "map",
      storageClassType: "stringMap",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export interface CofferProviderEndpoints {
  /**
  * Endpoint of kms, as a URL.
  *
  * Docs at Terraform Registry: CofferProvider#kms
  */
  readonly kms?: string;
  /**
  * Endpoint of resourcegroupstaggingapi, as a URL.
  *
  * Docs at Terraform Registry: CofferProvider#resourcegroupstaggingapi
  */
  readonly resourcegroupstaggingapi?: string;
  /**
  * Endpoint of ssm, as a URL.
  *
  * Docs at Terraform Registry: CofferProvider#ssm
  */
  readonly ssm?: string;
  /**
  * Endpoint of sts, as a URL.
  *
  * Docs at Terraform Registry: CofferProvider#sts
  */
  readonly sts?: string;
}

export function cofferProviderEndpointsToTerraform(struct?: CofferProviderEndpoints): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    kms: cdktf.stringToTerraform(struct!.kms),
    resourcegroupstaggingapi: cdktf.stringToTerraform(struct!.resourcegroupstaggingapi),
    ssm: cdktf.stringToTerraform(struct!.ssm),
    sts: cdktf.stringToTerraform(struct!.sts),
  }
}


export function cofferProviderEndpointsToHclTerraform(struct?: CofferProviderEndpoints): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    kms: {
      value: cdktf.stringToHclTerraform(struct!.kms),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    resourcegroupstaggingapi: {
      value: cdktf.stringToHclTerraform(struct!.resourcegroupstaggingapi),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    ssm: {
      value: cdktf.stringToHclTerraform(struct!.ssm),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    sts: {
      value: cdktf.stringToHclTerraform(struct!.sts),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}


/**
* Represents a coffer
*/
export class CofferProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "coffer";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a CofferProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the CofferProvider to import
  * @param importFromId The id of the existing CofferProvider that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the CofferProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "coffer", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new coffer Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options CofferProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: CofferProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'coffer',
      terraformGeneratorMetadata: {
        providerName: 'coffer',
        providerVersion: '0.1.0'
      },
      terraformProviderSource: 'registry.terraform.io/cdktf-coffer/coffer'
    });
    this._maxRetries = config.maxRetries;
    this._profile = config.profile;
    this._region = config.region;
    this._alias = config.alias;
    this._assumeRole = config.assumeRole;
    this._defaultTags = config.defaultTags;
    this._endpoints = config.endpoints;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // max_retries - computed: false, optional: true, required: false
  private _maxRetries?: number; 
  public get maxRetries() {
    return this._maxRetries;
  }
  public set maxRetries(value: number | undefined) {
    this._maxRetries = value;
  }
  public resetMaxRetries() {
    this._maxRetries = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxRetriesInput() {
    return this._maxRetries;
  }

  // profile - computed: false, optional: true, required: false
  private _profile?: string; 
  public get profile() {
    return this._profile;
  }
  public set profile(value: string | undefined) {
    this._profile = value;
  }
  public resetProfile() {
    this._profile = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get profileInput() {
    return this._profile;
  }

  // region - computed: false, optional: true, required: false
  private _region?: string; 
  public get region() {
    return this._region;
  }
  public set region(value: string | undefined) {
    this._region = value;
  }
  public resetRegion() {
    this._region = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get regionInput() {
    return this._region;
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

  // assume_role - computed: false, optional: true, required: false
  private _assumeRole?: CofferProviderAssumeRole; 
  public get assumeRole() {
    return this._assumeRole;
  }
  public set assumeRole(value: CofferProviderAssumeRole | undefined) {
    this._assumeRole = value;
  }
  public resetAssumeRole() {
    this._assumeRole = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get assumeRoleInput() {
    return this._assumeRole;
  }

  // default_tags - computed: false, optional: true, required: false
  private _defaultTags?: CofferProviderDefaultTags; 
  public get defaultTags() {
    return this._defaultTags;
  }
  public set defaultTags(value: CofferProviderDefaultTags | undefined) {
    this._defaultTags = value;
  }
  public resetDefaultTags() {
    this._defaultTags = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get defaultTagsInput() {
    return this._defaultTags;
  }

  // endpoints - computed: false, optional: true, required: false
  private _endpoints?: CofferProviderEndpoints; 
  public get endpoints() {
    return this._endpoints;
  }
  public set endpoints(value: CofferProviderEndpoints | undefined) {
    this._endpoints = value;
  }
  public resetEndpoints() {
    this._endpoints = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endpointsInput() {
    return this._endpoints;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      max_retries: cdktf.numberToTerraform(this._maxRetries),
      profile: cdktf.stringToTerraform(this._profile),
      region: cdktf.stringToTerraform(this._region),
      alias: cdktf.stringToTerraform(this._alias),
      assume_role: cofferProviderAssumeRoleToTerraform(this._assumeRole),
      default_tags: cofferProviderDefaultTagsToTerraform(this._defaultTags),
      endpoints: cofferProviderEndpointsToTerraform(this._endpoints),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      max_retries: {
        value: cdktf.numberToHclTerraform(this._maxRetries),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      profile: {
        value: cdktf.stringToHclTerraform(this._profile),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      region: {
        value: cdktf.stringToHclTerraform(this._region),
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
      assume_role: {
        value: cofferProviderAssumeRoleToHclTerraform(this._assumeRole),
        isBlock: true,
        type: "list",
        storageClassType: "CofferProviderAssumeRoleList",
      },
      default_tags: {
        value: cofferProviderDefaultTagsToHclTerraform(this._defaultTags),
        isBlock: true,
        type: "list",
        storageClassType: "CofferProviderDefaultTagsList",
      },
      endpoints: {
        value: cofferProviderEndpointsToHclTerraform(this._endpoints),
        isBlock: true,
        type: "list",
        storageClassType: "CofferProviderEndpointsList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
