import type { StrategyMakers } from './makers';
import { random } from './random';

/** The strategies that need no driver. */
export const MAKERS: StrategyMakers = { random };
