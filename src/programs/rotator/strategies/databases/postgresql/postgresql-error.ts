import type { DatabaseTarget } from '../database-engine';
import { DatabaseError, networkFailure, type DatabaseFailure } from '../database-error';

// PostgreSQL: Error Codes.
const BY_SQLSTATE: Readonly<Record<string, DatabaseFailure>> = {
  '28P01': 'LoginRefused',
  '28000': 'LoginNotAllowed',
  '3D000': 'NoSuchDatabase',
  '42704': 'NoSuchUser',
  '42501': 'NotPermitted',
  '25006': 'ReadOnly',
  '53300': 'TooManyConnections',
  '57P01': 'NotReady',
  '57P02': 'NotReady',
  '57P03': 'NotReady',
  '55P03': 'Locked',
  '40P01': 'Locked',
  '57014': 'TimedOut',
  '42622': 'NameTooLong',
};

// What the driver says for itself has no code.
const BY_DRIVER: ReadonlyArray<readonly [RegExp, DatabaseFailure]> = [
  [/does not support SSL/, 'NoTls'],
  [/error establishing an SSL/, 'NotReady'],
  [/timeout/i, 'TimedOut'],
  [/terminated|closed|not queryable/i, 'ConnectionLost'],
  [/SASL|authentication/i, 'UnsupportedLogin'],
];

/** An error of ours for whatever the driver threw. */
export function postgresqlError(error: unknown, target: DatabaseTarget, username: string): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const code = (error as { code?: unknown }).code;
  const sqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  if (sqlState !== undefined && BY_SQLSTATE[sqlState]) return new DatabaseError(BY_SQLSTATE[sqlState], target, username, sqlState);
  const network = networkFailure(error);
  if (network) return new DatabaseError(network, target, username, typeof code === 'string' ? code : undefined);
  if (sqlState === undefined) {
    const said = BY_DRIVER.find(([pattern]) => pattern.test(String((error as Error).message)));
    if (said) return new DatabaseError(said[1], target, username);
  }
  return new DatabaseError('StatementFailed', target, username, sqlState);
}
