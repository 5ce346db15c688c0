import { createHash } from 'crypto';

/**
 * Names of the functions that Coffer runs for a vault: constructs, policies and the command have to agree on them.
 */

/** Name of the function that rotates a vault's secrets. */
export function rotatorName(vault: string): string {
  return boundedName(vault, '-rotator');
}

/** Name of the function that copies a vault's secrets to other regions. */
export function replicatorName(vault: string): string {
  return boundedName(vault, '-replicator');
}

/** A name with an ending, that keeps to a limit: a name that is too long has a hash in place of its end. */
export function boundedName(name: string, ending = '', most = 64): string {
  if (name.length + ending.length <= most) return name + ending;
  return `${name.slice(0, most - ending.length - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}${ending}`;
}
