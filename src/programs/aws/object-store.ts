import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { AwsClients } from './clients';
import { AwsCallError, isRefused } from './errors';
import type { Tags } from './parameter';

/** Where an object is. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** What S3 says of an object without touching its content. */
export interface ObjectDescription extends ObjectAddress {
  /** Undefined in a bucket that keeps no versions. */
  readonly versionId: string | undefined;
  readonly etag: string;
  /** ARN of the KMS key it is encrypted under; undefined where S3's own key encrypts. */
  readonly kmsKeyId: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface NewObject extends ObjectAddress {
  readonly content: string;
  readonly contentType: string;
  readonly kmsKeyId: string;
  /** What may be known of the content: read without decryption. Printable ASCII, 2 KB in all (S3: User-defined metadata). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Tags;
}

/** What a write of an object left. */
export interface StoredObject {
  readonly versionId: string | undefined;
  readonly etag: string;
}

/**
 * Encrypted objects in S3, one at a time.
 *
 * Every write is conditional, so that it never replaces what its writer has not seen. Nothing here decrypts but `reveal`.
 */
export class ObjectStore {
  constructor(private readonly aws: AwsClients) {}

  /** The object as it is now, or undefined where there is none. S3 wants `s3:GetObject` for this, but no `kms:Decrypt`. */
  public async describe(address: ObjectAddress, signal: AbortSignal): Promise<ObjectDescription | undefined> {
    const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    try {
      const head = await this.aws.call(
        { operation: 'HeadObject', resource: nameOf(address), actions: ['s3:GetObject', 's3:ListBucket'] },
        signal,
        (abortSignal) => client.send(new HeadObjectCommand({ Bucket: address.bucket, Key: address.key }), { abortSignal }),
      );
      return {
        ...address,
        versionId: versionId(head.VersionId),
        etag: etag(head.ETag),
        kmsKeyId: head.SSEKMSKeyId,
        metadata: head.Metadata ?? {},
      };
    } catch (error) {
      if (error instanceof AwsCallError && (error.code === 'NotFound' || error.code === 'NoSuchKey')) return undefined;
      throw error;
    }
  }

  /** Writes an object, and never over one that is there. @throws AwsCallError with code PreconditionFailed */
  public create(object: NewObject, signal: AbortSignal): Promise<StoredObject> {
    return this.put(object, { IfNoneMatch: '*' }, signal);
  }

  /** Writes a further version over exactly the one whose ETag is given. @throws AwsCallError with code PreconditionFailed */
  public replace(object: NewObject, replaced: string, signal: AbortSignal): Promise<StoredObject> {
    return this.put(object, { IfMatch: `"${replaced}"` }, signal);
  }

  /** Deletes the object: in a bucket that keeps versions, they stay behind a delete marker. */
  public async delete(address: ObjectAddress, signal: AbortSignal): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    await this.aws.call<unknown>(
      { operation: 'DeleteObject', resource: nameOf(address), actions: ['s3:DeleteObject'] },
      signal,
      (abortSignal) => client.send(new DeleteObjectCommand({ Bucket: address.bucket, Key: address.key }), { abortSignal }),
      { beforeRetry: async () => ((await this.isGone(address, signal)) ? 'gone' : undefined) },
    );
  }

  // Each delete leaves a marker. Who may not look for what is left makes a second one, which is the lesser evil.
  private async isGone(address: ObjectAddress, signal: AbortSignal): Promise<boolean> {
    try {
      return (await this.describe(address, signal)) === undefined;
    } catch (error) {
      if (isRefused(error)) return false;
      throw error;
    }
  }

  public async tags(address: ObjectAddress, signal: AbortSignal): Promise<Record<string, string>> {
    const { GetObjectTaggingCommand } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    const answer = await this.aws.call(
      { operation: 'GetObjectTagging', resource: nameOf(address), actions: ['s3:GetObjectTagging'] },
      signal,
      (abortSignal) => client.send(new GetObjectTaggingCommand({ Bucket: address.bucket, Key: address.key }), { abortSignal }),
    );
    return Object.fromEntries((answer.TagSet ?? []).map(({ Key, Value }) => [Key!, Value!]));
  }

  /** Gives an object exactly these tags. */
  public async setTags(address: ObjectAddress, tags: Tags, signal: AbortSignal): Promise<void> {
    const { PutObjectTaggingCommand } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.aws.call(
      { operation: 'PutObjectTagging', resource: nameOf(address), actions: ['s3:PutObjectTagging'] },
      signal,
      (abortSignal) =>
        client.send(new PutObjectTaggingCommand({ Bucket: address.bucket, Key: address.key, Tagging: { TagSet } }), { abortSignal }),
    );
  }

  /** The content, in clear: the only call that decrypts, for a signature that is being made. */
  public async reveal(address: ObjectAddress, signal: AbortSignal): Promise<string> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    return this.aws.call(
      { operation: 'GetObject', resource: nameOf(address), actions: ['s3:GetObject', 'kms:Decrypt'] },
      signal,
      async (abortSignal) => {
        const answer = await client.send(new GetObjectCommand({ Bucket: address.bucket, Key: address.key }), { abortSignal });
        return answer.Body!.transformToString('utf8');
      },
    );
  }

  private async put(
    object: NewObject,
    condition: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'>,
    signal: AbortSignal,
  ): Promise<StoredObject> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    const input: PutObjectCommandInput = {
      Bucket: object.bucket,
      Key: object.key,
      Body: object.content,
      ContentType: object.contentType,
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: object.kmsKeyId,
      BucketKeyEnabled: true,
      ChecksumAlgorithm: 'SHA256',
      Metadata: { ...object.metadata },
      Tagging: new URLSearchParams(object.tags).toString(),
      ...condition,
    };
    return this.aws.call(
      { operation: 'PutObject', resource: nameOf(object), actions: ['s3:PutObject', 's3:PutObjectTagging', 'kms:GenerateDataKey'] },
      signal,
      async (abortSignal) => {
        const answer = await client.send(new PutObjectCommand(input), { abortSignal });
        return { versionId: versionId(answer.VersionId), etag: etag(answer.ETag) };
      },
      { secrets: [object.content] },
    );
  }
}

/** How messages name an object. */
export function nameOf({ bucket, key }: ObjectAddress): string {
  return `s3://${bucket}/${key}`;
}

/** An ETag without its quotes, in which answers differ. */
export function etag(text: string | undefined): string {
  return (text ?? '').replace(/"/g, '');
}

// S3 says 'null' of an object that was written while the bucket kept no versions.
function versionId(id: string | undefined): string | undefined {
  return id === undefined || id === 'null' ? undefined : id;
}
