import { checkVault, REMINDER } from './check';
import { CurrentValue } from './current';
import { DeployedPlans, type PlanProof } from './deployed-plans';
import { Notices } from './notices';
import { holderOf, Pending, parseRecord, type PendingRecord } from './pending';
import { parsePlan, type RotationPlan } from './plan';
import { parseRequest, type Request, type SecretRequest } from './requests';
import { BusyError, reasonOf, RotationError, codeAndMessage } from './rotation-error';
import { RotationRun } from './rotation-run';
import { SecureStore } from './secure-store';
import type { Strategies } from './strategies/makers';
import type { Strategy, StrategyContext, Version } from './strategy';
import type { RotatorEnvironment } from '../../contracts/function-environment';
import type { RotationOutcome, RotatorOutcome } from '../../contracts/rotation/outcomes';
import { CURRENT, pendingName, planName, PREVIOUS } from '../../contracts/rotation-names';
import { AwsClients } from '../aws/clients';
import { isRefused } from '../aws/errors';
import { eventually, POLICIES_KNOWN_WITHIN_MS } from '../aws/eventually';
import { Log } from '../aws/function-log';

/** What the function knows from the start. */
export interface RotatorSettings extends RotatorEnvironment {
  /** How long refusals of a first value are waited out, in milliseconds. @default POLICIES_KNOWN_WITHIN_MS */
  readonly policiesKnownWithinMs?: number;
}

/** What Lambda says of an invocation. */
export interface Invocation {
  /** The same for each try of an asynchronous invocation (Lambda: Context object). */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** How far an invocation has come. */
interface Progress {
  pending?: Pending;
  rotation?: RotationRun;
}

/** Time to tell of a failure before Lambda ends the process, in milliseconds. */
const TELLING_MS = 4_000;
const DAY_MS = 86_400_000;

/** The function: one secret, or one look at all of them, per invocation. */
export class Rotator {
  private readonly aws = new AwsClients({ userAgent: ['coffer-rotator', '1'] });
  private readonly store = new SecureStore(this.aws);
  private readonly deployed: PlanProof;

  /** @param deployed what tells deployed plans from others. @default - the schedules of the vault */
  constructor(
    private readonly settings: RotatorSettings,
    private readonly strategies: Strategies,
    private readonly log = new Log(),
    deployed?: PlanProof,
  ) {
    this.deployed = deployed ?? new DeployedPlans(this.aws, settings.scheduleGroup);
  }

  /** @returns what came of it, without any value */
  public async handle(event: unknown, invocation: Invocation): Promise<RotatorOutcome> {
    const log = this.log.with({ vault: this.settings.vault, requestId: invocation.awsRequestId });
    const remaining = invocation.getRemainingTimeInMillis();
    const signal = AbortSignal.timeout(Math.max(1_000, remaining - TELLING_MS));
    let request: Request;
    try {
      request = parseRequest(event);
    } catch (error) {
      throw this.failed(error, log);
    }
    if (request.kind === 'remind') {
      await this.notices(log).send('SecretRotationReminder', { secret: request.secret }, signal);
      return { outcome: 'reminded' };
    }
    if (request.kind === 'check') {
      const contextOf = (plan: RotationPlan) => this.contextOf(plan, new CurrentValue(plan, this.store), log, signal);
      const { aws, store, deployed, strategies } = this;
      return checkVault({
        vault: this.settings.vault,
        aws,
        store,
        deployed,
        strategies,
        notices: this.notices(log),
        log,
        signal,
        contextOf,
      });
    }
    return this.rotate(
      request,
      holderOf(invocation.awsRequestId),
      Math.ceil(remaining / 1000),
      log.with({ secret: request.secret }),
      signal,
    );
  }

  private async rotate(
    request: SecretRequest,
    holder: string,
    leaseSeconds: number,
    log: Log,
    signal: AbortSignal,
  ): Promise<RotationOutcome> {
    const { secret } = request;
    const progress: Progress = {};
    const run = () => this.attempt(request, holder, leaseSeconds, progress, log, signal);
    try {
      const outcome = await (request.kind === 'rotate' && request.onlyFirst ? this.onceAllowed(run, leaseSeconds, signal) : run());
      log.info('Done', { ...outcome });
      return outcome;
    } catch (error) {
      const { code, message } = codeAndMessage(error);
      const step = progress.rotation?.at ?? 'begin';
      await progress.pending
        ?.release(AbortSignal.timeout(TELLING_MS))
        .catch((failure) => log.warn('Could not be given up', reasonOf(failure)));
      // Whoever holds it will tell.
      if (!(error instanceof BusyError)) {
        await this.notices(log).trySend('SecretRotationFailed', { secret, step, code, message }, AbortSignal.timeout(TELLING_MS));
      }
      throw this.failed(error, log.with({ step }));
    }
  }

  /**
   * A deploy asks for first values right after it made the role, and asks again where it got no answer. Each attempt goes on
   * from where the one before was refused; the last one still has its time.
   */
  private async onceAllowed(run: () => Promise<RotationOutcome>, leaseSeconds: number, signal: AbortSignal): Promise<RotationOutcome> {
    const withinMs = Math.min(this.settings.policiesKnownWithinMs ?? POLICIES_KNOWN_WITHIN_MS, (leaseSeconds * 1000) / 2);
    return (await eventually(run, signal, { missing: mayBeKnownSoon, withinMs }))!;
  }

