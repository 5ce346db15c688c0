import { type Command, EXIT_CODES, GROUPS, type Option } from './command';
import { columns } from './table';

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

/** A command's help. */
export function helpOf(command: Command): string[] {
  const { name, summary, usage, details, examples = [] } = command;
  const rows = Object.entries(optionsOf(command)).map(([option, each]): [string, string] => [spellings(option, each), each.description]);
  return [
    `Usage: coffer ${name} ${usage}`.trimEnd(),
    '',
    `${summary}.`,
    '',
    ...details,
    ...(details.length > 0 ? [''] : []),
    ...(examples.length > 0 ? ['Examples:', ...examples.flatMap(({ line, does }) => [`  # ${does}`, `  ${line}`]), ''] : []),
    'Options:',
    ...columns(rows),
    '',
    'Exit codes:',
    ...columns(exitCodesOf(command)),
  ];
}
