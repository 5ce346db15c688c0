import { type Check, every, everyStatement, none, ofBucket } from './check';
import { type Statement, statementsOf } from './statements';
import type { Block } from '../support/synth';

/** Actions for which IAM knows no resource but `*` (AWS: Service Authorization Reference). */
const WITHOUT_RESOURCES = new Set([
  'ssm:DescribeParameters',
  'sts:GetCallerIdentity',
  'tag:GetResources',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
]);

/** Families of actions that nobody may be allowed on all resources, as cloudsplaining groups them. */
const ESCALATES =
  /^(\*|iam:(\*|PassRole|Create(AccessKey|LoginProfile|PolicyVersion)|(Attach|Put)\w+Policy|UpdateAssumeRolePolicy|SetDefaultPolicyVersion|AddUserToGroup)|sts:AssumeRole|lambda:(Create|Update)Function\w*)$/;
const EXPOSES =
  /^(\*|sts:(\*|AssumeRole\w*|Get(Federation|Session)Token)|iam:(\*|CreateAccessKey|CreateLoginProfile|UpdateAccessKey)|ecr:GetAuthorizationToken|redshift:GetClusterCredentials)$/;
const EXFILTRATES =
  /^(\*|s3:(\*|GetObject\w*)|ssm:(\*|GetParameter\w*)|secretsmanager:(\*|GetSecretValue)|kms:(\*|Decrypt)|rds:CopyDBSnapshot)$/;
const MANAGES = /:(\*|\w*(Policy|Permission|Grant|Acl|ACL|PublicAccessBlock)\w*)$/;
const READS = /:(Get|List|Describe|BatchGet|Lookup)\w*$/;

const allStar = ({ allows, kind, resources }: Statement): boolean => allows && kind === 'identity' && resources.includes('*');
const everywhere =
  (actions: RegExp) =>
  (statement: Statement): boolean =>
    !allStar(statement) || statement.actions.every((action) => !actions.test(action));
const isAnybody = (principal: string): boolean => principal === 'AWS:*';

const policy = (...statements: Block[]): { policy: string } => ({
  policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
});
const allow = (Action: string, Resource = '*'): Check['bad'] => ({ aws_iam_policy: policy({ Effect: 'Allow', Action, Resource }) });
const trust = (Principal: Block, Condition?: Block): Check['bad'] => ({
  aws_iam_role: { assume_role_policy: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, Condition }).policy },
});
const open = (type: string, Action: string): Check['bad'] => ({
  [type]: policy({ Effect: 'Allow', Principal: '*', Action, Resource: '*' }),
});

const closed = (type: string, action: string) =>
  everyStatement((each) => each.type !== type || !each.allows || !each.principals.some(isAnybody), open(type, action));

