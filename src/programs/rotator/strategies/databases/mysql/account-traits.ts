import type { Account } from './accounts';
import { RotationError } from '../../../rotation-error';

/** What an account of MySQL is besides its grants, in the words of the server. */
export interface AccountTraits {
  /** How it logs in. */
  readonly plugin: string;
  /** What its connections have to be, after REQUIRE. */
  readonly requirement: string;
  /** All of its limits; 0 for none. */
  readonly limits: string;
  /** After PASSWORD EXPIRE; undefined where the server does not say. */
  readonly expiry: string | undefined;
  /** After DEFAULT ROLE. */
  readonly defaultRoles: string;
}

// A change of the password of any other kind would take away how the account logs in.
const BY_PASSWORD = ['caching_sha2_password', 'mysql_native_password', 'sha256_password'];
const LIMITS = ['MAX_QUERIES_PER_HOUR', 'MAX_UPDATES_PER_HOUR', 'MAX_CONNECTIONS_PER_HOUR', 'MAX_USER_CONNECTIONS'];

/**
 * Reads them in what SHOW CREATE USER says (MySQL 8: SHOW CREATE USER). All that is handed on is quoted by the server.
 *
 * @throws RotationError where the account logs in by something else than a password
 */
export function accountTraits(shown: string, [username, hostMask]: Account): AccountTraits {
  // What people have noted of the account comes last (8.0.21 and later), in any words.
  const created = shown.replace(/ ATTRIBUTE '(?:[^'\\]|\\.|'')*'$/s, '');
  const plugin = / IDENTIFIED WITH '(\w+)'/.exec(created)?.[1] ?? 'another way';
  if (/ AND IDENTIFIED WITH '/.test(created)) {
    throw new RotationError(
      'UnsupportedLogin',
      `The account ${username}@${hostMask} logs in by more than one factor, and the rotator has nothing but its password. ` +
        `Give the program an account of its own, with a password alone.`,
    );
  }
  if (!BY_PASSWORD.includes(plugin)) {
    throw new RotationError(
      'UnsupportedLogin',
      `The account ${username}@${hostMask} logs in by ${plugin}, which the rotator does not know. ` +
        'Give it caching_sha2_password: ALTER USER … IDENTIFIED WITH caching_sha2_password BY ….',
    );
  }
  // Behind the hash, which may have any character. PASSWORD REQUIRE CURRENT is something else.
  const at = [...created.matchAll(/(?<! PASSWORD) REQUIRE /g)].at(-1)?.index ?? created.length;
  const [before, after] = [created.slice(0, at), created.slice(at)];
  const roles = before.lastIndexOf(' DEFAULT ROLE ');
  return {
    plugin,
    requirement: / REQUIRE (.+?)(?= WITH MAX_| PASSWORD EXPIRE|$)/s.exec(after)?.[1] ?? 'NONE',
    limits: LIMITS.map((limit) => `${limit} ${new RegExp(`${limit} (\\d+)`).exec(after)?.[1] ?? '0'}`).join(' '),
    expiry: / PASSWORD EXPIRE (DEFAULT|NEVER|INTERVAL \d+ DAY)/.exec(after)?.[1],
    defaultRoles: roles < 0 ? 'NONE' : before.slice(roles + ' DEFAULT ROLE '.length),
  };
}
