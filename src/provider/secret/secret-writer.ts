import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_LENGTH, randomValue, type ValueFormat } from '../random-value';
import type { PrivateState, Stored } from '../resource';
import { DiagnosticError } from '../schema/diagnostics';
import type { Planned } from '../schema/schema';
import { Unknown } from '../schema/types';
import { MAX_VALUE_BYTES, type SecretAttributes, type SecretState } from './secret-schema';
import { CLAIM_TAG, parameterArn, type CofferContext } from '../settings';
import { AwsCallError } from '../../aws/errors';
import { chamberVersion, type NewValue, type ParameterDescription, type Tags } from '../../aws/parameter-store';

/**
 * The tag that makes writes resumable: which revision of the declaration a write was for, and which version it
 * follows, such as `generation=2 after=1`. It is set before the value is written, so that after a crash
 * anywhere the next apply sees whether that write took effect, and no value is made twice.
 */
export const REVISION_TAG = 'coffer:revision';
const DEFAULT_CLAIM = 'terraform';
const KEY_KNOWN_WITHIN_MS: readonly number[] = [500, 1500, 3000];
const VISIBLE_WITHIN_MS: readonly number[] = [200, 500, 1000, 2000, 4000, 8000];

/** What a declaration says its value should be: a text that changes when the value should. Undefined while it is awaited. */
export type Revision = string;

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

export function formatOf(generate: NonNullable<SecretState['generate']>): ValueFormat {
  return {
    format: (generate.format ?? 'password') as ValueFormat['format'],
    length: generate.length ?? DEFAULT_LENGTH,
    lower: generate.lower ?? true,
    upper: generate.upper ?? true,
    digits: generate.digits ?? true,
    symbols: generate.symbols ?? false,
    excludeCharacters: generate.exclude_characters ?? '',
  };
}

/** The tags that people set: not Coffer's own, and not AWS's. */
export function visibleTags(tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !/^(aws|coffer):/.test(key)));
}

/** Writes secrets so that every write can be cut off anywhere and made again (rule R5). */
export class SecretWriter {
  constructor(private readonly context: CofferContext) {}

  public async create(planned: SecretState, config: SecretState): Promise<Stored<SecretAttributes>> {
    const { catalog, owned, store } = this.context.provider;
    // Terraform may know one parameter by two addresses: the second must not take the first one's for its own.
    if (owned.has(planned.name!)) throw declaredTwice(planned.name!);
    owned.add(planned.name!);
    catalog.forget(planned.name!);
    await this.refuseUnknownKey(planned);
    const wanted = plannedWrite(planned, null);
    if (wanted === undefined || planned.adopt) {
      // Asked for by its tags, since a listing lags behind.
      const tags = await store.tags(planned.name!, this.context.signal);
      if (tags !== undefined) return this.takeOver(planned, tags);
    }
    return this.stored(planned, wanted === undefined ? 0 : await this.writeFirst(planned, config, wanted));
  }

  public async update(prior: SecretState, planned: SecretState, config: SecretState, kept: PrivateState): Promise<Stored<SecretAttributes>> {
    const { catalog, owned, store } = this.context.provider;
    owned.add(planned.name!);
    catalog.forget(planned.name!);
    const wanted = plannedWrite(planned, prior);
    let version = prior.version ?? 0;
    if (wanted !== undefined) {
      await this.refuseUnknownKey(planned);
      version = version === 0 ? await this.writeFirst(planned, config, wanted) : await this.writeNext(planned, config, wanted, version);
    }
    if (version > 0) {
      const before = kept.untagged === true ? {} : { ...prior.tags_all, ...claimTag(prior) };
      const marks = wanted === undefined ? changedMark(prior, planned, version) : { before: {}, after: {} };
      await store.changeTags(
        planned.name!, { ...before, ...marks.before }, { ...planned.tags_all, ...claimTag(planned), ...marks.after }, this.context.signal,
      );
    }
    return this.stored(planned, version);
  }

  private async writeFirst(planned: SecretState, config: SecretState, wanted: Revision): Promise<number> {
    const { store } = this.context.provider;
    try {
      return await store.create(this.newValue(planned, config, 1), { ...planned.tags_all, ...claimTag(planned), ...mark(wanted, 0) }, this.context.signal);
    } catch (error) {
      if (!(error instanceof AwsCallError && error.code === 'ParameterAlreadyExists')) throw error;
      return this.resume(planned, wanted);
    }
  }

