import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import type { Construct } from 'constructs';
import { GrantError } from '../../errors';
import { type PolicyStatement, render } from '../../iam/policy-document';
import type { ISecret } from '../../secret/secret';
import type { SecretBase } from '../../secret/secret-base';
import type { VaultCore } from '../../vault/vault-core';

/** What is to happen when a secret changes. */
export interface Restart {
  readonly vault: VaultCore;
  /** Pattern of the rule, from `changesOf()`. */
  readonly eventPattern: string;
  /** What the rule's description says of the secrets: `that … starts with`. */
  readonly reader: string;
  /** The one call that the state machine makes, and may make. */
  readonly allow: PolicyStatement;
  /** `<service>:<operation>` of the AWS SDK, as Step Functions has it. */
  readonly operation: string;
  readonly parameters: { readonly [name: string]: unknown };
  /** What the state machine is started with. */
  readonly input: { readonly [name: string]: string };
  /** Of the state machine. @default - STANDARD, which keeps the answers of AWS for 90 days */
  readonly type?: 'EXPRESS';
}

/** What EventBridge takes for a pattern (EventBridge: Quotas). */
const MOST_PATTERN = 2048;

/**
 * A rule of EventBridge that starts a state machine, which makes one call of AWS: no code runs that would have to be kept up, and nothing
 * here can read a value.
 */
export function restartOnChange(scope: Construct, restart: Restart): void {
  const { vault } = restart;
  const machineRole = roleOfService(scope, 'machine', 'states', vault, [restart.allow]);
  const machine = new SfnStateMachine(scope, 'machine', {
    namePrefix: `${vault.vaultName}-restart-`.slice(0, 54),
    ...(restart.type && { type: restart.type }),
    roleArn: machineRole.role.arn,
    definition: JSON.stringify({
      StartAt: 'Restart',
      States: {
        Restart: {
          Type: 'Task',
          Resource: `arn:${vault.aws.partition}:states:::aws-sdk:${restart.operation}`,
          Parameters: restart.parameters,
          // The answer describes all that is restarted: nobody waits for it.
          ResultPath: null,
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 5, BackoffRate: 2 }],
          End: true,
        },
      },
    }),
    tags: vault.tags,
    dependsOn: [machineRole.attachment],
  });
  const ruleRole = roleOfService(scope, 'rule', 'events', vault, [
    { Sid: 'StartRestart', Effect: 'Allow', Action: 'states:StartExecution', Resource: machine.arn },
  ]);
  const rule = new CloudwatchEventRule(scope, 'rule', {
    namePrefix: `${vault.vaultName}-restart-`.slice(0, 38),
    description: `Secrets of ${vault.vaultName} that ${restart.reader} starts with`,
    eventPattern: restart.eventPattern,
    tags: vault.tags,
  });
  new CloudwatchEventTarget(scope, 'target', {
    rule: rule.name,
    arn: machine.arn,
    roleArn: ruleRole.role.arn,
    // Of the event, the state machine needs nothing.
    input: JSON.stringify(restart.input),
    dependsOn: [ruleRole.attachment],
  });
}

/**
 * The pattern of changes of secrets.
 *
 * @param readers who starts with them, as errors say it: `tasks`
 * @param kind the construct of which there would have to be another
 * @throws GrantError if there is no secret, one is of another vault, or there are more than one rule takes
 */
export function changesOf(subject: string, vault: VaultCore, secrets: readonly ISecret[], readers: string, kind: string): string {
  if (secrets.length === 0) throw new GrantError(subject, 'secrets is empty', `Name what the ${readers} start with.`);
  const foreign = secrets.find((secret) => !(secret as Partial<SecretBase>)._vault?.is(vault));
  if (foreign) {
    throw new GrantError(
      subject,
      `secret '${foreign.service}/${foreign.key}' is not one of vault ${vault.vaultName}`,
      `Declare ${kind} for each vault.`,
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

/** A role that one service of AWS assumes in this account, with one policy. */
function roleOfService(
  scope: Construct,
  id: string,
  service: 'states' | 'events',
  vault: VaultCore,
  statements: readonly PolicyStatement[],
): { readonly role: IamRole; readonly attachment: IamRolePolicyAttachment } {
  const namePrefix = `${vault.vaultName}-restart-`.slice(0, 38);
  const role = new IamRole(scope, `${id}-role`, {
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
  const policy = new IamPolicy(scope, `${id}-policy`, {
    namePrefix,
    policy: render(statements),
    lifecycle: { createBeforeDestroy: true },
  });
  const attachment = new IamRolePolicyAttachment(scope, `${id}-attachment`, {
    role: role.name,
    policyArn: policy.arn,
    lifecycle: { createBeforeDestroy: true },
  });
  return { role, attachment };
}
