import type { ParseArgsConfig } from 'node:util';

/** What a command writes to. */
export interface Terminal {
  /** What was asked for. */
  out(line: string): void;
  /** Warnings and errors. */
  error(line: string): void;
}

/** What a command was given. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** An option of a command, or of all that call AWS. */
export interface Option {
  /** Placeholder of its value in the help; an option without one is a switch. */
  readonly value?: string;
  readonly description: string;
}

/** One command: its entry in the table of commands. */
export interface Command {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** What follows its name, such as `<path>... [options]`. */
  readonly usage: string;
  /** What else there is to know, for its help. */
  readonly details: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** Returns the exit code. */
  run(args: Arguments): Promise<number>;
}

/** Exit codes. */
export const EXIT = {
  /** Done. */
  OK: 0,
  /** It failed, or a check found a difference. */
  FAILED: 1,
  /** It was called wrongly: nothing was done. */
  USAGE: 2,
} as const;

/** The command was called wrongly. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
}

/** The command cannot do what it was asked to. The message is for people, and says what to do. */
export class CommandError extends Error {
  public override readonly name = 'CommandError';
}

/** The options of every command that calls AWS. */
export const AWS_OPTIONS: Readonly<Record<string, Option>> = {
  region: { value: 'region', description: 'AWS region. Default: AWS_REGION, or that of the profile' },
  profile: {
    value: 'name',
    description: 'profile of the shared config files. Default: AWS_PROFILE, and the environment as AWS tools read it',
  },
};

/** The options as parseArgs takes them. */
export function parseOptions(options: Command['options']): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries({ ...options, help: HELP }).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(name === 'help' ? { short: 'h' } : {}) },
    ]),
  );
}

const HELP: Option = { description: 'shows this' };

/** A command's help. */
export function helpOf({ name, summary, usage, details, options }: Command): string[] {
  const rows = Object.entries({ ...options, help: HELP }).map(([option, { value, description }]): [string, string] => [
    `--${option}${value === undefined ? '' : ` <${value}>`}`,
    description,
  ]);
  return [
    `Usage: coffer ${name} ${usage}`,
    '',
    `${summary}.`,
    '',
    ...details,
    ...(details.length > 0 ? [''] : []),
    'Options:',
    ...columns(rows),
  ];
}

/** Rows of two columns. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
