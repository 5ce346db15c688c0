import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Configuration } from './synth';

/** AdministratorAccess. */
export const EVERYTHING = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/** A permissions boundary that has nothing of KMS, nor of any service but Systems Manager. */
export const PARAMETERS_ONLY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }],
});

/** What Terraform would fill in at apply. */
export interface Deployment {
  readonly account: string;
  readonly region: string;
  readonly keyId: string;
}

/** A call to AWS: who, what, on what, and what KMS and IAM know about it. */
export interface Call {
  readonly principal: string;
  readonly policies: readonly string[];
  readonly action: string;
  readonly resource: string;
  readonly context?: { readonly [key: string]: string | string[] };
  /** Permissions boundary of the principal, if it has one. */
  readonly boundary?: string;
  /** Policy of the key, in place of the vault's own. */
  readonly keyPolicy?: string;
  /** Policy of the bucket, for calls to S3. */
  readonly bucketPolicy?: string;
}

/** A synthesized stack as AWS would have it after apply, with IAM's and KMS's judgement on calls. */
export class DeployedStack {
  constructor(
    private readonly configuration: Configuration,
    private readonly deployment: Deployment,
  ) {}

  public get keyArn(): string {
    const { region, account, keyId } = this.deployment;
    return `arn:aws:kms:${region}:${account}:key/${keyId}`;
  }

  public parameterArn(name: string): string {
    return `arn:aws:ssm:${this.deployment.region}:${this.deployment.account}:parameter${name}`;
  }

  public roleArn(role: string): string {
    return `arn:aws:iam::${this.deployment.account}:role/${role}`;
  }

  /** Policies attached to a role and within it, by the id of the role in the stack. */
  public policiesOf(roleId: string): string[] {
    const inline = Object.values(this.configuration.resource.aws_iam_role_policy ?? {})
      .filter(({ role }) => role === `\${aws_iam_role.${roleId}.name}`)
      .map(({ policy }) => this.fill(policy as string));
    return [...inline, ...this.attachedTo(roleId)];
  }

  private attachedTo(roleId: string): string[] {
    return Object.values(this.configuration.resource.aws_iam_role_policy_attachment ?? {})
      .filter((attachment) => attachment.role === `\${aws_iam_role.${roleId}.name}`)
      .map(({ policy_arn: arn }) => {
        const policyId = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(arn as string)?.[1];
        if (policyId !== undefined) return this.fill(this.configuration.resource.aws_iam_policy![policyId]!.policy as string);
        // Policies of AWS's own change without notice: whatever is denied has to be denied beside one that allows everything.
        if (/:iam::aws:policy\/\w+$/.test(arn as string)) return EVERYTHING;
        throw new Error(`a policy that is neither of the stack nor of AWS: ${arn}`);
      });
  }

  /** The policy of the first attachment of a type. */
  public policyFor(type: 'aws_iam_group_policy_attachment'): string {
    const [attachment] = Object.values(this.configuration.resource[type]!);
    const [, policyId] = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(attachment!.policy_arn as string)!;
    return this.fill(this.configuration.resource.aws_iam_policy![policyId!]!.policy as string);
  }

  /** The only inline policy of a permission set. */
  public get permissionSetPolicy(): string {
    const [policy, ...others] = Object.values(this.configuration.resource.aws_ssoadmin_permission_set_inline_policy ?? {});
    if (!policy || others.length > 0) throw new Error(`${others.length + (policy ? 1 : 0)} permission sets have inline policies`);
    return this.fill(policy.inline_policy as string);
  }

  /** Policy of the vault's own key. */
  public get keyPolicy(): string {
    return this.policyOf('aws_kms_key', Object.keys(this.configuration.resource.aws_kms_key ?? {})[0]!);
  }

  /** ARN of a key by its id in the stack: the first one is the vault's own. */
  public keyArnOf(id: string): string {
    const position = Object.keys(this.configuration.resource.aws_kms_key ?? {}).indexOf(id);
    return position === 0 ? this.keyArn : this.keyArn.slice(0, -1) + String.fromCharCode('a'.charCodeAt(0) + position);
  }

  /** Policy of a key or bucket by the end of its id in the stack. */
  public policyOf(type: 'aws_kms_key' | 'aws_s3_bucket_policy', idEnd: string): string {
    const found = Object.entries(this.configuration.resource[type] ?? {}).filter(([id]) => id.endsWith(idEnd));
    if (found.length !== 1) {
      throw new Error(`${found.length} of ${type} end with ${idEnd}: ${Object.keys(this.configuration.resource[type] ?? {}).join(', ')}`);
    }
    return this.fill(found[0]![1].policy as string);
  }

