import { type Check, every, everyBucket, everyStatement, none } from './check';
import { policyChecks } from './policy-checks';
import { trailChecks } from './trail-checks';
import type { Block } from '../support/synth';

const first = (value: unknown): Block => (Array.isArray(value) ? value[0] : value) as Block;
const isFree = (value: unknown): boolean => value === undefined || value === false || value === '';

const keys = {
  'keys rotate': every('aws_kms_key', ({ enable_key_rotation: rotates }) => rotates === true, { enable_key_rotation: false }),
  'keys are enabled': every('aws_kms_key', ({ is_enabled: enabled }) => enabled !== false, { is_enabled: false }),
  'keys have a policy': every('aws_kms_key', ({ policy }) => typeof policy === 'string', {}),
  'keys are deleted late': every('aws_kms_key', ({ deletion_window_in_days: days }) => (days as number) >= 30, {
    deletion_window_in_days: 7,
  }),
  "parameters are encrypted under a key of the customer's": every(
    ['aws_ssm_parameter', 'coffer_secret', 'coffer_private_key'],
    ({ type, key_id: keyId, kms_key_id: kmsKeyId }, address) =>
      address.startsWith('aws_') ? type === 'SecureString' && keyId !== undefined : kmsKeyId !== undefined,
    { type: 'String' },
    {},
    {},
  ),
};

const buckets = {
  'buckets log who came': everyBucket('aws_s3_bucket_logging', ({ target_bucket: target }) => target !== undefined),
  'buckets encrypt': everyBucket(
    'aws_s3_bucket_server_side_encryption_configuration',
    ({ rule }) => first(rule).apply_server_side_encryption_by_default !== undefined,
  ),
  "buckets encrypt under a key of the customer's": everyBucket(
    'aws_s3_bucket_server_side_encryption_configuration',
    ({ rule }) =>
      (first(rule).apply_server_side_encryption_by_default as Block).sse_algorithm === 'aws:kms' &&
      (first(rule).apply_server_side_encryption_by_default as Block).kms_master_key_id !== undefined,
  ),
  "objects are encrypted under a key of the customer's": every(
    ['aws_s3_object', 'aws_s3_bucket_object', 'coffer_private_key'],
    ({ kms_key_id: key }) => key !== undefined,
    {},
    {},
    {},
  ),
  'buckets have no access control list': none('aws_s3_bucket_acl', 'aws_s3_object_acl'),
  'buckets take no access control list': everyBucket(
    'aws_s3_bucket_ownership_controls',
    ({ rule }) => first(rule).object_ownership === 'BucketOwnerEnforced',
  ),
  'buckets keep versions': everyBucket(
    'aws_s3_bucket_versioning',
    ({ versioning_configuration: settings }) => first(settings).status === 'Enabled',
  ),
  'buckets block public lists': everyBucket('aws_s3_bucket_public_access_block', (block) => block.block_public_acls === true),
  'buckets block public policies': everyBucket('aws_s3_bucket_public_access_block', (block) => block.block_public_policy === true),
  'buckets ignore public lists': everyBucket('aws_s3_bucket_public_access_block', (block) => block.ignore_public_acls === true),
  'buckets restrict public policies': everyBucket('aws_s3_bucket_public_access_block', (block) => block.restrict_public_buckets === true),
  'buckets end uploads that were aborted': everyBucket('aws_s3_bucket_lifecycle_configuration', ({ rule }) =>
    (rule as Block[]).some((each) => first(each.abort_incomplete_multipart_upload)?.days_after_initiation > 0),
  ),
  'buckets have a lifecycle': everyBucket('aws_s3_bucket_lifecycle_configuration', ({ rule }) =>
    (rule as Block[]).every(({ status }) => status === 'Enabled'),
  ),
  'access points are closed to the public': every(
    ['aws_s3_access_point', 'aws_s3control_multi_region_access_point'],
    (block) => first(block.public_access_block_configuration)?.block_public_policy === true,
    {},
    {},
  ),
  'there is no directory bucket without a lifecycle': none('aws_s3_directory_bucket'),
};

