import { isEnvironmentName } from '../../contracts/names';

/** A variable that no `.env` file can carry. */
export class DotenvError extends Error {
  public override readonly name = 'DotenvError';
}

/** What `docker run --env-file` takes as it stands, and shells too. Not `=` in front, which zsh takes for a command's path. */
const BARE = /^(?:[A-Za-z0-9_.,:/@%+-][A-Za-z0-9_.,:/=@%+-]*)?$/;

/** Variables that bash sets itself or does not let anybody set (bash: Shell variables), and `__proto__`, which npm dotenv loses. */
const TAKEN =
  /^(?:_|__proto__|BASH.*|COMP_WORDBREAKS|DIRSTACK|EPOCHREALTIME|EPOCHSECONDS|EUID|FUNCNAME|GROUPS|HISTCMD|LINENO|OPTIND|PIPESTATUS|PPID|S?RANDOM|SECONDS|SHELLOPTS|UID)$/;

/**
 * The text of a `.env` file that npm dotenv, docker compose and bash read alike: one `NAME=value` a line, sorted by name.
 *
 * @throws DotenvError that names every variable at fault, and no value
 */
export function dotenv(variables: Readonly<Record<string, string | null>>): string {
  const entries = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  const faults = entries.flatMap(([name, value]) => faultOf(name, value) ?? []);
  if (faults.length > 0) throw new DotenvError(faults.join('\n'));
  return entries.map(([name, value]) => `${name}=${quoted(value!)}\n`).join('');
}

function quoted(value: string): string {
  if (BARE.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}

function faultOf(name: string, value: string | null): string | undefined {
  if (!isEnvironmentName(name)) {
    return `'${name}' is no name of an environment variable: letters, digits and '_', and no digit in front. Rename it.`;
  }
  if (TAKEN.test(name)) {
    return `${name} cannot be set from a .env file: ${
      name === '__proto__' ? 'npm dotenv loses it' : 'bash keeps it for itself'
    }. Rename it.`;
  }
  if (value === null) return `${name} is null. Leave it out, or give it a value (which may be empty).`;
  const reason = unreadable(value);
  return (
    reason &&
    `${name} has a value that npm dotenv, docker compose and bash would read differently, however it is quoted: ` +
      `it has ${reason}. Give it another value, or hand it over outside the file.`
  );
}

/** What in a value no quoting carries alike through all three parsers. */
function unreadable(value: string): string | undefined {
  if (value.includes('\0')) return 'a NUL, which no environment variable can have';
  if (value.includes('\r')) return 'a carriage return';
  if (/\$\{[^}]*\}/.test(value)) return '${…}, which docker compose replaces even in single quotes';
  // Double quotes have to do then, in which these mean something to one parser or another.
  if (value.includes("'")) return /["$`\\]/.test(value) ? 'a single quote together with a double quote, $, ` or \\' : undefined;
  // In single quotes, docker compose makes one of two backslashes, and takes one before the closing quote for an escape.
  if (/\\\\/.test(value)) return 'two backslashes in a row';
  return value.endsWith('\\') ? 'a backslash at the end' : undefined;
}