  /** The decision on a call: 'Allowed', 'ImplicitlyDenied' or 'ExplicitlyDenied'. */
  public async decide(call: Call): Promise<string> {
    const result = await runSimulation(
      {
        request: {
          principal: call.principal,
          action: call.action,
          resource: { resource: call.resource, accountId: this.deployment.account },
          contextVariables: standIn({ 'aws:PrincipalArn': call.principal, ...call.context }),
        },
        identityPolicies: call.policies.map((policy, index) => ({ name: `policy${index}`, policy: standIn(JSON.parse(policy) as object) })),
        ...(call.boundary !== undefined && {
          permissionBoundaryPolicies: [{ name: 'boundary', policy: standIn(JSON.parse(call.boundary) as object) }],
        }),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: call.action.startsWith('kms:')
          ? standIn(JSON.parse(call.keyPolicy ?? this.keyPolicy) as object)
          : call.bucketPolicy === undefined
            ? undefined
            : standIn(JSON.parse(call.bucketPolicy) as object),
      },
      {},
    );
    if (result.resultType === 'error') throw new Error(`not a call that AWS knows: ${JSON.stringify(result.errors)}`);
    if (result.resultType === 'single' && (result.result.ignoredContextKeys ?? []).length > 0) {
      throw new Error(`context that ${call.action} does not have: ${result.result.ignoredContextKeys!.join(', ')}`);
    }
    return result.overallResult;
  }

  /** What KMS knows of a call that Parameter Store makes for a caller, about one parameter. */
  public throughParameterStore(parameter: string, caller = this.deployment.account): { readonly [key: string]: string } {
    return {
      'kms:ViaService': `ssm.${this.deployment.region}.amazonaws.com`,
      'kms:CallerAccount': caller,
      'kms:EncryptionContext:PARAMETER_ARN': this.parameterArn(parameter),
    };
  }

  private fill(policy: string): string {
    const filled = policy
      .replace(/\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}/g, this.deployment.account)
      .replace(/\$\{data\.aws_region\.[\w-]+\.id\}/g, this.deployment.region)
      .replace(/\$\{data\.aws_partition\.[\w-]+\.partition\}/g, 'aws')
      .replace(/\$\{data\.aws_partition\.[\w-]+\.dns_suffix\}/g, 'amazonaws.com')
      .replace(/\$\{aws_kms_key\.([\w-]+)\.arn\}/g, (_, id: string) => this.keyArnOf(id))
      .replace(/\$\{aws_iam_role\.([\w-]+)\.arn\}/g, (_, id: string) => this.roleArn(id))
      .replace(
        /\$\{aws_sns_topic\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:sns:${this.deployment.region}:${this.deployment.account}:${id}`,
      )
      .replace(
        /\$\{aws_lambda_function\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:lambda:${this.deployment.region}:${this.deployment.account}:function:${id}`,
      )
      .replace(
        /\$\{aws_sqs_queue\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:sqs:${this.deployment.region}:${this.deployment.account}:${id}`,
      )
      .replace(
        /\$\{aws_sfn_state_machine\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:states:${this.deployment.region}:${this.deployment.account}:stateMachine:${id}`,
      )
      .replace(
        /\$\{aws_dynamodb_table\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:dynamodb:${this.deployment.region}:${this.deployment.account}:table/${id}`,
      )
      .replace(
        /\$\{aws_cloudwatch_log_group\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:logs:${this.deployment.region}:${this.deployment.account}:log-group:${id}`,
      )
      .replace(/\$\{(aws_athena_workgroup|aws_glue_catalog_database)\.([\w-]+)\.name\}/g, (_, type: string, id: string) =>
        this.fill(this.configuration.resource[type]![id]!.name as string),
      )
      .replace(/\$\{aws_s3_bucket\.([\w-]+)\.bucket\}/g, (_, id: string) =>
        this.fill(this.configuration.resource.aws_s3_bucket![id]!.bucket as string),
      )
      .replace(
        /\$\{aws_s3_bucket\.([\w-]+)\.arn\}/g,
        (_, id: string) => `arn:aws:s3:::${this.fill(this.configuration.resource.aws_s3_bucket![id]!.bucket as string)}`,
      );
    if (filled.includes('${')) throw new Error(`an expression is left in ${filled}`);
    return filled;
  }
}

/**
 * The simulator drops keys of the form kms:EncryptionContext:<name>: it knows names that vary after a slash only.
 * Another key that varies stands in for it, in policies and calls alike. Both are plain strings to IAM.
 */
function standIn<T extends object>(subject: T): T {
  return JSON.parse(
    JSON.stringify(subject)
      .replaceAll('kms:EncryptionContext:PARAMETER_ARN', 'aws:PrincipalTag/PARAMETER_ARN')
      .replaceAll('kms:EncryptionContext:aws:s3:arn', 'aws:PrincipalTag/S3_ARN')
      .replaceAll('kms:EncryptionContext:aws:logs:arn', 'aws:PrincipalTag/LOGS_ARN')
      .replaceAll('kms:EncryptionContext:aws:sqs:arn', 'aws:PrincipalTag/SQS_ARN')
      .replaceAll('kms:EncryptionContext:aws:cloudtrail:arn', 'aws:PrincipalTag/CLOUDTRAIL_ARN'),
  ) as T;
}
