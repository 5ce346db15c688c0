import { CurrentValue } from './current';
import { Pending, type FoundRecord, type PendingRecord } from './pending';
import type { RotationPlan } from './plan';
import { reasonOf } from './rotation-error';
import type { PendingValue, Strategy, StrategyContext, Version } from './strategy';
import type { RotationStep } from '../../contracts/rotation/events';
import type { RotationOutcome } from '../../contracts/rotation/outcomes';
import type { Log } from '../aws/function-log';

/** What one run works with. */
export interface RotationTools {
  readonly plan: RotationPlan;
  readonly strategy: Strategy;
  readonly context: StrategyContext;
  readonly current: CurrentValue;
  readonly pending: Pending;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Tells of a success before its record is cleared, so that it is told of at least once. */
  readonly succeeded: (outcome: RotationOutcome) => Promise<void>;
}

/**
 * One rotation, from wherever an earlier run was cut off: create, set, test, finish.
 *
 * What may happen between any two calls is in the record of the pending value and in the versions of the secret, nowhere
 * else: a run looks at both, and goes on.
 */
export class RotationRun {
  private step: RotationStep = 'begin';
  private context: StrategyContext;

  constructor(private readonly tools: RotationTools) {
    this.context = tools.context;
  }

  /** The step that the run is at. */
  public get at(): RotationStep {
    return this.step;
  }

  /**
   * @param found the record of a rotation that is under way
   * @param current the current version
   * @param due whether a new value is wanted; a rotation that is under way is finished in any case
   */
  public async run(found: FoundRecord | undefined, current: Version | undefined, due: boolean): Promise<RotationOutcome> {
    if (!found && !due) return { outcome: 'nothing to do', version: current?.version ?? 0 };
    const { record, pending } = await this.create(found, current);
    const now = await this.read();
    // An earlier run was cut off after promoting it.
    if (now && now.version > record.base && now.value === pending.value) {
      return this.finish(record, pending, { outcome: 'rotated', version: now.version });
    }
    if (now && (await this.isBetter(now, record))) return this.giveWay(pending, now);
    const { strategy } = this.tools;
    this.enter('set');
    await strategy.set?.(pending, await this.versionAt(record.base, now), this.context);
    this.enter('test');
    await strategy.test?.(pending.value, this.context);
    return this.promote(record, pending);
  }

  private async create(
    found: FoundRecord | undefined,
    current: Version | undefined,
  ): Promise<{ record: PendingRecord; pending: PendingValue }> {
    const { strategy, pending: place, signal } = this.tools;
    this.enter('create');
    const record = await place.hold(
      found,
      current?.version ?? 0,
      async () => (strategy.createsOutside ? undefined : strategy.create(current, this.context)),
      signal,
    );
    this.context = { ...this.context, begun: new Date(record.begun), resumed: found !== undefined };
    // Before anything is changed outside: a value that the server has and the secret cannot take would lock everybody out.
    if (current) await this.tools.current.makeRoom(current.version, signal);
    if (record.pending) return { record, pending: record.pending };
    // Made again where an earlier run was cut off here: the strategy looks for what that one left.
    const pending = await strategy.create(await this.read(), this.context);
    return { record: await place.putDown(record, pending, signal), pending };
  }

  private async promote(record: PendingRecord, pending: PendingValue): Promise<RotationOutcome> {
    const { current, signal } = this.tools;
    this.enter('finish');
    const now = await this.read();
    // By another try of the same request, which went on at the same time.
    if (now && now.version > record.base && now.value === pending.value) {
      return this.finish(record, pending, { outcome: 'rotated', version: now.version });
    }
    if (now && (await this.isBetter(now, record))) return this.giveWay(pending, now);
    const base = now?.version ?? 0;
    const { version, overtaken } = await current.promote(pending.value, base, signal);
    return this.finish(record, pending, { outcome: 'rotated', version, refused: overtaken ?? (base === record.base ? undefined : base) });
  }

  private async finish(record: PendingRecord, pending: PendingValue, outcome: RotationOutcome): Promise<RotationOutcome> {
    const { strategy, current, pending: place, succeeded, signal } = this.tools;
    this.enter('finish');
    await current.label(outcome.version, record.base, signal);
    await strategy.finish?.(pending, this.context);
    await succeeded(outcome);
    await place.clear(signal);
    return outcome;
  }

  /**
   * Whether somebody wrote a value since the rotation began that makes the pending one superfluous: it opens what it should, or nothing
   * tells whether it does.
   */
  private async isBetter(now: Version, { base }: PendingRecord): Promise<boolean> {
    const { strategy, log, signal } = this.tools;
    if (now.version === base) return false;
    if (!strategy.test) return true;
    try {
      await strategy.test(now.value, this.context);
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn('A value that somebody wrote meanwhile does not work', { version: now.version, ...reasonOf(error) });
      return false;
    }
  }

  private async giveWay(pending: PendingValue, now: Version): Promise<RotationOutcome> {
    const { strategy, pending: place, succeeded, signal } = this.tools;
    await strategy.discard?.(pending, now, this.context);
    const outcome: RotationOutcome = { outcome: 'superseded', version: now.version };
    await succeeded(outcome);
    await place.clear(signal);
    return outcome;
  }

  /** The version that the rotation began with: what it opens is still open for that one. */
  private async versionAt(base: number, now: Version | undefined): Promise<Version | undefined> {
    if (base === 0 || now?.version === base) return base === 0 ? undefined : now;
    return this.tools.current.at(base, this.tools.signal);
  }

  private read(): Promise<Version | undefined> {
    return this.tools.current.read(this.tools.signal);
  }

  private enter(step: RotationStep): void {
    this.step = step;
    this.tools.log.info('Step', { step });
  }
}
