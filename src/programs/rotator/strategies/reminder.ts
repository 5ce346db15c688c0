import { RotationError } from '../rotation-error';
import type { Strategy } from '../strategy';

/** A secret that people replace: the daily check reminds them, and nothing here makes a value. */
export function reminder(): Strategy {
  return {
    create: (_current, { secret }) => {
      const [, service, key] = /^\/(.+)\/([^/]+)$/.exec(secret) ?? [];
      return Promise.reject(
        new RotationError(
          'ForPeople',
          `${secret} is replaced by people, and no function makes a value for it. Make one where it is used, and write it: ` +
            `chamber write ${service} ${key} -`,
        ),
      );
    },
  };
}
