import { closeSync, constants, fstatSync, lstatSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, MANIFEST_FILE } from '../../../contracts/manifest';
import { parseManifest } from '../../../contracts/manifest-parse';
import { CommandError } from '../command';
import { readAtMost, TOO_LARGE } from '../read-at-most';

/** A manifest, and where it was found. */
export interface FoundManifest {
  readonly file: string;
  readonly manifest: Manifest;
}

/** What the variable and the option say to work without the manifest of the folder. */
export const NO_MANIFEST = 'none';

/** The variable that names the manifest. */
export const MANIFEST_VARIABLE = 'COFFER_MANIFEST';

/** Of a hundred thousand secrets. */
const MOST_BYTES = 100_000_000;
const OTHERWISE = `Name the manifest to go by with --manifest, or write --manifest ${NO_MANIFEST}.`;

/**
 * The manifest to go by: the one that is named, or the nearest one in this folder and those above it.
 *
 * @param named by the option or the variable; `none` for no manifest
 * @throws CommandError if the one that is named is not there, or the one that was found is no manifest of this version
 */
export function findManifest(named: string | undefined, folder: string): FoundManifest | undefined {
  if (named === NO_MANIFEST) return undefined;
  if (named !== undefined) {
    const content = read(named);
    if (content !== undefined) return understood(named, content);
    throw new CommandError(
      `there is no manifest '${named}'. Correct --manifest or ${MANIFEST_VARIABLE}, or run cdktf synth, which writes it.`,
    );
  }
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, MANIFEST_FILE);
    const content = readFound(file);
    if (content !== undefined) return understood(file, content);
    if (dirname(at) === at) return undefined;
  }
}

/** A manifest that cannot be understood is no reason to go on without one: its guard would be gone unnoticed. */
function understood(file: string, content: string): FoundManifest {
  try {
    return { file, manifest: parseManifest(content, file) };
  } catch (error) {
    if ((error as Error).name !== 'ManifestFormError') throw error;
    throw new CommandError(`${(error as Error).message} To work without it, write --manifest ${NO_MANIFEST}.`);
  }
}

/** One that is named may be a pipe, such as of `<(…)`. */
function read(file: string): string | undefined {
  return orUndefined(file, () => readAtMost(file, MOST_BYTES));
}

/** One that lies about is taken only if it is a file: opening a pipe that somebody planted would wait for its writer forever. */
function readFound(file: string): string | undefined {
  return orUndefined(file, () => {
    const opened = openSync(file, constants.O_NONBLOCK ?? 'r');
    try {
      if (!fstatSync(opened).isFile()) throw new CommandError(`'${file}' is not a file. ${OTHERWISE}`);
      if (isPlanted(file)) {
        throw new CommandError(`'${file}' belongs to another user, and anybody may put files in that folder. ${OTHERWISE}`);
      }
      return readAtMost(opened, MOST_BYTES);
    } finally {
      closeSync(opened);
    }
  });
}

/** Whether it is somebody else's in a folder for everybody, such as /tmp: it would choose the vault of all who work below. */
function isPlanted(file: string): boolean {
  const [entry, folder] = [lstatSync(file), statSync(dirname(file))];
  // eslint-disable-next-line no-bitwise
  const isForEverybody = (folder.mode & 0o1002) === 0o1002;
  return isForEverybody && ![0, process.getuid?.(), folder.uid].includes(entry.uid);
}

function orUndefined(file: string, content: () => Buffer): string | undefined {
  try {
    return content().toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CommandError(
      code === TOO_LARGE
        ? `'${file}' has more than ${MOST_BYTES} bytes, and is no manifest. ${OTHERWISE}`
        : `manifest '${file}' cannot be read (${code}). Correct the path, or its permissions.`,
    );
  }
}
