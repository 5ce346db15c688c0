import { environmentNameFault } from '../../../contracts/names';
import { maximumBytes, ParameterTier, tierOf } from '../../../contracts/parameter-tier';
import { chamberVersion, isReference, type NewValue, type ParameterDescription } from '../../aws/parameter';
import { CommandError } from '../command';
import { shown } from '../terminal';

const MOST_BYTES = maximumBytes(ParameterTier.ADVANCED);

/** A write that is about to be made. */
export interface PlannedWrite {
  readonly value: NewValue;
  /** The parameter as it is; undefined for a new one. */
  readonly before?: ParameterDescription;
}

/**
 * What writing a value takes. It is encrypted with `keyId`; a parameter that is there keeps its tier.
 *
 * @throws CommandError if Parameter Store or chamber could not have it; nothing of the value is quoted
 */
export function planWrite(name: string, value: string, before: ParameterDescription | undefined, keyId: string): PlannedWrite {
  const fault = environmentNameFault(name.slice(name.lastIndexOf('/') + 1));
  if (fault && !before) {
    throw new CommandError(`${shown(name)} ${fault.problem}.${fault.better === '' ? '' : ` Write ${fault.better} instead.`}`);
  }
  const bytes = Buffer.byteLength(value);
  if (bytes === 0) {
    throw new CommandError(
      `the value of ${shown(name)} is empty, which Parameter Store cannot keep. Delete the secret, or give it a value.`,
    );
  }
  if (bytes > MOST_BYTES) {
    throw new CommandError(
      `the value of ${shown(
        name,
      )} has ${bytes} bytes, and Parameter Store keeps ${MOST_BYTES}. Keep it elsewhere, such as in an encrypted bucket.`,
    );
  }
  if (value.includes('\0')) {
    throw new CommandError(
      `the value of ${shown(name)} contains a NUL character, which no environment variable can hold. Encode it, for example with base64.`,
    );
  }
  if (isReference(value)) {
    throw new CommandError(
      `the value of ${shown(
        name,
      )} has {{ and }}, which Parameter Store takes for a reference to another parameter. Write it in another form, such as base64.`,
    );
  }
  if (before && before.type !== 'SecureString') {
    throw new CommandError(
      `${shown(name)} exists as an unencrypted ${before.type}, and its type cannot be changed. Delete it first, once nobody needs it.`,
    );
  }
  const tier = before?.tier === ParameterTier.ADVANCED ? ParameterTier.ADVANCED : (tierOf(bytes) ?? ParameterTier.STANDARD);
  return { before, value: { name, value, keyId, tier, chamberVersion: chamberVersion(before?.description) + 1 } };
}

/** A planned write for people: what, where, under which key. */
export function inWords({ value: { name, keyId, tier, chamberVersion: number }, before }: PlannedWrite): string {
  const what = before ? `overwrite ${shown(name)} (version ${before.version})` : `create ${shown(name)}`;
  const grows = before && before.tier !== tier ? ' (charged for, and cannot be undone)' : '';
  const moves = before?.keyId !== undefined && before.keyId !== keyId ? ` in place of ${shown(before.keyId)}` : '';
  return `${what}: tier ${tier}${grows}, key ${shown(keyId)}${moves}, chamber's version ${number}`;
}
