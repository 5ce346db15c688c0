import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { ITerraformDependable, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { ReplicatorFunction, rulePrefix } from './replicator-function';
import { CHANGE_PATHS, changeTemplate, OPERATIONS, type ReplicationRequest } from '../contracts/replication/request';
import { Chunk, divide, hashBits } from '../iam/policy-chunks';
import { PolicyQuotas } from '../iam/policy-quotas';
import { waitFor } from '../terraform/late-dependencies';
import type { DeclaringVault } from '../vault/declaring-vault';

/** Characters of an event pattern (EventBridge: Quotas), less those that are there without any name. */
const CAPACITY = 2048 - 128;

interface Replicated {
  readonly bits: string;
  readonly size: number;
  readonly name: string;
  /** The parameter itself: it is copied after it was written. */
  readonly resource: ITerraformDependable;
}

interface Declared {
  chunk: Chunk<Replicated>;
}

/** What secrets that are replicated together have in common. */
export interface ReplicatedNamesProps {
  readonly vault: DeclaringVault;
  readonly replicator: ReplicatorFunction;
  /** Regions that all of them are copied to. */
  readonly regions: readonly string[];
  /** Alias of the key of their copies. */
  readonly keyAlias: string;
  /** What has to be there before they are copied, as of synth. */
  readonly ready: () => readonly ITerraformDependable[];
}

/**
 * Secrets that are copied to the same regions under keys of the same alias, and what has them copied: a rule for their
 * changes, a look every hour, since Parameter Store sends events on a best-effort basis, and a first look by the apply.
 *
 * Requests hold names, regions and the alias: all that the replicator knows, it is told. Where one rule does not hold all
 * names, there are several, and a name stays in its rule when others come (see policy-chunks).
 *
 * @internal
 */
export class ReplicatedNames extends Construct {
  private readonly names = new Map<string, Replicated>();
  private readonly declared = new Map<string, Declared>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReplicatedNamesProps,
  ) {
    super(scope, id);
  }

  public add(name: string, resource: ITerraformDependable): void {
    this.names.set(name, { name, resource, bits: hashBits(name), size: JSON.stringify(name).length + 1 });
    for (const chunk of divide([...this.names.values()], CAPACITY)) {
      const known = this.declared.get(chunk.name);
      if (known) known.chunk = chunk;
      else this.declare(chunk);
    }
  }

  private declare(first: Chunk<Replicated>): void {
    const declared: Declared = { chunk: first };
    this.declared.set(first.name, declared);
    const suffix = first.name === '' ? '' : `-${first.name}`;
    const { vault, replicator, keyAlias: key } = this.props;
    const namesOf = () => declared.chunk.items.map(({ name }) => name).sort();
    const regions = [...this.props.regions].sort();
    const request = (): ReplicationRequest => ({ names: namesOf(), regions, key });

    const changes = new CloudwatchEventRule(this, `changes${suffix}`, {
      namePrefix: rulePrefix(vault.vaultName),
      description: `Changes of secrets of ${vault.vaultName} that are copied to ${regions.join(', ')}`.slice(0, 512),
      eventPattern: Lazy.stringValue({
        produce: () =>
          JSON.stringify({
            source: ['aws.ssm'],
            'detail-type': ['Parameter Store Change'],
            detail: { name: namesOf(), operation: OPERATIONS },
          }),
      }),
      tags: vault.tags,
    });
    const change = this.target(`changes${suffix}`, changes, {
      inputTransformer: {
        inputPaths: CHANGE_PATHS,
        inputTemplate: changeTemplate({ regions, key }),
      },
    });
    const hourly = new CloudwatchEventRule(this, `hourly${suffix}`, {
      namePrefix: rulePrefix(vault.vaultName),
      description: `A look every hour at copies of ${vault.vaultName} in ${regions.join(', ')}`.slice(0, 512),
      scheduleExpression: 'rate(1 hour)',
      tags: vault.tags,
    });
    const look = this.target(`hourly${suffix}`, hourly, { input: Lazy.stringValue({ produce: () => JSON.stringify(request()) }) });

    const invocation = new LambdaInvocation(this, `first${suffix}`, {
      functionName: replicator.functionName,
      input: Lazy.stringValue({ produce: () => JSON.stringify({ ...request(), first: true } satisfies ReplicationRequest) }),
    });
    // As of synth: later secrets bring policies, and names move between rules when one is split.
    waitFor(invocation, () => [
      ...[change, look, ...replicator.ready],
      ...this.props.ready(),
      ...declared.chunk.items.map(({ resource }) => resource),
    ]);
  }

  private target(
    id: string,
    rule: CloudwatchEventRule,
    input: Pick<ConstructorParameters<typeof CloudwatchEventTarget>[2], 'input' | 'inputTransformer'>,
  ): CloudwatchEventTarget {
    const { replicator } = this.props;
    const permission = new LambdaPermission(this, `${id}-permission`, {
      action: 'lambda:InvokeFunction',
      functionName: replicator.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    PolicyQuotas.of(this).countInvoker(replicator, `Replication of vault ${this.props.vault.vaultName}`);
    return new CloudwatchEventTarget(this, `${id}-target`, {
      rule: rule.name,
      arn: replicator.functionArn,
      ...input,
      deadLetterConfig: { arn: replicator.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 10 },
      dependsOn: [permission],
    });
  }
}