const services = {
  'functions trace': every('aws_lambda_function', ({ tracing_config: tracing }) => first(tracing)?.mode === 'Active', {}),
  'functions have a limit of their own': every(
    'aws_lambda_function',
    ({ reserved_concurrent_executions: limit }) => typeof limit === 'number' && limit > 0,
    {},
  ),
  'functions keep what failed': every('aws_lambda_function', ({ dead_letter_config: dead }) => first(dead)?.target_arn !== undefined, {}),
  'functions encrypt their environment': every(
    'aws_lambda_function',
    ({ environment, kms_key_arn: key }) => environment === undefined || key !== undefined,
    { environment: { variables: {} } },
  ),
  'functions have no value in their environment': every(
    'aws_lambda_function',
    ({ environment }) =>
      Object.values((first(environment)?.variables ?? {}) as Block).every(
        (value) => !/AKIA|ASIA|PRIVATE KEY|password|value_wo|ephemeral\./i.test(value as string),
      ),
    { environment: { variables: { KEY: 'AKIAIOSFODNN7EXAMPLE' } } },
  ),
  'functions run on what is supported': every(
    'aws_lambda_function',
    ({ runtime }) => ['nodejs22.x', 'nodejs24.x'].includes(runtime as string),
    { runtime: 'nodejs16.x' },
  ),
  'functions are called by nobody from outside': every('aws_lambda_permission', ({ principal }) => principal !== '*', { principal: '*' }),
  'functions are called by services for one source': every(
    'aws_lambda_permission',
    ({ principal, source_arn: arn, source_account: account }) =>
      !(principal as string).endsWith('.amazonaws.com') || arn !== undefined || account !== undefined,
    { principal: 'sns.amazonaws.com' },
  ),
  'topics are encrypted': every('aws_sns_topic', ({ kms_master_key_id: key }) => !isFree(key), {}),
  "topics are encrypted under a key of the customer's": every(
    'aws_sns_topic',
    ({ kms_master_key_id: key }) => !isFree(key) && key !== 'alias/aws/sns',
    { kms_master_key_id: 'alias/aws/sns' },
  ),
  'queues are encrypted': every(
    'aws_sqs_queue',
    ({ kms_master_key_id: key, sqs_managed_sse_enabled: managed }) => !isFree(key) || managed === true,
    {},
  ),
  "queues are encrypted under a key of the customer's": every(
    'aws_sqs_queue',
    ({ kms_master_key_id: key }) => !isFree(key) && key !== 'alias/aws/sqs',
    { sqs_managed_sse_enabled: true },
  ),
  'logs end': every('aws_cloudwatch_log_group', ({ retention_in_days: days }) => (days as number) > 0, {}),
  'logs are kept for a year': every('aws_cloudwatch_log_group', ({ retention_in_days: days }) => (days as number) >= 365, {
    retention_in_days: 30,
  }),
  'logs are encrypted': every('aws_cloudwatch_log_group', ({ kms_key_id: key }) => key !== undefined, {}),
  'schedules are encrypted': every('aws_scheduler_schedule', ({ kms_key_arn: key }) => key !== undefined, {}),
  'topics are closed to other accounts': everyStatement(
    ({ type, allows, principals }) =>
      type !== 'aws_sns_topic_policy' ||
      !allows ||
      principals.every((each) => each.startsWith('Service:') || each.includes('aws_caller_identity')),
    {
      aws_sns_topic_policy: {
        policy: JSON.stringify({
          Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999988887777:root' }, Action: 'sns:Publish', Resource: 'x' }],
        }),
      },
    },
  ),
};

/** What the controls ask, in words; several controls ask the same. */
export const CHECKS = { ...keys, ...buckets, ...services, ...trailChecks, ...policyChecks } satisfies { readonly [says: string]: Check };

export type CheckName = keyof typeof CHECKS;
