import { Rotator, type Invocation } from './rotator';
import { MAKERS } from './strategies';
import { DATABASE_MAKERS } from './strategies/databases';
import { strategiesOf } from './strategies/makers';
import { readRotatorVariables } from '../../contracts/function-environment';

const rotator = new Rotator(readRotatorVariables(process.env), strategiesOf({ ...MAKERS, ...DATABASE_MAKERS }));

/** What Lambda calls, in vaults whose secrets open databases: with the drivers, which are as large as everything else. */
export const handler = (event: unknown, invocation: Invocation): Promise<unknown> => rotator.handle(event, invocation);
