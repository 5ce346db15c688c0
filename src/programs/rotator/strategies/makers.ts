import { type CompleteSettings, isStrategyName, readSettings, type StrategyName } from '../../../contracts/rotation/strategies';
import { type RotationPlan, understood } from '../plan';
import type { Strategy } from '../strategy';

/** Makes a strategy from what the stack says of it. */
export type StrategyMaker<S extends StrategyName> = (settings: CompleteSettings[S], plan: RotationPlan) => Strategy | Promise<Strategy>;

/** Strategies by their names in rotation plans: those that a function has. */
export type StrategyMakers = { readonly [name in StrategyName]?: StrategyMaker<name> };

/**
 * Makes the strategy that a plan wants.
 *
 * @returns undefined where this function does not have it
 * @throws RotationError where its settings are not understood
 */
export type Strategies = (plan: RotationPlan) => Promise<Strategy | undefined>;

/** The strategies that the contracts know, as far as there are makers of them. */
export function strategiesOf(makers: StrategyMakers): Strategies {
  return async (plan) => (isStrategyName(plan.strategy) ? make(makers, plan.strategy, plan) : undefined);
}

async function make<S extends StrategyName>(makers: StrategyMakers, name: S, plan: RotationPlan): Promise<Strategy | undefined> {
  const maker: StrategyMaker<S> | undefined = makers[name];
  return maker?.(
    understood(() => readSettings(name, plan.settings, plan)),
    plan,
  );
}
