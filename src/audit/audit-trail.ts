import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { AccountAlarms, namesOfAccountAlarms } from './account-alarms';
import { checkAuditName, checkAuditPrincipals, checkLogRetention, settingsOf } from './audit-checks';
import { AuditKey } from './audit-key';
import { type AuditParts, namesOfParts, partsBySource } from './audit-parts';
import { AuditTopic } from './audit-topic';
import type { AuditTrailProps } from './audit-trail-props';
import type { BoundTrail } from './bound-trail';
import { partsOf } from './declarations';
import { trailNames } from './made-trail';
import type { QueriedAudit } from './queries/queried-audit';
import { MOST_PATTERN_CHARACTERS, subscriptionPattern } from './record-patterns';
import { TrailSource } from './trail-source';
import { AuditedVault, type BesideVaults } from './watched-vaults';
import { WatcherFunction, watcherName } from './watcher-function';
import { WatcherRules } from './watcher-rules';
import type { WatcherGrants } from './watcher-statements';
import { WatcherTable } from './watcher-table';
import type { DeclarationPart } from '../contracts/audit/declarations';
import { AuditError } from '../errors';
import { AwsEnvironment } from '../terraform/aws-environment';
import { OwnKind } from '../terraform/own-kind';
import { resolved } from '../terraform/resolved';
import { StackSetup } from '../terraform/stack-setup';
import { OperationsKey } from '../vault/operations-key';
import { refuseReservedTags } from '../vault/reserved-tags';
import { VaultCore } from '../vault/vault-core';

const SOURCES = new OwnKind('TrailSource', TrailSource);

/**
 * Notifies people when a secret is read or changed by somebody who is not expected to. It consists of a CloudTrail trail, new or existing,
 * and a Lambda function, the watcher, which compares each event of the trail with what the program grants.
 *
 * The watcher sends notices about changes and deletions by principals that may not make them; about reads by undeclared principals, first
 * reads by declared ones, break-glass access and bulk reads; about denied requests; about KMS keys that are disabled, scheduled for
 * deletion or opened to others; about changed settings of the buckets of master keys; about new access keys; and about changes to the audit
 * itself. No notice contains a secret value, and the watcher's role is denied access to all of them.
 *
 * Synth throws an `AuditError` for a number out of range, a name or an ARN that AWS would not accept, an empty list of vaults, a `trail`
 * that is not a `TrailSource`, or an event pattern or filter pattern that would be too long for AWS.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-user-guide.html
 */
export class AuditTrail extends Construct {
  /** Name of the audit: that of its table, topic and key alias, and of a trail that it creates. */
  public readonly auditName: string;
  /**
   * ARN, as a token, of the SNS topic for notices about no vault, or about a vault without a topic of its own. Subscribe people to it.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
   */
  public readonly topicArn: string;
  /** Name of the watcher's Lambda function. */
  public readonly functionName: string;
  /** Name of the S3 bucket that the trail delivers to. Undefined for an existing trail whose bucket the program does not name. */
  public readonly bucketName?: string;
  /** ARN of the trail. Undefined for an existing trail whose ARN the program does not name. */
  public readonly trailArn?: string;
  /** ARN of the KMS key that encrypts what the audit creates: trail, log groups, table, topic and queue. */
  public readonly keyArn: string;

