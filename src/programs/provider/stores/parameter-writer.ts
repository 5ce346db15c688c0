import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { alreadyThere, claimTag, DEFAULT_CLAIM, mark, readMark, type Revision, type Subject } from './ownership';
import { isAlreadyThere } from '../../aws/errors';
import { chamberVersion, type NewValue, type ParameterDescription, type Tags } from '../../aws/parameter';
import { CLAIM_TAG, type CofferContext } from '../core/settings';
import { DiagnosticError } from '../schema/diagnostics';

// Waits between looks. A listing shows what was just written a moment later.
const VISIBLE_WITHIN_MS: readonly number[] = [200, 500, 1000, 2000, 4000, 8000];
const MOVED_WITHIN_MS: readonly number[] = [200, 600, 1200];

/** One parameter, as a resource declares it. */
export interface ParameterDeclaration {
  readonly subject: Subject;
  readonly name: string;
  readonly kmsKeyId: string;
  readonly tier: string;
  /** Tags that people set, default ones included. */
  readonly tags: Tags;
  readonly claim: string | null;
  /** What a warning about a resumed write adds, such as that a given value may have changed since. */
  readonly resumedHint?: string;
}

/** A value to write. */
export interface FreshValue {
  readonly value: string;
  /** What people may know of it, as tags of the version that holds it. */
  readonly facts?: (version: number) => Tags;
}

export type Make = () => FreshValue | Promise<FreshValue>;

/** What a write left. Where an earlier try had written already, `tags` are those that it left. */
export interface Written {
  readonly version: number;
  readonly facts: Tags;
}

/** Writes parameters so that every write can be cut off anywhere and made again (rule R5). */
export class ParameterWriter {
  constructor(private readonly context: CofferContext) {}

  /** Takes a name for a create. @throws DiagnosticError where another resource of this configuration has it */
  public own(name: string): void {
    const { catalog, names } = this.context.provider;
    // Terraform may know one parameter by two addresses: the second must not take the first one's for its own.
    names.take(name);
    catalog.forget(name);
  }

  /** Writes the first version, and never over a value that is there. */
  public async first(declared: ParameterDeclaration, revision: Revision, make: Make): Promise<Written> {
    const { store } = this.context.provider;
    const { value, facts } = await make();
    const attempt = randomBytes(6).toString('hex');
    try {
      const tags = { ...declared.tags, ...claimTag(declared), ...mark(revision, 0, attempt), ...facts?.(1) };
      return { version: await store.create(newValue(declared, value, 1), tags, this.context.signal), facts: tags };
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
      return this.resume(declared, revision, attempt);
    }
  }

  /** Writes a further version for a revision, unless an earlier try did. `known` is the version that Terraform knows. */
  public async next(declared: ParameterDeclaration, revision: Revision, known: number, make: Make): Promise<Written> {
    const { store } = this.context.provider;
    const { signal } = this.context;
    const tags = await store.tags(declared.name, signal);
    if (tags === undefined) return this.first(declared, revision, make);
    const found = readMark(tags);
    const existing = await this.describe(declared, known, found?.revision === revision ? found.after : undefined);
    const version = Math.max(existing.version, known);
    if (found?.revision === revision && version > found.after) {
      this.context.diagnostics.warning(
        `${declared.subject} ${declared.name} was written by an earlier try`,
        `Version ${version} came after that try began, so it was kept: nothing was written now. ` +
          `If it is somebody else's value and a new one is wanted, raise the number once more.`,
      );
      return { version, facts: tags };
    }
    const { value, facts } = await make();
    await store.changeTags(declared.name, {}, { ...mark(revision, version), ...claimTag(declared), ...facts?.(version + 1) }, signal);
    const written = await store.overwrite(
      newValue(declared, value, chamberVersion(existing.description) + 1, existing.tier),
      version,
      signal,
    );
    if (!facts || written.version === version + 1 || !written.isOurs) {
      return { version: written.version, facts: facts?.(version + 1) ?? {} };
    }
    // The same value was written once more, since a listing did not show yet that the first time took effect.
    await store.changeTags(declared.name, {}, facts(written.version), signal);
    return { version: written.version, facts: facts(written.version) };
  }

