import { parseArgs } from 'node:util';
import { columns, CommandError, EXIT, helpOf, parseOptions, UsageError, type Command, type Terminal } from './command';
import { AwsSettingError } from '../aws/aws-settings';
import { AwsCallError } from '../aws/errors';

/**
 * Runs the command that the arguments name.
 *
 * @param args what follows `coffer`
 * @returns the exit code
 */
export async function run(args: readonly string[], commands: readonly Command[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const print = name === undefined ? terminal.error : terminal.out;
    help(commands).forEach((line) => print(line));
    return name === undefined ? EXIT.USAGE : EXIT.OK;
  }
  const command = commands.find((each) => each.name === name);
  if (!command) {
    terminal.error(
      `coffer: there is no command '${name}'. There ${commands.length === 1 ? 'is' : 'are'} ${commands
        .map((each) => each.name)
        .join(', ')}. See coffer --help.`,
    );
    return EXIT.USAGE;
  }
  try {
    const { values, positionals } = parse(command, rest);
    if (values.help === true) {
      helpOf(command).forEach((line) => terminal.out(line));
      return EXIT.OK;
    }
    return await command.run({ positionals, options: values, terminal, signal });
  } catch (error) {
    return failed(error, command, terminal);
  }
}

function help(commands: readonly Command[]): string[] {
  return [
    'Usage: coffer <command> [arguments]',
    '',
    'Looks after secrets beside the deploys of a CDKTF program. No command prints a value.',
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'coffer <command> --help tells more.',
  ];
}

function parse(command: Command, args: string[]): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  try {
    return parseArgs({ args, options: parseOptions(command.options), allowPositionals: true, strict: true }) as ReturnType<typeof parse>;
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\.? To specify a positional.*$/s, '').replace(/\.$/, ''));
  }
}

function failed(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.error(`coffer ${command.name}: ${error.message}. See coffer ${command.name} --help.`);
    return EXIT.USAGE;
  }
  if (error instanceof CommandError || error instanceof AwsCallError || error instanceof AwsSettingError) {
    terminal.error(`coffer ${command.name}: ${inWordsOfTheCommand(error.message)}`);
    return EXIT.FAILED;
  }
  // Nobody foresaw it, and its message may quote what a value was read from: its kind and place are enough to report.
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  terminal.error(`coffer ${command.name}: unexpected ${name}. Please report it with these lines:`);
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .forEach((line) => terminal.error(line));
  return EXIT.FAILED;
}

/** The AWS layer words its errors for those who configure the provider. */
function inWordsOfTheCommand(message: string): string {
  return message
    .replace(
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the provider's profile or assume_role",
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --profile',
    )
    .replace("Set the provider's region, AWS_REGION", 'Give --region, or set AWS_REGION')
    .replace("the provider's profile or AWS_PROFILE", '--profile or AWS_PROFILE')
    .replace("the provider's region and endpoints", '--region and AWS_ENDPOINT_URL')
    .replaceAll('The identity that runs Terraform', 'The identity that runs this')
    .replace(/, and apply again\./, ', and try again.');
}
