import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { MOST_EVENT_PATTERN_CHARACTERS, type PartsBySource, partsPattern, type RuleKind, RULES } from './record-patterns';
import { AuditError } from '../errors';
import { longestLength } from '../iam/policy-quotas';
import { resolved } from '../terraform/resolved';

/** What the rules of an audit tell without its watcher. */
export interface WatcherRulesProps {
  /** The audit, as errors call it. */
  readonly subject: string;
  readonly name: string;
  readonly topicArn: () => string;
  /** As of synth. */
  readonly parts: () => PartsBySource;
  readonly deployers: () => readonly string[];
  readonly tags?: { [key: string]: string };
}

/** The members of a notice, of what a rule finds in an event. */
const PATHS = {
  event: '$.detail.eventName',
  who: '$.detail.userIdentity.arn',
  account: '$.detail.userIdentity.accountId',
  when: '$.detail.eventTime',
  address: '$.detail.sourceIPAddress',
  agent: '$.detail.userAgent',
  region: '$.detail.awsRegion',
  record: '$.detail.eventID',
};

/** What descriptions begin and end with: those of the first two rules have been so since there were no others. */
const DONE: { readonly [kind in RuleKind]: readonly [verb: string, of: string] } = {
  off: ['switched off', ''],
  'off-base': ['switched off', ': table, key, topic and alarms'],
  changed: ['changed', ' by others than deployers'],
  'changed-logs': ['changed', ' by others than deployers: logs'],
  'changed-base': ['changed', ' by others than deployers: table, key and topic'],
  'changed-more': ['changed', ' by others than deployers: bucket and alarms'],
};

/**
 * Rules that tell people that a part of the audit was switched off or changed, without the function that could be the part. The watcher
 * tells in turn if a rule is switched off: whoever wants to be seen by neither has to begin with one of them.
 *
 * @internal
 */
export class WatcherRules extends Construct {
  /** What they are called, so that the watcher knows them. */
  public readonly names: readonly string[];
  /** ARNs of all, as tokens. */
  public readonly arns: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WatcherRulesProps,
  ) {
    super(scope, id);
    const { name } = props;
    const kinds = Object.keys(RULES) as RuleKind[];
    this.names = kinds.map((kind) => `${name}-${kind}`);
    this.arns = kinds.map((kind) => this.rule(kind).arn);
  }

  private rule(kind: RuleKind): CloudwatchEventRule {
    const { name, tags, topicArn, parts, deployers } = this.props;
    const [done, of] = DONE[kind];
    const rule = new CloudwatchEventRule(this, kind, {
      name: `${name}-${kind}`,
      description: `Parts of ${name} that are ${done}${of}`,
      eventPattern: Lazy.stringValue({ produce: () => this.checked(JSON.stringify(partsPattern(kind, parts(), deployers()))) }),
      tags,
    });
    new CloudwatchEventTarget(this, `${kind}-target`, {
      rule: rule.name,
      arn: Lazy.stringValue({ produce: topicArn }),
      inputTransformer: {
        inputPaths: PATHS,
        inputTemplate: JSON.stringify({
          kind: 'WatcherSwitchedOff',
          level: 'alert',
          audit: name,
          vault: null,
          who: { principal: '<who>', account: '<account>' },
          what: `<who> ${done} a part of the audit: <event>.`,
          when: '<when>',
          from: { address: '<address>', agent: '<agent>', region: '<region>' },
          todo: 'Deploy again to restore it. Until then, the watcher may miss events: check the trail itself for what else was done.',
          records: ['<record>'],
        }),
      },
      retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 10 },
    });
    return rule;
  }

  private checked(pattern: string): string {
    const length = longestLength(resolved(this, pattern));
    if (length <= MOST_EVENT_PATTERN_CHARACTERS) return pattern;
    throw new AuditError(
      this.props.subject,
      `the pattern of a rule would have ${length} characters, and EventBridge takes ${MOST_EVENT_PATTERN_CHARACTERS}`,
      'Name fewer deployers, or several by one ARN with wildcards.',
    );
  }
}
