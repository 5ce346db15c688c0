import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import { checkObjectName } from './cluster-objects';
import { ExternalSecret } from './external-secret';
import { ManifestOutput } from './manifest-output';
import type { ServiceAccountRole } from './service-account-role';
import { checkServices } from './services';
import { KubernetesError } from '../../errors';
import { roleOf } from '../../iam/grantee';
import { keyUse, QUEUE_CONTEXT } from '../../iam/key-use';
import { render } from '../../iam/policy-document';
import { serviceUse } from '../../iam/service-use';
import { AwsEnvironment } from '../../terraform/aws-environment';
import { OperationsKey } from '../../vault/operations-key';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** What tells a cluster of new values. */
export interface SecretChangeQueueProps {
  /** Vault whose changes are told. */
  readonly vault: IVault;

  /** Services whose changes are told, with those below them: the names of their secrets get into the queue, and no value. */
  readonly services: string[];

  /** The ExternalSecrets to refresh. */
  readonly externalSecrets: ExternalSecret[];

  /** The service account that External Secrets' reloader takes the messages by. Its role is allowed nothing but that. */
  readonly serviceAccount: ServiceAccountRole;

  /**
   * Name of the queue, of the rule, and of the reloader's Config, 1 to 63 lowercase letters, digits and '-'.
   *
   * @default `<namespace of the vault>-<stage>-secret-changes`
   */
  readonly name?: string;

  /**
   * Where the Config goes.
   *
   * @default ManifestOutput.resources()
   */
  readonly output?: ManifestOutput;
}

/** Seconds. What nobody took within an hour is of no use: by then the operator has looked by itself. */
const KEPT_SECONDS = 3600;
const KEY_REUSE_SECONDS = 3600;
const MAX_PATTERN_CHARACTERS = 2048;

/**
 * The message that External Secrets' reloader takes: that of Secrets Manager's PutSecretValue in CloudTrail, of which it reads the
 * name and the time (External Secrets reloader: AWS SQS). It compares the name with the keys that ExternalSecrets read, which are the
 * names of parameters.
 */
const MESSAGE = JSON.stringify({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.secretsmanager',
  region: '<region>',
  detail: { eventName: 'PutSecretValue', eventTime: '<time>', requestParameters: { secretId: '<name>' } },
});

/**
 * Has External Secrets Operator refresh within seconds of a change in Parameter Store, by External Secrets' reloader: an EventBridge
 * rule puts each change into a queue, in the form that the reloader knows, and the reloader marks the ExternalSecrets that read it.
 *
 * AWS sends these events on a best-effort basis, so keep a `refreshInterval` as well. One queue is for one cluster, since a message
 * that was taken is gone. The names of secrets are in the messages, and no value.
 *
 * Synth fails with a KubernetesError if there is nothing to refresh, or the rule could not be made; and with a GrantError if the
 * reloader's role is of another stage.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 * @see https://github.com/external-secrets/reloader
 */
export class SecretChangeQueue extends Construct {
  /** URL of the queue, as a token. */
  public readonly queueUrl: string;
  /** ARN of the queue, as a token. */
  public readonly queueArn: string;

