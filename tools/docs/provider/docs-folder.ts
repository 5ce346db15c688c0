import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Pages } from './pages';

/** What people write themselves. */
const BY_HAND = /^(guides\/|design\.md$)/;

/** A folder of pages in the registry's form, most of them generated. */
export class DocsFolder {
  constructor(private readonly root: string) {}

  /** Writes pages, and removes those that are no longer generated. */
  public write(pages: Pages): void {
    for (const path of this.generated()) if (!pages.has(path)) rmSync(join(this.root, path));
    for (const [path, text] of pages) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  /** Paths of the pages that differ, are missing or should not be there. */
  public stale(pages: Pages): string[] {
    return [...new Set([...pages.keys(), ...this.generated()])].filter((path) => this.read(path) !== pages.get(path)).sort();
  }

  /** All pages, those written by hand too. */
  public all(): string[] {
    if (!existsSync(this.root)) return [];
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)));
  }

  public read(path: string): string | undefined {
    const file = join(this.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  private generated(): string[] {
    return this.all().filter((path) => !BY_HAND.test(path));
  }
}
