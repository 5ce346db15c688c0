import type { PrivateKeyState } from './private-key-schema';
import type { FreshKey, Refreshed, StoredKey, StoredKeys } from './stored-keys';
import type { Tags } from '../../../aws/parameter';
import { publicKeyIn, publicKeyTags } from '../../../values/public-key-tags';
import type { PrivateState } from '../../core/resource';
import { parameterArn, type CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import { warnOfExpiration } from '../../stores/drift';
import { claimTag, mark, readMark } from '../../stores/ownership';
import { ParameterWriter, type FreshValue, type ParameterDeclaration, type Written } from '../../stores/parameter-writer';
import { requireSamePlace, requireSameRegion } from '../../stores/same-place';
import { requireKey } from '../../stores/usable-key';

/** Private keys in Parameter Store. The public half is kept in tags of the parameter, where it is read without decryption. */
export class ParameterKeys implements StoredKeys {
  private readonly writer: ParameterWriter;

  constructor(private readonly context: CofferContext) {
    this.writer = new ParameterWriter(context);
  }

  public nameOf(state: PrivateKeyState): string {
    return state.name!;
  }

  public async create(planned: PrivateKeyState, make: () => Promise<FreshKey>): Promise<StoredKey> {
    this.writer.own(planned.name!);
    await requireKey(planned.kms_key_id!, this.context);
    const arn = await parameterArn(this.context.provider, planned.name!, this.context.signal);
    if (planned.adopt) {
      const tags = await this.context.provider.store.tags(planned.name!, this.context.signal);
      if (tags !== undefined) return this.stored(arn, await this.takeOver(planned, tags));
    }
    return this.stored(arn, await this.writer.first(declaration(planned), revision(planned), () => fresh(make)));
  }

  public async rekey(
    prior: PrivateKeyState,
    planned: PrivateKeyState,
    _kept: PrivateState,
    make: () => Promise<FreshKey>,
  ): Promise<StoredKey> {
    await requireSameRegion('Private key', prior, this.context);
    this.context.provider.catalog.forget(planned.name!);
    await requireKey(planned.kms_key_id!, this.context);
    return this.stored(
      prior.arn,
      await this.writer.next(declaration(planned), revision(planned), Number(prior.version_id), () => fresh(make)),
    );
  }

  public async retag(prior: PrivateKeyState, planned: PrivateKeyState): Promise<void> {
    const { catalog, store } = this.context.provider;
    catalog.forget(planned.name!);
    // A generation that is recorded and writes nothing: an old mark must not pass for a later write.
    const marks = prior.generation === planned.generation ? {} : mark(revision(planned), Number(planned.version_id));
    await store.changeTags(
      planned.name!,
      { ...prior.tags_all, ...claimTag(prior) },
      { ...planned.tags_all, ...claimTag(planned), ...marks },
      this.context.signal,
    );
  }

  public async refresh(state: PrivateKeyState, kept: PrivateState): Promise<Refreshed> {
    const { catalog, names, store } = this.context.provider;
    const { signal } = this.context;
    const name = state.name!;
    const listed = await catalog.find(name, signal);
    // The listing lags behind a write for a moment: what it lacks is asked for where the answer is certain.
    const isThere = listed !== undefined || (await store.tags(name, signal)) !== undefined;
    await requireSamePlace('Private key', state, this.context, listed?.arn);
    if (!isThere) return 'gone';
    names.hold(name, state.deletion_protection !== false);
    if (!listed) return 'unchanged';
    if (listed.type !== 'SecureString') {
      throw new DiagnosticError(
        `Parameter ${name} is not encrypted`,
        `Its type is ${listed.type}. Somebody replaced it: consider the key as known to others, and have a new one made.`,
      );
    }
    warnOfExpiration('Private key', listed, this.context);
    const expected = { ...state.tags_all, ...claimTag(state) };
    const differing = await catalog.differingTags(name, expected, state.arn ?? undefined, signal);
    if (String(listed.version) === state.version_id && differing === undefined) return 'unchanged';
    const tags = differing ?? (await store.tags(name, signal)) ?? {};
    return {
      versionId: String(listed.version),
      arn: listed.arn ?? (await parameterArn(this.context.provider, name, signal)),
      publicKey: publicKeyIn(tags, listed.version),
      kept,
      kmsKeyId: listed.keyId,
      tags,
    };
  }

  public async delete(state: PrivateKeyState): Promise<void> {
    const { catalog, store } = this.context.provider;
    await requireSameRegion('Private key', state, this.context);
    catalog.forget(state.name!);
    await store.delete(state.name!, this.context.signal);
  }

  private async takeOver(planned: PrivateKeyState, tags: Tags): Promise<Written> {
    const existing = await this.writer.adoptable(declaration(planned), tags);
    // An earlier try of this very create may be what is taken over: then its mark is right.
    const marks = readMark(tags)?.revision === revision(planned) ? {} : mark(revision(planned), existing.version);
    await this.context.provider.store.changeTags(
      planned.name!,
      {},
      { ...planned.tags_all, ...claimTag(planned), ...marks },
      this.context.signal,
    );
    return { version: existing.version, facts: tags };
  }

  private stored(arn: string | null, { version, facts }: Written): StoredKey {
    return { versionId: String(version), arn, publicKey: publicKeyIn(facts, version), kept: {} };
  }
}

function declaration(planned: PrivateKeyState): ParameterDeclaration {
  return {
    subject: 'Private key',
    name: planned.name!,
    kmsKeyId: planned.kms_key_id!,
    tier: 'Standard',
    tags: planned.tags_all ?? {},
    claim: planned.claim,
  };
}

function revision({ generation }: PrivateKeyState): string {
  return `generation=${generation}`;
}

async function fresh(make: () => Promise<FreshKey>): Promise<FreshValue> {
  const { privatePem, publicKey } = await make();
  return { value: privatePem, facts: (version) => publicKeyTags(publicKey, version) };
}
