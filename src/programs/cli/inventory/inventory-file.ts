import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Inventory, parseInventory } from '../../../contracts/inventory';
import { CommandError } from '../command';

/** The inventory file of an earlier run, or undefined. @throws CommandError where there is something else */
export function readInventory(file: string): Inventory | undefined {
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Correct the path, or its permissions.`);
  }
  try {
    return parseInventory(text);
  } catch (error) {
    throw new CommandError(
      `${file} ${(error as Error).message}. It was left as it is: write to another file with --output, or delete this one.`,
    );
  }
}

/** Writes the file in one step: whoever reads it meanwhile sees the old one or the new one. */
export function writeInventory(file: string, text: string): void {
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch (error) {
    throw new CommandError(
      `${file} cannot be written (${(error as NodeJS.ErrnoException).code}). Make the folder ${dirname(
        resolve(file),
      )}, or choose another file with --output.`,
    );
  }
}
