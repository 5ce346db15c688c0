import type { EventEmitter } from 'node:events';
import type { DatabaseTarget } from '../database-engine';
import { DatabaseError } from '../database-error';
import type { Login } from '../database-value';

/**
 * That a login was by SCRAM, in which the server proves that it knows the password before it is told anything, and never
 * gets it. A server that asks for the password itself, for its MD5 hash, or for nothing at all, may be anybody's.
 */
export class ScramProof {
  private asked = false;
  private given = false;

  constructor(
    private readonly target: DatabaseTarget,
    private readonly login: Login,
  ) {}

  /** @param connection of the driver, which tells of each message of the server before it answers */
  public watch(connection: EventEmitter): void {
    connection.prependListener('authenticationSASL', () => {
      this.asked = true;
    });
    // The driver has verified it by then, or has failed.
    connection.on('authenticationSASLFinal', () => {
      this.given = true;
    });
  }

  /** The password, for the driver's side of SCRAM only. @throws DatabaseError where the server asked for it in another way */
  public password(): string {
    if (!this.asked) throw this.refusal();
    return this.login.password;
  }

  /** @throws DatabaseError where the server let the user in without it */
  public require(): void {
    if (!this.given) throw this.refusal();
  }

  private refusal(): DatabaseError {
    return new DatabaseError('UnsupportedLogin', this.target, this.login.username);
  }
}