  private async attempt(
    request: SecretRequest,
    holder: string,
    leaseSeconds: number,
    progress: Progress,
    log: Log,
    signal: AbortSignal,
  ): Promise<RotationOutcome> {
    const { secret } = request;
    const notices = this.notices(log);
    const names = [planName(this.settings.vault, secret), secret, pendingName(secret)] as const;
    const found = await this.store.revealEach(names, signal);
    const planned = found.get(names[0]);
    if (!planned) {
      throw new RotationError(
        'NotPlanned',
        `${secret} has no rotation in vault ${this.settings.vault}. Give it one in the stack, or check its name.`,
      );
    }
    const plan = parsePlan(secret, planned.value);
    await this.deployed.require(secret, planned.value, plan.strategy === REMINDER, signal);
    const now = found.get(secret);
    const current = now && { value: now.value, version: now.version, since: now.modified };
    const place = new CurrentValue(plan, this.store);
    const record = parseRecord(found.get(names[2]));
    // What was begun is finished as what it is: its value is not the one that a request of another kind asks for.
    const kind = kindOf(record) ?? request.kind;
    progress.pending = new Pending(plan, this.store, this.aws, holder, leaseSeconds);
    progress.rotation = new RotationRun({
      plan,
      strategy: await this.strategyFor(plan, kind, place, signal),
      context: this.contextOf(plan, place, log, signal),
      current: place,
      pending: progress.pending,
      log,
      signal,
      succeeded: async ({ outcome, version, refused }) => {
        if (outcome === 'superseded') await notices.send('SecretRotationSuperseded', { secret, version, strategy: plan.strategy }, signal);
        else await notices.send('SecretRotated', { secret, version, refused, strategy: plan.strategy }, signal);
      },
    });
    const outcome = await progress.rotation.run(record, current, isDue(request, plan, current));
    return kind === request.kind ? outcome : { ...outcome, instead: kind };
  }

  private async strategyFor(
    plan: RotationPlan,
    kind: SecretRequest['kind'],
    current: CurrentValue,
    signal: AbortSignal,
  ): Promise<Strategy> {
    const strategy = await this.strategies(plan);
    if (!strategy) {
      throw new RotationError(
        'UnknownStrategy',
        `The rotation plan of ${plan.secret} wants strategy ${plan.strategy}, which this function does not have. Deploy the stack again.`,
      );
    }
    return kind === 'rollback' ? backTo(strategy, plan, () => current.at(PREVIOUS, signal)) : strategy;
  }

  private contextOf(plan: RotationPlan, current: CurrentValue, log: Log, signal: AbortSignal): StrategyContext {
    return {
      secret: plan.secret,
      aws: this.aws,
      log,
      signal,
      begun: this.aws.serverTime(),
      resumed: false,
      now: () => this.aws.serverTime(),
      previous: () => current.at(PREVIOUS, signal),
      promoted: () => current.at(CURRENT, signal),
      staged: async () =>
        parseRecord((await this.store.revealEach([pendingName(plan.secret)], signal)).get(pendingName(plan.secret)))?.pending,
      read: async (...parameters) => {
        const values = await this.store.revealEach([...new Set(parameters)], signal);
        return parameters.map((name) => {
          const value = values.get(name)?.value;
          if (value === undefined) {
            throw new RotationError('NoValueYet', `${plan.secret} needs ${name}, which has no value yet. Give it one first.`);
          }
          return value;
        });
      },
    };
  }

  private notices(log: Log): Notices {
    return new Notices(this.aws, this.settings.vault, this.settings.topicArn, log);
  }

  /** Logs an error, and makes one of it that Lambda may log and hand out. */
  private failed(error: unknown, log: Log): Error {
    const { code, message } = codeAndMessage(error);
    log.error('Failed', reasonOf(error));
    const shown = new Error(message);
    shown.name = code;
    delete shown.stack;
    return shown;
  }
}

/**
 * Whether a deploy that asks for a first value may have an answer in a while: policies and schedules become known, and another run ends.
 */
function mayBeKnownSoon(error: unknown): boolean {
  return isRefused(error) || error instanceof BusyError || (error instanceof RotationError && error.code === 'PlanNotDeployed');
}

/** The same secret's earlier value in place of a new one: set, tested and promoted like any. */
function backTo(strategy: Strategy, { secret }: RotationPlan, previous: () => Promise<Version | undefined>): Strategy {
  return {
    create: async () => {
      const version = await previous();
      if (!version) throw new RotationError('NoPrevious', `${secret} has no version that is labelled ${PREVIOUS}: it was not rotated yet.`);
      return { value: version.value, facts: { rollbackTo: String(version.version) } };
    },
    set: strategy.set?.bind(strategy),
    test: strategy.test?.bind(strategy),
  };
}

/** What kind of request an unfinished value is of; undefined if there is none, or none was made yet. */
function kindOf(record: PendingRecord | undefined): SecretRequest['kind'] | undefined {
  if (!record?.pending) return undefined;
  return record.pending.facts?.rollbackTo === undefined ? 'rotate' : 'rollback';
}

function isDue(request: SecretRequest, { paused }: RotationPlan, current: Version | undefined): boolean {
  if (request.kind === 'rollback') return true;
  if (request.onlyFirst) return current === undefined;
  if (request.scheduled === undefined) return true;
  if (paused === true || !current) return paused !== true;
  // Looked at daily: half a day early rather than half a day late.
  const least = request.afterDays === undefined ? 0 : (request.afterDays - 0.5) * DAY_MS;
  // Late, or delivered twice: whatever was written since the promised time is new enough. Both times are AWS's.
  return current.since.getTime() + least < request.scheduled.getTime();
}
