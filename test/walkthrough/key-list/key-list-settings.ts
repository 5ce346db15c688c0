import type { Members } from '../../../src/contracts/rotation/members';

/** What the stack says of a list of keys. In src/ it would be src/contracts/rotation/key-list.ts. */
export interface KeyListSettings {
  /** How many keys there are at most. @default KEYS */
  readonly keys?: number;
}

/** The name of the strategy in rotation plans. */
export const KEY_LIST = 'key-list';
export const KEYS = 2;
/** Bytes of a key. */
export const KEY_BYTES = 32;

/** @throws RotationFormError where the settings are not those of a list of keys */
export function readKeyList(settings: Members): Required<KeyListSettings> {
  return { keys: settings.number('keys', KEYS) };
}
