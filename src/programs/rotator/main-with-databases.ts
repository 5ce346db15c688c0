import { Rotator, type Invocation } from './rotator';
import { settingsFromEnvironment } from './settings';
import { MAKERS } from './strategies';
import { DATABASE_MAKERS } from './strategies/databases';

const rotator = new Rotator(settingsFromEnvironment(process.env), { ...MAKERS, ...DATABASE_MAKERS });

/** What Lambda calls, in vaults whose secrets open databases: with the drivers, which are as large as everything else. */
export const handler = (event: unknown, invocation: Invocation): Promise<unknown> => rotator.handle(event, invocation);
