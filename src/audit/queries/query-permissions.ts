import { ANSWERS, DECLARED } from './answers-bucket';
import { keyUse, OBJECT_CONTEXT } from '../../iam/key-use';
import type { PolicyStatement } from '../../iam/policy-document';
import type { AwsLocation } from '../../terraform/aws-environment';

/** The encryption context of logs (CloudTrail User Guide, "Granting decrypt permissions"). */
const TRAIL_CONTEXT = 'kms:EncryptionContext:aws:cloudtrail:arn';

export interface QueryPermissionsProps {
  readonly aws: AwsLocation;
  readonly workGroupName: string;
  readonly databaseName: string;
  readonly tables: readonly string[];
  readonly answers: { readonly arn: string; readonly keyArn: string };
  readonly logs: { readonly bucketArn: string; readonly keyArn?: string; readonly folder: string };
}

/** What asking takes, and nothing else: one workgroup, the two tables, their files, and the answers. */
export function queryPermissions({ aws, workGroupName, databaseName, tables, answers, logs }: QueryPermissionsProps): PolicyStatement[] {
  const { partition, region, account, dnsSuffix } = aws;
  const catalog = `arn:${partition}:glue:${region}:${account}`;
  const s3 = `s3.${region}.${dnsSuffix}`;
  return [
    {
      Sid: 'Ask',
      Effect: 'Allow',
      Action: [
        'athena:BatchGetNamedQuery',
        'athena:BatchGetQueryExecution',
        'athena:GetNamedQuery',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetWorkGroup',
        'athena:ListNamedQueries',
        'athena:ListQueryExecutions',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      Resource: `arn:${partition}:athena:${region}:${account}:workgroup/${workGroupName}`,
    },
    {
      Sid: 'Tables',
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetPartition', 'glue:GetPartitions', 'glue:GetTable', 'glue:GetTables'],
      Resource: [
        `${catalog}:catalog`,
        `${catalog}:database/${databaseName}`,
        ...tables.map((table) => `${catalog}:table/${databaseName}/${table}`),
      ],
    },
    { Sid: 'Buckets', Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: [logs.bucketArn, answers.arn] },
    {
      Sid: 'ListLogs',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: logs.bucketArn,
      Condition: { StringLike: { 's3:prefix': `${logs.folder}*` } },
    },
    {
      Sid: 'ListAnswers',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: answers.arn,
      Condition: { StringLike: { 's3:prefix': [`${ANSWERS}*`, `${DECLARED}*`] } },
    },
    {
      Sid: 'ReadLogs',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: [`${logs.bucketArn}/${logs.folder}*`, `${answers.arn}/${DECLARED}*`],
    },
    {
      Sid: 'Answers',
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      Resource: `${answers.arn}/${ANSWERS}*`,
    },
    keyUse('EncryptAnswers', ['kms:Decrypt', 'kms:GenerateDataKey'], answers.keyArn, s3, {
      like: { [OBJECT_CONTEXT]: [answers.arn, `${answers.arn}/*`] },
    }),
    ...(logs.keyArn === undefined
      ? []
      : [
          keyUse('DecryptLogs', 'kms:Decrypt', logs.keyArn, s3, {
            like: { [TRAIL_CONTEXT]: `arn:${partition}:cloudtrail:*:*:trail/*` },
          }),
        ]),
  ];
}
