import { KEY_BYTES, KEY_LIST, type KeyListSettings, readKeyList } from './key-list-settings';
import { DEFAULT_VALUE_FORMAT } from '../../../src/contracts/random-value';
import { understood } from '../../../src/programs/rotator/plan';
import { RotationError } from '../../../src/programs/rotator/rotation-error';
import type { Strategies } from '../../../src/programs/rotator/strategies/makers';
import type { Strategy } from '../../../src/programs/rotator/strategy';
import { randomValue } from '../../../src/programs/values/random-value';

/** What the function does. In src/ it would be src/programs/rotator/strategies/key-list.ts. */
export function keyList({ keys }: Required<KeyListSettings>): Strategy {
  return {
    create: (current) => {
      const key = randomValue({ ...DEFAULT_VALUE_FORMAT, format: 'hex', length: KEY_BYTES });
      return Promise.resolve({ value: [key, ...keysIn(current?.value)].slice(0, keys).join(',') });
    },

    test: (value, { secret }) => {
      const found = keysIn(value);
      if (found.length <= keys && found.every((key) => key !== '')) return Promise.resolve();
      return Promise.reject(
        new RotationError(
          'WrongKeyList',
          `The value of ${secret} is no list of at most ${keys} keys with commas in between. Write another: chamber write.`,
        ),
      );
    },
  };
}

/** In src/ it would be lines in lists: of settings and readers in contracts/rotation/strategies.ts, of makers in strategies/index.ts. */
export const withKeyList: Strategies = (plan) =>
  Promise.resolve(plan.strategy === KEY_LIST ? keyList(understood(() => readKeyList(plan.settings))) : undefined);

function keysIn(value: string | undefined): readonly string[] {
  return value?.split(',') ?? [];
}
