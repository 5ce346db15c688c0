import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { CommandError } from '../command';
import { shown } from '../terminal';

/**
 * Writes a file of values in one step, for its owner alone: a disk that is full, or a process that is killed, leaves the file
 * of before.
 *
 * @throws CommandError if it cannot be written
 */
export function writeSecretFile(file: string, content: string): void {
  const entry = lstatSync(file, { throwIfNoEntry: false });
  // Planted in a shared folder, it would have any file of ours replaced by values.
  if (entry?.isSymbolicLink() && isOthers(entry)) {
    throw new CommandError(`'${shown(file)}' is a link of another user. Nothing was written. Choose another place with --output-file.`);
  }
  const there = statSync(file, { throwIfNoEntry: false });
  // A pipe or a device is written to, and not replaced by a file; a link leads to the file that is replaced.
  if (there && !there.isFile()) {
    // It would hand the values to whoever reads at its other end.
    if (isOthers(there)) {
      throw new CommandError(
        `'${shown(file)}' is a pipe or a device of another user. Nothing was written. Choose another place with --output-file.`,
      );
    }
    return writeInto(file, content);
  }
  const target = there ? realpathSync(file) : file;
  const beside = `${target}.${process.pid}.new`;
  try {
    const opened = openSync(beside, 'wx', 0o600);
    try {
      const bytes = Buffer.from(content);
      for (let written = 0; written < bytes.length;) written += writeSync(opened, bytes, written);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    renameSync(beside, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Not ours if it was there before.
    if (code !== 'EEXIST') rmSync(beside, { force: true });
    throw new CommandError(
      `'${shown(file)}' cannot be written (${code}), and is as it was. Choose another place with --output-file, or make room.`,
    );
  }
}

/** What is root's is the system's. */
function isOthers({ uid }: Stats): boolean {
  return uid !== 0 && uid !== process.getuid?.();
}

function writeInto(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new CommandError(
      `'${shown(file)}' cannot be written (${(error as NodeJS.ErrnoException).code}). Choose another place with --output-file.`,
    );
  }
}
