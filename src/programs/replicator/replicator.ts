import { compareVersions, isWritten, markTags, readMark, SourceVersion } from './replica-mark';
import { CLAIM_TAG, REPLICA_TAG } from '../../contracts/tags';
import { AwsCallError, isAlreadyThere } from '../aws/errors';
import { eventually } from '../aws/eventually';
import { chamberVersion, type ParameterDescription, type Tags } from '../aws/parameter';
import { type ParameterStore } from '../aws/parameter-store';

/** What came of one look at one parameter in one region. */
export type Outcome =
  /** The latest value was written to the copy. */
  | { readonly kind: 'copied'; readonly sourceVersion: number; readonly version: number }
  /** The copy holds the latest value already: nothing was written. */
  | { readonly kind: 'current'; readonly sourceVersion: number; readonly version: number }
  /** The copy holds a later value than the one that was looked at: nothing was written. */
  | { readonly kind: 'later'; readonly sourceVersion: number; readonly version: number }
  /** There is no record and no copy: it awaits its first value. */
  | { readonly kind: 'awaiting' }
  /** The record was deleted; its copy is kept until somebody deletes it on purpose (R8). */
  | { readonly kind: 'kept'; readonly sourceVersion: number };

/** Why a parameter could not be copied. Its message quotes no value. */
export class ReplicationError extends Error {
  public override readonly name = 'ReplicationError';

