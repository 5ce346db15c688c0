import { DatabaseUnderTest, ADMIN, EVERY_CHARACTER, SECRET } from './database-under-test';
import { Consumer, patiently } from '../../../../support/databases/consumer';
import { Postgres } from '../../../../support/databases/postgres';

const under = DatabaseUnderTest.forThisFile('postgresql', () => Postgres.start());
const FIRST = 'CANARY-first-of-postgres';

// Quoted by hand here, so that the quoting of the rotator is not tested by itself.
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function role(name: string, password = FIRST): Promise<void> {
  await under.server.sql(
    `DROP ROLE IF EXISTS ${quoted(`${name}_clone`)}`,
    `DO $$BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${name.replaceAll(
      "'",
      "''",
    )}') THEN EXECUTE 'DROP OWNED BY ' || quote_ident('${name.replaceAll("'", "''")}'); END IF; END$$`,
    `DROP ROLE IF EXISTS ${quoted(name)}`,
    `CREATE ROLE ${quoted(name)} LOGIN PASSWORD '${password}'`,
  );
}

beforeEach(() => role('app'));

describe('a single user', () => {
  test.each(['password', 'json', 'url'])('changes its own password, in the form %s', async (form) => {
    await under.plan({ form });
    await under.rotator.write(
      SECRET,
      {
        password: FIRST,
        json: JSON.stringify({ username: 'app', password: FIRST, engine: 'postgres' }),
        url: `postgresql://app:${FIRST}@localhost/app?sslmode=verify-full`,
      }[form]!,
    );
    expect(await under.rotate()).toMatchObject({ outcome: 'rotated', version: 2 });
    const { value } = (await under.rotator.version(SECRET))!;
    const { password } = await under.login();
    const { port } = under.server;
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(form === 'json' ? JSON.parse(value) : value).toEqual(
      {
        password,
        json: { username: 'app', password, host: 'localhost', port, database: 'app', engine: 'postgres' },
        url: `postgresql://app:${password}@localhost/app?sslmode=verify-full`,
      }[form],
    );
    await under.use();
    await expect(under.server.query({ username: 'app', password: FIRST }, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('goes back to a password of every character, whatever its own name is', async () => {
    const username = 'O\'Brien "the" User%s $1 \\ ?';
    await role(username);
    await under.plan({ form: 'url', username, admin: ADMIN });
    await under.rotator.write(SECRET, `postgres://${encodeURIComponent(username)}:${encodeURIComponent(EVERY_CHARACTER)}@localhost`);
    await under.rotate();
    await under.use();
    expect(await under.rotator.invoke({ rollback: SECRET })).toMatchObject({ outcome: 'rotated' });
    expect(await under.login()).toEqual({ username, password: EVERY_CHARACTER });
    await under.use();
    // By itself, from the password with every character to a new one.
    await under.plan({ form: 'url', username });
    await under.rotate();
    await under.use();
  });

  test('gets its first password from the administrator, and without one says what is missing', async () => {
    await under.plan({});
    await expect(under.rotator.invoke({ rotate: SECRET, first: true })).rejects.toMatchObject({
      name: 'NoFirstValue',
      message: expect.stringMatching(/give admin in the stack/),
    });
    await under.plan({ admin: ADMIN });
    expect(await under.rotator.invoke({ rotate: SECRET, first: true })).toMatchObject({ outcome: 'rotated', version: 1 });
    await under.use();
  });

  test('is not locked out where somebody changed the password at the server', async () => {
    await under.plan({});
    await under.rotator.write(SECRET, JSON.stringify({ username: 'app', password: 'CANARY-stale' }));
    await expect(under.rotator.invoke({ rotate: SECRET }, 'run')).rejects.toMatchObject({
      name: 'LockedOut',
      message: expect.stringMatching(/Nothing was changed.*give admin/),
    });
    await under.server.query({ username: 'app', password: FIRST }, 'SELECT 1');
    // With the password that works put in by hand, that is the value that stays.
    await under.rotator.write(SECRET, JSON.stringify({ username: 'app', password: FIRST }));
    expect(await under.rotator.invoke({ rotate: SECRET }, 'run')).toMatchObject({ outcome: 'superseded', version: 2 });
    await under.use();
  });

  test('has a gap that a program gets over by trying again', async () => {
    await under.plan({ form: 'password' });
    await under.rotator.write(SECRET, FIRST);
    // The last one of a rotation is the promotion.
    let promoted = 0;
    under.rotator.proxy.inject({
      operation: 'PutParameter',
      after: {
        kind: 'call',
        fn: () => {
          promoted = Date.now();
        },
      },
    });
    await under.rotate();
    const alone = promoted - under.server.loggedAt(/ALTER ROLE "app" PASSWORD/);
    const consumer = Consumer.start(() => under.use());
    const retrying = Consumer.start(() => patiently(() => under.use()));
    for (let round = 0; round < 2; round++) await under.rotate();
    await Promise.all([consumer.stop(), retrying.stop()]);
    console.log(
      `PostgreSQL, single user: from the new password to the new version ${Math.round(alone)} ms; beside two busy programs, ${
        consumer.failures
      } of ${consumer.looks.length} logins refused in 2 rotations, for ${Math.round(consumer.gap)} ms at most`,
    );
    expect(alone).toBeGreaterThan(0);
    expect(alone).toBeLessThan(5_000);
    expect(consumer.gap).toBeLessThan(10_000);
    expect(retrying.looks.length).toBeGreaterThan(1);
    expect(retrying.failures).toBe(0);
  });
});

describe('alternating users', () => {
  beforeEach(async () => {
    await under.plan({ users: 'alternating', admin: ADMIN });
    await under.rotator.write(SECRET, JSON.stringify({ username: 'app', password: FIRST }));
  });

  test('take turns, and the value before works until the next one', async () => {
    await under.rotate();
    const second = await under.login();
    expect(second.username).toBe('app_clone');
    await under.server.query({ username: 'app', password: FIRST }, 'SELECT 1');
    await under.rotate();
    expect((await under.login()).username).toBe('app');
    await under.server.query(second, 'SELECT 1');
    await under.rotate();
    await expect(under.server.query(second, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await under.use();
  });

  test('have the same rights, settings and belongings', async () => {
    await under.server.sql(
      'ALTER ROLE app SET search_path = "$user", \'Odd, "schema"\', public',
      "ALTER ROLE app IN DATABASE app SET work_mem = '5MB'",
      "ALTER ROLE app SET app.tenant = 'O''Brien'",
    );
    await under.server.sql('GRANT CREATE ON DATABASE app TO app');
    await under.rotate();
    const clone = await under.login();
    await under.server.query(clone, 'CREATE SCHEMA ours; CREATE TABLE ours.things (id int)');
    expect(
      await under.server.query(
        clone,
        "SELECT current_user, session_user, current_setting('search_path') AS path, current_setting('work_mem') AS memory, " +
          "current_setting('app.tenant') AS tenant",
      ),
    ).toEqual([
      { current_user: 'app', session_user: 'app_clone', path: '"$user", "Odd, ""schema""", public', memory: '5MB', tenant: "O'Brien" },
    ]);
    await under.server.sql('ALTER ROLE app RESET search_path');
    await under.rotate();
    await under.server.query(await under.login(), 'ALTER TABLE ours.things ADD more int; DROP SCHEMA ours CASCADE');
    await under.rotate();
    expect(await under.server.query(await under.login(), 'SHOW search_path')).toEqual([{ search_path: '"$user", public' }]);
    await under.server.sql('REVOKE CREATE ON DATABASE app FROM app');
  });

  test('never fail a program that reads the secret', async () => {
    const consumer = Consumer.start(() => under.use());
    for (let round = 0; round < 3; round++) await under.rotate();
    await consumer.stop();
    console.log(`PostgreSQL, alternating users: ${consumer.failures} of ${consumer.looks.length} logins refused in 3 rotations`);
    expect(consumer.looks.length).toBeGreaterThan(5);
    expect(consumer.failures).toBe(0);
  });

  test("do not take a role that is somebody else's", async () => {
    await under.server.sql("CREATE ROLE app_clone LOGIN PASSWORD 'CANARY-of-somebody-else'");
    await expect(under.rotator.invoke({ rotate: SECRET })).rejects.toMatchObject({ name: 'NotOurs' });
    await under.server.query({ username: 'app_clone', password: 'CANARY-of-somebody-else' }, 'SELECT 1');
  });

  test('start with the second one, and leave alone whoever uses the first', async () => {
    await under.rotator.aws.reset();
    await under.rotator.write(ADMIN, JSON.stringify(under.server.admin));
    await under.plan({ users: 'alternating', admin: ADMIN, form: 'url' });
    expect(await under.rotator.invoke({ rotate: SECRET, first: true })).toMatchObject({ version: 1 });
    expect((await under.login()).username).toBe('app_clone');
    await under.use();
    await under.server.query({ username: 'app', password: FIRST }, 'SELECT 1');
  });

  test('work through an administrator who is no superuser, and say what that one lacks', async () => {
    await under.server.sql('DROP ROLE IF EXISTS manager', "CREATE ROLE manager LOGIN PASSWORD 'CANARY-manager'");
    await under.rotator.write(ADMIN, JSON.stringify({ username: 'manager', password: 'CANARY-manager' }));
    await expect(under.rotator.invoke({ rotate: SECRET })).rejects.toMatchObject({
      name: 'NotPermitted',
      message: expect.stringMatching(/asked by manager.*CREATEROLE.*42501/),
    });
    await under.use();
    await under.server.sql('ALTER ROLE manager CREATEROLE', 'GRANT app TO manager WITH ADMIN OPTION');
    await under.rotator.aws.reset();
    await under.plan({ users: 'alternating', admin: ADMIN });
    await under.rotator.write(SECRET, JSON.stringify({ username: 'app', password: FIRST }));
    await under.rotator.write(ADMIN, JSON.stringify({ username: 'manager', password: 'CANARY-manager' }));
    expect(await under.rotate()).toMatchObject({ outcome: 'rotated' });
    await under.use();
  });
});

test("neither the server's statement log nor the rotator's has a password", async () => {
  await under.plan({ users: 'alternating', admin: ADMIN });
  await under.rotator.write(SECRET, JSON.stringify({ username: 'app', password: FIRST }));
  await under.rotate();
  await under.rotate();
  const log = under.server.statements();
  expect(log).toMatch(/ALTER ROLE "app_clone" PASSWORD .*SCRAM-SHA-256\$/);
  expect(under.passwords.size).toBeGreaterThan(2);
  for (const password of under.passwords) {
    expect(log.includes(password)).toBe(false);
    expect(under.rotator.lines.some((line) => line.includes(password))).toBe(false);
  }
  expect(log.includes(under.server.admin.password)).toBe(false);
});
