import type { DatabaseTarget } from '../database-engine';
import { DatabaseError, networkFailure, type DatabaseFailure } from '../database-error';

// MySQL: Server Error Message Reference; MariaDB: Error Codes.
const BY_NUMBER: Readonly<Record<number, DatabaseFailure>> = {
  1045: 'LoginRefused',
  1130: 'LoginNotAllowed',
  1698: 'LoginNotAllowed',
  1251: 'UnsupportedLogin',
  1524: 'UnsupportedLogin',
  3118: 'AccountLocked',
  3955: 'AccountLocked',
  4151: 'AccountLocked',
  1820: 'AccountLocked',
  1862: 'AccountLocked',
  4166: 'AccountLocked',
  1049: 'NoSuchDatabase',
  // That of the login is told below.
  1044: 'NotPermitted',
  1141: 'NoSuchUser',
  1133: 'NoSuchUser',
  1396: 'NoSuchUser',
  1227: 'NotPermitted',
  1142: 'NotPermitted',
  1370: 'NotPermitted',
  1410: 'NotPermitted',
  1836: 'ReadOnly',
  1040: 'TooManyConnections',
  1203: 'TooManyConnections',
  1226: 'TooManyConnections',
  1053: 'NotReady',
  1205: 'Locked',
  1213: 'Locked',
  1969: 'TimedOut',
  3024: 'TimedOut',
  1819: 'PasswordRefused',
  1372: 'PasswordRefused',
  1470: 'NameTooLong',
};

const BY_DRIVER: Readonly<Record<string, DatabaseFailure>> = {
  HANDSHAKE_NO_SSL_SUPPORT: 'NoTls',
  PROTOCOL_CONNECTION_LOST: 'ConnectionLost',
  PROTOCOL_SEQUENCE_TIMEOUT: 'TimedOut',
  AUTH_SWITCH_PLUGIN_ERROR: 'UnsupportedLogin',
};

/** An error of ours for whatever the driver threw. */
export function mysqlError(error: unknown, target: DatabaseTarget, username: string, isLogin = false): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { errno, code, cert } = error as { errno?: unknown; code?: unknown; cert?: unknown };
  if (typeof errno === 'number' && errno > 0) {
    if (errno === 1044 && isLogin) return new DatabaseError('NoSuchDatabase', target, username, errno);
    // One number for both --read-only and the rule that hashes are refused.
    const failure =
      errno === 1290
        ? /strict.password.validation/i.test(String((error as Error).message))
          ? 'PasswordRefused'
          : 'ReadOnly'
        : BY_NUMBER[errno];
    return new DatabaseError(failure ?? 'StatementFailed', target, username, errno);
  }
  const name = typeof code === 'string' ? code : '';
  if (name === 'HANDSHAKE_SSL_ERROR') {
    // The driver puts this over the code of Node.js, which only for a wrong name says what certificate it was.
    // An error of the system has a system call, and one of a connection that ended names its host.
    const isLost = 'syscall' in (error as object) || 'host' in (error as object);
    const failure = cert !== undefined ? 'WrongHostName' : isLost ? 'ConnectionLost' : 'NotTrusted';
    return new DatabaseError(failure, target, username);
  }
  const failure = BY_DRIVER[name] ?? networkFailure(error);
  return new DatabaseError(failure ?? 'StatementFailed', target, username, /^\w{1,60}$/.test(name) ? name : undefined);
}
