import { CurrentValue } from './current';
import type { PlanProof } from './deployed-plans';
import type { Notices } from './notices';
import { parsePlan, type RotationPlan } from './plan';
import { reasonOf, codeAndMessage } from './rotation-error';
import { requireSecure, type SecureStore } from './secure-store';
import type { CheckMetric } from '../../contracts/rotation/metrics';
import type { CheckOutcome } from '../../contracts/rotation/outcomes';
import type { StrategyName } from '../../contracts/rotation/strategies';
import type { Log } from '../aws/function-log';
import type { Strategies } from './strategies/makers';
import type { StrategyContext } from './strategy';
import { plansPath } from '../../contracts/rotation-names';
import { CLAIM_TAG } from '../../contracts/tags';
import type { AwsClients } from '../aws/clients';
import { ParameterCatalog } from '../aws/parameter-catalog';

/** What a look at a vault works with. */
export interface CheckTools {
  readonly vault: string;
  readonly aws: AwsClients;
  readonly store: SecureStore;
  readonly deployed: PlanProof;
  readonly strategies: Strategies;
  readonly notices: Notices;
  readonly log: Log;
  readonly signal: AbortSignal;
  contextOf(plan: RotationPlan): StrategyContext;
}

/** Secrets of this strategy are replaced by people. */
export const REMINDER: StrategyName = 'reminder';
const DAY_MS = 86_400_000;
/** A schedule's window and its retries may take this long beyond the promised period. */
const TOLERANCE_MS = DAY_MS;

/**
 * Compares the age of each secret with what its rotation promises, without reading a value, and lets strategies take away
 * what earlier values left behind. Numbers go to CloudWatch, and every overdue secret to the vault's topic.
 */
export async function checkVault(tools: CheckTools): Promise<CheckOutcome> {
  const { aws, store, notices, log, signal, vault } = tools;
  const { plans, refused } = await plansOf(tools);
  const catalog = new ParameterCatalog(aws, store, CLAIM_TAG);
  const count = { planned: plans.length, overdue: 0, awaiting: 0, reminded: 0, failed: refused.length };
  const services = [...new Set(plans.map(({ secret }) => secret.slice(0, secret.lastIndexOf('/'))))];
  // Asked for together, so that they are listed together.
  await Promise.all(services.map((service) => catalog.find(`${service}/-`, signal)));
  for (const plan of plans) {
    const about = log.with({ secret: plan.secret });
    try {
      const found = await catalog.find(plan.secret, signal);
      if (!found) {
        count.awaiting++;
        about.warn('Awaits its first value');
        continue;
      }
      const age = aws.serverTime().getTime() - (found.lastModified?.getTime() ?? 0);
      const days = Math.floor(age / DAY_MS);
      const isLate = plan.everyDays !== undefined && age > plan.everyDays * DAY_MS + TOLERANCE_MS;
      if (isLate && plan.paused !== true) {
        const isForPeople = plan.strategy === REMINDER;
        count[isForPeople ? 'reminded' : 'overdue']++;
        about.warn(isForPeople ? 'To be replaced by people' : 'Overdue', { days, everyDays: plan.everyDays });
        await notices.send(
          isForPeople ? 'SecretRotationReminder' : 'SecretRotationOverdue',
          { secret: plan.secret, days, everyDays: plan.everyDays },
          signal,
        );
      }
      await retire(plan, tools);
      // What people replace has no labels of the rotator's.
      if (plan.strategy !== REMINDER) await new CurrentValue(plan, store).makeRoom(found.version, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      count.failed++;
      const { code, message } = codeAndMessage(error);
      about.error('Could not be checked', { code, reason: message });
      await notices.trySend('SecretRotationFailed', { secret: plan.secret, step: 'check', code, message }, signal);
    }
  }
  const numbers: Readonly<Record<CheckMetric, number>> = {
    PlannedSecrets: count.planned,
    OverdueSecrets: count.overdue,
    AwaitingSecrets: count.awaiting,
    RemindedSecrets: count.reminded,
    UncheckedSecrets: count.failed,
  };
  log.metrics(vault, numbers, aws.serverTime());
  log.info('Checked', { ...count });
  return count;
}

/** The plans that were deployed. What else lies there does nothing, and is told of. */
async function plansOf({
  store,
  deployed,
  notices,
  vault,
  signal,
  log,
}: CheckTools): Promise<{ readonly plans: RotationPlan[]; readonly refused: string[] }> {
  const plans: RotationPlan[] = [];
  const refused: string[] = [];
  const path = plansPath(vault);
  const found = await store.findBelow(path, signal);
  // One call for all of them, as on any ordinary day; one for each where that does not tell which one is somebody else's.
  const areAllDeployed = await deployed.areAll(
    found.map((each) => ('value' in each ? each.value : '')),
    signal,
  );
  for (const each of found) {
    const secret = each.name.slice(path.length);
    try {
      if ('refusal' in each) throw each.refusal;
      requireSecure(each.name, each.type);
      const plan = parsePlan(secret, each.value);
      if (!areAllDeployed) await deployed.require(secret, each.value, plan.strategy === REMINDER, signal);
      plans.push(plan);
    } catch (error) {
      if (signal.aborted) throw error;
      const { code, message } = codeAndMessage(error);
      refused.push(secret);
      log.error('A rotation plan is refused', { secret, ...reasonOf(error) });
      await notices.trySend('SecretRotationFailed', { secret, step: 'check', code, message }, signal);
    }
  }
  return { plans, refused };
}

async function retire(plan: RotationPlan, { strategies, store, signal, contextOf }: CheckTools): Promise<void> {
  const strategy = await strategies(plan);
  if (!strategy?.retire) return;
  const current = await new CurrentValue(plan, store).read(signal);
  if (current) await strategy.retire(current, contextOf(plan));
}
