import { LocalAws, LocalAwsError } from './local-aws';
import { optionsOf } from '../options';
import { ToolError } from '../terraform/terraform';

const USAGE = `Starts Local AWS and runs it until Ctrl-C.

  npx ts-node tools/local-aws/cli.ts [--port N] [--request-log FILE] [--without-fixes NAME,NAME | all]
`;

async function main(): Promise<void> {
  const values = optionsOf(USAGE, {
    options: {
      port: { type: 'string' },
      'request-log': { type: 'string' },
      'without-fixes': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const aws = await LocalAws.start({
    port: values.port === undefined ? undefined : Number(values.port),
    requestLog: values['request-log'],
    withoutFixes: values['without-fixes'] === 'all' ? true : values['without-fixes']?.split(','),
    log: (line) => console.error(line),
  });
  console.log(shellLines(aws.environment).join('\n'));
  console.error(`\nLocal AWS answers at ${aws.endpoint}. Paste the lines above into another shell. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    // Something has to keep this process running: Local AWS by itself does not.
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
  await aws.stop();
}

function shellLines(environment: NodeJS.ProcessEnv): string[] {
  return Object.entries(environment).map(([name, value]) => (value === undefined ? `unset ${name}` : `export ${name}=${value}`));
}

main().catch((error: unknown) => {
  console.error(error instanceof LocalAwsError || error instanceof ToolError ? error.message : error);
  process.exitCode = 1;
});
