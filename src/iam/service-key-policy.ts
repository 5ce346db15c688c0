import { administration } from './key-policy';
import type { PolicyStatement } from './policy-document';

/** What differs between keys of what is run, and not of what is kept; values may be tokens. */
export interface ServiceKeyProps {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly dnsSuffix: string;
  /** Services that use the key for what they store, on behalf of whoever may in IAM. */
  readonly onBehalf: readonly string[];
  /** Lets services keep what is theirs readable for themselves by grants. */
  readonly grants: { readonly sid: string; readonly services: string | readonly string[] };
  /** ARNs of the log groups that are encrypted. */
  readonly logGroupArns: readonly string[];
}

/** The statements of a key that services use for logs, queues, topics and settings: none of them lets anybody read a secret. */
export function serviceKeyStatements(props: ServiceKeyProps): PolicyStatement[] {
  const { partition, region, account, dnsSuffix, onBehalf, grants, logGroupArns } = props;
  const root = { AWS: `arn:${partition}:iam::${account}:root` };
  const through = (service: string) => `${service}.${region}.${dnsSuffix}`;
  const byGrant = typeof grants.services === 'string' ? through(grants.services) : grants.services.map(through);
  return [
    administration({ partition, account }),
    {
      Sid: 'UseThroughServices',
      Effect: 'Allow',
      Principal: root,
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': onBehalf.map(through) } },
    },
    {
      Sid: grants.sid,
      Effect: 'Allow',
      Principal: root,
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: {
        StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': byGrant },
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
      },
    },
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.${dnsSuffix}` },
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArns } },
    },
    {
      Sid: 'AlarmsAndRules',
      Effect: 'Allow',
      Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ];
}
