import type { StrategyMakers } from '../makers';

/** The strategies for databases. */
export const DATABASE_MAKERS: StrategyMakers = {};