/** What the controls ask of policies. */
export const policyChecks = {
  'key policies allow nothing to everybody': closed('aws_kms_key', 'kms:Decrypt'),
  'bucket policies allow nothing to everybody': closed('aws_s3_bucket_policy', 's3:GetObject'),
  'topic policies allow nothing to everybody': closed('aws_sns_topic_policy', 'sns:Publish'),
  'queue policies allow nothing to everybody': closed('aws_sqs_queue_policy', 'sqs:SendMessage'),
  'queue policies allow no action by a wildcard': everyStatement(
    ({ type, allows, actions }) => type !== 'aws_sqs_queue_policy' || !allows || !actions.some((each) => each.includes('*')),
    open('aws_sqs_queue_policy', 'sqs:*'),
  ),
  'no policy allows anything to everybody': everyStatement(
    ({ allows, principals }) => !allows || !principals.some(isAnybody),
    open('aws_secretsmanager_secret_policy', 'secretsmanager:GetSecretValue'),
  ),
  'bucket policies allow nothing to other accounts': everyStatement(
    ({ type, allows, principals }) => type !== 'aws_s3_bucket_policy' || !allows || principals.every((each) => each.startsWith('Service:')),
    {
      aws_s3_bucket_policy: policy({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999988887777:root' },
        Action: 's3:PutBucketPolicy',
        Resource: 'x',
      }),
    },
  ),
  'bucket policies lock nobody out without a condition': everyStatement(
    ({ type, allows, principals, actions, conditions }) =>
      type !== 'aws_s3_bucket_policy' ||
      allows ||
      !principals.some(isAnybody) ||
      Object.keys(conditions).length > 0 ||
      !actions.some((each) => /^(\*|s3:\*|s3:\w+BucketPolicy)$/.test(each)),
    { aws_s3_bucket_policy: policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'x' }) },
  ),
  'buckets want TLS': every(
    'aws_s3_bucket',
    (_block, address, configuration) => {
      const about = ofBucket(configuration, 'aws_s3_bucket_policy', address);
      return (
        about !== undefined &&
        statementsOf({ ...configuration, resource: { aws_s3_bucket_policy: { about } } }).some(
          (each) =>
            !each.allows &&
            each.principals.some(isAnybody) &&
            each.actions.includes('s3:*') &&
            each.resources.length === 2 &&
            each.conditions.Bool?.['aws:SecureTransport']?.includes('false'),
        )
      );
    },
    {},
  ),
  'policies are attached to groups and roles only': none('aws_iam_user_policy', 'aws_iam_user_policy_attachment'),
  'policies are no data sources': {
    faults: (configuration) => Object.keys(configuration.data?.aws_iam_policy_document ?? {}),
    bad: {},
  } as Check,
  'roles are assumed by nobody in general': everyStatement(
    ({ kind, allows, principals }) => kind !== 'trust' || !allows || !principals.some((each) => each.endsWith(':*')),
    trust({ AWS: '*' }),
  ),
  'roles are assumed by no whole account': everyStatement(
    ({ kind, allows, principals }) => kind !== 'trust' || !allows || !principals.some((each) => /^AWS:(\d{12}|.*:root)$/.test(each)),
    trust({ AWS: 'arn:aws:iam::111122223333:root' }),
  ),
  'roles are assumed by one subject of an issuer': everyStatement(
    ({ kind, principals, conditions }) =>
      kind !== 'trust' ||
      !principals.some((each) => each.startsWith('Federated:')) ||
      ['aud', 'sub'].every((claim) =>
        Object.entries(conditions.StringEquals ?? {}).some(
          ([key, values]) => key.endsWith(`:${claim}`) && values.every((each) => !each.includes('*')),
        ),
      ),
    trust(
      { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' } },
    ),
  ),
  'no policy allows everything': everyStatement((each) => !allStar(each) || !each.actions.includes('*'), allow('*')),
  'no policy allows all actions': everyStatement(
    ({ kind, allows, actions }) => kind !== 'identity' || !allows || !actions.includes('*'),
    allow('*', 'arn:aws:s3:::x'),
  ),
  'no policy allows all actions of a service': everyStatement(
    ({ kind, allows, actions }) => kind !== 'identity' || !allows || !actions.some((each) => each.includes('*')),
    allow('s3:*', 'arn:aws:s3:::x'),
  ),
  'nobody has AdministratorAccess': every(
    ['aws_iam_role_policy_attachment', 'aws_iam_group_policy_attachment', 'aws_iam_policy_attachment', 'aws_iam_user_policy_attachment'],
    ({ policy_arn: arn }) => !(arn as string).endsWith('/AdministratorAccess'),
    ...Array.from({ length: 4 }, () => ({ policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' })),
  ),
  'nobody widens what they may do': everyStatement(everywhere(ESCALATES), allow('iam:PassRole')),
  'nobody gets credentials of everybody': everyStatement(everywhere(EXPOSES), allow('sts:AssumeRole')),
  'nobody reads everything': everyStatement(everywhere(EXFILTRATES), allow('ssm:GetParameters')),
  'nobody manages permissions of everything': everyStatement(everywhere(MANAGES), allow('s3:PutBucketPolicy')),
  'nobody writes everything': everyStatement(
    (each) => !allStar(each) || each.actions.every((action) => READS.test(action) || WITHOUT_RESOURCES.has(action)),
    allow('ssm:PutParameter'),
  ),
  'resources are named where they can be': everyStatement(
    (each) => !allStar(each) || each.actions.every((action) => WITHOUT_RESOURCES.has(action)),
    allow('sqs:SendMessage'),
  ),
  'nobody decrypts under all keys': everyStatement(
    ({ kind, allows, actions, resources }) =>
      kind !== 'identity' ||
      !allows ||
      !actions.some((each) => /^(\*|kms:(\*|Decrypt|ReEncrypt\w*))$/.test(each)) ||
      !resources.some((each) => each === '*' || /:(key|alias)\/\*/.test(each)),
    allow('kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/*'),
  ),
  'IAM policies have no wildcard but below a path of a bucket': everyStatement(
    ({ kind, allows, actions, resources }) =>
      kind !== 'identity' ||
      !allows ||
      (!actions.some((each) => each.includes('*')) &&
        resources.every(
          (each) =>
            !each.includes('*') || /^arn:[^:]+:s3:::[^*]+\/\*$/.test(each) || actions.every((action) => WITHOUT_RESOURCES.has(action)),
        )),
    allow('ssm:GetParameter', 'arn:aws:ssm:eu-west-1:111122223333:parameter/*'),
  ),
} satisfies { readonly [says: string]: Check };
