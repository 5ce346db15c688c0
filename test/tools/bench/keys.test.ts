import { AIMS, judge } from '../../../tools/bench/aims';
import { Figures } from '../../../tools/bench/figures';
import { alternate, median } from '../../../tools/bench/statistics';
import { report, table } from '../../../tools/bench/table';

/** Figures of a run in which every measure is `value`, but for those given. */
function figures(given: Record<string, number> = {}): Figures {
  const all = new Figures();
  for (const size of [1, 100, 1000]) {
    for (const set of [`${size}.coffer`, `${size}.aws`]) {
      all.set(`plan.${set}.seconds`, 2);
      all.set(`plan.${set}.calls`, 3000);
    }
    all.set(`plan.${size}.speedup`, 9);
  }
  all.set('plan.1000.spread.coffer.seconds', 2.5);
  all.set('plan.1000.spread.coffer.calls', 120);
  all.set('plan.1000.mixed.coffer.seconds', 2.75);
  all.set('plan.1000.mixed.coffer.calls', 130);
  for (const name of ['coffer', 'answer', 'aws', 'node']) {
    all.set(`handshake.${name}.ms`, 200);
    all.set(`handshake.${name}.mb`, 60);
  }
  all.set('handshake.ratio', 1.7);
  for (const size of [100, 1000, 5000]) {
    for (const key of ['seconds', 'mb', 'l1.seconds', 'l1.mb', 'ratio']) all.set(`synth.${size}.${key}`, 1.1);
  }
  for (const [key, value] of Object.entries(given)) all.set(key, value);
  return all;
}

const SIZES = { plan: [1, 100, 1000], spread: [1000], mixed: [1000], handshake: true, rotator: true, synth: [100, 1000, 5000] };

describe('median', () => {
  test.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));

  test('leaves its argument as it is', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('of nothing is an error', () => expect(() => median([])).toThrow('median: no values. Measure at least once.'));
});

describe('alternate', () => {
  test('measures the subjects in turn and begins each round with another one', async () => {
    const order: string[] = [];
    const subject = (name: 'a' | 'b' | 'c') => ({
      name,
      measure: async () => {
        order.push(name);
        return { ms: order.length };
      },
    });
    await alternate(3, [subject('a'), subject('b'), subject('c')]);
    expect(order.join('')).toBe('abcbcacab');
  });

  test('gives the median of each measure by itself', async () => {
    const samples = [
      { ms: 1, mb: 30 },
      { ms: 5, mb: 10 },
      { ms: 3, mb: 20 },
    ];
    const result = await alternate(3, [{ name: 'a', measure: async () => samples.shift()! }]);
    expect(result).toEqual({ a: { ms: 3, mb: 20 } });
  });
});

describe('figures', () => {
  test('are one flat JSON object, rounded to four digits, in the order in which they were measured', () => {
    const measured = new Figures();
    measured.set('plan.1000.coffer.seconds', 3.14159);
    measured.set('plan.1000.aws.calls', 3001);
    measured.set('a.b', 12345.6);
    expect(JSON.stringify(measured)).toBe('{"plan.1000.coffer.seconds":3.142,"plan.1000.aws.calls":3001,"a.b":12350}');
  });

  test.each([NaN, Infinity])('are never %d', (value) => {
    expect(() => new Figures().set('synth.5000.ratio', value)).toThrow("Figure 'synth.5000.ratio'");
  });
});

describe('aims', () => {
  const at = (given: Record<string, number>) => Object.fromEntries(judge(figures(given)).map(({ id, met }) => [id, met]));

  test('are met at their very limit, and missed beyond it', () => {
    const limits = {
      'plan.1000.coffer.calls_per_secret': 0.15,
      'plan.1000.spread.coffer.calls_per_secret': 0.15,
      'plan.1000.mixed.coffer.calls_per_secret': 0.15,
      'plan.1000.speedup': 8,
      'handshake.ratio': 2,
      'handshake.coffer.mb': 80,
      'synth.5000.ratio': 1.3,
      'synth.5000.growth': 1.25,
      'command.start.ratio': 1.5,
      'command.start.help.ratio': 1.5,
      'command.exec.100.ratio': 1.25,
      'command.exec.1000.ratio': 1.25,
      'rotator.zip.mb': 1,
      'rotator.zip_with_databases.mb': 2.5,
    };
    expect(at(limits)).toEqual(Object.fromEntries(AIMS.map(({ id }) => [id, true])));
    const beyond = Object.fromEntries(
      Object.entries(limits).map(([key, limit]) => [key, key.endsWith('speedup') ? limit - 0.01 : limit + 0.01]),
    );
    expect(at(beyond)).toEqual(Object.fromEntries(AIMS.map(({ id }) => [id, false])));
  });

  test('are not judged where they were not measured', () => expect(judge(new Figures())).toEqual([]));

  test('name figures that the run has', () => {
    const named = AIMS.map(({ figure }) => figure);
    expect(named).toEqual(named.filter((key) => /^(plan|synth)\.(1000|5000)\.|^handshake\.|^rotator\.|^command\./.test(key)));
  });
});

describe('the table', () => {
  test('has a line for every size of each, and says of each aim whether it is met', () => {
    const text = report(figures({ 'plan.1000.coffer.calls_per_secret': 0.11, 'synth.5000.ratio': 1.45 }), SIZES);
    expect(text).toMatch(/^ +1,000 +coffer_secret +2\.00 s +3,000 +9\.0 x faster$/m);
    expect(text).toMatch(/^ +spread thin +2\.50 s +120$/m);
    expect(text).toMatch(/^ +half private keys +2\.75 s +130$/m);
    expect(text).toMatch(/^ +terraform-provider-coffer +200 ms +60 MB +1\.70 x bare Node\.js$/m);
    expect(text).toMatch(/^ +until it has answered +200 ms +60 MB$/m);
    expect(text).toMatch(/^ +node -e 0 +200 ms +60 MB$/m);
    expect(text).toMatch(/^ +met +times a bare Node\.js, start until the handshake +1\.7 +at most 2, better 1\.5$/m);
    expect(text).toMatch(/^ +5,000 +ApplicationSecret +1\.10 s +1 MB +1\.45 x$/m);
    expect(text).toMatch(/^ +met +API calls per secret, plan of 1,000 +0\.11 +at most 0\.15$/m);
    expect(text).toMatch(/^ +MISSED +times the synth of raw resources, 5,000 +1\.45 +at most 1\.3$/m);
  });

  test('shows exec beside what it is measured beside, and chamber only where it is there', () => {
    const text = report(figures({ 'command.exec.10.coffer.ms': 400, 'command.exec.10.sdk.ms': 500, 'command.exec.10.ratio': 0.8 }), {
      ...SIZES,
      exec: [10],
    });
    expect(text).toMatch(/^ +10 +coffer exec +400 ms +\S+ +0\.80 x the plain SDK$/m);
    expect(text).toMatch(/^ +the same by the plain SDK +500 ms/m);
    expect(text).not.toContain('chamber exec');
  });

  test('shows only the parts that were measured', () => {
    const text = report(figures(), { ...SIZES, plan: [], handshake: false, rotator: false });
    expect(text).toContain('Synth');
    expect(text).not.toMatch(/Plan|Start/);
  });

  test('aligns columns, the numbered ones to the right', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', '1'],
          ['bcdef', '100'],
        ],
        [1],
      ),
    ).toEqual(['  name     n', '  a        1', '  bcdef  100']);
  });
});
