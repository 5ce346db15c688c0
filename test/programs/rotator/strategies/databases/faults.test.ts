import { resolve } from 'node:path';
import { DatabaseFaultMatrix, type DatabaseCell, type DatabaseRow } from './database-fault-matrix';
import { DATABASE_SCENARIOS, type DatabaseScenario } from './database-scenarios';
import { LocalAws } from '../../../../../tools/local-aws/local-aws';
import type { DatabaseServer } from '../../../../support/databases/database-server';
import { MariaDb } from '../../../../support/databases/mariadb';
import { Postgres } from '../../../../support/databases/postgres';
import { Account } from '../../faults/account';
import { FunctionFolder } from '../../faults/function-process';

jest.setTimeout(1_200_000);

/**
 * Scenarios whose titles match. All of them take minutes: by default those with the most statements, and one of a user that
 * changes its own password. `COFFER_FAULTS=.` runs all.
 */
const CHOSEN = new RegExp(process.env.COFFER_FAULTS ?? 'alternating|postgresql: single, by itself|mysql: single, by an administrator');
const SCENARIOS = DATABASE_SCENARIOS.filter(({ title }) => CHOSEN.test(title));
/** What a real kill leaves behind, this one shows by processes that are killed; in the others it is played. */
const KILLED = 'postgresql: single, by itself';
const ENTRY_POINT = resolve(__dirname, '../../../../../src/programs/rotator/main-with-databases.ts');
const lines: string[] = [];
const logs: string[] = [];
const rows = new Map<string, DatabaseRow>();
const passwords = new Set<string>();
const stops: (() => unknown)[] = [];
const environment = { ...process.env };

beforeAll(async () => {
  const settled = await Promise.allSettled([
    FunctionFolder.build(ENTRY_POINT),
    open('postgresql', () => Postgres.start()),
    open('mysql', () => MariaDb.start()),
  ]);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  const [folder, postgresql, mysql] = settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as [
    FunctionFolder,
    Opened,
    Opened,
  ];
  stops.push(() => folder.delete());
  // The function runs in this process: what one of its own would get, it gets from here, but for the address and the key, which differ.
  for (const [name, value] of Object.entries(mysql.aws.environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const killed = run(postgresql, ({ title }) => title === KILLED, folder);
  killed.catch(() => undefined); // it is waited for below
  for (const opened of [postgresql, mysql]) await run(opened, ({ title }) => title !== KILLED);
  await killed;
  // Of both servers together: what one of them was given, the other one cannot know.
  for (const { server } of [postgresql, mysql]) logs.push(server.statements());
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  process.env = environment;
  process.stdout.write(`\n${table()}\n`);
});

/** An engine with an account of its own. */
interface Opened {
  readonly engine: 'postgresql' | 'mysql';
  readonly aws: LocalAws;
  readonly account: Account;
  readonly server: DatabaseServer;
}

async function open(engine: Opened['engine'], start: () => Promise<DatabaseServer>): Promise<Opened> {
  const [aws, server] = await Promise.all([LocalAws.start(), start()]);
  const account = new Account(aws);
  stops.push(
    () => aws.stop(),
    () => server.stop(),
    () => account.close(),
  );
  await account.write('/databases/admin', JSON.stringify(server.admin));
  return { engine, aws, account, server };
}

async function run(
  { engine, aws, account, server }: Opened,
  which: (scenario: DatabaseScenario) => boolean,
  folder?: FunctionFolder,
): Promise<void> {
  const scenarios = SCENARIOS.filter((scenario) => scenario.engine === engine && which(scenario));
  if (scenarios.length === 0) return;
  const matrix = await DatabaseFaultMatrix.start(aws, account, server, engine, lines, folder);
  try {
    for (const scenario of scenarios) rows.set(scenario.title, await matrix.run(scenario));
  } finally {
    await matrix.close();
    matrix.passwords.forEach((password) => passwords.add(password));
  }
}

describe(
  'whichever statement or write of a rotation is cut off, before or after it took effect: ' + 'the next run comes to the same end',
  () => {
    test.each(SCENARIOS.map(({ title }) => title))('%s', (title) => {
      const { scenario, sql, cells } = rows.get(title)!;
      expect(
        cells.filter(({ lost, lockOuts, leftovers, problems }) => [...lost, ...lockOuts, ...leftovers, ...problems].length > 0),
      ).toEqual([]);
      expect(cells.filter(({ side }) => side === 'sql')).toHaveLength(2 * sql.length);
      expect(sql.length).toBeGreaterThan(4);
      expect(cells.filter(({ side }) => side === 'aws').length).toBeGreaterThan(7);
      expect(cells.reduce((sum, { uses }) => sum + uses, 0)).toBeGreaterThan(2 * cells.length);
      // A gap is where one is known to be, which the test would see.
      expect(cells.some(({ gap }) => gap.length > 0)).toBe(scenario.hasGap);
    });
  },
);

test("no line of the function's log, and no statement in the servers' logs, has a password", () => {
  const count = [...rows.values()].reduce((sum, { cells }) => sum + cells.length, 0);
  expect(lines.length).toBeGreaterThan(5 * count);
  // Those that were there before, the tests have set themselves.
  const made = [...passwords].filter((password) => !password.startsWith('CANARY-'));
  expect(made.length).toBeGreaterThanOrEqual(count);
  expect(logs.join('').match(/ALTER (ROLE|USER)/g)!.length).toBeGreaterThan(count / 2);
  const text = `${lines.join('\n')}\n${logs.join('\n')}`;
  expect(made.filter((password) => text.includes(password))).toEqual([]);
  expect([...passwords].filter((password) => lines.some((line) => line.includes(password)))).toEqual([]);
});

function table(): string {
  const head = [
    'strategy',
    'statements',
    'writes',
    'fault points',
    'killed',
    'cut',
    'logins',
    'lost values',
    'lock-outs',
    'in the gap',
    'leftovers',
    'other',
  ];
  const body = [...rows.values()].map(({ scenario, sql, cells }) => {
    const count = (of: (cell: DatabaseCell) => number) => cells.reduce((sum, cell) => sum + of(cell), 0);
    return [
      scenario.title,
      sql.length,
      cells.filter(({ side, moment }) => side === 'aws' && moment === 'before').length,
      cells.length,
      count(({ mode }) => Number(mode === 'killed')),
      count(({ mode }) => Number(mode === 'cut')),
      count(({ uses }) => uses),
      count(({ lost }) => lost.length),
      count(({ lockOuts }) => lockOuts.length),
      count(({ gap }) => gap.length),
      count(({ leftovers }) => leftovers.length),
      count(({ problems }) => problems.length),
    ];
  });
  const all = [head, ...body].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) => line.map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))).join('  '))
    .join('\n');
}
