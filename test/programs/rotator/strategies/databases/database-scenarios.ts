import type { DatabaseServer } from '../../../../support/databases/database-server';

/** A secret of a database as a test sets it up, in one situation. */
export interface DatabaseScenario {
  readonly title: string;
  readonly engine: 'postgresql' | 'mysql';
  /** Whether consumers are locked out from the change of the password until the new version: PostgreSQL has one password at a time. */
  readonly hasGap: boolean;
  readonly settings: object;
  /** How many versions there are before. */
  readonly versions: 0 | 1;
  /** Makes the user. @returns the current value; undefined for none */
  given(user: string, server: DatabaseServer): Promise<string | undefined>;
  /** What is left at the server that should not be, or is missing. */
  leftovers(user: string, server: DatabaseServer): Promise<string[]>;
}

const password = (user: string) => `CANARY-first-of-${user}`;
const json = (username: string, secret = password(username)) => JSON.stringify({ username, password: secret });
const ADMIN = { admin: '/databases/admin' };
const differs = (what: string, found: unknown, wanted: unknown) =>
  found === wanted ? [] : [`${what}: ${String(found)} instead of ${String(wanted)}`];

async function role(user: string, server: DatabaseServer): Promise<string> {
  await server.sql(`CREATE ROLE ${user} LOGIN PASSWORD '${password(user)}'`);
  return json(user);
}

const roles = (count: number) => async (user: string, server: DatabaseServer) => {
  const [found] = await server.sql(
    `SELECT count(*)::int AS users, count(*) FILTER (WHERE rolcanlogin)::int AS open, ` +
      `(SELECT count(*)::int FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = ` +
      `'${user}_clone') AS settings FROM pg_roles WHERE rolname IN ('${user}', '${user}_clone')`,
  );
  return [
    ...differs('roles', found!.users, count),
    ...differs('roles that log in', found!.open, count),
    ...differs('settings of the second one', found!.settings, count - 1),
  ];
};

async function account(user: string, server: DatabaseServer): Promise<string> {
  await server.sql(`CREATE USER ${user}@'%' IDENTIFIED BY '${password(user)}'`, `GRANT SELECT, INSERT ON app.* TO ${user}@'%'`);
  return json(user);
}

const accounts = (count: number, passwords: number) => async (user: string, server: DatabaseServer) => {
  const found = await server.sql(`SELECT User AS name, Priv AS details FROM mysql.global_priv WHERE User IN ('${user}', '${user}_clone')`);
  const hashes = found.map(({ details }) => new Set(JSON.stringify(details).match(/\*[0-9A-F]{40}/g)).size);
  const rights = await Promise.all(found.map(async ({ name }) => (await server.sql(`SHOW GRANTS FOR ${String(name)}@'%'`)).length));
  return [
    ...differs('accounts', found.length, count),
    ...differs('passwords', Math.max(...hashes), passwords),
    ...differs('accounts with the same rights', rights.filter((one) => one === 2).length, count),
  ];
};

export const DATABASE_SCENARIOS: readonly DatabaseScenario[] = [
  {
    title: 'postgresql: single, by itself',
    engine: 'postgresql',
    hasGap: true,
    settings: {},
    versions: 1,
    given: role,
    leftovers: roles(1),
  },
  {
    title: 'postgresql: single, by an administrator',
    engine: 'postgresql',
    hasGap: true,
    settings: ADMIN,
    versions: 1,
    given: role,
    leftovers: roles(1),
  },
  {
    title: 'postgresql: alternating',
    engine: 'postgresql',
    hasGap: false,
    settings: { ...ADMIN, users: 'alternating' },
    versions: 1,
    given: role,
    leftovers: roles(2),
  },
  {
    title: 'mysql: single, by itself',
    engine: 'mysql',
    hasGap: true,
    settings: {},
    versions: 1,
    given: account,
    leftovers: accounts(1, 1),
  },
  {
    title: 'mysql: single, by an administrator',
    engine: 'mysql',
    hasGap: false,
    settings: ADMIN,
    versions: 1,
    given: account,
    leftovers: accounts(1, 2),
  },
  {
    title: 'mysql: alternating',
    engine: 'mysql',
    hasGap: false,
    settings: { ...ADMIN, users: 'alternating' },
    versions: 1,
    given: account,
    leftovers: accounts(2, 1),
  },
];
