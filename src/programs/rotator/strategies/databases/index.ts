import { databaseMaker } from './database-strategy';
import type { StrategyMakers } from '../makers';
import { MYSQL } from './mysql/mysql-engine';
import { POSTGRESQL } from './postgresql/postgresql-engine';

/** The strategies for databases. */
export const DATABASE_MAKERS: StrategyMakers = { postgresql: databaseMaker(POSTGRESQL), mysql: databaseMaker(MYSQL) };
