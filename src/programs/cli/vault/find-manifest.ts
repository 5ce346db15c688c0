import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Manifest, MANIFEST_FILE } from '../../../contracts/manifest';
import { parseManifest } from '../../../contracts/manifest-parse';
import { CommandError } from '../command';

/** A manifest, and where it was found. */
export interface FoundManifest {
  readonly file: string;
  readonly manifest: Manifest;
}

/** What the variable and the option say to work without the manifest of the folder. */
export const NO_MANIFEST = 'none';

/** The variable that names the manifest. */
export const MANIFEST_VARIABLE = 'COFFER_MANIFEST';

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
    const content = read(file);
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

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CommandError(`manifest '${file}' cannot be read (${code}). Correct the path, or its permissions.`);
  }
}
