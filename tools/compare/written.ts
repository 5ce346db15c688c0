import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** Executables and archives: whether they are there counts, and not their bytes, which every change of a source changes. */
const OPAQUE = /terraform-provider-coffer[^/]*$|\.zip$/;

/** File that says why a program could not be synthesized. */
export const FAILURE = 'error.txt';

/** Of cdktf's annotations: where in the sources they were made is what a restructuring changes. */
const STACK_TRACE = 'stacktrace';

/** The folder that one side's answers are written to, in a form that is the same for the same behaviour. */
export class Written {
  private readonly replaced: (readonly [text: string, placeholder: string])[];

  /**
   * @param folder that the answers go to
   * @param side checkout whose answers they are
   * @param more texts that differ from run to run, and what stands for them
   */
  constructor(
    private readonly folder: string,
    side: string,
    more: readonly (readonly [string, string])[] = [],
  ) {
    this.replaced = [...more, ...assetHashes(side), [side, '<checkout>']];
  }

  /** Writes a value as JSON with its keys sorted; JSON within a text is laid out too, its keys as they are. */
  public json(path: string, value: unknown): void {
    this.text(path, `${JSON.stringify(laidOut(value), null, 2)}\n`);
  }

  public text(path: string, text: string): void {
    const target = join(this.folder, this.normal(path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, this.normal(text));
  }

  /** Writes all files of a folder. */
  public copy(path: string, from: string): void {
    for (const file of filesOf(from)) {
      const target = join(path, file);
      if (OPAQUE.test(file)) {
        this.text(target, '<not compared>\n');
        continue;
      }
      const text = readFileSync(join(from, file), 'utf8');
      const value = file.endsWith('.json') ? parsed(text) : undefined;
      if (value === undefined) this.text(target, text);
      else this.json(target, value);
    }
  }

  private normal(text: string): string {
    return this.replaced.reduce((so, [found, placeholder]) => so.replaceAll(found, placeholder), text);
  }
}

/** Undefined for JSON with comments, as editors take it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Files below a folder, by their paths in it, sorted. */
export function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Checksums of what is bundled, as they are found in what is synthesized. */
function assetHashes(side: string): [string, string][] {
  const assets = join(side, 'assets');
  const hashes = filesOf(assets).flatMap((file): [string, string][] => {
    const name = basename(file);
    const digest = createHash('sha256')
      .update(readFileSync(join(assets, file)))
      .digest();
    const base64 = digest.toString('base64');
    return [
      [digest.toString('hex'), `<sha256 of ${name}>`],
      [base64, `<sha256 of ${name}>`],
      // The folder that a function's zip is laid into.
      [base64.replace(/[^A-Za-z0-9]/g, '').slice(0, 32), `<sha256-of-${name}>`],
    ];
  });
  return hashes;
}

function laidOut(value: unknown): unknown {
  if (typeof value === 'string') return unfolded(value);
  if (Array.isArray(value)) return value.map(laidOut);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([key]) => key !== STACK_TRACE)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, each]) => [key, laidOut(each)]));
}

/** A policy in one line is nothing to read a difference in. Its order is kept: Terraform compares texts. */
function unfolded(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    const value = JSON.parse(text) as unknown;
    return JSON.stringify(value) === text ? { '<JSON>': value } : text;
  } catch {
    return text;
  }
}
