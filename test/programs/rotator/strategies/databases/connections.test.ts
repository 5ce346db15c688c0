import { createServer, type Server, type AddressInfo } from 'node:net';
import type { DatabaseEngine } from '../../../../../src/programs/rotator/strategies/databases/database-engine';
import { MYSQL } from '../../../../../src/programs/rotator/strategies/databases/mysql/mysql-engine';
import { POSTGRESQL } from '../../../../../src/programs/rotator/strategies/databases/postgresql/postgresql-engine';
import { serverCertificate } from '../../../../support/databases/certificates';
import type { DatabaseServer } from '../../../../support/databases/database-server';
import { MariaDb } from '../../../../support/databases/mariadb';
import { Postgres } from '../../../../support/databases/postgres';

const USER = { username: 'app', password: 'CANARY-app' };

describe.each<[string, DatabaseEngine, (options?: { tls?: boolean }) => Promise<DatabaseServer>, string[]]>([
  ['PostgreSQL', POSTGRESQL, (options) => Postgres.start(options), ["CREATE ROLE app LOGIN PASSWORD 'CANARY-app' CONNECTION LIMIT 3"]],
  [
    'MariaDB',
    MYSQL,
    (options) => MariaDb.start(options),
    ["CREATE USER app@'%' IDENTIFIED BY 'CANARY-app' WITH MAX_USER_CONNECTIONS 3", "GRANT SELECT ON app.* TO app@'%'"],
  ],
])('%s', (_, engine, start, user) => {
  let [server, withoutTls]: DatabaseServer[] = [];
  const silent: Server = createServer();
  beforeAll(async () => {
    [server, withoutTls] = await Promise.all([
      start(),
      start({ tls: false }),
      new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve)),
    ]);
    await server!.sql(...user);
    await withoutTls!.sql(...user);
  });
  afterAll(async () => {
    await Promise.all([server?.stop(), withoutTls?.stop()]);
    silent.close();
  });

  const target = (more: object = {}) => ({
    host: 'localhost',
    port: server!.port,
    ca: server!.tls.ca,
    signal: AbortSignal.timeout(30_000),
    ...more,
  });
  const open = async (more: object = {}, login = USER, database: string | undefined = 'app') => {
    const session = await engine.open(target(more), login, database);
    await session.probe().finally(() => session.close());
  };
  const refused = (failure: string, words: RegExp) => ({
    name: 'DatabaseError',
    failure,
    code: failure,
    message: expect.stringMatching(words),
  });

  test('a login over TLS with the right name works', async () => {
    await expect(open()).resolves.toBeUndefined();
  });

  test("a certificate of another authority is refused, and one that only Node.js's authorities could vouch for", async () => {
    const { ca } = await serverCertificate();
    await expect(open({ ca })).rejects.toMatchObject(refused('NotTrusted', /certificate that is not trusted. Give the authority/));
    await expect(open({ ca: undefined })).rejects.toMatchObject(refused('NotTrusted', /not trusted/));
  });

  test('a certificate for another name is refused', async () => {
    // The same server by its address, and by another name that leads to it.
    await expect(open({ host: '127.0.0.1' })).rejects.toMatchObject({ code: engine === MYSQL ? 'WrongPlan' : 'WrongHostName' });
    await expect(open({ host: 'ip6-localhost.localhost' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(WrongHostName|HostNotFound)$/),
    });
  });

  test('a server without TLS gets no password', async () => {
    await expect(open({ port: withoutTls!.port }, { ...USER, username: 'somebody' })).rejects.toMatchObject(
      refused('NoTls', /does not offer TLS/),
    );
    // Both log who tried to log in.
    await expect(withoutTls!.query({ ...USER, username: 'anybody' }, 'SELECT 1')).rejects.toThrow();
    expect(withoutTls!.statements()).toContain('anybody');
    expect(withoutTls!.statements()).not.toContain('somebody');
  });

  test('a wrong password, user or database is told apart, and no password is said', async () => {
    const wrong = { ...USER, password: 'CANARY-wrong' };
    await expect(open({}, wrong)).rejects.toMatchObject(refused('LoginRefused', /asked by app, does not accept this user/));
    await expect(open({}, wrong)).rejects.not.toMatchObject({ message: expect.stringContaining('CANARY') });
    await expect(open({}, { ...USER, username: 'nobody' })).rejects.toMatchObject(refused('LoginRefused', /nobody/));
    await expect(open({}, USER, 'elsewhere')).rejects.toMatchObject(refused('NoSuchDatabase', /no such database/));
  });

  test('nobody there, an unknown name, and silence are told apart', async () => {
    const port = await new Promise<number>((resolve) => {
      const gone = createServer().listen(0, '127.0.0.1', () => {
        const found = (gone.address() as AddressInfo).port;
        gone.close(() => resolve(found));
      });
    });
    await expect(open({ port })).rejects.toMatchObject(refused('Unreachable', /cannot be reached.*ECONNREFUSED/));
    await expect(open({ host: 'nowhere.invalid' })).rejects.toMatchObject(refused('HostNotFound', /host name that is not found/));
    await expect(open({ port: (silent.address() as AddressInfo).port, signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('too many connections of one user are told', async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => engine.open(target(), USER, 'app')));
    await expect(open()).rejects.toMatchObject(refused('TooManyConnections', /no connection left/));
    await Promise.all(sessions.map((session) => session.close()));
  });

  test('a statement is aborted with the run, and the connection is gone', async () => {
    const own = new AbortController();
    const session = await engine.open(target({ signal: own.signal }), server!.admin, engine.adminDatabase);
    own.abort();
    await expect(session.probe()).rejects.toMatchObject({ name: 'AbortError' });
    await session.close();
    const left =
      engine === MYSQL
        ? "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = 'administrator' AND id <> CONNECTION_ID()"
        : "SELECT COUNT(*)::int AS n FROM pg_stat_activity WHERE application_name = 'coffer-rotator'";
    for (let tries = 0; Number((await server!.sql(left))[0]!.n) > 0 && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(Number((await server!.sql(left))[0]!.n)).toBe(0);
  });

  test('a user that is not there, and one who may not change others, are told', async () => {
    const change = { username: 'nobody', password: 'CANARY-new', hostMask: '%' };
    const asAdmin = await engine.open(target(), server!.admin, engine.adminDatabase);
    await expect(asAdmin.setPassword(change)).rejects.toMatchObject(refused('NoSuchUser', /has no such user/));
    await asAdmin.close();
    const asUser = await engine.open(target(), USER, 'app');
    await expect(asUser.setPassword({ ...change, username: 'administrator' })).rejects.toMatchObject({
      code: 'NotPermitted',
      message: expect.not.stringContaining('CANARY'),
    });
    await asUser.close();
  });

  test('a server that takes no changes is told', async () => {
    const [on, off] =
      engine === MYSQL
        ? ['SET GLOBAL read_only = 1', 'SET GLOBAL read_only = 0']
        : ['ALTER ROLE app SET default_transaction_read_only = on', 'ALTER ROLE app RESET default_transaction_read_only'];
    await server!.sql(on!);
    const session = await engine.open(target(), USER, 'app');
    await expect(session.setOwnPassword('CANARY-new')).rejects.toMatchObject(refused('ReadOnly', /is read-only/));
    await session.close();
    await server!.sql(off!);
    await open();
  });
});