  /**
   * Describes a parameter that may be adopted: somebody's, encrypted, and claimed by nobody else.
   *
   * @throws DiagnosticError where it is not
   */
  public async adoptable(declared: ParameterDeclaration, tags: Tags): Promise<ParameterDescription> {
    const existing = await this.describe(declared);
    if (existing.type !== 'SecureString') {
      throw new DiagnosticError(
        `Parameter ${declared.name} is not encrypted`,
        `Its type is ${existing.type}, and only a SecureString can be adopted. Delete it and have it written again; ` +
          `consider its value as known to others.`,
        ['adopt'],
      );
    }
    const claimed = tags[CLAIM_TAG];
    if (claimed !== undefined && claimed !== declared.claim) throw this.taken(declared, claimed);
    return existing;
  }

  /**
   * The parameter is there: by an earlier try of this same declaration, whose answer was lost, or by somebody else.
   * Its value is kept in the one case, and in the other nothing is done: a create never overwrites.
   */
  private async resume(declared: ParameterDeclaration, revision: Revision, attempt: string): Promise<Written> {
    const tags = (await this.context.provider.store.tags(declared.name, this.context.signal)) ?? {};
    const found = readMark(tags);
    const isThisTry = found?.attempt === attempt;
    if (tags[CLAIM_TAG] !== declared.claim || found?.revision !== revision || found.after !== 0) {
      throw this.taken(declared, tags[CLAIM_TAG]);
    }
    // This very create took effect, only its answer was lost: there is nothing to tell.
    if (!isThisTry) {
      // Any other plain configuration has the default claim too: its parameter would be taken over, and deleted with this one.
      if (declared.claim === DEFAULT_CLAIM) throw this.taken(declared, tags[CLAIM_TAG]);
      this.context.diagnostics.warning(
        `${declared.subject} ${declared.name} was created by an earlier try`,
        `Its value was kept: nothing was written now.${declared.resumedHint ?? ''}`,
      );
    }
    return { version: (await this.describe(declared)).version, facts: tags };
  }

  /**
   * Describes a parameter that is certainly there. A listing shows what was written a moment later.
   *
   * @param known a version that it certainly has
   * @param begun the version that an earlier try set out to follow: it may have done so just now
   */
  private async describe({ name }: ParameterDeclaration, known = 1, begun?: number): Promise<ParameterDescription> {
    const shown = await this.look(name, VISIBLE_WITHIN_MS, known);
    const existing = begun !== undefined && shown?.version === begun ? await this.look(name, MOVED_WITHIN_MS, begun + 1) : shown;
    if (existing) return existing;
    throw new DiagnosticError(
      `Parameter ${name} is not listed yet`,
      'It is there, but DescribeParameters does not show it. Apply again in a moment: nothing was written, and nothing is lost.',
    );
  }

  /** Looks until a version is there, or for the last time after all waits. */
  private async look(name: string, waits: readonly number[], version: number): Promise<ParameterDescription | undefined> {
    const {
      provider: { store },
      signal,
    } = this.context;
    for (const wait of waits) {
      const found = await store.describe(name, signal);
      if (found && found.version >= version) return found;
      await sleep(wait, undefined, { signal });
    }
    return store.describe(name, signal);
  }

  private taken({ name, claim }: ParameterDeclaration, claimed: string | undefined): DiagnosticError {
    return alreadyThere(`Parameter ${name}`, name, claim, claimed, 'name');
  }
}

// A tier is never lowered by a write: AWS would refuse it.
function newValue({ name, kmsKeyId, tier }: ParameterDeclaration, value: string, version: number, existingTier?: string): NewValue {
  return {
    name,
    value,
    keyId: kmsKeyId,
    tier: tier === 'Standard' && existingTier === 'Advanced' ? 'Advanced' : tier,
    chamberVersion: version,
  };
}
