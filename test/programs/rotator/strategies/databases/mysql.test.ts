import { DatabaseUnderTest, ADMIN, EVERY_CHARACTER, SECRET } from './database-under-test';
import { Consumer, patiently } from '../../../../support/databases/consumer';
import { MariaDb } from '../../../../support/databases/mariadb';

const under = DatabaseUnderTest.forThisFile('mysql', () => MariaDb.start());
const FIRST = 'CANARY-first-of-mariadb';
const REFUSED = { errno: 1045 };

// Quoted by hand here, so that the quoting of the rotator is not tested by itself.
const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\`@'%'`;

async function account(name: string): Promise<void> {
  await under.server.sql(
    `DROP USER IF EXISTS ${quoted(`${name}_clone`)}`,
    `CREATE OR REPLACE USER ${quoted(name)} IDENTIFIED BY '${FIRST}'`,
    `GRANT SELECT ON app.* TO ${quoted(name)}`,
  );
}

async function isAccepted(password: string, username = 'app'): Promise<boolean> {
  return under.server.query({ username, password }, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

beforeEach(() => account('app'));

describe('a single user', () => {
  test.each(['password', 'json', 'url'])('changes its own password, in the form %s', async (form) => {
    await under.plan({ form });
    await under.rotator.write(
      SECRET,
      {
        password: FIRST,
        json: JSON.stringify({ username: 'app', password: FIRST, engine: 'mariadb' }),
        url: `mysql://app:${FIRST}@localhost/app?charset=utf8mb4`,
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
        json: { username: 'app', password, host: 'localhost', port, database: 'app', engine: 'mariadb' },
        url: `mysql://app:${password}@localhost/app?charset=utf8mb4`,
      }[form],
    );
    await under.use();
    await expect(under.server.query({ username: 'app', password: FIRST }, 'SELECT 1')).rejects.toMatchObject(REFUSED);
  });

  test('goes back to a password of every character, whatever its own name is', async () => {
    const username = 'O\'Brien `the` "User"%s ? \\';
    await account(username);
    await under.plan({ form: 'url', username, admin: ADMIN });
    await under.rotator.write(SECRET, `mysql://${encodeURIComponent(username)}:${encodeURIComponent(EVERY_CHARACTER)}@localhost`);
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

  test("of an administrator's never fails a program that reads the secret", async () => {
    await under.plan({ form: 'password', admin: ADMIN });
    await under.rotator.write(SECRET, FIRST);
    const consumer = Consumer.start(() => under.use());
    for (let round = 0; round < 3; round++) await under.rotate();
    await consumer.stop();
    console.log(`MariaDB, single user with two passwords: ${consumer.failures} of ${consumer.looks.length} logins refused in 3 rotations`);
    expect(consumer.looks.length).toBeGreaterThan(5);
    expect(consumer.failures).toBe(0);
  });

  test('keeps the password before for a day, and no longer', async () => {
    await under.plan({ form: 'password', admin: ADMIN });
    await under.rotator.write(SECRET, FIRST);
    await under.rotate();
    const { password: second } = await under.login();
    expect([await isAccepted(FIRST), await isAccepted(second)]).toEqual([true, true]);
    await under.rotator.invoke({ check: true });
    expect(await isAccepted(FIRST)).toBe(true);
    await under.rotate();
    const { password: third } = await under.login();
    expect([await isAccepted(FIRST), await isAccepted(second), await isAccepted(third)]).toEqual([false, true, true]);
    await aDayLater(() => under.rotator.invoke({ check: true }));
    expect([await isAccepted(second), await isAccepted(third)]).toEqual([false, true]);
  });

  test('keeps no password before while it is changed that the server does not accept any more', async () => {
    await under.plan({ form: 'password', admin: ADMIN });
    await under.rotator.write(SECRET, 'CANARY-taken-back');
    await under.rotate();
    expect(await isAccepted('CANARY-taken-back')).toBe(false);
    expect(await isAccepted(FIRST)).toBe(false);
    await under.use();
  });

  test('that changes itself has a gap that a program gets over by trying again', async () => {
    await under.plan({ form: 'password' });
    await under.rotator.write(SECRET, FIRST);
    const retrying = Consumer.start(() => patiently(() => under.use()));
    await under.rotate();
    await under.rotate();
    await retrying.stop();
    expect(retrying.looks.length).toBeGreaterThan(1);
    expect(retrying.failures).toBe(0);
  });

  test('with a way to log in that is not known is left as it is', async () => {
    await under.server.sql("ALTER USER app@'%' IDENTIFIED VIA unix_socket OR mysql_native_password USING PASSWORD('CANARY-socket')");
    await under.plan({ admin: ADMIN });
    await expect(under.rotator.invoke({ rotate: SECRET, first: true })).rejects.toMatchObject({
      name: 'UnsupportedLogin',
      message: expect.stringMatching(/app@% logs in by unix_socket/),
    });
    expect(await isAccepted('CANARY-socket')).toBe(true);
  });
});

describe('alternating users', () => {
  beforeEach(async () => {
    await under.plan({ users: 'alternating', admin: ADMIN });
    await under.rotator.write(SECRET, JSON.stringify({ username: 'app', password: FIRST }));
  });

  test('take turns and never fail a program that reads the secret, and no log has a password', async () => {
    const consumer = Consumer.start(() => under.use());
    await under.rotate();
    const second = await under.login();
    expect(second.username).toBe('app_clone');
    expect(await isAccepted(FIRST)).toBe(true);
    await under.rotate();
    expect((await under.login()).username).toBe('app');
    expect(await isAccepted(second.password, 'app_clone')).toBe(true);
    await under.rotate();
    expect(await isAccepted(second.password, 'app_clone')).toBe(false);
    await consumer.stop();
    console.log(`MariaDB, alternating users: ${consumer.failures} of ${consumer.looks.length} logins refused in 3 rotations`);
    expect(consumer.looks.length).toBeGreaterThan(5);
    expect(consumer.failures).toBe(0);

    const log = under.server.statements();
    expect(log).toMatch(/ALTER USER 'app_clone'@'%' IDENTIFIED VIA mysql_native_password USING '\*[0-9A-F]{40}'/);
    expect(under.passwords.size).toBeGreaterThan(2);
    for (const password of [...under.passwords, under.server.admin.password]) {
      expect(log.includes(password)).toBe(false);
      expect(under.rotator.lines.some((line) => line.includes(password))).toBe(false);
    }
  });

  test('have the same rights, also those that came and went', async () => {
    await under.server.sql(
      'CREATE DATABASE IF NOT EXISTS `odd ``name`` ? TO ``x``@`` %`',
      'CREATE TABLE IF NOT EXISTS app.things (id int, name text)',
      'CREATE ROLE IF NOT EXISTS readers',
      "GRANT readers TO app@'%'",
      "SET DEFAULT ROLE readers FOR app@'%'",
      "GRANT SELECT, INSERT ON `odd ``name`` ? TO ``x``@`` %`.* TO app@'%' WITH GRANT OPTION",
      "GRANT UPDATE (name) ON app.things TO app@'%'",
      "GRANT USAGE ON *.* TO app@'%' REQUIRE SSL WITH MAX_USER_CONNECTIONS 50",
    );
    const rights = async (name: string) =>
      (await under.server.sql(`SHOW GRANTS FOR ${name}@'%'`))
        .map((row) => String(Object.values(row)[0]))
        .filter((grant) => !grant.startsWith('SET DEFAULT ROLE'))
        .map((grant) => grant.replace(/`app(_clone)?`@`%`/, 'USER').replace(/ IDENTIFIED (BY PASSWORD|VIA \w+ USING) '[^']*'/, ''))
        .sort();
    await under.rotate();
    expect(await rights('app_clone')).toEqual(await rights('app'));
    expect(await rights('app')).toHaveLength(5);
    expect(await under.server.query(await under.login(), 'SELECT CURRENT_ROLE() AS role')).toEqual([{ role: 'readers' }]);
    await under.server.sql(
      "REVOKE readers FROM app@'%'",
      "REVOKE UPDATE (name) ON app.things FROM app@'%'",
      "GRANT DELETE ON app.* TO app@'%'",
    );
    await under.rotate();
    await under.rotate();
    expect((await under.login()).username).toBe('app_clone');
    expect(await rights('app_clone')).toEqual(await rights('app'));
    await under.use();
    await under.server.sql('DROP DATABASE `odd ``name`` ? TO ``x``@`` %`', 'DROP ROLE readers');
  });

  test("leave an account alone that is somebody else's, and change nothing", async () => {
    await under.server.sql("CREATE USER app_clone@'%' IDENTIFIED BY 'CANARY-of-somebody'", "GRANT ALL ON app.* TO app_clone@'%'");
    await expect(under.rotator.invoke({ rotate: SECRET })).rejects.toMatchObject({
      name: 'NotOurs',
      message: expect.stringMatching(/account app_clone@% that no rotation of this secret has made/),
    });
    expect(await isAccepted('CANARY-of-somebody', 'app_clone')).toBe(true);
    expect(await isAccepted(FIRST)).toBe(true);
    await under.server.sql("DROP USER app_clone@'%'");
    await under.rotate();
    await under.use();
  });

  test('take up a second user of a rotation that gave way', async () => {
    await under.server.sql("CREATE USER app_clone@'%' IDENTIFIED BY 'CANARY-given-way'", "GRANT SELECT ON app.* TO app_clone@'%'");
    await under.rotate();
    expect((await under.login()).username).toBe('app_clone');
  });

  test('say what an administrator lacks', async () => {
    await under.server.sql("CREATE OR REPLACE USER manager@'%' IDENTIFIED BY 'CANARY-manager'");
    await under.rotator.write(ADMIN, JSON.stringify({ username: 'manager', password: 'CANARY-manager' }));
    await expect(under.rotator.invoke({ rotate: SECRET })).rejects.toMatchObject({
      name: 'NotPermitted',
      message: expect.stringMatching(/asked by manager.*CREATE USER/),
    });
    await under.use();
  });
});

/** Runs the function by a clock that is a day and an hour ahead, for the strategy: Local AWS has no clock to turn. */
async function aDayLater(work: () => Promise<unknown>): Promise<void> {
  const { makers } = under.rotator;
  under.rotator.makers = {
    mysql: async (settings, plan) => {
      const strategy = await makers.mysql!(settings, plan);
      return {
        create: strategy.create.bind(strategy),
        retire: (current, context) =>
          strategy.retire!(current, { ...context, now: () => new Date(context.now().getTime() + 25 * 3_600_000) }),
      };
    },
  };
  try {
    await work();
  } finally {
    under.rotator.makers = makers;
  }
}
