import { type Command, EXIT_CODES, GROUPS, type Option } from './command';
import { columns, wrapped } from './table';

const HELP: Option = { short: 'h', description: 'shows this' };

/** All options of a command, with those that each one has. */
export function optionsOf({ options }: Pick<Command, 'options'>): Readonly<Record<string, Option>> {
  return { ...options, help: HELP };
}

/** How an option is written. */
export function spellings(name: string, { short, value }: Option): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`;
}

/** The exit codes of a command, as numbers with meanings. */
export function exitCodesOf({ exitCodes = {} }: Pick<Command, 'exitCodes'>): [string, string][] {
  return Object.entries({ ...EXIT_CODES, ...exitCodes });
}

/** The help of the whole command. */
export function generalHelp(commands: readonly Command[]): string[] {
  return [
    'Usage: coffer <command> [arguments]',
    '',
    'Secrets in Parameter Store, from the terminal: compatible with chamber, and aware of what a CDKTF program declares.',
    ...GROUPS.flatMap((group) => {
      const rows = commands.filter((each) => each.group === group).map(({ name, summary }): [string, string] => [name, summary]);
      return rows.length === 0 ? [] : ['', `${group}:`, ...columns(rows)];
    }),
    '',
    'coffer <command> --help tells more, and coffer --version which version this is.',
  ];
}

/** Lines of a text, broken again for a narrower terminal; one that ends with a semicolon or a colon stays its own. */
function refilled(lines: readonly string[], width: number): string[] {
  if (lines.every((line) => line.length <= width)) return [...lines];
  const whole = lines.reduce<string[]>((done, line) => {
    const before = done.at(-1);
    const goesOn = before !== undefined && before !== '' && line !== '' && !/[;:]$/.test(before);
    return goesOn ? [...done.slice(0, -1), `${before} ${line}`] : [...done, line];
  }, []);
  return whole.flatMap((line) => wrapped(line, width));
}

/** A command's help, in lines that fit into `width` columns. */
export function helpOf(command: Command, width = Infinity): string[] {
  const { name, summary, usage, details, examples = [] } = command;
  const rows = Object.entries(optionsOf(command)).map(([option, each]): [string, string] => [spellings(option, each), each.description]);
  return [
    `Usage: coffer ${name} ${usage}`.trimEnd(),
    '',
    ...refilled([`${summary}.`], width),
    '',
    ...refilled(details, width),
    ...(details.length > 0 ? [''] : []),
    ...(examples.length > 0 ? ['Examples:', ...examples.flatMap(({ line, does }) => [`  # ${does}`, `  ${line}`]), ''] : []),
    'Options:',
    ...columns(rows, Math.min(width, 100)),
    '',
    'Exit codes:',
    ...columns(exitCodesOf(command), Math.min(width, 100)),
  ];
}
