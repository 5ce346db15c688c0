import { Cloudtrail } from '@cdktf/provider-aws/lib/cloudtrail';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { type ITerraformDependable, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { checkLogRetention } from './audit-checks';
import type { TrailContext, TrailParts } from './bound-trail';
import { trailBucketPolicy } from './trail-bucket-policy';
import type { NewTrailProps } from './trail-source-props';
import { AuditError } from '../errors';
import { type PolicyStatement, render } from '../iam/policy-document';
import { PolicyQuotas } from '../iam/policy-quotas';
import { declareClosedBucket } from '../systems-of-record/master-key-bucket/closed-bucket';
import { AwsEnvironment } from '../terraform/aws-environment';
import { checkWholeNumber } from '../terraform/whole-number';

const MOST_DAYS = 36_500;
const OLD_VERSION_DAYS = 90;

/** The names of what belongs to a trail, before any of it is there: the key's policy names them. */
export function trailNames({ partition, region, account }: AwsEnvironment, name: string) {
  const bucket = `${name}-${account}`;
  const logGroup = `/aws/cloudtrail/${name}`;
  return {
    bucket,
    bucketArn: `arn:${partition}:s3:::${bucket}`,
    logGroup,
    logGroupArn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}`,
    trailArn: `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}`,
  };
}

/**
 * A trail of all regions with its bucket and its log group, under the key of the audit.
 *
 * @internal
 */
export class MadeTrail extends Construct {
  public readonly parts: TrailParts;

  constructor(
    scope: Construct,
    id: string,
    props: NewTrailProps,
    private readonly context: TrailContext,
  ) {
    super(scope, id);
    const { name, keyArn, tags } = context;
    const { keepDays, logGroupDays, objectLockDays } = checkDays(context.subject, props);
    const { partition, account } = AwsEnvironment.of(this);
    const names = trailNames(AwsEnvironment.of(this), name);
    const { bucket, ready } = declareClosedBucket(this, {
      name: names.bucket,
      arn: names.bucketArn,
      keyArn,
      policy: trailBucketPolicy({
        bucketArn: names.bucketArn,
        trailArn: names.trailArn,
        account,
        rootArn: `arn:${partition}:iam::${account}:root`,
        deletionProtection: props.deletionProtection ?? true,
      }),
      oldVersionDays: OLD_VERSION_DAYS,
      objectDays: keepDays,
      objectLockDays,
      accessLogDays: 365,
      tags,
    });
    const logGroup = new CloudwatchLogGroup(this, 'records-group', {
      name: names.logGroup,
      retentionInDays: logGroupDays,
      kmsKeyId: keyArn,
      tags,
    });
    const { role, attached } = this.logRole(names.logGroupArn);
    const trail = new Cloudtrail(this, 'Default', {
      name,
      s3BucketName: bucket.id,
      kmsKeyId: keyArn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      cloudWatchLogsGroupArn: `${logGroup.arn}:*`,
      cloudWatchLogsRoleArn: role.arn,
      advancedEventSelector: Lazy.anyValue({ produce: () => this.selectors() }),
      tags,
      dependsOn: [...ready, attached],
    });
    this.parts = {
      logGroup: { name: logGroup.name, arn: names.logGroupArn },
      trailArn: trail.arn,
      bucketName: bucket.bucket,
      written: { logGroupName: names.logGroup, trailArn: names.trailArn, bucketName: names.bucket },
      names: [trail.arn, name, names.logGroup, names.bucket, role.name],
      made: true,
      ready: [trail],
    };
  }

  /** As Terraform has them: what is lazy is written as it is. */
  private selectors(): object[] {
    const management = { name: 'Management events', field_selector: [{ field: 'eventCategory', equals: ['Management'] }] };
    const buckets = this.context.objectsOf();
    if (buckets.length === 0) return [management];
    const objects = [
      { field: 'eventCategory', equals: ['Data'] },
      { field: 'resources.type', equals: ['AWS::S3::Object'] },
      { field: 'resources.ARN', starts_with: buckets.map((arn) => `${arn}/`) },
    ];
    return [management, { name: 'Objects of master keys', field_selector: objects }];
  }

  /** Who writes into the log group: CloudTrail, for this trail, and into streams that it names. */
  private logRole(logGroupArn: string): { readonly role: IamRole; readonly attached: ITerraformDependable } {
    const { name, tags } = this.context;
    const { account } = AwsEnvironment.of(this);
    const { trailArn } = trailNames(AwsEnvironment.of(this), name);
    const role = new IamRole(this, 'records-role', {
      namePrefix: `${name.slice(0, 33)}-log-`,
      description: `Writes records of trail ${name} into its log group`,
      assumeRolePolicy: render([
        {
          Sid: 'WriteRecords',
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': trailArn } },
        },
      ]),
      tags,
    });
    PolicyQuotas.of(this).watch(role);
    const write: PolicyStatement = {
      Sid: 'WriteRecords',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${logGroupArn}:log-stream:${account}_CloudTrail_*`,
    };
    const attached = new IamRolePolicy(this, 'records-policy', { role: role.name, name: 'write-records', policy: render([write]) });
    PolicyQuotas.of(this).watch(attached);
    return { role, attached };
  }
}

function checkDays(subject: string, props: NewTrailProps) {
  const days = (name: string, value: number, least: number) =>
    checkWholeNumber(value, { name, least, most: MOST_DAYS, unit: 'days' }, (problem, remedy) => new AuditError(subject, problem, remedy));
  return {
    keepDays: days('keepDays', props.keepDays ?? 1096, 365),
    logGroupDays: checkLogRetention(subject, 'logGroupDays', props.logGroupDays ?? 365),
    objectLockDays: props.objectLockDays === undefined ? undefined : days('objectLockDays', props.objectLockDays, 1),
  };
}
