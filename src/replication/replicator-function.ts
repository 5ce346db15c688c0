import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { ITerraformDependable, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { declareReplicatorAlarms } from './replicator-alarms';
import { REPLICA_KEYS_VARIABLE, replicaKeysText } from '../contracts/function-environment';
import { replicatorName } from '../contracts/function-names';
import { VaultFunction } from '../functions/vault-function';
import { onlyTheseKeys } from '../iam/key-use';
import { type PolicyStatement, render } from '../iam/policy-document';
import { PolicyQuotas } from '../iam/policy-quotas';
import { serviceUse } from '../iam/service-use';
import { AwsEnvironment } from '../terraform/aws-environment';
import { builtFunction, FunctionCode } from '../terraform/function-code';
import type { DeclaringVault } from '../vault/declaring-vault';
import { OperationsKey } from '../vault/operations-key';
import type { VaultReplicationProps } from '../vault/vault-replication-props';

/** Seconds; its longest requests are first copies of some 25 secrets, which Parameter Store takes at 3 a second. */
const TIMEOUT_SECONDS = 300;

/** The keys that the replicator uses, as of synth. */
export interface ReplicatorKeys {
  /** ARNs of those of records and copies. */
  readonly arns: () => readonly string[];
  /** Aliases of those of copies, written out. */
  readonly aliases: () => readonly string[];
}

/**
 * The replicator of a vault: a Lambda function with a role of its own. What it may copy is granted to `role` secret by
 * secret.
 *
 * @internal
 */
export class ReplicatorFunction extends Construct {
  public readonly role: IamRole;
  public readonly functionArn: string;
  public readonly functionName: string;
  public readonly queueArn: string;
  /** What has to be there before it is invoked. */
  public readonly ready: ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly vault: DeclaringVault,
    props: VaultReplicationProps,
    keys: ReplicatorKeys,
  ) {
    super(scope, id);
    const { vaultName } = vault;
    const description = `Copies secrets of ${vaultName} to other regions`;
    const own = new VaultFunction(this, 'function', {
      tags: vault.tags,
      keyArn: OperationsKey.part.getOrCreate(vault).arn,
      name: replicatorName(vaultName),
      description,
      logRetentionDays: props.logRetentionDays ?? 365,
      filers: (queueArn) => [this.fileUndelivered(queueArn)],
    });
    this.role = new IamRole(this, 'role', {
      namePrefix: `${vaultName.slice(0, 26)}-replicator-`,
      description,
      assumeRolePolicy: own.trust(),
      tags: vault.tags,
    });
    const policy = new IamPolicy(this, 'run', {
      namePrefix: `${vaultName.slice(0, 64)}-replicator-run-`,
      description: `Run the replicator of ${vaultName}`,
      policy: Lazy.stringValue({ produce: () => render([...own.running(), onlyTheseKeys(keys.arns())]) }),
      lifecycle: { createBeforeDestroy: true },
    });
    PolicyQuotas.of(this).watchFunctionRole(this.role);
    PolicyQuotas.of(this).watch(policy);
    const runs = new IamRolePolicyAttachment(this, 'run-attachment', {
      role: this.role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    const lambda = own.run({
      roleArn: this.role.arn,
      code: new FunctionCode(this, 'code', () => builtFunction('replicator.json', 'replicator')),
      memorySize: 256,
      timeout: TIMEOUT_SECONDS,
      reservedConcurrentExecutions: (props.reserveConcurrency ?? true) ? 1 : undefined,
      kmsKeyArn: OperationsKey.part.getOrCreate(vault).arn,
      // Requests name the key of a copy, and whoever may invoke the function writes requests: only these are taken.
      environment: { variables: { [REPLICA_KEYS_VARIABLE]: Lazy.stringValue({ produce: () => replicaKeysText(keys.aliases()) }) } },
      dependsOn: [runs],
    });
    this.functionArn = lambda.arn;
    this.functionName = lambda.functionName;
    this.queueArn = own.queue.arn;
    this.ready = [runs];
    declareReplicatorAlarms(this, vault, own, props.alarmTopics ?? []);
  }

  /** Events that EventBridge could not deliver. */
  private fileUndelivered(queueArn: string): PolicyStatement {
    const { partition, account } = AwsEnvironment.of(this);
    const sourceLike = `arn:${partition}:events:*:${account}:rule/${rulePrefix(this.vault.vaultName)}*`;
    return serviceUse('FileUndelivered', 'events.amazonaws.com', 'sqs:SendMessage', queueArn, { account, sourceLike });
  }
}

/** What names of the vault's rules begin with: EventBridge has 64 characters for them. */
export function rulePrefix(vaultName: string): string {
  return `${vaultName.slice(0, 32)}-replicate-`;
}
