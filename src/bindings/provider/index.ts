// https://registry.terraform.io/providers/cdktf-coffer/coffer/0.1.0/docs
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

/** What is written for CofferProvider. */
export interface CofferProviderConfig {
  /**
   * Id of an access key. Needs `secret_key`. Prefer a profile, a role or the environment: whoever reads the configuration reads this.
   *
   * @default - `AWS_ACCESS_KEY_ID`
   */
  readonly accessKey?: string;
  /**
   * AWS accounts that may be called, and no other: asked of STS before the first call. Not together with `forbidden_account_ids`.
   *
   * @default - none
   */
  readonly allowedAccountIds?: string[];
  /**
   * File of the certificates (PEM) that are trusted in place of the usual ones.
   *
   * @default - `AWS_CA_BUNDLE`
   */
  readonly customCaBundle?: string;
  /**
   * AWS accounts that may not be called: asked of STS before the first call.
   *
   * @default - none
   */
  readonly forbiddenAccountIds?: string[];
  /**
   * HTTP proxy of calls by http, and of those by https too if nothing else says theirs.
   *
   * @default - `HTTP_PROXY`
   */
  readonly httpProxy?: string;
  /**
   * HTTP proxy of calls by https. Empty for none.
   *
   * @default - `HTTPS_PROXY`
   */
  readonly httpsProxy?: string;
  /**
   * How often a call is made again that was throttled or failed on AWS's side, with growing random waits: 0 to 100.
   *
   * @default - `25`, or one less than `AWS_MAX_ATTEMPTS` or the profile's `max_attempts`
   */
  readonly maxRetries?: number;
  /**
   * Hosts, domains, addresses and ranges of addresses that are called without a proxy, with commas between them, or `*`.
   *
   * @default - `NO_PROXY`
   */
  readonly noProxy?: string;
  /**
   * Profile in the shared AWS configuration files.
   *
   * @default - `AWS_PROFILE`
   */
  readonly profile?: string;
  /**
   * AWS region.
   *
   * @default - `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's region
   */
  readonly region?: string;
  /**
   * Whether S3 is addressed as `https://s3.<region>.amazonaws.com/<bucket>/…`, as stand-ins for S3 need it, and not by a host of the bucket.
   *
   * @default - `false`
   */
  readonly s3UsePathStyle?: boolean | cdktf.IResolvable;
  /**
   * Secret of the access key. Prefer a profile, a role or the environment: whoever reads the configuration reads this.
   *
   * @default - `AWS_SECRET_ACCESS_KEY`
   */
  readonly secretKey?: string;
  /**
   * Shared configuration files. A later one wins.
   *
   * @default - `AWS_CONFIG_FILE`, or `~/.aws/config`
   */
  readonly sharedConfigFiles?: string[];
  /**
   * Shared credentials files. A later one wins.
   *
   * @default - `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`
   */
  readonly sharedCredentialsFiles?: string[];
  /**
   * Whether the credentials of an EC2 instance are out of the question: `true` or `false`.
   *
   * @default - `AWS_EC2_METADATA_DISABLED`, or `false`
   */
  readonly skipMetadataApiCheck?: string;
  /**
   * AWS region of the calls to STS.
   *
   * @default - `region`
   */
  readonly stsRegion?: string;
  /**
   * Session token of a temporary access key. Prefer a profile, a role or the environment: whoever reads the configuration reads this.
   *
   * @default - `AWS_SESSION_TOKEN`
   */
  readonly token?: string;
  /**
   * Whether AWS's dual-stack endpoints are called.
   *
   * @default - `AWS_USE_DUALSTACK_ENDPOINT`, or the profile's `use_dualstack_endpoint`
   */
  readonly useDualstackEndpoint?: boolean | cdktf.IResolvable;
  /**
   * Whether AWS's FIPS endpoints are called.
   *
   * @default - `AWS_USE_FIPS_ENDPOINT`, or the profile's `use_fips_endpoint`
   */
  readonly useFipsEndpoint?: boolean | cdktf.IResolvable;
  /**
   * Name of this provider among those of its kind in the stack.
   *
   * @default - none, which makes it the one that is used by default
   */
  readonly alias?: string;
  /**
   * The block `assume_role`.
   *
   * @default - none
   */
  readonly assumeRole?: CofferProviderAssumeRole[] | cdktf.IResolvable;
  /**
   * The block `assume_role_with_web_identity`.
   *
   * @default - none
   */
  readonly assumeRoleWithWebIdentity?: CofferProviderAssumeRoleWithWebIdentity;
  /**
   * The block `default_tags`.
   *
   * @default - none
   */
  readonly defaultTags?: CofferProviderDefaultTags;
  /**
   * The block `endpoints`.
   *
   * @default - none
   */
  readonly endpoints?: CofferProviderEndpoints;
}
/** The block `assume_role` of CofferProvider. */
export interface CofferProviderAssumeRole {
  /**
   * How long the session lasts: `15m` to `12h`.
   *
   * @default - `1h`
   */
  readonly duration?: string;
  /**
   * External identifier that the role's trust policy asks for.
   *
   * @default - none
   */
  readonly externalId?: string;
  /**
   * JSON policy that narrows the session further.
   *
   * @default - none
   */
  readonly policy?: string;
  /**
   * ARNs of managed policies that narrow the session further.
   *
   * @default - none
   */
  readonly policyArns?: string[];
  /**
  * ARN of the role. Empty for none.
  */
  readonly roleArn: string;
  /**
   * Name of the session, as CloudTrail shows it.
   *
   * @default - `coffer-` and the time
   */
  readonly sessionName?: string;
  /**
   * Source identity of the session.
   *
   * @default - none
   */
  readonly sourceIdentity?: string;
  /**
   * Session tags.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
  /**
   * Keys of session tags that go on to further sessions.
   *
   * @default - none
   */
  readonly transitiveTagKeys?: string[];
}

