import type { DatabaseTarget } from './database-engine';
import { RotationError } from '../../rotation-error';

/** What went wrong, whatever the engine. */
export type DatabaseFailure = keyof typeof ADVICE;

// What a server says may quote the statement, and with it a password: its code is taken, and its words never are.
const ADVICE = {
  LoginRefused: 'does not accept this user with this password',
  LoginNotAllowed:
    'does not let this user log in from here, whatever the password. Look at whether the account may log in, ' +
    'at its host part, and at pg_hba.conf',
  UnsupportedLogin:
    'wants a way to log in that the rotator does not know. Give the account one by password: scram-sha-256 in PostgreSQL, ' +
    'mysql_native_password or caching_sha2_password in MySQL and MariaDB',
  AccountLocked: 'has locked this account, or its password has expired. Unlock it, and rotate again',
  NoSuchDatabase: 'has no such database, or the user may not open it. Look at database in the stack',
  NoSuchUser: 'has no such user. Make it, or correct username (and hostMask) in the stack',
  NotPermitted:
    'does not permit it to this user. An administrator needs CREATEROLE in PostgreSQL (from 16 on also ADMIN OPTION on the ' +
    'user: GRANT user TO administrator WITH ADMIN OPTION), CREATE USER and SELECT ON mysql.* in MySQL and MariaDB, ' +
    'and for a second user every right that the first one has, WITH GRANT OPTION',
  ReadOnly: 'is read-only, such as a replica or during a failover. Set host in the stack to the writer',
  TooManyConnections: 'has no connection left. The next try goes on; reserve some for administrators, or raise the limit',
  NotReady: 'is starting up or shutting down. The next try goes on',
  Unreachable:
    'cannot be reached. Look at host and port in the stack, and at whether the function is in a VPC and a security group that may connect',
  HostNotFound:
    'has a host name that is not found. Look at host in the stack, and at whether the function is in the VPC that knows the name',
  TimedOut: 'did not answer in time. Look at security groups, which drop what they do not allow, and at the load of the server',
  Locked: 'kept the statement waiting for a lock. The next try goes on',
  NoTls: 'does not offer TLS, without which no password is sent. Switch it on at the server',
  NotTrusted: 'shows a certificate that is not trusted. Give the authority that it goes back to as certificateAuthority',
  WrongHostName: 'shows a certificate for another name. Set host in the stack to a name that is in the certificate',
  PasswordRefused:
    'refuses the password by its rules. Change password in the stack: its length and characters. ' +
    'MariaDB has to have strict_password_validation off, since it gets hashes only',
  NameTooLong: 'takes no user name that long. The second user is called as the first one with _clone after it: shorten it',
  ConnectionLost: 'ended the connection. The next try goes on',
  StatementFailed: 'refused a statement. Its own words are left out, since they may quote a password: look into the log of the server',
} as const;

/** A database did not do what was asked. */
export class DatabaseError extends RotationError {
  public override readonly name: string = 'DatabaseError';

  /**
   * @param failure what is wrong
   * @param serverCode the code that the server or Node.js gave: SQLSTATE, or a number of MySQL's
   */
  constructor(
    public readonly failure: DatabaseFailure,
    { host, port }: DatabaseTarget,
    username: string,
    public readonly serverCode?: string | number,
  ) {
    super(
      failure,
      `The database at ${host}:${port}, asked by ${username}, ${ADVICE[failure]}${
        serverCode === undefined ? '.' : ` (code ${serverCode}).`
      }`,
    );
  }
}

const OF_NODE: Readonly<Record<string, DatabaseFailure>> = {
  ECONNREFUSED: 'Unreachable',
  EHOSTUNREACH: 'Unreachable',
  ENETUNREACH: 'Unreachable',
  ENOTFOUND: 'HostNotFound',
  EAI_AGAIN: 'HostNotFound',
  ETIMEDOUT: 'TimedOut',
  ECONNRESET: 'ConnectionLost',
  EPIPE: 'ConnectionLost',
  ERR_TLS_CERT_ALTNAME_INVALID: 'WrongHostName',
};

// Codes of certificates that do not hold (Node.js: TLS, X509 certificate error codes).
const OF_CERTIFICATES =
  /^(UNABLE_TO_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|HOSTNAME_|PATH_LENGTH_|CRL_|ERROR_IN_|ERR_SSL_|ERR_TLS_|EPROTO)/;

/** What a failure below the database's own protocol means. */
export function networkFailure(error: unknown): DatabaseFailure | undefined {
  // An attempt at every address of a name fails with one error of many.
  const first = ((error as AggregateError).errors?.[0] as unknown) ?? error;
  const code = String((first as NodeJS.ErrnoException).code);
  return OF_NODE[code] ?? (OF_CERTIFICATES.test(code) ? 'NotTrusted' : undefined);
}
