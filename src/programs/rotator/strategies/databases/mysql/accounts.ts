import { createHash } from 'node:crypto';
import { RotationError } from '../../../rotation-error';

/** How an account of MySQL or MariaDB is written in `?@?`. */
export type Account = readonly [username: string, hostMask: string];

/** What a server says that it is. */
export interface ServerVersion {
  readonly isMariaDb: boolean;
  /** Whether an account may have two passwords at a time, in the way of its kind. */
  readonly takesTwo: boolean;
}

/** @param text what VERSION() says, such as 10.11.6-MariaDB-1 or 8.0.36 */
export function serverVersion(text: string): ServerVersion {
  const [major, minor, patch] = (/^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1) ?? ['0', '0', '0']).map(Number) as [
    number,
    number,
    number,
  ];
  const isMariaDb = /mariadb/i.test(text);
  const number = major * 1e6 + minor * 1e3 + patch;
  return { isMariaDb, takesTwo: number >= (isMariaDb ? 10_004_002 : 8_000_014) };
}

/**
 * What MySQL and MariaDB keep of a password for mysql_native_password. It is sent in place of the password, so that no
 * log of the server's statements shows one.
 */
export function nativeHash(password: string): string {
  const sha1 = (data: Buffer | string) => createHash('sha1').update(data).digest();
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
}

/**
 * The hashes by which an account of MariaDB logs in.
 *
 * @param created what SHOW CREATE USER says
 * @throws RotationError where it logs in by anything else, which a change of its password would take away
 */
export function nativeHashes(created: string, [username, hostMask]: Account): string[] {
  const methods = / IDENTIFIED (.*?)(?= REQUIRE | WITH | PASSWORD EXPIRE| ACCOUNT |$)/s.exec(created)?.[1] ?? '';
  const hashes = [...methods.matchAll(/'(\*[0-9A-F]{40})'/g)].map(([, hash]) => hash!);
  const others = methods
    .replace(/^(BY PASSWORD|VIA) /, '')
    .split(' OR ')
    .filter((method) => !/^(mysql_native_password USING )?'(\*[0-9A-F]{40}|)'$|^mysql_native_password$/.test(method));
  if (methods === '' || others.length === 0) return hashes;
  const names = others.map((method) => /^\w+/.exec(method)?.[0] ?? 'another way').join(', ');
  throw new RotationError(
    'UnsupportedLogin',
    `The account ${username}@${hostMask} logs in by ${names}, which the rotator does not know. ` +
      `Give it mysql_native_password alone: ALTER USER … IDENTIFIED VIA mysql_native_password.`,
  );
}
