import { every } from './check';
import { blocks } from './statements';
import type { Block, Configuration } from '../support/synth';

const selectorsOf = ({ advanced_event_selector: selectors }: Block): { field: string; equals?: string[] }[][] =>
  ((selectors ?? []) as { field_selector: { field: string; equals?: string[] }[] }[]).map(({ field_selector: fields }) => fields);

/** An alarm on a metric that a filter makes of the trail's log group, by a pattern with all of these in it. */
const alarmed = (...events: readonly string[]) =>
  every(
    'aws_cloudtrail',
    ({ cloud_watch_logs_group_arn: group }, _address, configuration: Configuration) => {
      const logGroup = /aws_cloudwatch_log_group\.[\w-]+/.exec(String(group))?.[0];
      return blocks(configuration, 'aws_cloudwatch_log_metric_filter').some(([, filter]) => {
        const { name } = filter.metric_transformation as Block;
        return (
          logGroup !== undefined &&
          String(filter.log_group_name).includes(logGroup) &&
          events.every((event) => String(filter.pattern).includes(`"${event}"`)) &&
          blocks(configuration, 'aws_cloudwatch_metric_alarm').some(
            ([, alarm]) => alarm.metric_name === name && (alarm.alarm_actions as string[]).length > 0,
          )
        );
      });
    },
    {},
  );

/** What the controls ask of trails. */
export const trailChecks = {
  "trails are encrypted under a key of the customer's": every('aws_cloudtrail', ({ kms_key_id: key }) => key !== undefined, {}),
  'trails are validated': every('aws_cloudtrail', ({ enable_log_file_validation: validated }) => validated === true, {}),
  'trails are of all regions': every(
    'aws_cloudtrail',
    ({ is_multi_region_trail: all, include_global_service_events: global }) => all === true && global === true,
    {},
  ),
  'trails log': every('aws_cloudtrail', ({ enable_logging: logs }) => logs === true, { enable_logging: false }),
  'trails log management events, read and write': every(
    'aws_cloudtrail',
    (block) =>
      selectorsOf(block).some(
        (fields) => fields.length === 1 && fields[0]!.field === 'eventCategory' && fields[0]!.equals![0] === 'Management',
      ),
    { advanced_event_selector: [{ field_selector: [{ field: 'readOnly', equals: ['false'] }] }] },
  ),
  'trails write to a log group': every('aws_cloudtrail', ({ cloud_watch_logs_group_arn: group }) => group !== undefined, {}),
  'buckets of trails log who came': every(
    'aws_cloudtrail',
    ({ s3_bucket_name: name }, _address, configuration) =>
      blocks(configuration, 'aws_s3_bucket_logging').some(([, { bucket }]) => bucket === name),
    { s3_bucket_name: 'other' },
  ),
  'trails have an alarm on policies of IAM': alarmed('PutRolePolicy', 'AttachRolePolicy', 'CreatePolicyVersion'),
  'trails have an alarm on trails': alarmed('StopLogging', 'DeleteTrail', 'UpdateTrail'),
  'trails have an alarm on failures to sign in': alarmed('ConsoleLogin', 'Failed authentication'),
  'trails have an alarm on keys': alarmed('DisableKey', 'ScheduleKeyDeletion'),
  'trails have an alarm on policies of buckets': alarmed('PutBucketPolicy', 'DeleteBucketPolicy'),
};
