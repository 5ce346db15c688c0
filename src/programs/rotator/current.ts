import type { RotationPlan } from './plan';
import { RotationError } from './rotation-error';
import type { Version } from './strategy';
import { CURRENT, PREVIOUS } from '../../contracts/rotation-names';
import { AwsCallError, isAlreadyThere } from '../aws/errors';
import { eventually } from '../aws/eventually';
import { chamberVersion, type ParameterDescription, type RevealedVersion } from '../aws/parameter';
import { type ParameterStore } from '../aws/parameter-store';

/**
 * How many versions Parameter Store keeps. It refuses to write another one while the oldest of them carries a label (AWS: PutParameter).
 */
const KEPT_VERSIONS = 100;
/**
 * How far behind a label may be before it moves on: whoever else writes, such as chamber, has as many writes again until the
 * next daily look.
 */
const LABELS_LAG = 50;

/** How long a version that was written may not be read yet, in milliseconds. */
const SEEN_WITHIN_MS = 4_000;

/** What a promotion left. */
export interface Promotion {
  readonly version: number;
  /** A version that somebody wrote at the very same time, and that is an earlier one now. */
  readonly overtaken?: number;
}

/** The current value of a secret: the only place where the rotator writes what consumers read. */
export class CurrentValue {
  constructor(
    private readonly plan: RotationPlan,
    private readonly store: ParameterStore,
  ) {}

  public async read(signal: AbortSignal): Promise<Version | undefined> {
    return version((await this.store.revealEach([this.plan.secret], signal)).get(this.plan.secret));
  }

  /** One of its versions, by its number or label. */
  public async at(which: number | string, signal: AbortSignal): Promise<Version | undefined> {
    // The only one asked for, whatever its selector is called in the answer.
    const [found] = (await this.store.revealEach([`${this.plan.secret}:${which}`], signal)).values();
    return version(found);
  }

  /** Makes a value the current one, after the version `base` (0 for none), with the next number of chamber's. */
  public async promote(value: string, base: number, signal: AbortSignal): Promise<Promotion> {
    const { secret, keyId, tier } = this.plan;
    if (base === 0) {
      // Over nothing: should somebody have written meanwhile, that is refused, and looked at by the next try.
      return { version: await this.first(value, signal) };
    }
    const described = await this.describe(base, signal);
    const input = {
      name: secret,
      value,
      keyId,
      tier: described.tier === 'Advanced' ? 'Advanced' : tier,
      chamberVersion: chamberVersion(described.description) + 1,
    };
    const { version: written, isFound } = await this.roomy(base, signal, () => this.store.overwrite(input, base, signal));
    // An attempt without an answer may have come to nothing, while somebody else wrote what is there now.
    if (isFound && (await this.seen(written, signal))?.value !== value) {
      throw new RotationError(
        'Overtaken',
        `Somebody wrote version ${written} of ${secret} while the new value was on its way. The next try decides which one stays.`,
      );
    }
    if (written === base + 1) return { version: written };
    const there = await this.at(base + 1, signal);
    return { version: written, overtaken: there && there.value !== value ? base + 1 : undefined };
  }

  public async label(current: number, previous: number, signal: AbortSignal): Promise<void> {
    await this.store.label(this.plan.secret, current, [CURRENT], signal);
    // Where others wrote that often since, the version that the rotation began with is about to fall out, or has.
    const kept = current - previous < LABELS_LAG ? previous : current - 1;
    if (previous > 0 && kept !== current) await this.store.label(this.plan.secret, kept, [PREVIOUS], signal);
  }

  /**
   * Sees to it that another version can be written after this one: by the rotator, and by anybody else until it looks again.
   *
   * @param latest the latest version
   * @throws RotationError where a label that is not the rotator's is in the way
   */
  public async makeRoom(latest: number, signal: AbortSignal): Promise<void> {
    // No label is that far behind.
    if (latest <= LABELS_LAG) return;
    const { secret } = this.plan;
    for (const [label, wanted] of [
      [CURRENT, latest],
      [PREVIOUS, latest - 1],
    ] as const) {
      const labelled = await this.at(label, signal);
      if (labelled && labelled.version <= latest - LABELS_LAG) await this.store.label(secret, wanted, [label], signal);
    }
    if (latest < KEPT_VERSIONS) return;
    const oldest = await this.store.oldest(secret, signal);
    if (!oldest || oldest.labels.length === 0 || oldest.version > latest - KEPT_VERSIONS + 1) return;
    const labels = oldest.labels.join(' ');
    throw new RotationError(
      'LabelInTheWay',
      `Nobody can write ${secret} any longer: it has ${KEPT_VERSIONS} versions, and the oldest one, ${oldest.version}, ` +
        `carries a label that is not the rotator's (${labels}). ` +
        `Take it away, and rotate again: aws ssm unlabel-parameter-version --name ${secret} ` +
        `--parameter-version ${oldest.version} --labels ${labels}`,
    );
  }

  /** A write that is made again after a label was in its way. */
  private async roomy<T>(latest: number, signal: AbortSignal, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AwsCallError && error.code === 'ParameterMaxVersionLimitExceeded')) throw error;
      await this.makeRoom((await this.read(signal))?.version ?? latest, signal);
      return write();
    }
  }

  private async first(value: string, signal: AbortSignal): Promise<number> {
    const { secret, keyId, tier } = this.plan;
    try {
      return await this.store.create({ name: secret, value, keyId, tier, chamberVersion: 1 }, {}, signal);
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
      // Written by this very call, where the answer to its first attempt was lost.
      const there = await this.seen(1, signal);
      if (there?.value !== value) throw error;
      return there.version;
    }
  }

  private seen(which: number, signal: AbortSignal): Promise<Version | undefined> {
    return eventually(() => this.at(which, signal), signal, { withinMs: SEEN_WITHIN_MS });
  }

  // The listing may be behind the value that was read.
  private async describe(base: number, signal: AbortSignal): Promise<ParameterDescription> {
    const { secret } = this.plan;
    const found = await eventually(async () => {
      const shown = await this.store.describe(secret, signal);
      return shown && shown.version >= base ? shown : undefined;
    }, signal);
    if (found) return found;
    throw new RotationError(
      'NotListed',
      `DescribeParameters does not show version ${base} of ${secret} yet, so that its number for chamber is not known. ` +
        `The next try goes on.`,
    );
  }
}

function version(found: RevealedVersion | undefined): Version | undefined {
  return found && { value: found.value, version: found.version, since: found.modified };
}
