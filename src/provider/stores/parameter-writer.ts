import { setTimeout as sleep } from 'node:timers/promises';
import { alreadyThere, claimTag, declaredTwice, DEFAULT_CLAIM, mark, readMark, type Revision, type Subject } from './ownership';
import { AwsCallError } from '../../aws/errors';
import { chamberVersion, type NewValue, type ParameterDescription, type Tags } from '../../aws/parameter-store';
import { DiagnosticError } from '../schema/diagnostics';
import { CLAIM_TAG, type CofferContext } from '../settings';

const VISIBLE_WITHIN_MS: readonly number[] = [200, 500, 1000, 2000, 4000, 8000];

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

/** A value to write, and what people may know of it: `facts` are tags that are set together with it. */
export interface FreshValue {
  readonly value: string;
  readonly facts?: Tags;
}

/** Makes the value of a version, whose number in Parameter Store it is given. */
export type Make = (version: number) => FreshValue | Promise<FreshValue>;

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
    const { catalog, owned, wanted } = this.context.provider;
    // Terraform may know one parameter by two addresses: the second must not take the first one's for its own.
    if (owned.has(name)) throw declaredTwice(`Parameter ${name}`, 'name');
    owned.add(name);
    wanted.delete(name);
    catalog.forget(name);
  }

  /** Writes the first version, and never over a value that is there. */
  public async first(declared: ParameterDeclaration, revision: Revision, make: Make): Promise<Written> {
    const { store } = this.context.provider;
    const { value, facts = {} } = await make(1);
    try {
      const tags = { ...declared.tags, ...claimTag(declared), ...mark(revision, 0), ...facts };
      return { version: await store.create(newValue(declared, value, 1), tags, this.context.signal), facts };
    } catch (error) {
      if (!(error instanceof AwsCallError && error.code === 'ParameterAlreadyExists')) throw error;
      return this.resume(declared, revision);
    }
  }

  /** Writes a further version for a revision, unless an earlier try did. `known` is the version that Terraform knows. */
  public async next(declared: ParameterDeclaration, revision: Revision, known: number, make: Make): Promise<Written> {
    const { store } = this.context.provider;
    const { signal } = this.context;
    const tags = await store.tags(declared.name, signal);
    if (tags === undefined) return this.first(declared, revision, make);
    const existing = await this.describe(declared);
    const version = Math.max(existing.version, known);
    const found = readMark(tags);
    if (found?.revision === revision && version > found.after) {
      this.context.diagnostics.warning(
        `${declared.subject} ${declared.name} was written by an earlier try`,
        `Version ${version} came after that try began, so it was kept: nothing was written now. If it is somebody else's value and a new one is wanted, raise the number once more.`,
      );
      return { version, facts: tags };
    }
    const { value, facts = {} } = await make(version + 1);
    await store.changeTags(declared.name, {}, { ...mark(revision, version), ...claimTag(declared), ...facts }, signal);
    return { version: await store.overwrite(newValue(declared, value, chamberVersion(existing.description) + 1, existing.tier), version, signal), facts };
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
        `Parameter ${declared.name} is not encrypted`, `Its type is ${existing.type}, and only a SecureString can be adopted. Delete it and have it written anew; consider its value as known to others.`, ['adopt'],
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
  private async resume(declared: ParameterDeclaration, revision: Revision): Promise<Written> {
    const tags = await this.context.provider.store.tags(declared.name, this.context.signal) ?? {};
    const found = readMark(tags);
    if (tags[CLAIM_TAG] !== declared.claim || found?.revision !== revision || found.after !== 0) throw this.taken(declared, tags[CLAIM_TAG]);
    this.context.diagnostics.warning(
      `${declared.subject} ${declared.name} was created by an earlier try`,
      `Its value was kept: nothing was written now.${declared.resumedHint ?? ''}`
      + (declared.claim === DEFAULT_CLAIM ? ' If no apply of this configuration was cut off, another one declares the same parameter: give each a claim of its own.' : ''),
    );
    return { version: (await this.describe(declared)).version, facts: tags };
  }

  /** Describes a parameter that is certainly there. A listing shows a new one a moment after it was written. */
  private async describe({ name }: ParameterDeclaration): Promise<ParameterDescription> {
    const { store } = this.context.provider;
    for (const wait of VISIBLE_WITHIN_MS) {
      const existing = await store.describe(name, this.context.signal);
      if (existing) return existing;
      await sleep(wait, undefined, { signal: this.context.signal });
    }
    throw new DiagnosticError(
      `Parameter ${name} is not listed yet`, 'It is there, but DescribeParameters does not show it. Apply again in a moment: nothing was written, and nothing is lost.',
    );
  }

  private taken({ name, claim }: ParameterDeclaration, claimed: string | undefined): DiagnosticError {
    return alreadyThere(`Parameter ${name}`, name, claim, claimed, 'name');
  }
}

// A tier is never lowered by a write: AWS would refuse it.
function newValue({ name, kmsKeyId, tier }: ParameterDeclaration, value: string, version: number, existingTier?: string): NewValue {
  return { name, value, keyId: kmsKeyId, tier: tier === 'Standard' && existingTier === 'Advanced' ? 'Advanced' : tier, chamberVersion: version };
}
