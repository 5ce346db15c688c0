import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'fs';
import * as path from 'path';

/** A file that is right already keeps its time: whoever watches the folder sees only what changed. */
export function writeIfChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  // At once or not at all: a reader never finds half of it.
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
