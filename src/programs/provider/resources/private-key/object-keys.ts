import type { PrivateKeyState } from './private-key-schema';
import type { FreshKey, Refreshed, StoredKey, StoredKeys } from './stored-keys';
import { AwsCallError } from '../../../aws/errors';
import { nameOf, type NewObject, type ObjectAddress, type ObjectDescription, type StoredObject } from '../../../aws/object-store';
import { takenPublicKey } from '../../../values/key-material';
import type { PrivateState } from '../../core/resource';
import { CLAIM_TAG, type CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import { alreadyThere, claimTag, DEFAULT_CLAIM } from '../../stores/ownership';
import { requireKey } from '../../stores/usable-key';

const CONTENT_TYPE = 'application/x-pem-file';
const PUBLIC_KEY = 'coffer-public-key';
const GENERATION = 'coffer-generation';

/**
 * Private keys as objects of a bucket. The public half and the generation are the object's metadata: they are written
 * in one step with the key, and read without decryption.
 */
export class ObjectKeys implements StoredKeys {
  constructor(private readonly context: CofferContext) {}

  public nameOf(state: PrivateKeyState): string {
    return nameOf(addressOf(state));
  }

  public async create(planned: PrivateKeyState, make: () => Promise<FreshKey>): Promise<StoredKey> {
    const { names, objectCatalog, objects } = this.context.provider;
    const { signal } = this.context;
    const address = addressOf(planned);
    names.take(nameOf(address));
    objectCatalog.forget(address);
    await requireKey(planned.kms_key_id!, this.context);
    const arn = await this.arnOf(address);
    if (planned.adopt) {
      const existing = await objects.describe(address, signal);
      if (existing) return this.takeOver(planned, existing, arn);
    }
    const key = await make();
    try {
      const written = await objects.create(objectOf(planned, key), signal);
      if (written.versionId === undefined) this.warnOfNoVersions(address);
      return storedKey(arn, written, key.publicKey);
    } catch (error) {
      if (!isPrecondition(error)) throw error;
      return this.resume(planned, key, arn);
    }
  }

  public async rekey(
    { arn }: PrivateKeyState,
    planned: PrivateKeyState,
    kept: PrivateState,
    make: () => Promise<FreshKey>,
  ): Promise<StoredKey> {
    const { objectCatalog, objects } = this.context.provider;
    const { signal } = this.context;
    const address = addressOf(planned);
    objectCatalog.forget(address);
    await requireKey(planned.kms_key_id!, this.context);
    const existing = await objects.describe(address, signal);
    if (!existing) {
      throw new DiagnosticError(
        `Private key ${nameOf(address)} is gone`,
        'It was there when the change was planned. Plan again: it will be created.',
      );
    }
    // The version that the last apply left is of an earlier generation, whatever number that one had.
    if (existing.etag !== kept.applied && existing.metadata[GENERATION] === String(planned.generation)) {
      this.context.diagnostics.warning(
        `Private key ${nameOf(address)} was written by an earlier try`,
        `Version ${existing.versionId} is of generation ${planned.generation}, so it was kept: nothing was written now.`,
      );
      return storedKey(arn, existing, existing.metadata[PUBLIC_KEY]);
    }
    const key = await make();
    try {
      return storedKey(arn, await objects.replace(objectOf(planned, key), existing.etag, signal), key.publicKey);
    } catch (error) {
      if (!isPrecondition(error)) throw error;
      // The answer to a write may have been lost, and the write made again: then the object is this very key.
      const now = await objects.describe(address, signal);
      if (now?.metadata[PUBLIC_KEY] === key.publicKey) return storedKey(arn, now, key.publicKey);
      throw new DiagnosticError(
        `Private key ${nameOf(address)} was changed by somebody else meanwhile`,
        'Nothing was overwritten. Look at its versions (aws s3api list-object-versions), and apply again.',
      );
    }
  }

  public async retag(prior: PrivateKeyState, planned: PrivateKeyState): Promise<void> {
    const address = addressOf(planned);
    const wanted = { ...planned.tags_all, ...claimTag(planned) };
    await this.mergeTags(address, Object.keys({ ...prior.tags_all, ...claimTag(prior) }), wanted);
  }

  public async refresh(state: PrivateKeyState, kept: PrivateState): Promise<Refreshed> {
    const { names, objectCatalog, objects } = this.context.provider;
    const address = addressOf(state);
    const listed = await objectCatalog.etag(address, this.context.signal);
    if (listed === undefined) return 'gone';
    names.hold(nameOf(address), state.deletion_protection !== false);
    if (listed !== 'unlisted' && listed === kept.etag) return 'unchanged';
    const found = await objects.describe(address, this.context.signal);
    if (!found) return 'gone';
    if (found.etag === kept.etag) return 'unchanged';
    // After an import nothing is known yet, its tags included: later on they are not looked at, see the schema.
    const tags = state.claim === null ? await objects.tags(address, this.context.signal) : undefined;
    const stored = storedKey(state.arn ?? (await this.arnOf(address)), found, found.metadata[PUBLIC_KEY]);
    return { ...stored, kept: { ...kept, etag: found.etag }, kmsKeyId: found.kmsKeyId, tags };
  }

  public async delete(state: PrivateKeyState): Promise<void> {
    const { objectCatalog, objects } = this.context.provider;
    const address = addressOf(state);
    objectCatalog.forget(address);
    await objects.delete(address, this.context.signal);
  }

  /** The object is there: by an earlier try of this same declaration, whose answer was lost, or by somebody else. */
  private async resume(planned: PrivateKeyState, key: FreshKey, arn: string): Promise<StoredKey> {
    const address = addressOf(planned);
    const existing = await this.context.provider.objects.describe(address, this.context.signal);
    if (!existing) {
      throw new DiagnosticError(
        `Private key ${nameOf(address)} came and went`,
        'S3 said that the object is there, and then that it is not. Apply again.',
      );
    }
    if (existing.metadata[PUBLIC_KEY] === key.publicKey) return storedKey(arn, existing, key.publicKey);
    const claimed = (await this.context.provider.objects.tags(address, this.context.signal))[CLAIM_TAG];
    // Under the default claim it may be any other configuration's: nothing tells.
    if (claimed !== planned.claim || claimed === DEFAULT_CLAIM || existing.metadata[GENERATION] !== String(planned.generation)) {
      throw this.taken(planned, claimed);
    }
    this.context.diagnostics.warning(
      `Private key ${nameOf(address)} was created by an earlier try`,
      'It was kept: nothing was written now.',
    );
    return storedKey(arn, existing, existing.metadata[PUBLIC_KEY]);
  }

  /** Adopts an object that is there: its tags become ours, the key stays. */
  private async takeOver(planned: PrivateKeyState, existing: ObjectDescription, arn: string): Promise<StoredKey> {
    const address = addressOf(planned);
    const claimed = (await this.context.provider.objects.tags(address, this.context.signal))[CLAIM_TAG];
    if (claimed !== undefined && claimed !== planned.claim) throw this.taken(planned, claimed);
    await this.mergeTags(address, [], { ...planned.tags_all, ...claimTag(planned) });
    return storedKey(arn, existing, existing.metadata[PUBLIC_KEY]);
  }

  // S3 replaces all tags of an object at once: those that others put on are carried along.
  private async mergeTags(address: ObjectAddress, replaced: readonly string[], wanted: Readonly<Record<string, string>>): Promise<void> {
    const { objects } = this.context.provider;
    const there = await objects.tags(address, this.context.signal);
    const others = Object.fromEntries(Object.entries(there).filter(([key]) => !replaced.includes(key)));
    await objects.setTags(address, { ...others, ...wanted }, this.context.signal);
  }

  private async arnOf({ bucket, key }: ObjectAddress): Promise<string> {
    const { partition } = await this.context.provider.aws.identity(this.context.signal);
    return `arn:${partition}:s3:::${bucket}/${key}`;
  }

  private warnOfNoVersions({ bucket }: ObjectAddress): void {
    this.context.diagnostics.warning(
      `Bucket ${bucket} keeps no versions`,
      'A key that is deleted or replaced there is lost. Turn versioning on; until then, generation cannot be raised.',
      ['bucket'],
    );
  }

  private taken(planned: PrivateKeyState, claimed: string | undefined): DiagnosticError {
    const { bucket, key } = addressOf(planned);
    return alreadyThere(`Object ${nameOf({ bucket, key })}`, `${bucket}/${key}`, planned.claim, claimed, 'key');
  }
}

function storedKey(arn: string | null, { versionId, etag }: StoredObject, publicKey: string | undefined): StoredKey {
  return { versionId: versionId ?? null, arn, publicKey: takenPublicKey(publicKey), kept: { etag, applied: etag } };
}

function addressOf({ bucket, key }: PrivateKeyState): ObjectAddress {
  return { bucket: bucket!, key: key! };
}

function objectOf(planned: PrivateKeyState, { privatePem, publicKey }: FreshKey): NewObject {
  return {
    ...addressOf(planned),
    content: privatePem,
    contentType: CONTENT_TYPE,
    kmsKeyId: planned.kms_key_id!,
    metadata: { [PUBLIC_KEY]: publicKey, [GENERATION]: String(planned.generation) },
    tags: { ...planned.tags_all, ...claimTag(planned) },
  };
}

// If-Match of an object that was deleted meanwhile is answered by NoSuchKey.
function isPrecondition(error: unknown): boolean {
  return error instanceof AwsCallError && ['PreconditionFailed', 'NoSuchKey'].includes(error.code);
}