  /**
   * The parameter is there: by an earlier try of this same declaration, whose answer was lost, or by somebody else.
   * Its value is kept in the one case, and in the other nothing is done: a create never overwrites.
   */
  private async resume(planned: SecretState, wanted: Revision): Promise<number> {
    const tags = await this.context.provider.store.tags(planned.name!, this.context.signal) ?? {};
    const found = readMark(tags);
    if (tags[CLAIM_TAG] !== planned.claim || found?.revision !== wanted || found.after !== 0) throw alreadyThere(planned, tags[CLAIM_TAG]);
    this.context.diagnostics.warning(
      `Secret ${planned.name} was created by an earlier try`,
      `Its value was kept: nothing was written now.${planned.value_wo_version === null ? '' : ' If value_wo has changed since, raise value_wo_version.'}`
      + (planned.claim === DEFAULT_CLAIM ? ' If no apply of this configuration was cut off, another one declares the same parameter: give each a claim of its own.' : ''),
    );
    return (await this.describeExisting(planned)).version;
  }

  private async writeNext(planned: SecretState, config: SecretState, wanted: Revision, known: number): Promise<number> {
    const { store } = this.context.provider;
    const { signal } = this.context;
    const tags = await store.tags(planned.name!, signal);
    if (tags === undefined) return this.writeFirst(planned, config, wanted);
    const existing = await this.describeExisting(planned);
    const version = Math.max(existing.version, known);
    const found = readMark(tags);
    if (found?.revision === wanted && version > found.after) {
      this.context.diagnostics.warning(
        `Secret ${planned.name} was written by an earlier try`,
        `Version ${version} came after that try began, so it was kept: nothing was written now. If it is somebody else's value and a new one is wanted, raise the number once more.`,
      );
      return version;
    }
    await store.changeTags(planned.name!, {}, { ...mark(wanted, version), ...claimTag(planned) }, signal);
    const value = this.newValue(planned, config, chamberVersion(existing.description) + 1);
    return store.overwrite(value, version, signal);
  }

  /** Describes a parameter that is certainly there. A listing shows a new one a moment after it was written. */
  private async describeExisting(planned: SecretState): Promise<ParameterDescription> {
    const { store } = this.context.provider;
    for (const wait of VISIBLE_WITHIN_MS) {
      const existing = await store.describe(planned.name!, this.context.signal);
      if (existing) return existing;
      await sleep(wait, undefined, { signal: this.context.signal });
    }
    throw new DiagnosticError(
      `Parameter ${planned.name} is not listed yet`, 'It is there, but DescribeParameters does not show it. Apply again in a moment: nothing was written, and nothing is lost.',
    );
  }

  /** Adopts a parameter that is there: its tags become ours, its value stays. */
  private async takeOver(planned: SecretState, tags: Tags): Promise<Stored<SecretAttributes>> {
    const { store } = this.context.provider;
    const existing = await this.describeExisting(planned);
    if (existing.type !== 'SecureString') {
      throw new DiagnosticError(
        `Parameter ${planned.name} is not encrypted`, `Its type is ${existing.type}, and only a SecureString can be adopted. Delete it and have the secret written anew; consider its value as known to others.`, ['adopt'],
      );
    }
    const claimed = tags[CLAIM_TAG];
    if (claimed !== undefined && claimed !== planned.claim) throw alreadyThere(planned, claimed);
    const { before, after } = changedMark(null, planned, existing.version, readMark(tags) && tags[REVISION_TAG]);
    await store.changeTags(planned.name!, before, { ...planned.tags_all, ...claimTag(planned), ...after }, this.context.signal);
    return this.stored(planned, existing.version);
  }

