import { Rotator, type Invocation } from './rotator';
import { settingsFromEnvironment } from './settings';
import { MAKERS } from './strategies';

const rotator = new Rotator(settingsFromEnvironment(process.env), MAKERS);

/** What Lambda calls. */
export const handler = (event: unknown, invocation: Invocation): Promise<unknown> => rotator.handle(event, invocation);
