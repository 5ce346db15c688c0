import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { GrantError } from '../../errors';
import { type PolicyStatement, render } from '../../iam/policy-document';
import type { ISecret } from '../../secret/secret';
import type { SecretBase } from '../../secret/secret-base';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** New tasks of a service of Amazon ECS, when one of its secrets changes. */
export interface EcsRestartProps {
  /** Vault of the secrets. */
  readonly vault: IVault;

  /** Secrets that the tasks start with. */
  readonly secrets: ISecret[];

  /** Name of the cluster, not its ARN. */
  readonly clusterName: string;

  /** Name of the service. */
  readonly serviceName: string;
}

/** What EventBridge takes for a pattern (EventBridge: Quotas). */
const MOST_PATTERN = 2048;
const NAME = /^[\w-]{1,255}$/;

/**
 * Has Amazon ECS start new tasks of a service within seconds of a change of one of its secrets, by a forced deployment with the
 * service's own settings: tasks keep what they started with. A rule of EventBridge starts a state machine, which calls
 * UpdateService; no code runs that would have to be kept up.
 *
 * Parameter Store sends events as well as it can (EventBridge: best effort). A secret that changes often has the tasks replaced
 * as often. Without code that reads a value, nothing here can read one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export class EcsRestart extends Construct {
  /**
   *
   * Throws a GrantError if there is no secret, or one is of another vault; a name is not one of ECS; there are more secrets than one rule
   * takes; or it is in another stack than the vault.
   */
  constructor(scope: Construct, id: string, props: EcsRestartProps) {
    super(scope, id);
    const subject = `EcsRestart '${this.node.path}'`;
    const refuse = (problem: string, remedy: string) => new GrantError(subject, problem, remedy);
    const vault = VaultCore.of(props.vault);
    vault.requireOwnStack(this, refuse);
    const eventPattern = pattern(subject, vault, props.secrets);
    checkName(subject, 'clusterName', props.clusterName);
    checkName(subject, 'serviceName', props.serviceName);
    const { clusterName, serviceName } = props;
    const { aws } = vault;
    const service = `arn:${aws.partition}:ecs:${aws.region}:${aws.account}:service/${clusterName}/${serviceName}`;

    const machineRole = this.role('machine', 'states', vault, [
      { Sid: 'RestartService', Effect: 'Allow', Action: 'ecs:UpdateService', Resource: service },
    ]);
    const machine = new SfnStateMachine(this, 'machine', {
      namePrefix: `${vault.vaultName}-restart-`.slice(0, 54),
      roleArn: machineRole.role.arn,
      definition: JSON.stringify({
        StartAt: 'Restart',
        States: {
          Restart: {
            Type: 'Task',
            Resource: `arn:${aws.partition}:states:::aws-sdk:ecs:updateService`,
            Parameters: { Cluster: clusterName, Service: serviceName, ForceNewDeployment: true },
            // The answer describes the whole service: nobody waits for it.
            ResultPath: null,
            Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 5, BackoffRate: 2 }],
            End: true,
          },
        },
      }),
      tags: vault.tags,
      dependsOn: [machineRole.attachment],
    });
    const ruleRole = this.role('rule', 'events', vault, [
      { Sid: 'StartRestart', Effect: 'Allow', Action: 'states:StartExecution', Resource: machine.arn },
    ]);
    const rule = new CloudwatchEventRule(this, 'rule', {
      namePrefix: `${vault.vaultName}-restart-`.slice(0, 38),
      description: `Secrets of ${vault.vaultName} that ${Token.isUnresolved(serviceName) ? 'a service' : serviceName} starts with`,
      eventPattern,
      tags: vault.tags,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      arn: machine.arn,
      roleArn: ruleRole.role.arn,
      // Of the event, the state machine needs nothing.
      input: '{}',
      dependsOn: [ruleRole.attachment],
    });
  }

  /** A role that one service of AWS assumes in this account, with one policy. */
  private role(id: string, service: 'states' | 'events', vault: VaultCore, statements: readonly PolicyStatement[]) {
    const namePrefix = `${vault.vaultName}-restart-`.slice(0, 38);
    const role = new IamRole(this, `${id}-role`, {
      namePrefix,
      description: `Restarts a service when secrets of ${vault.vaultName} change`,
      assumeRolePolicy: render([
        {
          Sid: 'ThisAccountOnly',
          Effect: 'Allow',
          Principal: { Service: `${service}.amazonaws.com` },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': vault.aws.account } },
        },
      ]),
      tags: vault.tags,
    });
    const policy = new IamPolicy(this, `${id}-policy`, {
      namePrefix,
      policy: render(statements),
      lifecycle: { createBeforeDestroy: true },
    });
    const attachment = new IamRolePolicyAttachment(this, `${id}-attachment`, {
      role: role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    return { role, attachment };
  }
}

function pattern(subject: string, vault: VaultCore, secrets: readonly ISecret[]): string {
  if (secrets.length === 0) throw new GrantError(subject, 'secrets is empty', 'Name what the tasks start with.');
  const foreign = secrets.find((secret) => !(secret as Partial<SecretBase>)._vault?.is(vault));
  if (foreign) {
    throw new GrantError(
      subject,
      `secret '${foreign.service}/${foreign.key}' is not one of vault ${vault.vaultName}`,
      'Declare an EcsRestart for each vault.',
    );
  }
  const name = [...new Set(secrets.map(({ parameterName }) => parameterName))].sort();
  const text = JSON.stringify({
    source: ['aws.ssm'],
    'detail-type': ['Parameter Store Change'],
    detail: { operation: ['Create', 'Update'], name },
  });
  if (text.length <= MOST_PATTERN) return text;
  throw new GrantError(
    subject,
    `the pattern of its rule would have ${text.length} characters for ${name.length} secrets, and EventBridge takes ${MOST_PATTERN}`,
    'Declare several, each with some of them.',
  );
}

function checkName(subject: string, what: string, name: string): void {
  if (Token.isUnresolved(name) || NAME.test(name)) return;
  throw new GrantError(subject, `${what} '${name}' is not 1 to 255 letters, digits, '-' and '_'`, 'Write the name, not the ARN.');
}
