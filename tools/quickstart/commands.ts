import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Cleanup } from './cleanup';
import { CommandResult, runCommand, ToolError } from '../terraform/terraform';

export interface CommandsOptions {
  readonly cleanup: Cleanup;
  /** File that gets all that the commands say. */
  readonly logFile: string;
  /** Told of every line, without colours. */
  readonly onLine?: (line: string) => void;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Told of every line of this command. */
  readonly onLine?: (line: string) => void;
}

/** A command failed. */
export class CommandError extends ToolError {
  /** @param said what the command said that tells why */
  constructor(
    message: string,
    public readonly said: string,
  ) {
    super(message);
  }
}

/** Runs commands, with all that they say in one log, and none of them left behind. */
export class Commands {
  constructor(private readonly options: CommandsOptions) {}

  /** Runs a command to its end, whatever its exit code. */
  public async run(command: string, args: readonly string[], { onLine, ...options }: RunOptions): Promise<CommandResult> {
    const { cleanup, logFile } = this.options;
    let started: number | undefined;
    appendFileSync(logFile, `\n$ ${[command, ...args].join(' ')}\n`);
    try {
      return await runCommand(command, args, {
        ...options,
        onStart: (pid) => {
          started = pid;
          cleanup.kill(pid);
        },
        onLine: (coloured) => {
          const line = withoutColours(coloured);
          appendFileSync(logFile, `${line}\n`);
          onLine?.(line);
          this.options.onLine?.(line);
        },
      });
    } finally {
      if (started !== undefined) cleanup.release(started);
    }
  }

  /** Runs a command that has to succeed. @throws CommandError with what it said, where it does not */
  public async succeed(command: string, args: readonly string[], options: RunOptions): Promise<CommandResult> {
    const result = await this.run(command, args, options);
    if (result.code !== 0) throw failureOf(command, args, result);
    return result;
  }

  /** All that the commands said so far. */
  public get log(): string {
    return existsSync(this.options.logFile) ? readFileSync(this.options.logFile, 'utf8') : '';
  }
}

/** The error of a command that failed: one line, and apart from that the lines of its output that say why. */
export function failureOf(command: string, args: readonly string[], result: CommandResult): CommandError {
  const name = [command.split('/').pop(), args.find((arg) => !arg.startsWith('-') && !arg.includes('/'))].filter(Boolean).join(' ');
  return new CommandError(`${name} failed with exit code ${result.code}.`, tellingLines(withoutColours(result.output)));
}

/** From the first error on, or else the end. */
function tellingLines(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const first = lines.findIndex((line) => /\bError\b|\berror TS\d/.test(line));
  return (first === -1 ? lines.slice(-20) : lines.slice(first, first + 40)).join('\n');
}

export function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex -- that is what a colour is
  return text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replace(/\r/g, '');
}