  private newValue(planned: SecretState, config: SecretState, version: number): NewValue {
    const value = planned.generate !== null ? randomValue(formatOf(planned.generate)) : config.value_wo;
    if (value === null || value === '') {
      throw new DiagnosticError(`Secret ${planned.name} has no value`, 'value_wo is empty at apply. A saved plan needs its ephemeral variables given again (TF_VAR_<name>).', ['value_wo']);
    }
    const bytes = Buffer.byteLength(value);
    const most = MAX_VALUE_BYTES[planned.tier!]!;
    if (bytes > most) throw new DiagnosticError('The value is too large', `The value of ${planned.name} has ${bytes} bytes, the ${planned.tier} tier takes ${most}.`, ['value_wo']);
    return { name: planned.name!, value, keyId: planned.kms_key_id!, tier: planned.tier!, chamberVersion: version };
  }

  // A key or alias that the same apply has just made is not known everywhere at once.
  private async refuseUnknownKey(planned: SecretState): Promise<void> {
    for (const wait of KEY_KNOWN_WITHIN_MS) {
      try {
        return await this.context.provider.keys.requireUsable(planned.kms_key_id!, this.context.signal);
      } catch (error) {
        if (!(error instanceof AwsCallError && error.code === 'NotFoundException')) throw error;
        await sleep(wait, undefined, { signal: this.context.signal });
      }
    }
    return this.context.provider.keys.requireUsable(planned.kms_key_id!, this.context.signal);
  }

  private async stored(planned: SecretState, version: number): Promise<Stored<SecretAttributes>> {
    return {
      state: {
        ...planned,
        value_wo: null,
        arn: await parameterArn(this.context.provider, planned.name!, this.context.signal),
        version,
        status: version === 0 ? 'awaiting value' : 'current',
      },
      private: planned.claim === null ? {} : { claim: planned.claim },
    };
  }
}

/** The claim as a tag. */
export function claimTag({ claim }: { claim: string | null }): Record<string, string> {
  return claim === null ? {} : { [CLAIM_TAG]: claim };
}

function revision(secret: Planned<SecretAttributes> | SecretState): Revision | undefined {
  if (secret.generate !== null) return `generation=${generation(secret) ?? '?'}`;
  if (secret.value_wo_version !== null) return `value_wo_version=${secret.value_wo_version instanceof Unknown ? '?' : secret.value_wo_version}`;
  return undefined;
}

function generation({ generate }: Planned<SecretAttributes> | SecretState): number | undefined {
  if (generate === null || generate instanceof Unknown) return undefined;
  const number: unknown = generate.generation;
  return typeof number === 'number' ? number : undefined;
}

function mark(wanted: Revision, after: number): Record<string, string> {
  return { [REVISION_TAG]: `${wanted} after=${after}` };
}

/** What becomes of the mark where a revision is recorded and no value is written: an old mark must not pass for a later write. */
function changedMark(prior: SecretState | null, planned: SecretState, version: number, old?: string): { before: Tags; after: Tags } {
  const [then, now] = [prior === null ? undefined : revision(prior), revision(planned)];
  if (then === now && old === undefined) return { before: {}, after: {} };
  const before: Tags = then === undefined && old === undefined ? {} : { [REVISION_TAG]: old ?? '' };
  return { before, after: now === undefined ? {} : mark(now, version) };
}

function readMark(tags: Tags): { revision: string; after: number } | undefined {
  const match = /^(.+) after=(\d+)$/.exec(tags[REVISION_TAG] ?? '');
  return match ? { revision: match[1]!, after: Number(match[2]) } : undefined;
}

/** The error for a second resource of one name. */
export function declaredTwice(name: string): DiagnosticError {
  return new DiagnosticError(
    `Parameter ${name} is declared twice`, 'Another resource of this configuration has it already. Declare the secret once, and refer to that resource.', ['name'],
  );
}

/** The error for a parameter that is there and is not this declaration's. */
export function alreadyThere(planned: SecretState, claimed: string | undefined): DiagnosticError {
  if (claimed !== undefined && claimed !== planned.claim) {
    return new DiagnosticError(
      `Parameter ${planned.name} belongs to another declaration`,
      `Its tag ${CLAIM_TAG} says '${claimed}', this one is '${planned.claim}'. Declare the secret once and read it by name elsewhere; or, to move it here, take it out there (removed block, terraform state rm) and import it here.`,
      ['name'],
    );
  }
  return new DiagnosticError(
    `Parameter ${planned.name} is already there`,
    `Coffer does not overwrite a value that it did not write. Set adopt = true to take the parameter over with its value, or import it: terraform import <address> ${planned.name}`,
    ['name'],
  );
}
