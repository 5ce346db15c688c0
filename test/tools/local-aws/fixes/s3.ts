import {
  CreateBucketCommand,
  GetBucketReplicationCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { outcome, fault } from './fault';

export const S3 = [
  fault({
    fix: 's3-conditional-deny',
    behaviour: 'a Deny with a condition denies only where the condition holds',
    observe: async (settings) => {
      const s3 = new S3Client(settings);
      const Bucket = 'encrypted-only';
      await s3.send(new CreateBucketCommand({ Bucket }));
      const deny = (Action: string, Condition: object) => ({
        Effect: 'Deny',
        Principal: '*',
        Action,
        Resource: `arn:aws:s3:::${Bucket}/*`,
        Condition,
      });
      await s3.send(
        new PutBucketPolicyCommand({
          Bucket,
          Policy: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              deny('s3:*', { Bool: { 'aws:SecureTransport': 'false' } }),
              deny('s3:PutObject', { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }),
            ],
          }),
        }),
      );
      const put = (Key: string, ServerSideEncryption?: 'aws:kms') =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ServerSideEncryption }));
      const encrypted = await outcome(put('encrypted', 'aws:kms'));
      const plain = await outcome(put('plain'));
      const read = await outcome(s3.send(new GetObjectCommand({ Bucket, Key: 'encrypted' })));
      return { encrypted: typeof encrypted, plain: typeof plain, read: typeof read };
    },
    onStock: { encrypted: 'string', plain: 'string', read: 'string' },
    mended: { encrypted: 'object', plain: 'string', read: 'object' },
  }),
  fault({
    fix: 's3-replication-rules',
    behaviour: 'a replication rule comes back with what it selects',
    observe: async (settings) => {
      const s3 = new S3Client(settings);
      const Bucket = 'copied';
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      await s3.send(
        new PutBucketReplicationCommand({
          Bucket,
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::123456789012:role/copy',
            Rules: [
              {
                ID: 'keys',
                Priority: 0,
                Status: 'Enabled',
                Filter: { Prefix: 'pki/' },
                DeleteMarkerReplication: { Status: 'Disabled' },
                SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
                Destination: { Bucket: 'arn:aws:s3:::copies' },
              },
            ],
          },
        }),
      );
      const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket }));
      const [rule] = ReplicationConfiguration!.Rules!;
      return { selects: rule!.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status, prefix: rule!.Filter?.Prefix };
    },
    onStock: { selects: undefined, prefix: '' },
    mended: { selects: 'Enabled', prefix: 'pki/' },
  }),
];