export function cofferProviderAssumeRoleToTerraform(struct?: CofferProviderAssumeRole | cdktf.IResolvable): any {
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


export function cofferProviderAssumeRoleToHclTerraform(struct?: CofferProviderAssumeRole | cdktf.IResolvable): any {
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

/** The block `assume_role_with_web_identity` of CofferProvider. */
export interface CofferProviderAssumeRoleWithWebIdentity {
  /**
   * How long the session lasts: `15m` to `12h`.
   *
   * @default - `1h`
   */
  readonly duration?: string;
  /**
   * JSON policy that narrows the session further.
   *
   * @default - none
   */
  readonly policy?: string;
  /**
   * ARNs of managed policies that narrow the session further.
   *
   * @default - none
   */
  readonly policyArns?: string[];
  /**
  * ARN of the role. Empty for none.
  */
  readonly roleArn: string;
  /**
   * Name of the session, as CloudTrail shows it.
   *
   * @default - `coffer-` and the time
   */
  readonly sessionName?: string;
  /**
   * The token. Either this or `web_identity_token_file`, which is to be preferred.
   *
   * @default - none
   */
  readonly webIdentityToken?: string;
  /**
   * File that holds the token. It is read again for every session.
   *
   * @default - none
   */
  readonly webIdentityTokenFile?: string;
}

export function cofferProviderAssumeRoleWithWebIdentityToTerraform(struct?: CofferProviderAssumeRoleWithWebIdentity): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    duration: cdktf.stringToTerraform(struct!.duration),
    policy: cdktf.stringToTerraform(struct!.policy),
    policy_arns: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.policyArns),
    role_arn: cdktf.stringToTerraform(struct!.roleArn),
    session_name: cdktf.stringToTerraform(struct!.sessionName),
    web_identity_token: cdktf.stringToTerraform(struct!.webIdentityToken),
    web_identity_token_file: cdktf.stringToTerraform(struct!.webIdentityTokenFile),
  }
}


