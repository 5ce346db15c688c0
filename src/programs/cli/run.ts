import { inWordsOfTheCommand } from './aws-words';
import { type Command, type CommandError, EXIT } from './command';
import { generalHelp, helpOf } from './help';
import { parse } from './parse';
import { shown, type Terminal } from './terminal';
import { version } from './version';
import { nearest } from '../../contracts/nearest';
import { framesOf } from '../values/plain-error';

/** Errors of src/programs/aws. All are told apart by name: what is loaded on first use has classes of its own. */
const FORESEEN = new Set(['AwsCallError', 'AwsSettingError']);

/**
 * Runs the command that the arguments name.
 *
 * @param args what follows `coffer`
 * @param environment what programs inherit
 * @returns the exit code
 */
export async function run(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
  signal: AbortSignal,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    generalHelp(commands).forEach((line) => terminal.error(line));
    return EXIT.USAGE;
  }
  if (name === '--version') {
    terminal.out(version());
    return EXIT.OK;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const asked = commands.find((each) => each.name === rest[0]);
    (asked ? helpOf(asked, terminal.columns) : generalHelp(commands)).forEach((line) => terminal.out(line));
    return EXIT.OK;
  }
  const command = commands.find((each) => each.name === name);
  if (!command) {
    terminal.error(`coffer: ${unknown(name, commands)} See coffer --help.`);
    return EXIT.USAGE;
  }
  try {
    const { options, ...given } = parse(command, rest);
    if (options.help === true) {
      helpOf(command, terminal.columns).forEach((line) => terminal.out(line));
      return EXIT.OK;
    }
    return await command.run({ ...given, options, terminal, signal, environment });
  } catch (error) {
    return failed(error, command, terminal, signal);
  }
}

function unknown(name: string, commands: readonly Command[]): string {
  const names = commands.map((each) => each.name);
  const [meant] = nearest(name, names, 1);
  if (name.startsWith('-')) return `options follow the name of a command, and '${shown(name)}' comes before one.`;
  return meant === undefined
    ? `there is no command '${shown(name)}'. There are ${names.join(', ')}.`
    : `there is no command '${shown(name)}'. Did you mean ${meant}?`;
}

function failed(error: unknown, command: Command, terminal: Terminal, signal: AbortSignal): number {
  const { name, message } = error instanceof Error ? error : new Error('not an error');
  if (name === 'UsageError') {
    terminal.error(`coffer ${command.name}: ${shown(message)}. See coffer ${command.name} --help.`);
    return EXIT.USAGE;
  }
  if (name === 'CommandError') {
    terminal.error(`coffer ${command.name}: ${shown(message)}`);
    return (error as CommandError).exitCode;
  }
  if (signal.aborted) {
    terminal.error(`coffer ${command.name}: stopped.`);
    return EXIT.INTERRUPTED;
  }
  if (FORESEEN.has(name)) {
    terminal.error(`coffer ${command.name}: ${shown(inWordsOfTheCommand(message))}`);
    return EXIT.FAILED;
  }
  // Nobody foresaw it, and its message may quote what a value was read from: its kind and place are enough to report.
  terminal.error(`coffer ${command.name}: unexpected ${name}. Please report it with these lines:`);
  framesOf(error)
    .slice(0, 8)
    .forEach((line) => terminal.error(line));
  return EXIT.FAILED;
}
