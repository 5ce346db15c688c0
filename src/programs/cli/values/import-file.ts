import { refuseIndicators } from './plain-yaml';
import { environmentName, environmentNameFault } from '../../../contracts/names';
import { CommandError, UsageError } from '../command';
import { readAtMost, TOO_LARGE } from '../read-at-most';
import { shown } from '../terminal';

export const IMPORT_FORMATS = ['json', 'yaml', 'dotenv'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** A thousand secrets of the standard tier's most. */
const MOST_BYTES = 4_096_000;

/** The format of a file, as it was said or by its name. */
export function importFormat(said: string | undefined, file: string): ImportFormat {
  if (said !== undefined) {
    const format = IMPORT_FORMATS.find((each) => each === said);
    if (!format) throw new UsageError(`--format is '${said}', not one of ${IMPORT_FORMATS.join(', ')}`);
    return format;
  }
  if (/\.json$/i.test(file)) return 'json';
  if (/\.ya?ml$/i.test(file)) return 'yaml';
  if (/(^|[/\\.])env(\.[\w-]+)?$/i.test(file)) return 'dotenv';
  throw new UsageError(`the name of '${shown(file)}' does not tell its format. Give --format json, yaml or dotenv`);
}

/** @throws CommandError if the file cannot be read, is too large, or is not UTF-8 */
export function readImportFile(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readAtMost(file, MOST_BYTES));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new CommandError(`'${shown(file)}' is not text in UTF-8. Nothing was written.`);
    if (code === TOO_LARGE) {
      throw new CommandError(`'${shown(file)}' has more than ${MOST_BYTES} bytes, and is no file of secrets. Nothing was written.`);
    }
    throw new CommandError(`'${shown(file)}' cannot be read (${code}). Nothing was written.`);
  }
}

/**
 * The keys and values of a file. Nothing of a value is in an error, since people look for mistakes where others see.
 *
 * @throws CommandError if it has another form, or a key that chamber could not read
 */
export async function parseImport(format: ImportFormat, content: string, file: string): Promise<ReadonlyMap<string, string>> {
  const where = file === '-' ? 'standard input' : `'${shown(file)}'`;
  const entries = Object.entries(await parsed(format, content, where));
  if (entries.length === 0) throw new CommandError(`${where} has no secrets. Nothing was written.`);
  const values = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const [given, value] of entries) {
    const key = given.toLowerCase();
    if (!/^[\w.-]+$/.test(key)) {
      throw new CommandError(`${where} has the key '${shown(given)}': keys are letters, digits, '.', '_' and '-'. Nothing was written.`);
    }
    const fault = environmentNameFault(key);
    if (fault) {
      throw new CommandError(
        `${where}: key '${shown(given)}' ${fault.problem}. Rename it${
          fault.better === '' ? '' : ` to ${fault.better}`
        }. Nothing was written.`,
      );
    }
    if (typeof value !== 'string') {
      const kind =
        value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
      throw new CommandError(`${where}: '${shown(given)}' is ${kind}, and a secret is a text. Put it in quotes. Nothing was written.`);
    }
    const twin = variables.get(environmentName(key));
    if (twin !== undefined) {
      throw new CommandError(
        `${where}: '${shown(twin)}' and '${shown(given)}' both become ${environmentName(key)}. Leave one out. Nothing was written.`,
      );
    }
    variables.set(environmentName(key), given);
    values.set(key, value);
  }
  return values;
}

async function parsed(format: ImportFormat, content: string, where: string): Promise<Record<string, unknown>> {
  if (format === 'dotenv') return fromDotenv(content, where);
  if (format === 'yaml') await refuseIndicators(content, where);
  let value: unknown;
  try {
    value = format === 'json' ? JSON.parse(content) : (await import('yaml')).parse(content, { uniqueKeys: true, logLevel: 'error' });
  } catch (error) {
    const { linePos } = error as { linePos?: readonly { line: number; col: number }[] };
    // A parser's own message quotes what it stumbled over.
    throw new CommandError(
      `${where} is not ${format === 'json' ? 'JSON' : 'YAML'}${linePos?.[0] ? ` (line ${linePos[0].line})` : ''}. Nothing was written.`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(`${where} is not an object of keys and values. Write it like {"db_password": "…"}. Nothing was written.`);
  }
  if (format === 'json' && hasTwins(value, content)) {
    throw new CommandError(`${where} has the same key twice. Remove one. Nothing was written.`);
  }
  return value as Record<string, unknown>;
}

/** JSON.parse takes the last of two without a word. An object of texts alone has two texts for each key. */
function hasTwins(value: object, content: string): boolean {
  const texts = content.match(/"[^"\\]*(?:\\.[^"\\]*)*"/g)?.length ?? 0;
  return Object.values(value).every((each) => typeof each === 'string') && texts !== 2 * Object.keys(value).length;
}

/** As npm dotenv reads it. What it would pass over in silence, a line that is none or a name that is there twice, is an error. */
async function fromDotenv(content: string, where: string): Promise<Record<string, string>> {
  const { parse } = await import('dotenv');
  const found = parse(content);
  const inValues = Object.values(found).join('\n');
  const names = new Set<string>();
  content.split(/\r?\n/).forEach((line, index) => {
    const name = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line)?.[1];
    // A value may have several lines, and any of them may look like another variable.
    const further = line.replace(/["'`]\s*(#.*)?$/, '').trim();
    if (/^\s*(#|$)/.test(line) || (further !== '' && inValues.includes(further) && name === undefined)) return;
    if (name === undefined) throw new CommandError(`${where}: line ${index + 1} is not NAME=value. Nothing was written.`);
    if (names.has(name)) throw new CommandError(`${where} has ${name} twice (line ${index + 1}). Leave one out. Nothing was written.`);
    // The one name that an object of theirs cannot have.
    if (name === '__proto__') throw new CommandError(`${where}: line ${index + 1} is lost to dotenv. Rename it. Nothing was written.`);
    if (!Object.hasOwn(found, name)) return;
    names.add(name);
    const bare = line
      .slice(line.indexOf('=') + 1)
      .trim()
      .replace(/\s#.*$/, '');
    if (!/^["'`]/.test(bare) && bare.includes('#')) {
      throw new CommandError(`${where}: the value in line ${index + 1} would end at its '#'. Put it in quotes. Nothing was written.`);
    }
  });
  return found;
}
