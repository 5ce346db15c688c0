import { runInLanes, type Row } from './lanes';
import { title } from './scenario';
import { isAlike, scenariosIn } from './scenarios';
import { table } from './table';
import { LocalAws } from '../../../../tools/local-aws/local-aws';

/**
 * Every mode and every kind of fault for every call: `all`, which takes an hour where the rest takes minutes, or of the
 * scenarios whose titles match.
 */
const WHOLE = process.env.COFFER_FAULTS;
const LANES = 3;

jest.setTimeout(WHOLE === undefined ? 1_200_000 : 4 * 3_600_000);

const chosen = (world: Parameters<typeof scenariosIn>[0]) =>
  scenariosIn(world).filter((scenario) => WHOLE === undefined || WHOLE === 'all' || new RegExp(WHOLE).test(title(scenario)));
const TITLES = chosen({ bucket: '', keyArn: '' }).map(title);
const environment = { ...process.env };
let aws: LocalAws;
let running: ReturnType<typeof runInLanes>;
const rows: Row[] = [];

beforeAll(async () => {
  aws = await LocalAws.start();
  // The provider runs in this process: what a child would get, it gets from here.
  for (const [name, value] of Object.entries(aws.environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  running = runInLanes(aws, LANES, TITLES, chosen, (scenario) =>
    WHOLE !== undefined ? 'whole' : isAlike(scenario) ? 'once' : 'each mode of writes',
  );
});

afterAll(async () => {
  await running?.done;
  await aws?.stop();
  process.env = environment;
  process.stdout.write(`\n${table(rows)}\n`);
});

describe('whichever call to AWS fails, before or after it took effect: one more apply leaves what there is without faults', () => {
  test.each(TITLES)('%s', async (name) => {
    const row = await running.rows.get(name)!;
    rows.push(row);
    const bad = row.cells.filter(({ finding }) => finding.problems.length > 0);
    expect(
      bad.map(({ cell, finding }) => ({
        call: `${cell.index} ${cell.call.operation}`,
        moment: cell.moment,
        kind: cell.kind,
        mode: cell.mode,
        problems: finding.problems,
      })),
    ).toEqual([]);
    // Each call, before and after.
    expect(new Set(row.cells.map(({ cell }) => `${cell.index} ${cell.moment}`)).size).toBe(2 * row.calls);
    expect(row.calls).toBeGreaterThan(0);
  });
});
