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
 * Where an AuditTrail has its records from.
 *
 * Whatever it is, the trail has to log management events, read and write, with those of AWS KMS, in each region that secrets are in: that a
 * value was decrypted is told by KMS alone, by the name of its parameter. Reads of master keys take data events of their bucket too.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
 */
export abstract class TrailSource {
  /**
   * A trail of its own: of all regions, validated, encrypted under a key of its own, into a bucket that nobody deletes from, and into a
   * log group. The first trail's management events are free in each region; those of further trails are not.
   *
   * Throws an AuditError if a number is out of its range.
   *
   * @param props how long logs are kept
   */
  public static create(props: NewTrailProps = {}): TrailSource {
    return new CreatedTrail(props);
  }

  /**
   * A trail of this account that is there already, by the log group that it writes to, in the region of the stack. Nothing of it is
   * changed. A log group has two subscription filters at most: the watcher takes one.
   *
   * Throws an AuditError if a name is not one that AWS knows.
   *
   * @param props what the trail writes to
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
   */
  public static existing(props: ExistingTrailProps): TrailSource {
    return new ExistingTrail(props);
  }

  /**
   * The trail of an organization, whose log group and bucket are in another account. The watcher is here, and gets its records from
   * EventBridge, which hands on management events of this account, reads among them. It gets no data events, and so no reads of master
   * keys; queries run in the account of the bucket.
   *
   * Throws an AuditError if a name is not one that AWS knows.
   *
   * @param props which trail
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
