import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { serverCertificate, type ServerCertificate } from './certificates';
import type { DatabaseServer } from './database-server';
import { ServerProcess } from './server-process';
import type { Login } from '../../../src/programs/rotator/strategies/databases/database-value';
import { findPostgresql } from '../../../tools/prerequisites/programs';

/** PostgreSQL, with TLS for everybody and a log of every statement. */
export class Postgres implements DatabaseServer {
  /** @param options.tls whether it offers TLS. @default true */
  public static async start({ tls = true }: { tls?: boolean } = {}): Promise<Postgres> {
    const { initdb, postgres: program } = findPostgresql();
    if (!initdb || !program) throw new Error('PostgreSQL: initdb is not on PATH. Install the server of PostgreSQL (Debian: postgresql).');
    const postgres = new Postgres(await serverCertificate(), tls);
    try {
      await postgres.begin(initdb, program);
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return postgres;
  }

  public readonly host = 'localhost';
  public readonly admin = { username: 'administrator', password: 'CANARY-administrator-of-postgres' };
  private readonly server = new ServerProcess('postgresql', 'postgres');

  private constructor(
    public readonly tls: ServerCertificate,
    private readonly isTlsOn: boolean,
  ) {}

  public get port(): number {
    return this.server.port;
  }

  public async sql(...statements: string[]): Promise<ReadonlyArray<Record<string, unknown>>> {
    return this.connected(this.admin, 'postgres', this.port, async (client) => {
      let rows: ReadonlyArray<Record<string, unknown>> = [];
      for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
      return rows;
    });
  }

  public query(login: Login, statement: string, port = this.port): Promise<ReadonlyArray<Record<string, unknown>>> {
    return this.connected(login, 'app', port, async (client) => (await client.query<Record<string, unknown>>(statement)).rows);
  }

  public statements(): string {
    return readFileSync(join(this.server.folder, 'server.log'), 'utf8');
  }

  /** When the last statement that matches was logged, in milliseconds since 1970. */
  public loggedAt(pattern: RegExp): number {
    const line = this.statements()
      .split('\n')
      .filter((one) => pattern.test(one))
      .at(-1);
    if (line === undefined) throw new Error(`No statement like ${pattern} was logged.`);
    return Number(line.split(' ', 1)[0]) * 1000;
  }

  public stop(): Promise<void> {
    // Fast: whoever is connected is cut off (PostgreSQL: Shutting Down the Server).
    return this.server.stop('SIGINT');
  }

  private async begin(initdb: string, program: string): Promise<void> {
    const { folder } = this.server;
    const data = join(folder, 'data');
    const passwordFile = this.server.write('password', this.admin.password);
    await this.server.run(initdb, [
      '--pgdata',
      data,
      '--username',
      this.admin.username,
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--no-sync',
    ]);
    const certificate = this.server.write('server.crt', this.tls.certificate);
    const key = this.server.write('server.key', this.tls.key);
    const access = this.server.write(
      'pg_hba.conf',
      this.isTlsOn ? 'hostssl all all 127.0.0.1/32 scram-sha-256\n' : 'host all all 127.0.0.1/32 scram-sha-256\n',
    );
    const log = join(folder, 'server.log');
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: folder,
      hba_file: access,
      ssl: this.isTlsOn ? 'on' : 'off',
      ssl_cert_file: certificate,
      ssl_key_file: key,
      log_statement: 'all',
      log_min_duration_statement: '0',
      logging_collector: 'on',
      log_directory: folder,
      log_filename: 'server.log',
      log_error_verbosity: 'verbose',
      log_line_prefix: '%n ',
      fsync: 'off',
      shared_buffers: '16MB',
    };
    await this.server.start(
      program,
      (port) => ['-D', data, ...Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      () => this.sql('SELECT 1'),
    );
    if (readFileSync(log, 'utf8') === '') throw new Error('PostgreSQL logs no statements.');
    await this.sql('CREATE DATABASE app');
  }

  private async connected<T>(login: Login, database: string, port: number, work: (client: Client) => Promise<T>): Promise<T> {
    const ssl = this.isTlsOn ? { ca: this.tls.ca } : false;
    const client = new Client({
      host: this.host,
      port,
      user: login.username,
      password: login.password,
      database,
      ssl,
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
