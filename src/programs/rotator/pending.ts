import { randomBytes } from 'node:crypto';
import type { RotationPlan } from './plan';
import { BusyError, RotationError } from './rotation-error';
import type { PendingValue } from './strategy';
import { maximumBytes } from '../../contracts/parameter-tier';
import { PENDING_GIVEN_UP, PENDING_HELD, pendingName, RECORD_BYTES } from '../../contracts/rotation-names';
import type { AwsClients } from '../aws/clients';
import { isAlreadyThere } from '../aws/errors';
import { eventually } from '../aws/eventually';
import type { RevealedVersion } from '../aws/parameter';
import type { ParameterStore } from '../aws/parameter-store';

/** What comes sooner is the same event a second time: Lambda waits a minute before it tries again (Lambda: asynchronous invocation). */
const RETRIED_AFTER_SECONDS = 30;

/** The record of a rotation that is under way. */
export interface PendingRecord {
  /** The try of an invocation that is at it: the id of the request, and one of its own. */
  readonly holder: string;
  /** When the rotation was begun, by AWS's clock, in milliseconds. */
  readonly begun: number;
  /** Seconds that the holder may take since it wrote this. */
  readonly lease: number;
  /** The version that was current then; 0 for none. */
  readonly base: number;
  /** The version of the parameter that this was to be: at another one, somebody else was first, and the holder has given up. */
  readonly turn: number;
  /** Undefined until the strategy has made it. */
  readonly pending?: PendingValue;
}

/** A record as it was found. */
export interface FoundRecord extends PendingRecord {
  readonly version: number;
  readonly written: Date;
}

/**
 * Where the pending value waits until it is proven, and the lock of the secret at the same time.
 *
 * The lock is the conditional write of Parameter Store: a create never overwrites. A run that ended without clearing up
 * is followed by another one when its lease is over, by the clock of AWS and not of any machine: the one whose write
 * gets the version right after the one that it read has taken over, and any other has not. It then goes on with the
 * same pending value. So whatever happens, there is one pending value at a time, and it is lost by nobody.
 */
export class Pending {
  private readonly name: string;
  private version = 0;
  /** What this run holds, and until when, by AWS's clock in milliseconds. */
  private held: { readonly record: PendingRecord; readonly until: number } | undefined;

  constructor(
    private readonly plan: RotationPlan,
    private readonly store: ParameterStore,
    private readonly aws: AwsClients,
    /** The invocation, by `holderOf`. */
    private readonly holder: string,
    private readonly leaseSeconds: number,
  ) {
    this.name = pendingName(plan.secret);
  }

  /**
   * Begins a rotation, or takes over the one that is under way.
   *
   * @param found the record that was read before
   * @throws BusyError where another run holds it
   */
  public async hold(
    found: FoundRecord | undefined,
    base: number,
    pending: () => Promise<PendingValue | undefined>,
    signal: AbortSignal,
  ): Promise<PendingRecord> {
    if (found) return this.takeOver(found, base, signal);
    const record: PendingRecord = {
      holder: this.holder,
      begun: this.aws.serverTime().getTime(),
      lease: this.leaseSeconds,
      base,
      turn: 1,
      pending: await pending(),
    };
    try {
      return this.hasWritten(record, await this.store.create(this.value(record), {}, signal));
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
      // Either this very write took effect and its answer was lost, or another run was first.
      const there = await this.reread(signal);
      if (there?.holder !== this.holder) throw new BusyError(this.plan.secret, this.leaseSeconds);
      return this.hasWritten(there, there.version);
    }
  }

  /** Puts down the value that the strategy has made, in the rotation that is held. */
  public async putDown(record: PendingRecord, pending: PendingValue, signal: AbortSignal): Promise<PendingRecord> {
    const complete = { ...record, holder: this.holder, lease: this.leaseSeconds, turn: this.version + 1, pending };
    const { version, isFound } = await this.store.overwrite(this.value(complete), this.version, signal);
    if (version !== complete.turn) {
      // Of another run that came too late, or of one that took over when the time of this one was up.
      const between = await this.at(complete.turn, signal);
      if (between && between.turn === between.version && between.holder !== this.holder) {
        throw new BusyError(this.plan.secret, this.leaseSeconds);
      }
    }
    if (isFound) await this.requireOwn(signal);
    return this.hasWritten(complete, version);
  }

  /** Gives the rotation up where this run has failed, so that the next one need not wait until its time is over. */
  public async release(signal: AbortSignal): Promise<void> {
    if (!this.held || this.aws.serverTime().getTime() > this.held.until) return;
    await this.store.overwrite(this.value({ ...this.held.record, lease: 0, turn: this.version + 1 }), this.version, signal);
  }

  /** Ends the rotation. */
  public async clear(signal: AbortSignal): Promise<void> {
    this.held = undefined;
    await this.store.delete(this.name, signal);
  }

