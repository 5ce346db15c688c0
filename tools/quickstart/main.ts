import { copyFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Cleanup, Interrupted } from './cleanup';
import { CommandError, Commands } from './commands';
import { Quickstart, QuickstartError } from './quickstart';
import { Screen } from './screen';
import { LocalAwsError } from '../local-aws/errors';
import { optionsOf } from '../options';
import { MissingPrerequisites } from '../prerequisites/need';
import { ToolError } from '../terraform/terraform';

const USAGE = `Deploys examples/application-secrets to a local AWS, shows what came of it, and takes it down again.

  npm run quickstart -- [--keep] [--verbose]

  --keep     leave local AWS and the deployed stack running, and say how to look around
  --verbose  show what cdktf and Terraform say
`;

async function main(): Promise<number> {
  const values = optionsOf(USAGE, {
    options: { keep: { type: 'boolean' }, verbose: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  // A warning about the age of Node.js in the middle of the steps would only be noise.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const screen = new Screen({ output: process.stdout });
  const cleanup = new Cleanup();
  const folder = cleanup.temporaryFolder('coffer-quickstart-');
  const logFile = join(folder, 'commands.log');
  const commands = new Commands({ cleanup, logFile, onLine: values.verbose ? (line) => screen.quoted(line) : undefined });
  const quickstart = new Quickstart({
    root: resolve(__dirname, '..', '..'),
    folder,
    screen,
    cleanup,
    commands,
    keep: values.keep ?? false,
  });
  screen.heading('Coffer: from a line of TypeScript to a live secret');
  screen.line('');
  try {
    await Promise.race([quickstart.run(), cleanup.interrupted]);
    return 0;
  } catch (error) {
    return tell(error, screen, logFile);
  } finally {
    await cleanup.run();
  }
}

/** Says what went wrong, so that somebody knows what to do. @returns the exit code */
function tell(error: unknown, screen: Screen, logFile: string): number {
  screen.line('');
  if (error instanceof Interrupted) {
    screen.line('Interrupted. Cleaning up …');
    screen.close();
    return error.signal === 'SIGINT' ? 130 : 143;
  }
  if (error instanceof MissingPrerequisites) {
    error.lines.forEach((line) => screen.line(line));
    return 1;
  }
  const expected = error instanceof ToolError || error instanceof LocalAwsError || error instanceof QuickstartError;
  screen.line(expected || !(error instanceof Error) ? String(error).replace(/^\w+Error: /, '') : (error.stack ?? error.message));
  if (error instanceof CommandError) error.said.split('\n').forEach((line) => screen.quoted(line));
  if (existsSync(logFile)) {
    const kept = join(tmpdir(), `coffer-quickstart-${process.pid}.log`);
    copyFileSync(logFile, kept);
    screen.line(`\nAll that the commands said: ${kept}`);
  }
  return 1;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof ToolError ? error.message : error);
    process.exit(1);
  },
);
