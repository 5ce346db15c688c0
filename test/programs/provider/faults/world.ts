import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import {
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { LocalAws } from '../../../../tools/local-aws/local-aws';

export const KEY_ALIAS = 'alias/acme-master';
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-west-2', 'ap-southeast-2'];

/** A parameter, with every value that it ever had. */
export interface FoundParameter {
  readonly name: string;
  readonly type: string;
  readonly keyId: string;
  readonly tier: string;
  /** Chamber's version number. */
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: readonly string[];
}

/** An object, with every version that is there. */
export interface FoundObject {
  readonly key: string;
  readonly deleteMarkers: number;
  /** From the first to the latest. */
  readonly versions: readonly FoundVersion[];
  /** The latest version, where that is no delete marker. */
  readonly current: FoundHead | undefined;
}

export interface FoundHead {
  readonly versionId: string;
  readonly etag: string;
  readonly kmsKeyId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface FoundVersion {
  readonly versionId: string;
  readonly content: string;
}

/**
 * All that is in the systems of record, as somebody sees it who may read everything and goes round the provider.
 *
 * Several worlds share one local AWS, each in a region and with a bucket of its own.
 */
export class World {
  public readonly region: string;
  public readonly bucket: string;
  public readonly ssm: SSMClient;
  public readonly s3: S3Client;
  private readonly kms: KMSClient;
  /** ARN of the key that KEY_ALIAS stands for, once the world has begun. */
  public keyArn = '';

  /** @param turn of 4, from 0 */
  constructor(aws: LocalAws, turn = 0) {
    this.region = REGIONS[turn]!;
    this.bucket = `acme-master-keys-${turn}`;
    const settings = { region: this.region, endpoint: aws.endpoint, credentials: aws.credentials };
    this.ssm = new SSMClient(settings);
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.kms = new KMSClient(settings);
  }

  public close(): void {
    for (const client of [this.ssm, this.s3, this.kms]) client.destroy();
  }

  /** An account with nothing in it but a KMS key and a bucket that keeps versions. */
  public async begin(): Promise<void> {
    if (this.keyArn !== '') return this.empty();
    const { KeyMetadata } = await this.kms.send(new CreateKeyCommand({}));
    await this.kms.send(new CreateAliasCommand({ AliasName: KEY_ALIAS, TargetKeyId: KeyMetadata!.KeyId! }));
    await this.s3.send(
      new CreateBucketCommand({
        Bucket: this.bucket,
        CreateBucketConfiguration: { LocationConstraint: this.region as BucketLocationConstraint },
      }),
    );
    await this.s3.send(new PutBucketVersioningCommand({ Bucket: this.bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    this.keyArn = KeyMetadata!.Arn!;
  }

  /** Writes as chamber does: the value, and its own version number in the Description. */
  public async chamberWrite(name: string, value: string, version: number): Promise<void> {
    await this.ssm.send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: 'SecureString',
        KeyId: 'alias/aws/ssm',
        Overwrite: true,
        Description: String(version),
      }),
    );
  }

  /** Puts an object as a person would, with aws s3 cp. */
  public async put(key: string, content: string): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: content, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ALIAS }),
    );
  }

  public async parameters(): Promise<FoundParameter[]> {
    const found: FoundParameter[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.ssm.send(new DescribeParametersCommand({ NextToken }));
      for (const {
        Name: name = '',
        Type: type = '',
        KeyId: keyId = '',
        Tier: tier = '',
        Description: description = '',
      } of page.Parameters ?? []) {
        const [history, tags] = await Promise.all([
          this.ssm.send(new GetParameterHistoryCommand({ Name: name, WithDecryption: true })),
          this.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name })),
        ]);
        found.push({
          name,
          type,
          keyId,
          tier,
          description,
          tags: tagMap(tags.TagList),
          values: history.Parameters!.map(({ Value }) => Value!),
        });
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  public async objects(): Promise<FoundObject[]> {
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: this.bucket }));
    const keys = [...new Set([...Versions, ...DeleteMarkers].map(({ Key }) => Key!))].sort();
    return Promise.all(
      keys.map(async (key) => {
        const mine = Versions.filter(({ Key }) => Key === key).reverse();
        const versions = await Promise.all(
          mine.map(async ({ VersionId }) => {
            const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId }));
            return { versionId: VersionId!, content: await Body!.transformToString() };
          }),
        );
        const deleteMarkers = DeleteMarkers.filter(({ Key }) => Key === key);
        const current = deleteMarkers.some(({ IsLatest }) => IsLatest) ? undefined : await this.current(key);
        return { key, deleteMarkers: deleteMarkers.length, versions, current };
      }),
    );
  }

  // A whole reset would cost moto half a second of work: its first parameter, and a KMS key.
  private async empty(): Promise<void> {
    for (;;) {
      // A page, and as many as one call deletes.
      const { Parameters = [] } = await this.ssm.send(new DescribeParametersCommand({ MaxResults: 10 }));
      if (Parameters.length === 0) break;
      await this.ssm.send(new DeleteParametersCommand({ Names: Parameters.map(({ Name }) => Name!) }));
    }
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: this.bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    if (Objects.length > 0) await this.s3.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects } }));
  }

  private async current(key: string): Promise<FoundHead> {
    const [head, tags] = await Promise.all([
      this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key })),
      this.s3.send(new GetObjectTaggingCommand({ Bucket: this.bucket, Key: key })),
    ]);
    return {
      versionId: head.VersionId!,
      etag: head.ETag!.replace(/"/g, ''),
      kmsKeyId: head.SSEKMSKeyId ?? '',
      metadata: head.Metadata ?? {},
      tags: tagMap(tags.TagSet),
    };
  }
}

function tagMap(tags: { Key?: string; Value?: string }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
}
