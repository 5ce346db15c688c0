import { isatty } from 'node:tty';
import { EXIT } from './exit-codes';

/** What a command writes to. */
export interface Terminal {
  /** Columns of the output; undefined where it is no terminal, and each line is to stay whole. */
  readonly columns?: number;
  /** Whether colours may be used. */
  readonly colours: boolean;
  /** Whether a person is there to be asked. */
  readonly interactive: boolean;
  /** A line of what was asked for. */
  out(line: string): void;
  /** What was asked for, as it is: without a newline of our own. */
  write(text: string): void;
  /** Warnings, errors, questions and progress. */
  error(line: string): void;
}

/** https://no-color.org: any value but an empty one. */
function wantsColours(environment: NodeJS.ProcessEnv): boolean {
  return !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/**
 * The terminal of this process. Its streams are opened on first use: Node.js makes a pipe non-blocking when it opens it, and
 * a program that this process becomes would have it so.
 */
export function processTerminal(): Terminal {
  const open = new Set<NodeJS.WriteStream>();
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    if (!open.has(stream)) stream.on('error', broken(stream));
    open.add(stream);
    stream.write(text);
  };
  return {
    get columns() {
      // A terminal that was never told its size says 0.
      return isatty(1) ? process.stdout.columns || 80 : undefined;
    },
    colours: isatty(1) && wantsColours(process.env),
    interactive: isatty(0) && isatty(2),
    out: (line) => write(process.stdout, `${line}\n`),
    write: (text) => write(process.stdout, text),
    error: (line) => write(process.stderr, `${line}\n`),
  };
}

function broken(stream: NodeJS.WriteStream): (error: NodeJS.ErrnoException) => void {
  return ({ code }) => {
    // `coffer list api | head -1` is no failure to tell of: the reader has what it wanted.
    if (code === 'EPIPE') process.exit(EXIT.PIPE_CLOSED);
    // A full disk, say. The other stream may be in order.
    if (stream === process.stdout) process.stderr.write(`coffer: the output cannot be written (${code}). It is not complete.\n`);
    process.exit(EXIT.FAILED);
  };
}

const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A text of somebody else's, such as a name or a description, to show on a terminal: what would move the cursor, change
 * colours or turn the direction of writing is shown and not obeyed.
 */
export function shown(text: string): string {
  return text.replace(
    // Controls, the directional marks of Unicode, and lone surrogates.
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => NAMES[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** The same for values, whose lines and tabs stay. */
export function visible(values: string): string {
  return values
    .split('\n')
    .map((line) => line.split('\t').map(shown).join('\t'))
    .join('\n');
}

const COLOURS = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;

/** A text in a colour, if the terminal has any. */
export function coloured(terminal: Pick<Terminal, 'colours'>, colour: keyof typeof COLOURS, content: string): string {
  return terminal.colours ? `\u001b[${COLOURS[colour]}m${content}\u001b[0m` : content;
}
