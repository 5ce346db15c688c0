import { COMMANDS } from './commands';
import { run } from './run';

// The SDK's advice on Node versions is for those who build with it, not for those who run this.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const terminal = {
  out: (line: string) => {
    process.stdout.write(`${line}\n`);
  },
  error: (line: string) => {
    process.stderr.write(`${line}\n`);
  },
};

void run(process.argv.slice(2), COMMANDS, terminal, stop.signal).then((code) => {
  process.exitCode = code;
});
