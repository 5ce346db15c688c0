import { createHash } from 'crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'fs';

/** A provider's entry in Terraform's lock file. */
export interface LockEntry {
  readonly version: string;
  /** Constraints, as the configuration had them when the entry was made. */
  readonly constraints?: string;
  /** Checksums of packages, such as `h1:…`. */
  readonly hashes: readonly string[];
}

const ENTRY = /^provider "([^"]+)" \{\r?\n([\s\S]*?)^\}\r?\n?/gm;

const HEADER = '# This file is maintained automatically by "terraform init".\n# Manual edits may be lost in future updates.\n';

/**
 * Terraform's lock file of one folder (Terraform: Dependency Lock File). What is not changed is kept to the
 * letter: it is Terraform's file.
 */
export class DependencyLock {
  private text: string;
  private readonly before: string;

  constructor(private readonly file: string) {
    this.before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.text = this.before;
  }

  public entry(address: string): LockEntry | undefined {
    for (const [, found, body] of this.text.matchAll(ENTRY)) {
      if (found !== address) continue;
      return {
        version: /^\s*version\s*=\s*"([^"]*)"/m.exec(body!)?.[1] ?? '',
        constraints: /^\s*constraints\s*=\s*"([^"]*)"/m.exec(body!)?.[1],
        hashes: [...body!.matchAll(/"((?:h1|zh):[^"]*)"/g)].map((match) => match[1]!),
      };
    }
    return undefined;
  }

  public set(address: string, entry: LockEntry): void {
    const hashes = entry.hashes.length === 0 ? '' : `  hashes = [\n${entry.hashes.map((hash) => `    "${hash}",\n`).join('')}  ]\n`;
    const constraints = entry.constraints === undefined ? '' : `  constraints = "${entry.constraints}"\n`;
    const block = `provider "${address}" {\n  version     = "${entry.version}"\n${constraints}${hashes}}\n`;
    let replaced = false;
    this.text = this.text.replace(ENTRY, (whole, found: string) => {
      if (found !== address) return whole;
      replaced = true;
      return block;
    });
    if (!replaced) this.text = `${this.text === '' ? HEADER : this.text.replace(/\n*$/, '\n')}\n${block}`;
  }

  public remove(address: string): void {
    this.text = this.text.replace(ENTRY, (whole, found: string) => (found === address ? '' : whole));
  }

  /** Write the file, if anything changed. */
  public save(): void {
    if (this.text === this.before) return;
    // By way of another name: a Terraform that reads it meanwhile sees the old file or the new one.
    writeFileSync(`${this.file}.new`, this.text);
    renameSync(`${this.file}.new`, this.file);
  }
}

/** Terraform's checksum of a package, from those of its files (Terraform: Dependency Lock File, h1). */
export function packageHash(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  const lines = [...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, sha256 }) => `${sha256}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}
