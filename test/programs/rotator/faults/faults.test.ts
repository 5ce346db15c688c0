import { Account } from './account';
import { CHANGES, FaultMatrix, type Row } from './fault-matrix';
import { FunctionFolder } from './function-process';
import type { Scenario } from './scenario';
import { AUTHORIZED, Authority, lambdaScenario, makeFunctions, OTHERS } from './scenarios';
import { table } from './table';
import { LocalAws } from '../../../../tools/local-aws/local-aws';

jest.setTimeout(1_200_000);

const TITLES = [
  'random', 'random: first value', 'ssh-key', 'certificate', 'lambda: value generated', 'lambda: value supplied by the function',
  'iam-access-key', 'iam-access-key: first value', 'iam-access-key: both slots taken, grace over', 'iam-access-key: rollback',
];
/** Every mode for every call, of the scenarios whose titles match: `.` for all, which takes several times as long. */
const WHOLE = process.env.COFFER_FAULTS;
const CHOSEN = new RegExp(WHOLE ?? process.env.COFFER_SCENARIOS ?? '.');
const LANES = 2;

const lines: string[] = [];
const rows = new Map<string, Row>();
const values = new Set<string>();
const stops: (() => unknown)[] = [];
let folder: FunctionFolder;
let running: Promise<unknown>;

beforeAll(async () => {
  folder = await FunctionFolder.build();
  stops.push(() => folder.delete());
  running = Promise.all([
    inLanes('others', false, async (account) => {
      const [authority] = await Promise.all([Authority.make(account), makeFunctions(account)]);
      return [...OTHERS, authority.scenario, lambdaScenario(false), lambdaScenario(true)];
    }),
    inLanes('authorized', true, () => Promise.resolve(AUTHORIZED)),
  ]);
  await running;
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  process.stdout.write(`\n${table(TITLES.flatMap((title) => rows.get(title) ?? []))}\n`);
});

/** Runs scenarios in an account of their own, some side by side. */
async function inLanes(name: string, authorized: boolean, prepare: (account: Account) => Promise<readonly Scenario[]>): Promise<void> {
  const aws = await LocalAws.start();
  const account = new Account(aws);
  stops.push(() => aws.stop(), () => account.close());
  const scenarios = (await prepare(account)).filter(({ title }) => CHOSEN.test(title));
  await aws.enforceAuthorization(authorized);
  let next = 0;
  await Promise.all(Array.from({ length: LANES }, async (_, lane) => {
    const matrix = await FaultMatrix.start(aws, account, folder, `${name}${lane}`, lines);
    try {
      for (let scenario = scenarios[next++]; scenario; scenario = scenarios[next++]) rows.set(scenario.title, await matrix.run(scenario, WHOLE ? 'whole' : scenario.isAlike ? 'once' : 'each change'));
    } finally {
      await matrix.close();
      matrix.values.forEach((value) => values.add(value));
    }
  }));
}

describe('whichever call of a rotation fails, or ends the process, before or after it took effect: the next run that is due comes to the same end', () => {
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
});

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
