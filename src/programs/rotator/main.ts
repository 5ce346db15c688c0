import { Rotator, type Invocation } from './rotator';
import { MAKERS } from './strategies';
import { strategiesOf } from './strategies/makers';
import { readRotatorVariables } from '../../contracts/function-environment';

const rotator = new Rotator(readRotatorVariables(process.env), strategiesOf(MAKERS));

/** What Lambda calls. */
export const handler = (event: unknown, invocation: Invocation): Promise<unknown> => rotator.handle(event, invocation);