export function cofferProviderAssumeRoleWithWebIdentityToHclTerraform(struct?: CofferProviderAssumeRoleWithWebIdentity): any {
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
    web_identity_token: {
      value: cdktf.stringToHclTerraform(struct!.webIdentityToken),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    web_identity_token_file: {
      value: cdktf.stringToHclTerraform(struct!.webIdentityTokenFile),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

/** The block `default_tags` of CofferProvider. */
export interface CofferProviderDefaultTags {
  /**
   * Tags by their keys. Those of a resource win.
   *
   * @default - none
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

/** The block `endpoints` of CofferProvider. */
export interface CofferProviderEndpoints {
  /**
   * Endpoint of kms, as a URL.
   *
   * @default - none
   */
  readonly kms?: string;
  /**
   * Endpoint of resourcegroupstaggingapi, as a URL.
   *
   * @default - none
   */
  readonly resourcegroupstaggingapi?: string;
  /**
   * Endpoint of s3, as a URL.
   *
   * @default - none
   */
  readonly s3?: string;
  /**
   * Endpoint of ssm, as a URL.
   *
   * @default - none
   */
  readonly ssm?: string;
  /**
   * Endpoint of sts, as a URL.
   *
   * @default - none
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
    s3: cdktf.stringToTerraform(struct!.s3),
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
    s3: {
      value: cdktf.stringToHclTerraform(struct!.s3),
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
* The Terraform provider `coffer`.
*/
export class CofferProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
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
    this._accessKey = config.accessKey;
    this._allowedAccountIds = config.allowedAccountIds;
    this._customCaBundle = config.customCaBundle;
    this._forbiddenAccountIds = config.forbiddenAccountIds;
    this._httpProxy = config.httpProxy;
    this._httpsProxy = config.httpsProxy;
    this._maxRetries = config.maxRetries;
    this._noProxy = config.noProxy;
    this._profile = config.profile;
    this._region = config.region;
    this._s3UsePathStyle = config.s3UsePathStyle;
    this._secretKey = config.secretKey;
    this._sharedConfigFiles = config.sharedConfigFiles;
    this._sharedCredentialsFiles = config.sharedCredentialsFiles;
    this._skipMetadataApiCheck = config.skipMetadataApiCheck;
    this._stsRegion = config.stsRegion;
    this._token = config.token;
    this._useDualstackEndpoint = config.useDualstackEndpoint;
    this._useFipsEndpoint = config.useFipsEndpoint;
    this._alias = config.alias;
    this._assumeRole = config.assumeRole;
    this._assumeRoleWithWebIdentity = config.assumeRoleWithWebIdentity;
    this._defaultTags = config.defaultTags;
    this._endpoints = config.endpoints;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // access_key - computed: false, optional: true, required: false
  private _accessKey?: string; 
  /** Id of an access key. Needs `secret_key`. Prefer a profile, a role or the environment: whoever reads the configuration reads this. */
  public get accessKey() {
    return this._accessKey;
  }
  public set accessKey(value: string | undefined) {
    this._accessKey = value;
  }
  /** Leaves `access_key` out. */
  public resetAccessKey() {
    this._accessKey = undefined;
  }
  /** What was written for `access_key`, if anything. */
  public get accessKeyInput() {
    return this._accessKey;
  }

  // allowed_account_ids - computed: false, optional: true, required: false
  private _allowedAccountIds?: string[]; 
  /** AWS accounts that may be called, and no other: asked of STS before the first call. Not together with `forbidden_account_ids`. */
  public get allowedAccountIds() {
    return this._allowedAccountIds;
  }
  public set allowedAccountIds(value: string[] | undefined) {
    this._allowedAccountIds = value;
  }
  /** Leaves `allowed_account_ids` out. */
  public resetAllowedAccountIds() {
    this._allowedAccountIds = undefined;
  }
  /** What was written for `allowed_account_ids`, if anything. */
  public get allowedAccountIdsInput() {
    return this._allowedAccountIds;
  }

  // custom_ca_bundle - computed: false, optional: true, required: false
  private _customCaBundle?: string; 
  /** File of the certificates (PEM) that are trusted in place of the usual ones. */
  public get customCaBundle() {
    return this._customCaBundle;
  }
  public set customCaBundle(value: string | undefined) {
    this._customCaBundle = value;
  }
  /** Leaves `custom_ca_bundle` out. */
  public resetCustomCaBundle() {
    this._customCaBundle = undefined;
  }
  /** What was written for `custom_ca_bundle`, if anything. */
  public get customCaBundleInput() {
    return this._customCaBundle;
  }

  // forbidden_account_ids - computed: false, optional: true, required: false
  private _forbiddenAccountIds?: string[]; 
  /** AWS accounts that may not be called: asked of STS before the first call. */
  public get forbiddenAccountIds() {
    return this._forbiddenAccountIds;
  }
  public set forbiddenAccountIds(value: string[] | undefined) {
    this._forbiddenAccountIds = value;
  }
  /** Leaves `forbidden_account_ids` out. */
  public resetForbiddenAccountIds() {
    this._forbiddenAccountIds = undefined;
  }
  /** What was written for `forbidden_account_ids`, if anything. */
  public get forbiddenAccountIdsInput() {
    return this._forbiddenAccountIds;
  }

  // http_proxy - computed: false, optional: true, required: false
  private _httpProxy?: string; 
  /** HTTP proxy of calls by http, and of those by https too if nothing else says theirs. */
  public get httpProxy() {
    return this._httpProxy;
  }
  public set httpProxy(value: string | undefined) {
    this._httpProxy = value;
  }
  /** Leaves `http_proxy` out. */
  public resetHttpProxy() {
    this._httpProxy = undefined;
  }
  /** What was written for `http_proxy`, if anything. */
  public get httpProxyInput() {
    return this._httpProxy;
  }

  // https_proxy - computed: false, optional: true, required: false
  private _httpsProxy?: string; 
  /** HTTP proxy of calls by https. Empty for none. */
  public get httpsProxy() {
    return this._httpsProxy;
  }
  public set httpsProxy(value: string | undefined) {
    this._httpsProxy = value;
  }
  /** Leaves `https_proxy` out. */
  public resetHttpsProxy() {
    this._httpsProxy = undefined;
  }
  /** What was written for `https_proxy`, if anything. */
  public get httpsProxyInput() {
    return this._httpsProxy;
  }

  // max_retries - computed: false, optional: true, required: false
  private _maxRetries?: number; 
  /** How often a call is made again that was throttled or failed on AWS's side, with growing random waits: 0 to 100. */
  public get maxRetries() {
    return this._maxRetries;
  }
  public set maxRetries(value: number | undefined) {
    this._maxRetries = value;
  }
  /** Leaves `max_retries` out. */
  public resetMaxRetries() {
    this._maxRetries = undefined;
  }
  /** What was written for `max_retries`, if anything. */
  public get maxRetriesInput() {
    return this._maxRetries;
  }

  // no_proxy - computed: false, optional: true, required: false
  private _noProxy?: string; 
  /** Hosts, domains, addresses and ranges of addresses that are called without a proxy, with commas between them, or `*`. */
  public get noProxy() {
    return this._noProxy;
  }
  public set noProxy(value: string | undefined) {
    this._noProxy = value;
  }
  /** Leaves `no_proxy` out. */
  public resetNoProxy() {
    this._noProxy = undefined;
  }
  /** What was written for `no_proxy`, if anything. */
  public get noProxyInput() {
    return this._noProxy;
  }

  // profile - computed: false, optional: true, required: false
  private _profile?: string; 
  /** Profile in the shared AWS configuration files. */
  public get profile() {
    return this._profile;
  }
  public set profile(value: string | undefined) {
    this._profile = value;
  }
  /** Leaves `profile` out. */
  public resetProfile() {
    this._profile = undefined;
  }
  /** What was written for `profile`, if anything. */
  public get profileInput() {
    return this._profile;
  }

  // region - computed: false, optional: true, required: false
  private _region?: string; 
  /** AWS region. */
  public get region() {
    return this._region;
  }
  public set region(value: string | undefined) {
    this._region = value;
  }
  /** Leaves `region` out. */
  public resetRegion() {
    this._region = undefined;
  }
  /** What was written for `region`, if anything. */
  public get regionInput() {
    return this._region;
  }

  // s3_use_path_style - computed: false, optional: true, required: false
  private _s3UsePathStyle?: boolean | cdktf.IResolvable; 
  /** Whether S3 is addressed as `https://s3.<region>.amazonaws.com/<bucket>/…`, as stand-ins for S3 need it, and not by a host of the bucket. */
  public get s3UsePathStyle() {
    return this._s3UsePathStyle;
  }
  public set s3UsePathStyle(value: boolean | cdktf.IResolvable | undefined) {
    this._s3UsePathStyle = value;
  }
  /** Leaves `s3_use_path_style` out. */
  public resetS3UsePathStyle() {
    this._s3UsePathStyle = undefined;
  }
  /** What was written for `s3_use_path_style`, if anything. */
  public get s3UsePathStyleInput() {
    return this._s3UsePathStyle;
  }

  // secret_key - computed: false, optional: true, required: false
  private _secretKey?: string; 
  /** Secret of the access key. Prefer a profile, a role or the environment: whoever reads the configuration reads this. */
  public get secretKey() {
    return this._secretKey;
  }
  public set secretKey(value: string | undefined) {
    this._secretKey = value;
  }
  /** Leaves `secret_key` out. */
  public resetSecretKey() {
    this._secretKey = undefined;
  }
  /** What was written for `secret_key`, if anything. */
  public get secretKeyInput() {
    return this._secretKey;
  }

  // shared_config_files - computed: false, optional: true, required: false
  private _sharedConfigFiles?: string[]; 
  /** Shared configuration files. A later one wins. */
  public get sharedConfigFiles() {
    return this._sharedConfigFiles;
  }
  public set sharedConfigFiles(value: string[] | undefined) {
    this._sharedConfigFiles = value;
  }
  /** Leaves `shared_config_files` out. */
  public resetSharedConfigFiles() {
    this._sharedConfigFiles = undefined;
  }
  /** What was written for `shared_config_files`, if anything. */
  public get sharedConfigFilesInput() {
    return this._sharedConfigFiles;
  }

  // shared_credentials_files - computed: false, optional: true, required: false
  private _sharedCredentialsFiles?: string[]; 
  /** Shared credentials files. A later one wins. */
  public get sharedCredentialsFiles() {
    return this._sharedCredentialsFiles;
  }
  public set sharedCredentialsFiles(value: string[] | undefined) {
    this._sharedCredentialsFiles = value;
  }
  /** Leaves `shared_credentials_files` out. */
  public resetSharedCredentialsFiles() {
    this._sharedCredentialsFiles = undefined;
  }
  /** What was written for `shared_credentials_files`, if anything. */
  public get sharedCredentialsFilesInput() {
    return this._sharedCredentialsFiles;
  }

  // skip_metadata_api_check - computed: false, optional: true, required: false
  private _skipMetadataApiCheck?: string; 
  /** Whether the credentials of an EC2 instance are out of the question: `true` or `false`. */
  public get skipMetadataApiCheck() {
    return this._skipMetadataApiCheck;
  }
  public set skipMetadataApiCheck(value: string | undefined) {
    this._skipMetadataApiCheck = value;
  }
  /** Leaves `skip_metadata_api_check` out. */
  public resetSkipMetadataApiCheck() {
    this._skipMetadataApiCheck = undefined;
  }
  /** What was written for `skip_metadata_api_check`, if anything. */
  public get skipMetadataApiCheckInput() {
    return this._skipMetadataApiCheck;
  }

  // sts_region - computed: false, optional: true, required: false
  private _stsRegion?: string; 
  /** AWS region of the calls to STS. */
  public get stsRegion() {
    return this._stsRegion;
  }
  public set stsRegion(value: string | undefined) {
    this._stsRegion = value;
  }
  /** Leaves `sts_region` out. */
  public resetStsRegion() {
    this._stsRegion = undefined;
  }
  /** What was written for `sts_region`, if anything. */
  public get stsRegionInput() {
    return this._stsRegion;
  }

  // token - computed: false, optional: true, required: false
  private _token?: string; 
  /** Session token of a temporary access key. Prefer a profile, a role or the environment: whoever reads the configuration reads this. */
  public get token() {
    return this._token;
  }
  public set token(value: string | undefined) {
    this._token = value;
  }
  /** Leaves `token` out. */
  public resetToken() {
    this._token = undefined;
  }
  /** What was written for `token`, if anything. */
  public get tokenInput() {
    return this._token;
  }

  // use_dualstack_endpoint - computed: false, optional: true, required: false
  private _useDualstackEndpoint?: boolean | cdktf.IResolvable; 
  /** Whether AWS's dual-stack endpoints are called. */
  public get useDualstackEndpoint() {
    return this._useDualstackEndpoint;
  }
  public set useDualstackEndpoint(value: boolean | cdktf.IResolvable | undefined) {
    this._useDualstackEndpoint = value;
  }
  /** Leaves `use_dualstack_endpoint` out. */
  public resetUseDualstackEndpoint() {
    this._useDualstackEndpoint = undefined;
  }
  /** What was written for `use_dualstack_endpoint`, if anything. */
  public get useDualstackEndpointInput() {
    return this._useDualstackEndpoint;
  }

  // use_fips_endpoint - computed: false, optional: true, required: false
  private _useFipsEndpoint?: boolean | cdktf.IResolvable; 
  /** Whether AWS's FIPS endpoints are called. */
  public get useFipsEndpoint() {
    return this._useFipsEndpoint;
  }
  public set useFipsEndpoint(value: boolean | cdktf.IResolvable | undefined) {
    this._useFipsEndpoint = value;
  }
  /** Leaves `use_fips_endpoint` out. */
  public resetUseFipsEndpoint() {
    this._useFipsEndpoint = undefined;
  }
  /** What was written for `use_fips_endpoint`, if anything. */
  public get useFipsEndpointInput() {
    return this._useFipsEndpoint;
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

  // assume_role - computed: false, optional: true, required: false
  private _assumeRole?: CofferProviderAssumeRole[] | cdktf.IResolvable; 
  /** The block `assume_role`. */
  public get assumeRole() {
    return this._assumeRole;
  }
  public set assumeRole(value: CofferProviderAssumeRole[] | cdktf.IResolvable | undefined) {
    this._assumeRole = value;
  }
  /** Leaves `assume_role` out. */
  public resetAssumeRole() {
    this._assumeRole = undefined;
  }
  /** What was written for `assume_role`, if anything. */
  public get assumeRoleInput() {
    return this._assumeRole;
  }

  // assume_role_with_web_identity - computed: false, optional: true, required: false
  private _assumeRoleWithWebIdentity?: CofferProviderAssumeRoleWithWebIdentity; 
  /** The block `assume_role_with_web_identity`. */
  public get assumeRoleWithWebIdentity() {
    return this._assumeRoleWithWebIdentity;
  }
  public set assumeRoleWithWebIdentity(value: CofferProviderAssumeRoleWithWebIdentity | undefined) {
    this._assumeRoleWithWebIdentity = value;
  }
  /** Leaves `assume_role_with_web_identity` out. */
  public resetAssumeRoleWithWebIdentity() {
    this._assumeRoleWithWebIdentity = undefined;
  }
  /** What was written for `assume_role_with_web_identity`, if anything. */
  public get assumeRoleWithWebIdentityInput() {
    return this._assumeRoleWithWebIdentity;
  }

  // default_tags - computed: false, optional: true, required: false
  private _defaultTags?: CofferProviderDefaultTags; 
  /** The block `default_tags`. */
  public get defaultTags() {
    return this._defaultTags;
  }
  public set defaultTags(value: CofferProviderDefaultTags | undefined) {
    this._defaultTags = value;
  }
  /** Leaves `default_tags` out. */
  public resetDefaultTags() {
    this._defaultTags = undefined;
  }
  /** What was written for `default_tags`, if anything. */
  public get defaultTagsInput() {
    return this._defaultTags;
  }

  // endpoints - computed: false, optional: true, required: false
  private _endpoints?: CofferProviderEndpoints; 
  /** The block `endpoints`. */
  public get endpoints() {
    return this._endpoints;
  }
  public set endpoints(value: CofferProviderEndpoints | undefined) {
    this._endpoints = value;
  }
  /** Leaves `endpoints` out. */
  public resetEndpoints() {
    this._endpoints = undefined;
  }
  /** What was written for `endpoints`, if anything. */
  public get endpointsInput() {
    return this._endpoints;
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      access_key: cdktf.stringToTerraform(this._accessKey),
      allowed_account_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(this._allowedAccountIds),
      custom_ca_bundle: cdktf.stringToTerraform(this._customCaBundle),
      forbidden_account_ids: cdktf.listMapper(cdktf.stringToTerraform, false)(this._forbiddenAccountIds),
      http_proxy: cdktf.stringToTerraform(this._httpProxy),
      https_proxy: cdktf.stringToTerraform(this._httpsProxy),
      max_retries: cdktf.numberToTerraform(this._maxRetries),
      no_proxy: cdktf.stringToTerraform(this._noProxy),
      profile: cdktf.stringToTerraform(this._profile),
      region: cdktf.stringToTerraform(this._region),
      s3_use_path_style: cdktf.booleanToTerraform(this._s3UsePathStyle),
      secret_key: cdktf.stringToTerraform(this._secretKey),
      shared_config_files: cdktf.listMapper(cdktf.stringToTerraform, false)(this._sharedConfigFiles),
      shared_credentials_files: cdktf.listMapper(cdktf.stringToTerraform, false)(this._sharedCredentialsFiles),
      skip_metadata_api_check: cdktf.stringToTerraform(this._skipMetadataApiCheck),
      sts_region: cdktf.stringToTerraform(this._stsRegion),
      token: cdktf.stringToTerraform(this._token),
      use_dualstack_endpoint: cdktf.booleanToTerraform(this._useDualstackEndpoint),
      use_fips_endpoint: cdktf.booleanToTerraform(this._useFipsEndpoint),
      alias: cdktf.stringToTerraform(this._alias),
      assume_role: cdktf.listMapper(cofferProviderAssumeRoleToTerraform, true)(this._assumeRole),
      assume_role_with_web_identity: cofferProviderAssumeRoleWithWebIdentityToTerraform(this._assumeRoleWithWebIdentity),
      default_tags: cofferProviderDefaultTagsToTerraform(this._defaultTags),
      endpoints: cofferProviderEndpointsToTerraform(this._endpoints),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      access_key: {
        value: cdktf.stringToHclTerraform(this._accessKey),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      allowed_account_ids: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._allowedAccountIds),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      custom_ca_bundle: {
        value: cdktf.stringToHclTerraform(this._customCaBundle),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      forbidden_account_ids: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._forbiddenAccountIds),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      http_proxy: {
        value: cdktf.stringToHclTerraform(this._httpProxy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      https_proxy: {
        value: cdktf.stringToHclTerraform(this._httpsProxy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      max_retries: {
        value: cdktf.numberToHclTerraform(this._maxRetries),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      no_proxy: {
        value: cdktf.stringToHclTerraform(this._noProxy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
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
      s3_use_path_style: {
        value: cdktf.booleanToHclTerraform(this._s3UsePathStyle),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      secret_key: {
        value: cdktf.stringToHclTerraform(this._secretKey),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      shared_config_files: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._sharedConfigFiles),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      shared_credentials_files: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._sharedCredentialsFiles),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      skip_metadata_api_check: {
        value: cdktf.stringToHclTerraform(this._skipMetadataApiCheck),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      sts_region: {
        value: cdktf.stringToHclTerraform(this._stsRegion),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      token: {
        value: cdktf.stringToHclTerraform(this._token),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      use_dualstack_endpoint: {
        value: cdktf.booleanToHclTerraform(this._useDualstackEndpoint),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      use_fips_endpoint: {
        value: cdktf.booleanToHclTerraform(this._useFipsEndpoint),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      assume_role: {
        value: cdktf.listMapperHcl(cofferProviderAssumeRoleToHclTerraform, true)(this._assumeRole),
        isBlock: true,
        type: "list",
        storageClassType: "CofferProviderAssumeRoleList",
      },
      assume_role_with_web_identity: {
        value: cofferProviderAssumeRoleWithWebIdentityToHclTerraform(this._assumeRoleWithWebIdentity),
        isBlock: true,
        type: "list",
        storageClassType: "CofferProviderAssumeRoleWithWebIdentityList",
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