  constructor(scope: Construct, id: string, props: SecretChangeQueueProps) {
    super(scope, id);
    const subject = `SecretChangeQueue '${this.node.path}'`;
    const vault = VaultCore.of(props.vault);
    vault.requireOwnStack(this, (problem, remedy) => new KubernetesError(subject, problem, remedy));
    const name = checkName(subject, props.name ?? `${vault.vaultName}-secret-changes`);
    const names = namesOf(subject, props.externalSecrets);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name,
      description: `Changes of secrets of ${vault.vaultName}, for a cluster`,
      eventPattern: patternOf(subject, checkServices(subject, props.services)),
      tags: vault.tags,
    });
    const queue = new SqsQueue(this, 'Default', {
      name,
      kmsMasterKeyId: OperationsKey.part.getOrCreate(vault).arn,
      kmsDataKeyReusePeriodSeconds: KEY_REUSE_SECONDS,
      messageRetentionSeconds: KEPT_SECONDS,
      tags: vault.tags,
    });
    this.queueUrl = queue.url;
    this.queueArn = queue.arn;
    const policy = new SqsQueuePolicy(this, 'policy', { queueUrl: queue.url, policy: queuePolicy(queue.arn, rule.arn) });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      arn: queue.arn,
      inputTransformer: { inputPaths: { name: '$.detail.name', region: '$.region', time: '$.time' }, inputTemplate: MESSAGE },
      dependsOn: [policy],
    });
    // The names of secrets are told to one stage (R4), and the role is one that the program may have made for another.
    vault.admit(subject, roleOf(props.serviceAccount, subject));
    this.allowReloader(vault, props.serviceAccount, name);
    const output = props.output ?? ManifestOutput.resources();
    output._put(this, subject, {
      apiVersion: 'reloader.external-secrets.io/v1alpha1',
      kind: 'Config',
      metadata: { name },
      spec: { notificationSources: [this.source(vault, name, props.serviceAccount)], destinationsToWatch: [destination(names)] },
    });
  }

  /** Taking messages, and nothing else. */
  private allowReloader(vault: VaultCore, role: ServiceAccountRole, name: string): void {
    const { region, dnsSuffix } = AwsEnvironment.of(this);
    const policy = new IamPolicy(this, 'take', {
      namePrefix: `${name}-take-`,
      description: `Take changes of secrets of ${vault.vaultName}`,
      policy: render([
        { Sid: 'TakeMessages', Effect: 'Allow', Action: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'], Resource: this.queueArn },
        // The operations key encrypts other queues of the vault too.
        keyUse('DecryptMessages', 'kms:Decrypt', OperationsKey.part.getOrCreate(vault).arn, `sqs.${region}.${dnsSuffix}`, {
          exactly: { [QUEUE_CONTEXT]: this.queueArn },
        }),
      ]),
      tags: vault.tags,
      lifecycle: { createBeforeDestroy: true },
    });
    new IamRolePolicyAttachment(this, 'take-attachment', {
      role: role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private source(vault: VaultCore, name: string, { serviceAccount, namespace }: ServiceAccountRole): object {
    const region = vault.region;
    const { account, dnsSuffix } = AwsEnvironment.of(this);
    return {
      type: 'AwsSqs',
      awsSqs: {
        queueURL: `https://sqs.${region}.${dnsSuffix}/${account}/${name}`,
        auth: { authMethod: 'irsa', region, serviceAccountRef: { name: serviceAccount, namespace } },
      },
    };
  }
}

function queuePolicy(queueArn: string, ruleArn: string): string {
  return render([
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource: queueArn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    // Nobody else may have a cluster look at what they name.
    serviceUse('ThisRuleOnly', 'events.amazonaws.com', 'sqs:SendMessage', queueArn, { sourceArn: ruleArn }),
  ]);
}

/** @throws KubernetesError if it is longer than a pattern may be (EventBridge: quotas) */
function patternOf(subject: string, services: readonly string[]): string {
  const pattern = JSON.stringify({
    source: ['aws.ssm'],
    'detail-type': ['Parameter Store Change'],
    detail: { name: services.map((service) => ({ prefix: `/${service}/` })), operation: ['Create', 'Update'] },
  });
  if (pattern.length <= MAX_PATTERN_CHARACTERS) return pattern;
  throw new KubernetesError(
    subject,
    `its rule would have a pattern of ${pattern.length} characters, and EventBridge takes ${MAX_PATTERN_CHARACTERS}`,
    'Divide the services among several queues, each with a name of its own.',
  );
}

function checkName(subject: string, name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return checkObjectName(subject, 'name', name);
  throw new KubernetesError(
    subject,
    `name '${name}' is not 1 to 63 lowercase letters, digits and '-', beginning and ending with a letter or digit`,
    "Write name: 'acme-dev-secret-changes'.",
  );
}

function namesOf(subject: string, externalSecrets: readonly ExternalSecret[]): readonly string[] {
  if (!Array.isArray(externalSecrets) || externalSecrets.length === 0) {
    throw new KubernetesError(subject, 'externalSecrets is empty, and nothing would be refreshed', 'Name the ExternalSecrets to refresh.');
  }
  return [...new Set(externalSecrets.map(({ externalSecretName }: ExternalSecret) => externalSecretName))].sort();
}

function destination(names: readonly string[]): object {
  return { type: 'ExternalSecret', externalSecret: { names } };
}
