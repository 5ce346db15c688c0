import type { Construct } from 'constructs';
import { type BoundTrail, boundTrail, type TrailContext } from './bound-trail';
import { MadeTrail } from './made-trail';
import type { ExistingTrailProps, NewTrailProps, OrganizationTrailProps } from './trail-source-props';
import { AuditError } from '../errors';
import { AwsEnvironment } from '../terraform/aws-environment';
import { isLiteral } from '../terraform/literal';

const LOG_GROUP_NAME = /^[\w./#-]{1,512}$/;
const TRAIL_ARN = /^arn:[\w-]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]{3,128}$/;

/**
 * The CloudTrail trail that an `AuditTrail` gets its events from.
 *
 * The trail has to log read and write management events, including those of AWS KMS, in each region that has secrets: a read by path shows
 * the names of the decrypted parameters only in KMS events. To cover reads of master keys, it also has to log data events for their
 * buckets.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
 */
export abstract class TrailSource {
  /**
   * Creates a multi-Region trail with log file validation, encrypted with the audit's KMS key. It delivers to a CloudWatch Logs log group,
   * and to an S3 bucket whose policy denies deletion. CloudTrail delivers one copy of management events free of charge in each region; a
   * second trail costs extra.
   *
   * The `AuditTrail` throws an `AuditError` if a number is out of range.
   *
   * @param props how long the logs are kept, and whether they can be deleted
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
   */
  public static create(props: NewTrailProps = {}): TrailSource {
    return new CreatedTrail(props);
  }

  /**
   * Uses an existing trail of this account, through the log group that it delivers to in the stack's region. The trail itself is not
   * changed. A log group can have two subscription filters, and the watcher uses one of them.
   *
   * The `AuditTrail` throws an `AuditError` if the name of the log group or the ARN of the trail is malformed.
   *
   * @param props where the trail delivers to
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
   */
  public static existing(props: ExistingTrailProps): TrailSource {
    return new ExistingTrail(props);
  }

  /**
   * Uses the trail of an organization whose log group and bucket are in another account. The watcher runs in this account, and gets the
   * account's management events, including read events, from EventBridge. No data events arrive that way, so it does not see reads of
   * master keys. Queries run in the account of the bucket.
   *
   * The `AuditTrail` throws an `AuditError` if the ARN of the trail or the ID of the organization is malformed.
   *
   * @param props which trail and organization
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
   */
  public static organization(props: OrganizationTrailProps): TrailSource {
    return new OrganizationTrail(props);
  }

  /**
   * What it makes of its own; undefined for what is there already.
   *
   * @internal
   */
  public abstract readonly _makes?: { readonly deletionProtection: boolean };

  /** @internal */
  public abstract _bind(scope: Construct, context: TrailContext): BoundTrail;
}

class CreatedTrail extends TrailSource {
  /** @internal */
  public readonly _makes: { readonly deletionProtection: boolean };

  constructor(private readonly props: NewTrailProps) {
    super();
    this._makes = { deletionProtection: props.deletionProtection ?? true };
  }

  /** @internal */
  public _bind(scope: Construct, context: TrailContext): BoundTrail {
    const trail = new MadeTrail(scope, 'trail', this.props, context);
    return boundTrail(trail.parts);
  }
}

class ExistingTrail extends TrailSource {
  /** @internal */
  public readonly _makes = undefined;

  constructor(private readonly props: ExistingTrailProps) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct, { subject }: TrailContext): BoundTrail {
    const { logGroupName, trailArn, bucketName, keyPrefix } = this.props;
    if (isLiteral(logGroupName) && !LOG_GROUP_NAME.test(logGroupName)) {
      throw new AuditError(subject, `logGroupName '${logGroupName}' is not the name of a log group`, 'Write its name, without the ARN.');
    }
    checkTrailArn(subject, trailArn);
    const { partition, region, account } = AwsEnvironment.of(scope);
    const logGroupArn = `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}`;
    const names = [
      logGroupName,
      ...(trailArn === undefined ? [] : namesOfTrail(trailArn)),
      ...(bucketName === undefined ? [] : [bucketName]),
    ];
    return boundTrail({ logGroup: { name: logGroupName, arn: logGroupArn }, trailArn, bucketName, keyPrefix, names });
  }
}

class OrganizationTrail extends TrailSource {
  /** @internal */
  public readonly _makes = undefined;

  constructor(private readonly props: OrganizationTrailProps) {
    super();
  }

  /** @internal */
  public _bind(_scope: Construct, { subject }: TrailContext): BoundTrail {
    const { trailArn, bucketName, organizationId } = this.props;
    checkTrailArn(subject, trailArn);
    if (isLiteral(organizationId) && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
      throw new AuditError(subject, `organizationId '${organizationId}' is not the id of an organization`, "Write it as 'o-exampleorgid'.");
    }
    return boundTrail({ trailArn, bucketName, organizationId, names: namesOfTrail(trailArn) });
  }
}

function checkTrailArn(subject: string, arn: string | undefined): void {
  if (arn === undefined || !isLiteral(arn) || TRAIL_ARN.test(arn)) return;
  throw new AuditError(
    subject,
    `trailArn '${arn}' is not the ARN of a trail`,
    'Write arn:<partition>:cloudtrail:<region>:<account>:trail/<name>.',
  );
}

/** A request may name a trail either way. */
function namesOfTrail(arn: string): string[] {
  return isLiteral(arn) ? [arn, arn.split('/')[1]!] : [arn];
}
