import type { ParameterDescription, WrittenVersion } from '../../aws/parameter';
import { CommandError } from '../command';
import { shown } from '../terminal';

/**
 * Minutes may pass between the first look and the write, such as at a prompt.
 *
 * @throws CommandError if somebody else wrote or deleted the parameter since
 */
export function refuseChanged(before: ParameterDescription, now: ParameterDescription | undefined): void {
  // One that was deleted and created again begins with version 1. A listing that is behind shows nothing later.
  const isLater =
    now && (now.version > before.version || (now.lastModified?.getTime() ?? 0) > (before.lastModified?.getTime() ?? Infinity));
  if (now && !isLater) return;
  throw new CommandError(
    now
      ? `version ${now.version} of ${shown(before.name)} was written by somebody else in the meantime. Nothing was changed. See coffer history.`
      : `${shown(before.name)} was deleted by somebody else in the meantime. Nothing was changed. Look at it, and try again.`,
  );
}

/** Whether a write followed the version that was looked at, and no other came in between. */
export function followed(before: ParameterDescription, { version, isOurs }: WrittenVersion): boolean {
  return isOurs && version === before.version + 1;
}
