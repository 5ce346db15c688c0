import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isZip, zipEntries } from './zip';

/** A value, found where it should not be. It says which one by its place in the list, never the value. */
export interface Match {
  /** Path of the file; of a file in an archive `<archive>!<name>`. */
  readonly file: string;
  /** Index of the value in the list that was searched for. */
  readonly value: number;
  /** How it is written there, such as `base64`. */
  readonly form: string;
}

/** Base64 of fewer characters than that is found anywhere by chance. */
const SHORTEST_BASE64 = 8;

/**
 * Searches for values in files and in all files below folders (see `filesIn`): as they are, and in the forms that
 * JSON, Base64, URLs and hexadecimal give them. Archives are searched inside, as Terraform's plan files are archives.
 *
 * @param values what must not be there
 * @throws RangeError where a value is empty, or a path does not exist
 */
export function findValues(values: readonly string[], paths: readonly string[]): Match[] {
  const searched = values.map(formsOf);
  return filesIn(paths).flatMap((file) =>
    contentsOf(file).flatMap(({ name, content }) =>
      searched.flatMap((forms, value) => {
        const form = Object.keys(forms).find((each) => forms[each]!.some((text) => content.includes(text)));
        return form === undefined ? [] : [{ file: name, value, form }];
      }),
    ),
  );
}

/**
 * The files that `findValues` searches: nothing found in no files would say nothing.
 *
 * Left out are links, which lead elsewhere, and the programs of providers that Terraform downloaded: hundreds of
 * megabytes that it wrote before there were any values.
 *
 * @throws RangeError where a path does not exist, since a wrong name would hide a leak
 */
export function filesIn(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!existsSync(path)) throw new RangeError(`Leak check: '${path}' does not exist, so nothing can be said about it. Check the name.`);
    return filesBelow(path);
  });
}

function filesBelow(path: string): string[] {
  const status = lstatSync(path);
  if (status.isFile()) return [path];
  if (!status.isDirectory() || path.endsWith(join('.terraform', 'providers'))) return [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function contentsOf(file: string): { name: string; content: Buffer }[] {
  const content = readFileSync(file);
  const whole = { name: file, content };
  return isZip(content)
    ? [whole, ...zipEntries(content).map((entry) => ({ name: `${file}!${entry.name}`, content: entry.content }))]
    : [whole];
}

/** The texts to look for, by the name of the form. */
function formsOf(value: string): Readonly<Record<string, readonly string[]>> {
  if (value === '') throw new RangeError('Leak check: an empty value is found everywhere. Leave it out.');
  const json = JSON.stringify(value).slice(1, -1);
  return {
    plain: [value],
    // Go escapes what could end a script in HTML; and a document in JSON may be text in another one.
    JSON: [json, escapedAsGo(json), inJsonText(json), inJsonText(escapedAsGo(json))],
    base64: base64Forms(Buffer.from(value)),
    'base64 of JSON': base64Forms(Buffer.from(json)),
    URL: [encodeURIComponent(value), encodeURIComponent(value).replace(/%20/g, '+')],
    hexadecimal: [Buffer.from(value).toString('hex'), Buffer.from(value).toString('hex').toUpperCase()],
  };
}

function escapedAsGo(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function inJsonText(json: string): string {
  return JSON.stringify(json).slice(1, -1);
}

/**
 * A value within a longer text has three looks in Base64, by the number of bytes before it. Characters that also
 * hold bits of its neighbours are left out.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const wholeEnd = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1;
    return text.slice(before === 0 ? 0 : before + 1, wholeEnd);
  });
  const plain = [bytes.toString('base64').replace(/=+$/, ''), ...forms].filter((form) => form.length >= SHORTEST_BASE64);
  return plain.flatMap((form) => [form, form.replace(/\+/g, '-').replace(/\//g, '_')]);
}