  constructor(
    public readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One record to copy. */
export interface CopyOrder {
  readonly name: string;
  readonly region: string;
  /** Alias of the key that encrypts the copy. */
  readonly key: string;
  /** When the record was written, as far as an event tells: a listing that shows nothing of it yet is asked again. */
  readonly writtenAt?: Date;
}

/** EventBridge says when something happened to the second, and its clock is not Parameter Store's. */
const CLOCK_TOLERANCE_MS = 2_000;
/** Of writes that others may cross. */
const TRIES = 3;

/**
 * Keeps copies of parameters in other regions.
 *
 * It always copies the record as it is now, never what an event says of it, so that late and repeated events do no harm.
 * Which version a copy holds stands in tags of the copy, not in its value, so that nothing here reads a copy.
 */
export class Replicator {
  constructor(
    private readonly home: string,
    private readonly source: ParameterStore,
    private readonly storeIn: (region: string) => ParameterStore,
  ) {}

  /**
   * Brings one copy up to date.
   *
   * @throws ReplicationError where the copy is not ours to write, or the record cannot be copied
   * @throws AwsCallError where AWS refuses
   */
  public async copy(order: CopyOrder, signal: AbortSignal): Promise<Outcome> {
    const store = this.storeIn(order.region);
    const tags = await store.tags(order.name, signal);
    const record = await this.record(order, tags && readMark(tags), signal);
    if (!record) return tags === undefined ? { kind: 'awaiting' } : this.kept(order, tags);
    if (record.type !== 'SecureString') {
      throw new ReplicationError(
        'NotEncrypted',
        `${order.name} is of type ${record.type}, and only a SecureString is copied. Delete it and have it written again.`,
      );
    }
    if (tags !== undefined) return this.renew(order, record, tags, store, signal);
    const { value } = await this.reveal(record, signal);
    try {
      const version = await store.create(newValue(order, record, value), markTags(this.home, sourceOf(record), 0), signal);
      return { kind: 'copied', sourceVersion: record.version, version };
    } catch (error) {
      // It was there after all: an earlier try's answer was lost, or somebody else made it.
      if (!isAlreadyThere(error)) throw error;
      return this.renew(order, record, (await store.tags(order.name, signal)) ?? {}, store, signal);
    }
  }

  private async renew(
    order: CopyOrder,
    found: ParameterDescription,
    foundTags: Tags,
    store: ParameterStore,
    signal: AbortSignal,
  ): Promise<Outcome> {
    let [record, tags, wrote] = [found, foundTags, false];
    for (let tried = 1; ; tried++) {
      this.requireOurs(order, tags);
      const copy = await eventually(() => store.describe(order.name, signal), signal);
      if (!copy) {
        throw new ReplicationError(
          'NotListed',
          `${order.name} is in ${order.region}, but DescribeParameters does not show it yet. It is tried again.`,
        );
      }
      const mark = readMark(tags);
      const age = mark ? compareVersions(mark, sourceOf(record)) : -1;
      if (mark && isWritten(mark, copy) && age >= 0) {
        return { kind: wrote ? 'copied' : age === 0 ? 'current' : 'later', sourceVersion: mark.version, version: copy.version };
      }
      if (age > 0) {
        throw new ReplicationError(
          'SourceLags',
          `${order.name} is listed with an older version than one that was about to be copied. It is tried again.`,
        );
      }
      const { value } = await this.reveal(record, signal);
      await store.changeTags(order.name, {}, markTags(this.home, sourceOf(record), copy.version), signal);
      const written = await store.overwrite(newValue(order, record, value, copy.tier), copy.version, signal);
      if (written.isOurs && written.version === copy.version + 1) {
        return { kind: 'copied', sourceVersion: record.version, version: written.version };
      }
      // Another run wrote meanwhile, perhaps a later version of the record, or the listing was behind: the mark tells the
      // truth about what was written here, and one more look finds out which of the two is the later.
      if (written.isOurs) await store.changeTags(order.name, {}, markTags(this.home, sourceOf(record), written.version - 1), signal);
      if (tried === TRIES) {
        throw new ReplicationError(
          'WrittenByOthers',
          `${order.name} in ${order.region} is being written by somebody else too. Only the replicator may write it.`,
        );
      }
      wrote = true;
      record = (await this.source.describe(order.name, signal)) ?? record;
      tags = (await store.tags(order.name, signal)) ?? {};
    }
  }

  /**
   * The record as it is now; undefined where there is none.
   *
   * A listing shows a write a moment later. So one that shows nothing new, and nothing as late as the write that was told
   * of, is asked again for a while; in the end, that write was copied long ago, or the hourly look finds it.
   */
  private async record(
    { name, writtenAt }: CopyOrder,
    copied: SourceVersion | undefined,
    signal: AbortSignal,
  ): Promise<ParameterDescription | undefined> {
    if (!writtenAt) return this.source.describe(name, signal);
    let seen: ParameterDescription | undefined;
    await eventually(async () => {
      seen = await this.source.describe(name, signal);
      const isNew = seen && (!copied || compareVersions(sourceOf(seen), copied) > 0);
      return isNew || (seen && sourceOf(seen).modified.getTime() >= writtenAt.getTime() - CLOCK_TOLERANCE_MS) ? seen : undefined;
    }, signal);
    return seen;
  }

  /** The value of exactly the version that was described, so that value, number and chamber's version belong together. */
  private async reveal({ name, version }: ParameterDescription, signal: AbortSignal): Promise<{ value: string }> {
    const value = await eventually(() => this.source.reveal(name, version, signal), signal, {
      missing: (error) => error instanceof AwsCallError && error.code === 'ParameterVersionNotFound',
    });
    return value!;
  }

  private kept(order: CopyOrder, tags: Tags): Outcome {
    this.requireOurs(order, tags);
    return { kind: 'kept', sourceVersion: readMark(tags)?.version ?? 0 };
  }

  /** Refuses to touch what is not a copy made here: an existing parameter is never overwritten (R8), nor a record of its own (R3). */
  private requireOurs({ name, region }: CopyOrder, tags: Tags): void {
    if (tags[CLAIM_TAG] !== undefined) {
      throw new ReplicationError(
        'NotAReplica',
        `${name} in ${region} is declared as a secret of its own ('${tags[CLAIM_TAG]}'), so it is not overwritten. ` +
          `Take '${region}' out of replicaRegions, or the declaration there.`,
      );
    }
    if (tags[REPLICA_TAG] === this.home) return;
    const owner = tags[REPLICA_TAG] === undefined ? 'was not made by replication' : `is a copy of ${tags[REPLICA_TAG]}'s`;
    throw new ReplicationError(
      'NotAReplica',
      `${name} in ${region} ${owner}, so it is not overwritten. Delete or rename it there, or take '${region}' out of replicaRegions.`,
    );
  }
}

function sourceOf({ version, lastModified }: ParameterDescription): SourceVersion {
  return { version, modified: lastModified ?? new Date(0) };
}

function newValue({ name, key }: CopyOrder, record: ParameterDescription, value: string, existingTier?: string) {
  // A tier is never lowered by a write: AWS would refuse it.
  const tier = record.tier === 'Standard' && existingTier === 'Advanced' ? 'Advanced' : record.tier;
  return { name, value, keyId: key, tier, chamberVersion: chamberVersion(record.description) };
}
