import { EXIT } from './exit-codes';
import type { Terminal } from './terminal';

export { EXIT, EXIT_CODES } from './exit-codes';
export type { Terminal } from './terminal';

/** What an option was given: a text, texts where it may be repeated, or that it is there. */
export type OptionValue = string | readonly string[] | boolean | undefined;

/** What a command was given. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
  /** What follows `--`: a program and its arguments, untouched. */
  readonly program: readonly string[];
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** What programs inherit. @default - the environment of this process */
  readonly environment?: NodeJS.ProcessEnv;
}

/** An option of a command. */
export interface Option {
  /** Placeholder of its value in the help; an option without one is a switch. */
  readonly value?: string;
  readonly description: string;
  /** One letter that means the same. */
  readonly short?: string;
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** What it takes, for completion. */
  readonly choices?: readonly string[];
}

/** Headings of the help, in its order. */
export const GROUPS = ['Run programs', 'Read', 'Write', 'Look after secrets', 'This command'] as const;

/** A line to try, and what it does. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/**
 * One command: its entry in the table of commands, which help, completion, the man page and docs/coffer-command.md are
 * made from. `run` imports what it needs on its first use, since the table is read at every start.
 */
export interface Command {
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  /** What it does, in one line without a full stop. */
  readonly summary: string;
  /** What follows its name, such as `<path>... [options]`. */
  readonly usage: string;
  /** What else there is to know, for its help; lines of at most 100 characters. */
  readonly details: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly examples?: readonly Example[];
  /** Exit codes beside those of every command. */
  readonly exitCodes?: Readonly<Record<number, string>>;
  /** Whether a program with arguments of its own follows `--`. */
  readonly takesProgram?: boolean;
  /** What positional arguments are, for completion. */
  readonly completes?: 'services' | 'parameters' | 'files' | 'shells';
  /** Returns the exit code. */
  run(args: Arguments): Promise<number>;
}

/** The command was called wrongly. */
export class UsageError extends Error {
  public override readonly name = 'UsageError';
}

/** The command cannot do what it was asked to. The message is for people, and says what to do. */
export class CommandError extends Error {
  public override readonly name = 'CommandError';

  /** @param exitCode @default EXIT.FAILED */
  constructor(
    message: string,
    public readonly exitCode: number = EXIT.FAILED,
  ) {
    super(message);
  }
}

/** The options of every command that calls AWS. */
export const AWS_OPTIONS: Readonly<Record<string, Option>> = {
  region: { value: 'region', short: 'r', description: 'AWS region. Default: CHAMBER_AWS_REGION, AWS_REGION, or that of the profile' },
  profile: {
    value: 'name',
    description: 'profile of the shared config files. Default: AWS_PROFILE, and the environment as AWS tools read it',
  },
};

/** The options of every command about the secrets of a vault: which vault, and so which account, region and key they must be in. */
export const VAULT_OPTIONS: Readonly<Record<string, Option>> = {
  vault: { value: 'namespace-stage', short: 'v', description: 'the vault, such as acme-prod: another account, region or key is refused' },
  manifest: { value: 'file', description: 'coffer.manifest.json. Default: COFFER_MANIFEST, or the one in this folder or one above' },
  ...AWS_OPTIONS,
};

/** The option of every command that changes something. */
export const YES_OPTION: Readonly<Record<string, Option>> = {
  yes: { short: 'y', description: 'do not ask before a change in a protected stage, such as prod' },
};

/** The option of commands that list something. */
export const JSON_OPTION: Readonly<Record<string, Option>> = {
  json: { description: 'print JSON for programs' },
};

/** The text of an option, or undefined where it is missing or empty. */
export function text(option: OptionValue): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined;
}

/** The texts of an option that may be repeated. */
export function texts(option: OptionValue): readonly string[] {
  if (Array.isArray(option)) return option as readonly string[];
  return typeof option === 'string' ? [option] : [];
}
