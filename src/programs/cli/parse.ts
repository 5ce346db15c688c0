import { parseArgs } from 'node:util';
import { type Arguments, type Command, UsageError } from './command';
import { optionsOf } from './help';
import { nearest } from '../../contracts/nearest';

/**
 * Takes the arguments of a command apart.
 *
 * @throws UsageError if there is no such option, or one lacks its value
 */
export function parse(command: Command, given: readonly string[]): Pick<Arguments, 'positionals' | 'options' | 'program'> {
  const options = optionsOf(command);
  const end = command.takesProgram === true ? given.indexOf('--') : -1;
  const args = end < 0 ? given : given.slice(0, end);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.entries(options).map(([name, { value, short, repeatable }]) => [
          name,
          {
            type: value === undefined ? ('boolean' as const) : ('string' as const),
            multiple: repeatable ?? false,
            ...(short === undefined ? {} : { short }),
          },
        ]),
      ),
      allowPositionals: true,
      strict: true,
    });
    return { positionals, options: values as Arguments['options'], program: end < 0 ? [] : given.slice(end + 1) };
  } catch (error) {
    throw new UsageError(inPlainWords(error as Error, Object.keys(options)));
  }
}

/** Node's message without its advice on how to pass such an argument on, and with the option that was meant. */
function inPlainWords({ message }: Error, options: readonly string[]): string {
  const unknown = /^Unknown option '--([^']+)'/.exec(message)?.[1];
  const meant = unknown === undefined ? undefined : nearest(unknown, options, 1)[0];
  const plain = message
    .replace(/\.? To specify a positional.*$/s, '')
    .replace(/\s*\n.*$/s, '')
    .replace(/\.$/, '');
  return meant === undefined ? plain : `${plain}: did you mean --${meant}`;
}
