import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type Connection } from 'mysql2/promise';
import { serverCertificate, type ServerCertificate } from './certificates';
import type { DatabaseServer } from './database-server';
import { ServerProcess } from './server-process';
import type { Login } from '../../../src/programs/rotator/strategies/databases/database-value';
import { findMariaDb } from '../../../tools/prerequisites/programs';

/** MariaDB, with TLS for everybody and a log of every statement. */
export class MariaDb implements DatabaseServer {
  /** @param options.tls whether it offers TLS. @default true */
  public static async start({ tls = true }: { tls?: boolean } = {}): Promise<MariaDb> {
    const { mariadbd, install } = findMariaDb();
    if (!mariadbd || !install) {
      throw new Error('MariaDB: mariadbd or mariadb-install-db is not on PATH. Install the server of MariaDB (Debian: mariadb-server).');
    }
    const mariadb = new MariaDb(await serverCertificate(), tls);
    try {
      await mariadb.begin(mariadbd, install);
    } catch (error) {
      await mariadb.stop();
      throw error;
    }
    return mariadb;
  }

  public readonly host = 'localhost';
  public readonly admin = { username: 'administrator', password: 'CANARY-administrator-of-mariadb' };
  private readonly server = new ServerProcess('mariadb', 'mysql');

  private constructor(
    public readonly tls: ServerCertificate,
    private readonly isTlsOn: boolean,
  ) {}

  public get port(): number {
    return this.server.port;
  }

  public sql(...statements: string[]): Promise<ReadonlyArray<Record<string, unknown>>> {
    return this.connected(this.admin, undefined, this.port, async (connection) => {
      let rows: unknown;
      for (const statement of statements) [rows] = await connection.query(statement);
      return Array.isArray(rows) ? (rows as ReadonlyArray<Record<string, unknown>>) : [];
    });
  }

  public query(login: Login, statement: string, port = this.port): Promise<ReadonlyArray<Record<string, unknown>>> {
    return this.connected(login, 'app', port, async (connection) => {
      const [rows] = await connection.query(statement);
      return Array.isArray(rows) ? (rows as unknown as ReadonlyArray<Record<string, unknown>>) : [];
    });
  }

  public statements(): string {
    const log = join(this.server.folder, 'general.log');
    return existsSync(log) ? readFileSync(log, 'utf8') : '';
  }

  public stop(): Promise<void> {
    return this.server.stop('SIGTERM');
  }

  private async begin(program: string, install: string): Promise<void> {
    const { folder } = this.server;
    const data = join(folder, 'data');
    await this.server.run(install, [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      `--tmpdir=${folder}`,
      '--innodb-log-file-size=4M',
    ]);
    const certificate = this.server.write('server.crt', this.tls.certificate);
    const key = this.server.write('server.key', this.tls.key);
    const { username, password } = this.admin;
    // Into a file, as the command line is everybody's to read.
    const init = this.server.write(
      'init.sql',
      `CREATE OR REPLACE USER ${username}@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO ${username}@'%' WITH GRANT ` +
        `OPTION;\nCREATE DATABASE IF NOT EXISTS app;\n`,
    );
    await this.server.start(
      program,
      (port) => [
        '--no-defaults',
        `--datadir=${data}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--socket=${join(folder, 'server.sock')}`,
        `--pid-file=${join(folder, 'server.pid')}`,
        '--general-log=1',
        `--general-log-file=${join(folder, 'general.log')}`,
        `--init-file=${init}`,
        '--skip-name-resolve',
        `--tmpdir=${folder}`,
        '--innodb-buffer-pool-size=16M',
        '--innodb-log-file-size=4M',
        '--innodb-flush-log-at-trx-commit=0',
        ...(this.isTlsOn ? [`--ssl-cert=${certificate}`, `--ssl-key=${key}`, '--require-secure-transport=ON'] : ['--skip-ssl']),
      ],
      () => this.sql('SELECT 1'),
    );
  }

  private async connected<T>(
    login: Login,
    database: string | undefined,
    port: number,
    work: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const ssl = this.isTlsOn ? { ca: this.tls.ca, verifyIdentity: true } : undefined;
    const connection = await createConnection({
      host: this.host,
      port,
      user: login.username,
      password: login.password,
      database,
      ssl,
      connectTimeout: 10_000,
    });
    connection.on('error', () => undefined);
    try {
      return await work(connection);
    } finally {
      connection.destroy();
    }
  }
}
