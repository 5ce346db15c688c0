import type { Login } from './database-value';
import type { DatabaseEngineName } from '../../../../contracts/rotation/database';

/** Where a database is, and how its certificate is verified. */
export interface DatabaseTarget {
  readonly host: string;
  readonly port: number;
  /** PEM of the authority to trust; undefined for those that Node.js trusts. */
  readonly ca: string | undefined;
  /** Aborts whatever is under way on the connection. */
  readonly signal: AbortSignal;
}

/** What a change of a password keeps for those who use the one before. */
export interface PasswordChange extends Login {
  /** Host part of the account, in MySQL and MariaDB. */
  readonly hostMask: string;
  /** The password that stays accepted beside the new one, as long as the server can do that and accepts it now. */
  readonly beside?: string;
}

/** One connection, as one user. Every method may be called again after it was cut off. */
export interface DatabaseSession {
  /** Proves that the login works for more than a greeting. */
  probe(): Promise<void>;
  /** Changes the password of the user who is logged in. */
  setOwnPassword(password: string): Promise<void>;
  /** Changes the password of a user who exists, as an administrator. */
  setPassword(change: PasswordChange): Promise<void>;
  /**
   * Makes the second user, or gives it the rights that the first one has now, as an administrator.
   *
   * @param known passwords that rotations gave it: by one of them, an account that is there shows that it is not somebody else's
   */
  makeClone(base: string, clone: PasswordChange, known: readonly string[]): Promise<void>;
  /** Makes the new password the first one that the server compares, so that every client gets in by it; the one before stays. */
  prefer?(change: PasswordChange): Promise<void>;
  /**
   * Leaves a user no password but this one, provided that it is accepted.
   *
   * @param isFree asked while no change of this user's password can be made by another run
   */
  settle?(change: PasswordChange, isFree: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

/** A kind of database server. */
export interface DatabaseEngine {
  readonly name: DatabaseEngineName;
  /** Database that an administrator opens where the stack names none. */
  readonly adminDatabase: string | undefined;
  /** Database that a user opens where the stack names none. */
  defaultDatabase(username: string): string | undefined;
  /** @throws DatabaseError */
  open(target: DatabaseTarget, login: Login, database: string | undefined): Promise<DatabaseSession>;
}

/** Limits of one connection, in milliseconds: a rotation gives up and is tried again rather than wait behind a lock. */
export const CONNECT_MS = 10_000;
export const STATEMENT_MS = 20_000;
export const LOCK_MS = 5_000;
