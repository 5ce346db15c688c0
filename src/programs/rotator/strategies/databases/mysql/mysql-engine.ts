import { createHash } from 'node:crypto';
import { connect, isIP } from 'node:net';
import type { Connection } from 'mysql2/promise';
import { accountTraits, type AccountTraits } from './account-traits';
import { nativeHash, nativeHashes, serverVersion, type Account, type ServerVersion } from './accounts';
import { MysqlClone } from './mysql-clone';
import { mysqlError } from './mysql-error';
import { RotationError } from '../../../rotation-error';
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
 * MySQL and MariaDB. An administrator can let an account have two passwords for a while: MariaDB from 10.4 on (two
 * methods of logging in), MySQL from 8.0.14 on (RETAIN CURRENT PASSWORD).
 */
export const MYSQL: DatabaseEngine = {
  name: 'mysql',
  defaultDatabase: () => undefined,
  adminDatabase: undefined,
  open: (target, login, database) => MysqlSession.open(target, login, database),
};

// ER_SECOND_PASSWORD_CANNOT_BE_EMPTY, ER_PASSWORD_CANNOT_BE_RETAINED_ON_PLUGIN_CHANGE, ER_CURRENT_PASSWORD_CANNOT_BE_RETAINED.
const NOT_TO_RETAIN = [3878, 3894, 3895];

class MysqlSession implements DatabaseSession {
  public static async open(target: DatabaseTarget, login: Login, database: string | undefined): Promise<MysqlSession> {
    const { host, port, ca, signal } = target;
    // The driver hands on no address to whoever compares it with the certificate, which would be that of localhost then.
    if (isIP(host) !== 0) {
      throw new RotationError(
        'WrongPlan',
        `host is ${host}, an address, and the names in certificates of MySQL and MariaDB are only verified for names. Set host in the ` +
          "stack to the server's name.",
      );
    }
    signal.throwIfAborted();
    const driver = await import('mysql2/promise');
    // It is CommonJS: imported as a module of ECMAScript, its names are below `default`.
    const { createConnection, escape } = driver.default ?? driver;
    const socket = connect(port, host).setNoDelay(true);
    const abort = () => {
      socket.destroy();
    };
    signal.addEventListener('abort', abort, { once: true });
    const released = () => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    };
    try {
      const connection = await createConnection({
        host,
        port,
        user: login.username,
        password: login.password,
        database,
        // Always, and verified.
        ssl: { ca, rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2' },
        stream: () => socket,
        connectTimeout: CONNECT_MS,
        charset: 'utf8mb4',
      });
      // Between statements, nobody waits for what the connection says; the next statement will tell.
      connection.on('error', () => undefined);
      return new MysqlSession(connection, target, login, escape, released);
    } catch (error) {
      released();
      signal.throwIfAborted();
      throw mysqlError(error, target, login.username, true);
    }
  }

  private prepared: ServerVersion | undefined;

  private constructor(
    private readonly connection: Connection,
    private readonly target: DatabaseTarget,
    private readonly login: Login,
    private readonly escape: (text: string) => string,
    private readonly released: () => void,
  ) {}

  public async probe(): Promise<void> {
    await this.run('SELECT 1');
  }

  public async setOwnPassword(password: string): Promise<void> {
    const { isMariaDb } = await this.prepare();
    // MySQL writes no password into its logs (MySQL: Passwords and Logging), and takes no hash from a user.
    if (isMariaDb) await this.run('SET PASSWORD = ?', [nativeHash(password)]);
    else await this.run('ALTER USER USER() IDENTIFIED BY ?', [password]);
  }

  public setPassword(change: PasswordChange): Promise<void> {
    return this.alone(change, async ({ isMariaDb, takesTwo }) => {
      const { beside } = change;
      if (isMariaDb) {
        const there = await this.hashes(change);
        // Only what the server accepts now: a password that somebody has taken back is not to come back.
        const kept = takesTwo && beside !== undefined && there.includes(nativeHash(beside)) ? [nativeHash(beside)] : [];
        // The pending one last: clients whose first try is refused are not all able to make a second one.
        await this.setHashes(change, [...kept, nativeHash(change.password)]);
      } else if (takesTwo && beside !== undefined) {
        // Made twice, it would keep the pending password as the one before.
        if (!(await this.isAccepted(change))) await this.retain(change);
      } else {
        await this.change(change);
      }
    });
  }

  public async makeClone(base: string, { username, hostMask, password }: PasswordChange, known: readonly string[]): Promise<void> {
    const { isMariaDb } = await this.prepare();
    const clone = new MysqlClone([base, hostMask], [username, hostMask], this.run, this.escape);
    const [there] = await this.run('SELECT 1 AS there FROM mysql.user WHERE User = ? AND Host = ?', [username, hostMask]);
    if (there) await this.requireOurs(base, { username, hostMask, password }, known, clone);
    const traits = isMariaDb ? undefined : await this.traits([base, hostMask]);
    // With its password from the start: an account without one is open to everybody.
    if (!traits) await this.run('CREATE USER IF NOT EXISTS ?@? IDENTIFIED BY PASSWORD ?', [username, hostMask, nativeHash(password)]);
    else await this.run('CREATE USER IF NOT EXISTS ?@? IDENTIFIED WITH ? BY ?', [username, hostMask, traits.plugin, password]);
    await clone.copyGrants();
    // MariaDB shows them among the grants.
    if (traits) await clone.takeOn(traits);
  }

