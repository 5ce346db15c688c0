import type { AwsClients } from './clients';
import { isRefused } from './errors';
import { etag, nameOf, type ObjectAddress } from './object-store';

const KEYS_PER_PAGE = 1000; // ListObjectsV2's most

interface Waiter {
  resolve(found: string | undefined): void;
  reject(error: unknown): void;
}

/** What is known of a bucket: the ETags of the keys under the prefixes that were listed to their end. */
interface BucketListing {
  readonly etags: Map<string, string>;
  readonly covered: Set<string>;
  readonly waiting: Map<string, Waiter[]>;
  draining: boolean;
}

/**
 * Which version of an object a bucket holds, listed ahead: an object whose ETag is as it was needs no call of its own.
 *
 * Keys that are asked for while a listing runs are listed together by the next, by the prefix that they share. A
 * listing gets no more pages than it answers keys, so that a bucket of millions costs no more than asking one by one.
 * S3's listings are consistent with every write before them.
 */
export class ObjectCatalog {
  private readonly buckets = new Map<string, BucketListing>();

  constructor(private readonly aws: AwsClients) {}

  /** The object's ETag; undefined where the bucket has no such key; 'unlisted' where listing does not tell. */
  public async etag({ bucket, key }: ObjectAddress, signal: AbortSignal): Promise<string | undefined | 'unlisted'> {
    let listing = this.buckets.get(bucket);
    if (!listing) this.buckets.set(bucket, (listing = { etags: new Map(), covered: new Set(), waiting: new Map(), draining: false }));
    if (isCovered(listing, key)) return listing.etags.get(key);
    const { waiting } = listing;
    const answer = new Promise<string | undefined>((resolve, reject) =>
      waiting.set(key, [...(waiting.get(key) ?? []), { resolve, reject }]),
    );
    void this.drain(bucket, listing, signal);
    return answer;
  }

  /** Forgets what was listed of a bucket: something in it was, or is about to be, written. */
  public forget({ bucket }: ObjectAddress): void {
    // A listing that runs goes on for those who wait for it, and serves nobody else.
    this.buckets.delete(bucket);
  }

  private async drain(bucket: string, listing: BucketListing, signal: AbortSignal): Promise<void> {
    if (listing.draining) return;
    listing.draining = true;
    while (listing.waiting.size > 0) {
      const turn = [...listing.waiting];
      listing.waiting.clear();
      try {
        const known =
          turn.every(([key]) => isCovered(listing, key)) ||
          (await this.list(bucket, sharedFolder(turn.map(([key]) => key)), turn.length, listing, signal));
        for (const [key, waiters] of turn) {
          waiters.forEach(({ resolve }) => resolve(known || listing.etags.has(key) ? listing.etags.get(key) : 'unlisted'));
        }
      } catch (error) {
        for (const [, waiters] of turn) waiters.forEach(({ reject }) => reject(error));
      }
    }
    listing.draining = false;
  }

  /** Lists a prefix, at most so many pages of it. @returns whether to its end */
  private async list(bucket: string, prefix: string, mostPages: number, listing: BucketListing, signal: AbortSignal): Promise<boolean> {
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
    const client = await this.aws.s3();
    let ContinuationToken: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      let page;
      try {
        page = await this.aws.call(
          { operation: 'ListObjectsV2', resource: nameOf({ bucket, key: prefix }), actions: ['s3:ListBucket'] },
          signal,
          (abortSignal) =>
            client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: KEYS_PER_PAGE, ContinuationToken }), {
              abortSignal,
            }),
        );
      } catch (error) {
        // Whoever may not list is asked for each object instead: more calls, the same answer.
        if (isRefused(error)) return false;
        throw error;
      }
      for (const { Key, ETag } of page.Contents ?? []) listing.etags.set(Key!, etag(ETag));
      ContinuationToken = page.NextContinuationToken;
      if (!ContinuationToken) {
        listing.covered.add(prefix);
        return true;
      }
    }
    return false;
  }
}

function isCovered({ covered }: BucketListing, key: string): boolean {
  for (const prefix of covered) if (key.startsWith(prefix)) return true;
  return false;
}

/** The longest folder that all keys are in, with its '/' at the end; '' where they share none. */
function sharedFolder(keys: readonly string[]): string {
  let shared = keys[0]!;
  for (const key of keys) while (!key.startsWith(shared)) shared = shared.slice(0, -1);
  return shared.slice(0, shared.lastIndexOf('/') + 1);
}