  private readonly subject: string;
  private readonly vaults: readonly AuditedVault[];
  private readonly trail: BoundTrail;
  private readonly table: WatcherTable;
  private readonly watcher: WatcherFunction;
  private readonly rules: WatcherRules;
  private readonly beside: BesideVaults;
  private readonly deployers: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuditTrailProps,
  ) {
    super(scope, id);
    const subject = (this.subject = `AuditTrail '${this.node.path}'`);
    const { tags, deletionProtection = true } = props;
    StackSetup.of(this);
    refuseReservedTags(subject, tags);
    this.vaults = this.watchedVaults();
    const name = (this.auditName = checkAuditName(subject, props.name ?? this.defaultName()));
    const settings = settingsOf(subject, props);
    this.deployers = this.checkDeployers();
    this.beside = {
      keyArns: props.keyArns ?? [],
      masterKeyBuckets: props.masterKeyBuckets ?? [],
      readers: checkAuditPrincipals(subject, 'alsoReaders', props.alsoReaders ?? []),
      writers: checkAuditPrincipals(subject, 'alsoWriters', props.alsoWriters ?? []),
    };
    const source = props.trail ?? TrailSource.create();
    const own = SOURCES.in(source, subject);
    if (!own) throw new AuditError(subject, 'trail is not a TrailSource', 'Write one, such as TrailSource.create().');
    this.keyArn = this.key(name, own).arn;
    this.trail = own._bind(this, { subject, name, tags, keyArn: this.keyArn, objectsOf: () => this.bucketArns() });
    this.rules = new WatcherRules(this, 'rules', {
      subject,
      name,
      topicArn: () => this.topicArn,
      parts: () => partsBySource(this.ownParts()),
      deployers: () => this.allDeployers(),
      tags,
    });
    this.topicArn = props.topicArn ?? new AuditTopic(this, 'topic', name, this.keyArn, this.rules.arns, tags).arn;
    this.table = new WatcherTable(this, 'table', {
      name,
      keyArn: this.keyArn,
      parts: () => this.parts(),
      deletionProtection,
      after: this.trail.ready,
      tags,
    });
    this.watcher = new WatcherFunction(this, 'watcher', {
      audit: name,
      keyArn: this.keyArn,
      table: this.table,
      settings,
      topicArn: this.topicArn,
      grants: () => this.grants(),
      logRetentionDays: checkLogRetention(subject, 'logRetentionDays', props.logRetentionDays ?? 365),
      reserveConcurrency: props.reserveConcurrency ?? true,
      tags,
    });
    this.functionName = this.watcher.name;
    this.subscribe();
    this.bucketName = this.trail.bucketName;
    this.trailArn = this.trail.trailArn;
  }

  /**
   * What queries of its logs need to know.
   *
   * @internal
   */
  public _queried(): QueriedAudit {
    const { bucketName, keyPrefix, organizationId, made } = this.trail;
    return {
      vaults: () => this.vaults.map((vault) => vault.declaration(this.topicArn, this.beside, false)),
      logs: bucketName === undefined ? undefined : { bucketName, keyPrefix, organizationId, keyArn: made ? this.keyArn : undefined },
      tags: this.props.tags,
    };
  }

  private watchedVaults(): AuditedVault[] {
    const { subject, props } = this;
    if (props.vaults.length === 0) throw new AuditError(subject, 'it has no vaults', 'Name at least one: vaults: [vault].');
    const cores: VaultCore[] = [];
    // The same vault under two objects would be told of twice.
    for (const core of props.vaults.map((vault) => VaultCore.of(vault, subject))) {
      if (!cores.some((known) => known.is(core))) cores.push(core);
    }
    return cores.map((core) => new AuditedVault(this, subject, core));
  }

  private defaultName(): string {
    const { vaultName } = this.vaults[0]!.core;
    return `${vaultName
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-')
      .slice(0, 24)}-audit-${this.node.addr.slice(-8)}`;
  }

  private checkDeployers(): readonly string[] {
    const { subject, props, vaults } = this;
    const deployers = checkAuditPrincipals(subject, 'deployers', props.deployers ?? []);
    for (const { core } of vaults) {
      if (deployers.length > 0 || core.deployers.length > 0) continue;
      Annotations.of(this).addWarning(
        `${subject} does not know who deploys vault ${core.vaultName}, so that each deploy that changes it is told to people. ` +
          "Name the roles in deployers of the vault or of the audit: ['arn:aws:iam::<account>:role/<name>'].",
      );
    }
    return deployers;
  }

  private key(name: string, source: TrailSource): AuditKey {
    const names = trailNames(AwsEnvironment.of(this), name);
    const { partition, region, account } = AwsEnvironment.of(this);
    const made = source._makes;
    const ownLog = `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${watcherName(name)}`;
    return new AuditKey(this, 'key', {
      name,
      logGroupArns: [ownLog, ...(made ? [names.logGroupArn] : [])],
      trailArn: made ? names.trailArn : undefined,
      deletionProtection: made?.deletionProtection ?? true,
      tags: this.props.tags,
    });
  }

  private subscribe(): void {
    const { trail, watcher, props, auditName, topicArn } = this;
    if (!trail.logGroup) {
      watcher.subscribeByRule();
      return;
    }
    watcher.subscribe(trail.logGroup, () => this.pattern(), trail.ready);
    if (this.hasAccountAlarms) new AccountAlarms(this, 'account', auditName, trail.logGroup.name, topicArn, props.tags);
  }

  private get hasAccountAlarms(): boolean {
    const { props, trail } = this;
    return trail.logGroup !== undefined && (props.accountAlarms ?? trail.made);
  }

  private pattern(): string {
    const buckets = this.vaults.flatMap((vault) => vault.buckets.map(({ name }) => name)).concat(this.beside.masterKeyBuckets);
    const pattern = subscriptionPattern([...new Set(buckets)], this.watcher.name);
    // What is known at apply only are accounts, and names of buckets.
    const longest = resolved(this, pattern)
      .replace(/\$\{[^}]+account_id\}/g, '1'.repeat(12))
      .replace(/\$\{[^}]+\}/g, 'b'.repeat(63));
    if (longest.length <= MOST_PATTERN_CHARACTERS) return pattern;
    throw new AuditError(
      this.subject,
      `the pattern of its subscription would have ${longest.length} characters, and CloudWatch Logs takes ${MOST_PATTERN_CHARACTERS}`,
      'Watch some of the vaults with a bucket of master keys by another AuditTrail.',
    );
  }

  /** Buckets whose objects a trail of the audit's own logs. */
  private bucketArns(): string[] {
    const { partition } = AwsEnvironment.of(this);
    return [
      ...this.vaults.flatMap((vault) => vault.buckets.map(({ arn }) => arn)),
      ...this.beside.masterKeyBuckets.map((name) => `arn:${partition}:s3:::${name}`),
    ];
  }

  private parts(): DeclarationPart[] {
    const { subject, topicArn, deployers } = this;
    // Of a vault that several programs know, what is said beside it holds for each.
    const vaults = this.vaults.map((vault) => vault.declaration(topicArn, this.beside, this.props.topicArn !== undefined));
    const { account, region } = AwsEnvironment.of(this);
    return partsOf(subject, { topicArn, names: namesOfParts(this.ownParts()), account, region, deployers }, vaults);
  }

  private grants(): WatcherGrants {
    const { topicArn, props } = this;
    const ofVaults = props.topicArn === undefined ? this.vaults.filter((vault) => vault.topicArn !== undefined) : [];
    return {
      topicArns: [topicArn, ...ofVaults.map((vault) => vault.topicArn!)],
      topicKeyArns: ofVaults.map(({ core }) => OperationsKey.part.getOrCreate(core).arn),
      events: props.events ?? false,
    };
  }

  private allDeployers(): string[] {
    return [...new Set([...this.deployers, ...this.vaults.flatMap(({ core }) => core.deployers)])].sort();
  }

  private ownParts(): AuditParts {
    const { auditName, watcher, table, trail, keyArn, topicArn, rules, props } = this;
    const { partition, region, account } = AwsEnvironment.of(this);
    const { topicArns, topicKeyArns } = this.grants();
    const written = {
      topicArn: props.topicArn ?? `arn:${partition}:sns:${region}:${account}:${auditName}`,
      tableArn: `arn:${partition}:dynamodb:${region}:${account}:table/${table.name}`,
    };
    const accountAlarmNames = this.hasAccountAlarms ? namesOfAccountAlarms(auditName) : [];
    const besideArns = [...topicArns, ...topicKeyArns];
    return { auditName, watcher, trail, table, keyArn, topicArn, written, ruleNames: rules.names, accountAlarmNames, besideArns };
  }
}
