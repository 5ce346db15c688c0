import { valueFormat } from './random-schema';
import { MAX_VALUE_BYTES, referenceFault, type SecretAttributes, type SecretState } from './secret-schema';
import type { Tags } from '../../../aws/parameter';
import { randomValue } from '../../../values/random-value';
import type { PrivateState, Stored } from '../../core/resource';
import { CLAIM_TAG, parameterArn, type CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import type { Planned } from '../../schema/schema';
import { Unknown } from '../../schema/types';
import { alreadyThere, claimTag, DEFAULT_CLAIM, mark, readMark, REVISION_TAG, type Revision } from '../../stores/ownership';
import { ParameterWriter, type FreshValue, type ParameterDeclaration } from '../../stores/parameter-writer';
import { requireSameRegion } from '../../stores/same-place';
import { requireKey } from '../../stores/usable-key';

/**
 * The revision to write, or undefined where the value that is there stays.
 *
 * A value that came from elsewhere (import, adoption, somebody's write) is never replaced by the first revision that
 * is declared for it, only by a later one.
 */
export function plannedWrite(planned: Planned<SecretAttributes> | SecretState, prior: SecretState | null): Revision | undefined {
  const wanted = revision(planned);
  if (wanted === undefined || prior === null || prior.version === 0) return wanted;
  const before = revision(prior);
  if (before === undefined || before === wanted) return undefined;
  // A generation that goes down is a correction of the number, not a wish for a new value.
  const [now, then] = [generation(planned), generation(prior)];
  return now !== undefined && then !== undefined && now < then ? undefined : wanted;
}

/** Creates and updates secrets: which value, when, and with which tags. */
export class SecretWriter {
  private readonly writer: ParameterWriter;

  constructor(private readonly context: CofferContext) {
    this.writer = new ParameterWriter(context);
  }

  public async create(planned: SecretState, config: SecretState): Promise<Stored<SecretAttributes>> {
    this.writer.own(planned.name!);
    await requireKey(planned.kms_key_id!, this.context);
    // Asked before anything is written: a write whose outcome could not be told would have to be found again.
    const arn = await parameterArn(this.context.provider, planned.name!, this.context.signal);
    const wanted = plannedWrite(planned, null);
    if (wanted === undefined || planned.adopt) {
      // Asked for by its tags, since a listing lags behind.
      const tags = await this.context.provider.store.tags(planned.name!, this.context.signal);
      if (tags !== undefined) {
        // What has the default claim may be any other configuration's: it is taken over where that is asked for only.
        if (!planned.adopt && tags[CLAIM_TAG] === DEFAULT_CLAIM) {
          throw alreadyThere(`Parameter ${planned.name}`, planned.name!, planned.claim, DEFAULT_CLAIM, 'name');
        }
        return stored(planned, arn, await this.takeOver(planned, tags));
      }
    }
    if (wanted === undefined) return stored(planned, arn, 0);
    const { version } = await this.writer.first(declaration(planned), wanted, () => freshValue(planned, config));
    return stored(planned, arn, version);
  }

  public async update(
    prior: SecretState,
    planned: SecretState,
    config: SecretState,
    kept: PrivateState,
  ): Promise<Stored<SecretAttributes>> {
    const { catalog, names, store } = this.context.provider;
    await requireSameRegion('Secret', prior, this.context);
    names.keep(planned.name!);
    catalog.forget(planned.name!);
    const wanted = plannedWrite(planned, prior);
    const arn = prior.arn ?? (await parameterArn(this.context.provider, planned.name!, this.context.signal));
    let version = prior.version ?? 0;
    if (wanted !== undefined) {
      await requireKey(planned.kms_key_id!, this.context);
      const make = () => freshValue(planned, config);
      ({ version } = await (version === 0
        ? this.writer.first(declaration(planned), wanted, make)
        : this.writer.next(declaration(planned), wanted, version, make)));
    }
    if (version > 0) {
      // Whoever wrote the first value of an awaited secret may have been an earlier try of ours, which left its tags.
      const found = kept.untagged === true ? ((await store.tags(planned.name!, this.context.signal)) ?? {}) : undefined;
      const before = found ? {} : { ...prior.tags_all, ...claimTag(prior) };
      const marks =
        wanted === undefined
          ? changedMark(prior, planned, version, found && readMark(found) && found[REVISION_TAG])
          : { before: {}, after: {} };
      await store.changeTags(
        planned.name!,
        { ...before, ...marks.before },
        { ...planned.tags_all, ...claimTag(planned), ...marks.after },
        this.context.signal,
      );
    }
    return stored(planned, arn, version);
  }

  /** Adopts a parameter that is there: its tags become ours, its value stays. */
  private async takeOver(planned: SecretState, tags: Tags): Promise<number> {
    const existing = await this.writer.adoptable(declaration(planned), tags);
    const { before, after } = changedMark(null, planned, existing.version, readMark(tags) && tags[REVISION_TAG]);
    await this.context.provider.store.changeTags(
      planned.name!,
      before,
      { ...planned.tags_all, ...claimTag(planned), ...after },
      this.context.signal,
    );
    return existing.version;
  }
}

function stored(planned: SecretState, arn: string, version: number): Stored<SecretAttributes> {
  return {
    state: { ...planned, value_wo: null, arn, version, status: version === 0 ? 'awaiting value' : 'current' },
    private: planned.claim === null ? {} : { claim: planned.claim },
  };
}

function declaration(planned: SecretState): ParameterDeclaration {
  return {
    subject: 'Secret',
    name: planned.name!,
    kmsKeyId: planned.kms_key_id!,
    tier: planned.tier!,
    tags: planned.tags_all ?? {},
    claim: planned.claim,
    resumedHint: planned.value_wo_version === null ? undefined : ' If value_wo has changed since, raise value_wo_version.',
  };
}

function freshValue(planned: SecretState, config: SecretState): FreshValue {
  const value = planned.generate !== null ? randomValue(valueFormat(planned.generate)) : config.value_wo;
  if (value === null || value === '') {
    throw new DiagnosticError(
      `Secret ${planned.name} has no value`,
      'value_wo is empty at apply. A saved plan needs its ephemeral variables given again (TF_VAR_<name>).',
      ['value_wo'],
    );
  }
  const fault = referenceFault(value);
  if (fault) {
    throw new DiagnosticError('Parameter Store refuses the value', `The value of ${planned.name} cannot be written. ${fault}`, [
      'value_wo',
    ]);
  }
  const bytes = Buffer.byteLength(value);
  const most = MAX_VALUE_BYTES[planned.tier!]!;
  if (bytes > most) {
    throw new DiagnosticError(
      'The value is too large',
      `The value of ${planned.name} has ${bytes} bytes, the ${planned.tier} tier takes ${most}.`,
      ['value_wo'],
    );
  }
  return { value };
}

function revision(secret: Planned<SecretAttributes> | SecretState): Revision | undefined {
  if (secret.generate !== null) return `generation=${generation(secret) ?? '?'}`;
  if (secret.value_wo_version !== null) {
    return `value_wo_version=${secret.value_wo_version instanceof Unknown ? '?' : secret.value_wo_version}`;
  }
  return undefined;
}

function generation({ generate }: Planned<SecretAttributes> | SecretState): number | undefined {
  if (generate === null || generate instanceof Unknown) return undefined;
  const number: unknown = generate.generation;
  return typeof number === 'number' ? number : undefined;
}

/** What becomes of the mark where a revision is recorded and no value is written: an old mark must not pass for a later write. */
function changedMark(prior: SecretState | null, planned: SecretState, version: number, old?: string): { before: Tags; after: Tags } {
  const [then, now] = [prior === null ? undefined : revision(prior), revision(planned)];
  if (then === now && old === undefined) return { before: {}, after: {} };
  // By an earlier try for this very revision.
  if (old !== undefined && readMark({ [REVISION_TAG]: old })?.revision === now) return { before: {}, after: {} };
  const before: Tags = then === undefined && old === undefined ? {} : { [REVISION_TAG]: old ?? '' };
  return { before, after: now === undefined ? {} : mark(now, version) };
}
