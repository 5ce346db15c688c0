import { KEY_BYTES, KEY_LIST, KEYS, type KeyListSettings } from './key-list-settings';
import { RotationError } from '../../../src/errors';
import type { RotationRecipe } from '../../../src/rotation/recipe';
import { Rotation } from '../../../src/rotation/rotation';
import { type RotationProps, scheduleOf } from '../../../src/rotation/rotation-props';
import { checkWholeNumber } from '../../../src/terraform/whole-number';

/** Keys for signing, the newest first and separated by commas: programs sign with the first one, and accept all of them. */
export interface KeyListRotationProps extends RotationProps {
  /** How many keys there are at most, 2 to 20. @default 2 */
  readonly keys?: number;
}

/** What the strategy says at synth. In src/ it would be src/rotation/key-list-rotation.ts, and Rotation.keyList() would call it. */
export function keyListRotation(props: KeyListRotationProps = {}): Rotation {
  const refuse = (problem: string, remedy: string) => new RotationError('Rotation.keyList', problem, remedy);
  const keys = checkWholeNumber(props.keys ?? KEYS, { name: 'keys', least: 2, most: 20, knownAtSynth: true }, refuse);
  const recipe: RotationRecipe<{ strategy: typeof KEY_LIST; settings: KeyListSettings }> = {
    spec: { strategy: KEY_LIST, settings: { keys } },
    schedule: scheduleOf(props),
    replaces: ['ApplicationSecret'],
    makesFirst: true,
    // As hexadecimal digits, with commas in between.
    bytes: keys * (2 * KEY_BYTES + 1) - 1,
  };
  return Rotation._by(recipe);
}
