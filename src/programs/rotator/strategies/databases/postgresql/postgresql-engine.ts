import type { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import type { Client } from 'pg';
import { PostgresqlClone } from './postgresql-clone';
import { postgresqlError } from './postgresql-error';
import { scramVerifier } from './scram';
import { ScramProof } from './scram-proof';
import {
  CONNECT_MS,
  LOCK_MS,
  STATEMENT_MS,
  type DatabaseEngine,
  type DatabaseSession,
  type DatabaseTarget,
  type PasswordChange,
} from '../database-engine';
import { DatabaseError } from '../database-error';
import type { Login } from '../database-value';
import type { RunStatement } from '../statement';

/**
 * PostgreSQL, from version 10 on. It knows one password at a time, so that a single user's secret does not log in between
 * the change of the password and the new version of the secret.
 */
export const POSTGRESQL: DatabaseEngine = {
  name: 'postgresql',
  defaultDatabase: (username) => username,
  adminDatabase: 'postgres',
  open: (target, login, database) => PostgresqlSession.open(target, login, database),
};

class PostgresqlSession implements DatabaseSession {
  public static async open(target: DatabaseTarget, login: Login, database: string | undefined): Promise<PostgresqlSession> {
    target.signal.throwIfAborted();
    const { Client: PgClient, escapeIdentifier, escapeLiteral } = await import('pg');
    const socket = new Socket();
    const proof = new ScramProof(target, login);
    const client = new PgClient({
      host: target.host,
      port: target.port,
      user: login.username,
      password: () => proof.password(),
      // Where the server offers it, the proof is bound to this very TLS connection.
      enableChannelBinding: true,
      database,
      // Always, and verified: the driver takes host for the name in the certificate.
      ssl: { ca: target.ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
      stream: () => socket,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: STATEMENT_MS,
      application_name: 'coffer-rotator',
    });
    // Between statements, nobody waits for what the connection says; the next statement will tell.
    client.on('error', () => undefined);
    const abort = () => {
      socket.destroy();
    };
    target.signal.addEventListener('abort', abort, { once: true });
    proof.watch((client as unknown as { readonly connection: EventEmitter }).connection);
    try {
      await client.connect();
      proof.require();
    } catch (error) {
      target.signal.removeEventListener('abort', abort);
      socket.destroy();
      target.signal.throwIfAborted();
      throw postgresqlError(error, target, login.username);
    }
    return new PostgresqlSession(client, socket, target, login, { identifier: escapeIdentifier, literal: escapeLiteral }, () =>
      target.signal.removeEventListener('abort', abort),
    );
  }

  private isLimited = false;

  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    private readonly target: DatabaseTarget,
    private readonly login: Login,
    private readonly quoted: { readonly identifier: (text: string) => string; readonly literal: (text: string) => string },
    private readonly released: () => void,
  ) {}

  public async probe(): Promise<void> {
    await this.run('SELECT 1');
  }

  public setOwnPassword(password: string): Promise<void> {
    return this.alter(this.login.username, password);
  }

  public setPassword({ username, password }: PasswordChange): Promise<void> {
    return this.alter(username, password);
  }

  public async makeClone(base: string, { username }: PasswordChange): Promise<void> {
    // Longer names are cut off by the server without a word (PostgreSQL: Identifiers and Key Words).
    if (Buffer.byteLength(username) > 63) throw new DatabaseError('NameTooLong', this.target, this.login.username);
    await this.limit();
    await new PostgresqlClone(base, username, this.run, this.quoted).make();
  }

  public async close(): Promise<void> {
    this.released();
    const gone = setTimeout(() => this.socket.destroy(), 1_000);
    await this.client.end().catch(() => undefined);
    clearTimeout(gone);
    this.socket.destroy();
  }

  // A verifier instead of the password: ALTER ROLE takes no parameters, so that the server's statement log would show it
  // (PostgreSQL: log_statement), as would pg_stat_activity to other administrators. Both names are quoted by the driver.
  private async alter(username: string, password: string): Promise<void> {
    const verifier = await scramVerifier(password);
    await this.limit();
    await this.run(`ALTER ROLE ${this.quoted.identifier(username)} PASSWORD ${this.quoted.literal(verifier)}`);
  }

  // Not as parameters of the connection, which poolers in front of the server refuse.
  private async limit(): Promise<void> {
    if (this.isLimited) return;
    await this.run("SELECT pg_catalog.set_config('statement_timeout', $1, false), pg_catalog.set_config('lock_timeout', $2, false)", [
      `${STATEMENT_MS}`,
      `${LOCK_MS}`,
    ]);
    this.isLimited = true;
  }

  private readonly run: RunStatement = async (sql, values) => {
    this.target.signal.throwIfAborted();
    try {
      return (await this.client.query<Record<string, unknown>>(sql, values as unknown[] | undefined)).rows;
    } catch (error) {
      this.target.signal.throwIfAborted();
      throw postgresqlError(error, this.target, this.login.username);
    }
  };
}