  /** An account is taken over only where it has what a rotation gave it. @throws RotationError where it is somebody else's */
  private async requireOurs(base: string, account: PasswordChange, known: readonly string[], clone: MysqlClone): Promise<void> {
    for (const password of known) if (await this.isAccepted({ ...account, password })) return;
    // Of a rotation that gave way, whose password nobody has any longer.
    if (await clone.hasSameGrants()) return;
    const name = `${account.username}@${account.hostMask}`;
    throw new RotationError(
      'NotOurs',
      `There is an account ${name} that no rotation of this secret has made: it accepts none of its passwords, ` +
        `and has other rights than ${base}. Nothing was changed. ` +
        'Rename it (RENAME USER), or, where it is a second user of old, drop it (DROP USER), and rotate again.',
    );
  }

  private async traits(account: Account): Promise<AccountTraits> {
    const [created] = await this.run('SHOW CREATE USER ?@?', account);
    return accountTraits(String(Object.values(created!)[0]), account);
  }

  public prefer(change: PasswordChange): Promise<void> {
    return this.alone(change, async ({ isMariaDb, takesTwo }) => {
      if (!isMariaDb || !takesTwo || change.beside === undefined) return;
      const wanted = [nativeHash(change.password), nativeHash(change.beside)];
      const there = await this.hashes(change);
      if (there.length === 2 && there[0] === wanted[1] && there[1] === wanted[0]) await this.setHashes(change, wanted);
    });
  }

  public settle(change: PasswordChange, isFree: () => Promise<boolean>): Promise<void> {
    return this.alone(change, async ({ isMariaDb, takesTwo }) => {
      if (!takesTwo || !(await isFree())) return;
      if (isMariaDb) {
        const there = await this.hashes(change);
        const own = nativeHash(change.password);
        if (there.length > 1 && there.includes(own)) await this.setHashes(change, [own]);
      } else if (await this.isAccepted(change)) {
        await this.change(change);
        await this.run('ALTER USER ?@? DISCARD OLD PASSWORD', [change.username, change.hostMask]);
      }
    });
  }

  public async close(): Promise<void> {
    const gone = setTimeout(this.released, 1_000);
    await this.connection.end().catch(() => undefined);
    clearTimeout(gone);
    this.released();
  }

  // One at a time, on the whole server: settling looks at the rotation's record and at the account, and nothing may come between.
  private async alone(change: PasswordChange, work: (version: ServerVersion) => Promise<void>): Promise<void> {
    const version = await this.prepare();
    const name = `coffer:${createHash('sha256')
      .update(JSON.stringify([change.username, change.hostMask]))
      .digest('hex')
      .slice(0, 40)}`;
    const [locked] = await this.run('SELECT GET_LOCK(?, 5) AS locked', [name]);
    if (Number(locked!.locked) !== 1) throw new DatabaseError('Locked', this.target, this.login.username);
    await work(version);
    await this.run('DO RELEASE_LOCK(?)', [name]);
  }

  private async hashes({ username, hostMask }: PasswordChange): Promise<string[]> {
    const account: Account = [username, hostMask];
    const [created] = await this.run('SHOW CREATE USER ?@?', account);
    return nativeHashes(String(Object.values(created!)[0]), account);
  }

  private async setHashes({ username, hostMask }: PasswordChange, hashes: readonly string[]): Promise<void> {
    const methods = hashes.map(() => 'mysql_native_password USING ?').join(' OR ');
    await this.run(`ALTER USER ?@? IDENTIFIED VIA ${methods}`, [username, hostMask, ...hashes]);
  }

  private async change({ username, hostMask, password }: PasswordChange, more = ''): Promise<void> {
    // By its name: without it, MySQL puts the server's default in its place (MySQL: ALTER USER).
    const { plugin } = await this.traits([username, hostMask]);
    await this.run(`ALTER USER ?@? IDENTIFIED WITH ? BY ?${more}`, [username, hostMask, plugin, password]);
  }

  private async retain(change: PasswordChange): Promise<void> {
    try {
      await this.change(change, ' RETAIN CURRENT PASSWORD');
    } catch (error) {
      if (!(error instanceof DatabaseError && NOT_TO_RETAIN.includes(Number(error.serverCode)))) throw error;
      await this.change(change);
    }
  }

  private async isAccepted(login: Login): Promise<boolean> {
    try {
      await (await MysqlSession.open(this.target, login, undefined)).close();
      return true;
    } catch (error) {
      if (error instanceof DatabaseError && error.failure === 'LoginRefused') return false;
      throw error;
    }
  }

  private async prepare(): Promise<ServerVersion> {
    if (this.prepared) return this.prepared;
    // The driver quotes with backslashes and reads names in backticks, which modes of the server may take otherwise.
    await this.run(`SET SESSION sql_mode = '', SESSION lock_wait_timeout = ${LOCK_MS / 1000}`);
    const [row] = await this.run('SELECT VERSION() AS version');
    this.prepared = serverVersion(String(row!.version));
    return this.prepared;
  }

  private readonly run: RunStatement = async (sql, values) => {
    this.target.signal.throwIfAborted();
    try {
      const [rows] = await this.connection.query({ sql, values: values && [...values], timeout: STATEMENT_MS });
      return Array.isArray(rows) ? (rows as unknown as ReadonlyArray<Record<string, unknown>>) : [];
    } catch (error) {
      this.target.signal.throwIfAborted();
      throw mysqlError(error, this.target, this.login.username);
    }
  };
}
