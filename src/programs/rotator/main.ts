import { Rotator, type Invocation } from './rotator';
import { MAKERS } from './strategies';
import { readRotatorVariables } from '../../contracts/function-environment';

const rotator = new Rotator(readRotatorVariables(process.env), MAKERS);

/** What Lambda calls. */
export const handler = (event: unknown, invocation: Invocation): Promise<unknown> => rotator.handle(event, invocation);
