import { Account } from './account';
import { CHANGES, FaultMatrix, type Row } from './fault-matrix';
import { FunctionFolder } from './function-process';
import type { Scenario } from './scenario';
import { AUTHORIZED, Authority, lambdaScenario, makeFunctions, OTHERS, RANDOM } from './scenarios';
import { table } from './table';
import { LocalAws } from '../../../../tools/local-aws/local-aws';

jest.setTimeout(1_200_000);

const TITLES = [
  'random',
  'random: first value',
  'ssh-key',
  'certificate',
  'lambda: value generated',
  'lambda: value supplied by the function',
  'iam-access-key',
  'iam-access-key: first value',
  'iam-access-key: both slots taken, grace over',
  'iam-access-key: rollback',
];
/** Every mode for every call, of the scenarios whose titles match: `.` for all, which takes several times as long. */
const WHOLE = process.env.COFFER_FAULTS;
const CHOSEN = new RegExp(WHOLE ?? process.env.COFFER_SCENARIOS ?? '.');

/** What a real kill leaves behind, this one shows by processes that are killed; in the others it is played. */
const KILLED = RANDOM;

const lines: string[] = [];
const rows = new Map<string, Row>();
const values = new Set<string>();
const stops: (() => unknown)[] = [];
const environment = { ...process.env };

beforeAll(async () => {
  const [others, authorized] = await Promise.all([
    openAccount(false, async (account) => {
      const [authority] = await Promise.all([Authority.make(account), makeFunctions(account)]);
      return [...OTHERS, authority.scenario, lambdaScenario(false), lambdaScenario(true)];
    }),
    openAccount(true, () => Promise.resolve(AUTHORIZED)),
  ]);
  // The function runs in this process: what one of its own would get, it gets from here, but for the address and the key, which differ.
  for (const [name, value] of Object.entries(others.aws.environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const killed = others.scenarios.includes(KILLED)
    ? begun({ ...others, scenarios: [KILLED] }, 'killed', await FunctionFolder.build()).then(finished)
    : undefined;
  // One after the other: what is begun in both has to wait before it goes on.
  const played = [
    await begun({ ...others, scenarios: others.scenarios.filter((scenario) => scenario !== KILLED) }, 'others'),
    await begun(authorized, 'authorized'),
  ];
  for (const each of played) await finished(each);
  await killed;
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  process.env = environment;
  process.stdout.write(`\n${table(TITLES.flatMap((title) => rows.get(title) ?? []))}\n`);
});

interface Opened {
  readonly aws: LocalAws;
  readonly account: Account;
  readonly scenarios: readonly Scenario[];
}

/** Scenarios in an account of their own. */
async function openAccount(authorized: boolean, prepare: (account: Account) => Promise<readonly Scenario[]>): Promise<Opened> {
  const aws = await LocalAws.start();
  const account = new Account(aws);
  stops.push(
    () => aws.stop(),
    () => account.close(),
  );
  const scenarios = (await prepare(account)).filter(({ title }) => CHOSEN.test(title));
  await aws.enforceAuthorization(authorized);
  return { aws, account, scenarios };
}

interface Begun {
  readonly matrix: FaultMatrix;
  readonly finishes: readonly (() => Promise<Row>)[];
}

async function begun({ aws, account, scenarios }: Opened, vault: string, folder?: FunctionFolder): Promise<Begun> {
  if (folder) stops.push(() => folder.delete());
  const matrix = await FaultMatrix.start(aws, account, vault, lines, { folder });
  stops.push(() => matrix.close());
  const finishes: (() => Promise<Row>)[] = [];
  for (const scenario of scenarios) {
    finishes.push(await matrix.begin(scenario, WHOLE ? 'whole' : scenario.isAlike ? 'once' : 'each change'));
  }
  return { matrix, finishes };
}

async function finished({ matrix, finishes }: Begun): Promise<void> {
  for (const finish of finishes) {
    const row = await finish();
    rows.set(row.scenario.title, row);
  }
  matrix.values.forEach((value) => values.add(value));
}

describe(
  'whichever call of a rotation fails, or ends the process, before or after it took effect: ' +
    'the next run that is due comes to the same end',
  () => {
    test.each(TITLES.filter((title) => CHOSEN.test(title)))('%s', (title) => {
      const { calls, cells } = rows.get(title)!;
      const bad = cells.filter(({ lost, lockOuts, leftovers, problems }) => [...lost, ...lockOuts, ...leftovers, ...problems].length > 0);
      expect(bad).toEqual([]);
      // Each call that changes something, before and after.
      const changes = calls.flatMap((call, index) => (CHANGES.test(call) ? [`${index} before`, `${index} after`] : []));
      expect(cells.map(({ index, moment }) => `${index} ${moment}`)).toEqual(expect.arrayContaining(changes));
      expect(changes.length).toBeGreaterThanOrEqual(10);
      expect(calls.length).toBeGreaterThanOrEqual(8);
      // Somebody has used the secret after each change, not only at the end.
      expect(cells.reduce((sum, { uses }) => sum + uses, 0)).toBeGreaterThan(4 * cells.length);
    });
  },
);

test('no line of any log has a value', () => {
  const text = lines.join('\n');
  expect(lines.length).toBeGreaterThan(20 * rows.size);
  const searched = [...values].flatMap((value) => partsOf(value));
  expect(searched.length).toBeGreaterThan(rows.size);
  expect(searched.filter((part) => text.includes(part))).toEqual([]);
});

/** What of a value must not be shown: the secret half of a pair of keys, each line of a key, or all of it. Certificates are public. */
function partsOf(value: string): string[] {
  if (value.startsWith('{')) return [(JSON.parse(value) as { SecretAccessKey: string }).SecretAccessKey];
  if (value.includes('BEGIN CERTIFICATE')) return [];
  return value.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
}
