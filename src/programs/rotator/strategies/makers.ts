import type { RotationPlan, Settings } from '../plan';
import type { Strategy } from '../strategy';

/** Makes a strategy from what the stack says of it. */
export type StrategyMaker = (settings: Settings, plan: RotationPlan) => Strategy | Promise<Strategy>;

/** Strategies by their names in rotation plans. */
export type StrategyMakers = Readonly<Record<string, StrategyMaker>>;
