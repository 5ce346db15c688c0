import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..', '..', '..');

/** What a page says, sentence by sentence: each row of a table is one. Headings and the front matter are none. */
export function sentencesOf(page: string): string[] {
  const text = readFileSync(resolve(ROOT, page), 'utf8')
    .replace(/^---\n.*?\n---\n/s, '')
    .trim();
  return text.split(/\n{2,}/).flatMap((block) => {
    if (block.startsWith('#')) return [];
    if (block.startsWith('|')) return block.trim().split('\n').slice(2);
    return block
      .trim()
      .replace(/\n/g, ' ')
      .split(/(?<=[.!?]) (?=[A-Z`])/);
  });
}
