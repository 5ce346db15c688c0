import { COMMANDS } from './commands';
import { keepOutOfDumps } from './out-of-dumps';
import { run } from './run';
import { processTerminal } from './terminal';

// What programs inherit, before anything of our own is in it.
const environment = { ...process.env };

keepOutOfDumps();

// The SDK's advice on Node versions is for those who build with it, not for those who run this.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

void run(process.argv.slice(2), COMMANDS, processTerminal(), stop.signal, environment).then((code) => {
  process.exitCode = code;
});