  private async takeOver(found: FoundRecord, base: number, signal: AbortSignal): Promise<PendingRecord> {
    const age = (this.aws.serverTime().getTime() - found.written.getTime()) / 1000;
    const left = found.lease - age;
    // Lambda gives a repeated try the id of the request, and the try before is over by then; where the same event came twice
    // at once, each finds out by the versions that it writes. Before there is a value, the first one is left alone: it may be about to
    // write it.
    const isRetry = requestOf(found.holder) === requestOf(this.holder) && (found.pending !== undefined || age >= RETRIED_AFTER_SECONDS);
    const isHolder = found.turn === found.version && (isRetry || found.holder === this.holder);
    // Given up by its holder: free at once, however far apart the clocks are.
    const isGivenUp = found.lease === 0 && found.turn === found.version;
    if (!isHolder && !isGivenUp && left > 0) throw new BusyError(this.plan.secret, left);
    const record: PendingRecord = {
      holder: this.holder,
      begun: found.begun,
      lease: this.leaseSeconds,
      base: found.pending ? found.base : base,
      turn: found.version + 1,
      pending: found.pending,
    };
    const { version, isFound } = await this.store.overwrite(this.value(record), found.version, signal);
    if (version !== found.version + 1) {
      // Two came when the lease was over, and this one was second: or its own write was made twice, which time will tell.
      await this.giveBack(record, version, signal);
      throw new BusyError(this.plan.secret, this.leaseSeconds);
    }
    if (isFound) await this.requireOwn(signal);
    return this.hasWritten(record, version);
  }

  /**
   * Undoes a write that came too late. The run that was first may have put its value down just before, and goes on with it: should it be
   * cut off after that, the value must be here.
   */
  private async giveBack(mine: PendingRecord, version: number, signal: AbortSignal): Promise<void> {
    let latest = version;
    if (latest > 1 && !mine.pending) {
      const before = await this.at(latest - 1, signal);
      if (before?.pending) latest = (await this.store.overwrite(this.value(before), latest, signal)).version;
    }
    // The other run has ended meanwhile, so that the write made the parameter again.
    if (latest === 1) await this.store.delete(this.name, signal);
  }

  private hasWritten<T extends PendingRecord>(record: T, version: number): T {
    this.version = version;
    this.held = { record, until: this.aws.serverTime().getTime() + this.leaseSeconds * 1000 };
    return record;
  }

  private reread(signal: AbortSignal): Promise<FoundRecord | undefined> {
    return eventually(async () => parseRecord((await this.store.revealEach([this.name], signal)).get(this.name)), signal);
  }

  /** An attempt without an answer may have come to nothing, while another run wrote what is there now. */
  private async requireOwn(signal: AbortSignal): Promise<void> {
    const there = await this.reread(signal);
    if (there?.holder !== this.holder) throw new BusyError(this.plan.secret, this.leaseSeconds);
  }

  private async at(version: number, signal: AbortSignal): Promise<FoundRecord | undefined> {
    const [found] = (await this.store.revealEach([`${this.name}:${version}`], signal)).values();
    return parseRecord(found);
  }

  private value(record: PendingRecord) {
    const chamberVersion = record.lease === 0 ? PENDING_GIVEN_UP : PENDING_HELD;
    return { name: this.name, value: written(record, this.plan), keyId: this.plan.keyId, tier: this.plan.tier, chamberVersion };
  }
}

// One line of JSON, and the value as it is: escaping would make it longer than its own parameter takes.
function written({ pending, holder, begun, lease, base, turn }: PendingRecord, { tier, secret }: RotationPlan): string {
  const head = JSON.stringify({ holder, begun, lease, base, turn, facts: pending?.facts });
  const ofHead = Buffer.byteLength(head);
  // Synth has let values in that are as long as the rest of the parameter.
  if (ofHead > RECORD_BYTES) {
    throw new RotationError(
      'RecordTooLarge',
      `The record of the rotation of ${secret} takes ${ofHead} bytes without its value, and may take ${RECORD_BYTES}: ` +
        `what its strategy notes of the value is too long. Nothing was staged. Tell us of it.`,
    );
  }
  const text = pending === undefined ? head : `${head}\n${pending.value}`;
  const most = maximumBytes(tier);
  const bytes = Buffer.byteLength(text);
  if (bytes > most) {
    throw new RotationError(
      'ValueTooLarge',
      `The pending value of ${secret} takes ${bytes} bytes with its record, and the ${tier} tier ${most}. Make it shorter, ` +
        `or put the secret into the Advanced tier.`,
    );
  }
  return text;
}

/** A try of an invocation: all tries have the id of the request in common. */
export function holderOf(requestId: string): string {
  return `${requestId} ${randomBytes(6).toString('hex')}`;
}

function requestOf(holder: string): string {
  return holder.split(' ')[0]!;
}

/** The record in a parameter, or undefined where there is none. */
export function parseRecord(parameter: RevealedVersion | undefined): FoundRecord | undefined {
  if (!parameter) return undefined;
  const [head, ...rest] = parameter.value.split('\n');
  const { facts, ...record } = JSON.parse(head!) as PendingRecord & { facts?: PendingValue['facts'] };
  return {
    ...record,
    version: parameter.version,
    written: parameter.modified,
    pending: rest.length > 0 ? { value: rest.join('\n'), facts } : undefined,
  };
}
