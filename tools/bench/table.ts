import { judge, Verdict } from './aims';
import { Figures } from './figures';

/** What was measured, which the table needs to know to show it. */
export interface Sizes {
  readonly plan: readonly number[];
  /** Sizes that were also planned in a second shape. */
  readonly spread: readonly number[];
  /** Sizes that were also planned with private keys among them. */
  readonly mixed: readonly number[];
  readonly handshake: boolean;
  readonly rotator: boolean;
  readonly synth: readonly number[];
  /** Numbers of variables that exec was measured with. @default - none */
  readonly exec?: readonly number[];
}

/** All figures as text for people. */
export function report(figures: Figures, sizes: Sizes): string {
  return [...tables(figures, sizes), ...aims(figures)].join('\n');
}

/** What the figures come to: each aim, and whether it is met. */
export function aims(figures: Figures): string[] {
  const verdicts = judge(figures);
  if (verdicts.length === 0) return ['Aims are for full-sized runs: run without --quick.'];
  return [['Aims', ...table(['', '', 'is', 'aim'], verdicts.map(aimRow), [2]), ''].join('\n')];
}

/** The figures that there are so far, a table for each part. */
export function tables(figures: Figures, sizes: Sizes): string[] {
  const get = (key: string) => figures.get(key);
  const planRows = sizes.plan.flatMap((size) => [
    [
      count(size),
      'coffer_secret',
      seconds(get(`plan.${size}.coffer.seconds`)),
      count(get(`plan.${size}.coffer.calls`)),
      `${fixed(get(`plan.${size}.speedup`), 1)} x faster`,
    ],
    ...(sizes.spread.includes(size)
      ? [['', '  spread thin', seconds(get(`plan.${size}.spread.coffer.seconds`)), count(get(`plan.${size}.spread.coffer.calls`)), '']]
      : []),
    ...(sizes.mixed.includes(size)
      ? [['', '  half private keys', seconds(get(`plan.${size}.mixed.coffer.seconds`)), count(get(`plan.${size}.mixed.coffer.calls`)), '']]
      : []),
    ['', 'aws_ssm_parameter', seconds(get(`plan.${size}.aws.seconds`)), count(get(`plan.${size}.aws.calls`)), ''],
  ]);
  const handshakeRows = (['coffer', 'answer', 'aws', 'node'] as const).map((name) => [
    HANDSHAKES[name],
    `${fixed(get(`handshake.${name}.ms`), 0)} ms`,
    `${fixed(get(`handshake.${name}.mb`), 0)} MB`,
    name === 'coffer' ? `${fixed(get('handshake.ratio'), 2)} x bare Node.js` : '',
  ]);
  const synthRows = sizes.synth.flatMap((size) => [
    [
      count(size),
      'ApplicationSecret',
      seconds(get(`synth.${size}.seconds`)),
      `${fixed(get(`synth.${size}.mb`), 0)} MB`,
      `${fixed(get(`synth.${size}.ratio`), 2)} x`,
    ],
    ['', 'raw resources', seconds(get(`synth.${size}.l1.seconds`)), `${fixed(get(`synth.${size}.l1.mb`), 0)} MB`, ''],
  ]);
  const rotatorRows = (['bundled', 'databases', 'runtime', 'python', 'node'] as const).map((name) => [
    ROTATORS[name],
    `${fixed(get(`rotator.${name}.loaded_ms`), 0)} ms`,
    `${fixed(get(`rotator.${name}.answered_ms`), 0)} ms`,
  ]);
  const exec = sizes.exec ?? [];
  const execRows = exec.flatMap((size) =>
    (['coffer', 'sdk', 'chamber'] as const)
      .filter((name) => figures.has(`command.exec.${size}.${name}.ms`))
      .map((name, index) => [
        index === 0 ? count(size) : '',
        EXECS[name],
        `${fixed(get(`command.exec.${size}.${name}.ms`), 0)} ms`,
        count(get(`command.exec.${size}.${name}.calls`)),
        name === 'coffer' ? `${fixed(get(`command.exec.${size}.ratio`), 2)} x the plain SDK` : '',
      ]),
  );
  const startRows = (['coffer', 'help', 'node'] as const).map((name) => [
    STARTS[name],
    `${fixed(get(`command.start.${name}.ms`), 0)} ms`,
    name === 'node' ? '' : `${fixed(get(name === 'help' ? 'command.start.help.ratio' : 'command.start.ratio'), 2)} x bare Node.js`,
  ]);
  const fleetRows = (['listed', 'named', 'only'] as const).map((way) => [
    FLEETS[way],
    seconds(get(`command.fleet.${way}.longest_seconds`)),
    count(get(`command.fleet.${way}.calls`)),
  ]);
  const waveRows = (['listed', 'only', 'chamber'] as const)
    .filter((way) => figures.has(`command.waves.${way}.calls`))
    .map((way) => [WAVES[way], seconds(get(`command.waves.${way}.longest_seconds`)), count(get(`command.waves.${way}.calls`))]);
  const sections = [
    [
      'Plan with nothing to change: time of `terraform plan`, AWS calls that it makes',
      planRows,
      ['secrets', '', 'time', 'calls', ''],
      [0, 2, 3],
    ],
    [
      'Start of a provider: time until Terraform can use it, and its memory then',
      sizes.handshake ? handshakeRows : [],
      ['', 'time', 'memory', ''],
      [1, 2],
    ],
    [
      'Cold start of the rotator: time until its module is loaded, and until its first request is answered',
      sizes.rotator ? rotatorRows : [],
      ['', 'loaded', 'answered'],
      [1, 2],
    ],
    ['Start of the command', exec.length > 0 ? startRows : [], ['', 'time', ''], [1]],
    [
      'Exec, with 40 ms for each call: time until the program has ended, and AWS calls',
      execRows,
      ['variables', '', 'time', 'calls', ''],
      [0, 2, 3],
    ],
    [
      "Programs that start together with three services, at AWS's rates: how long the last one waits for its secrets",
      exec.length > 0 ? fleetRows : [],
      ['', 'longest wait', 'calls'],
      [1, 2],
    ],
    [
      'The same as processes on this machine, some together, in waves: how long the longest runs from start to end',
      waveRows,
      ['', 'longest run', 'calls'],
      [1, 2],
    ],
    ['Synth, without loading modules: time, and peak memory of the process', synthRows, ['secrets', '', 'time', 'memory', ''], [0, 2, 3]],
  ] as const;
  return sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows, head, right]) => [title, ...table(head, rows, right), ''].join('\n'));
}

const HANDSHAKES = {
  coffer: 'terraform-provider-coffer',
  answer: '  until it has answered',
  aws: 'terraform-provider-aws',
  node: 'node -e 0',
};

const ROTATORS = {
  bundled: 'rotator.zip, AWS clients in it',
  databases: '  with drivers of databases',
  runtime: '  AWS clients of the runtime',
  python: 'the same in Python with boto3',
  node: 'node -e 0',
};

const EXECS = { coffer: 'coffer exec', sdk: '  the same by the plain SDK', chamber: '  chamber exec' };

const STARTS = { coffer: 'coffer --version', help: 'coffer --help', node: 'node -e 0' };

const FLEETS = { listed: 'listed by service', named: 'asked for by name (--declared)', only: 'asked for by variable (--only)' };

const WAVES = { listed: 'coffer exec', only: '  with --only', chamber: '  chamber exec' };

function aimRow({ what, value, met, limit, better }: Verdict): string[] {
  const wanted = `${'atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`}${
    better === undefined ? '' : `, better ${better}`
  }`;
  return [met ? 'met' : 'MISSED', what, String(Number(value.toPrecision(3))), wanted];
}

/** Lines of columns as wide as their widest cell; the numbered ones flush right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const all = head.some((title) => title !== '') ? [head, ...rows] : [...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    `  ${row
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')}`.trimEnd(),
  );
}

function seconds(value: number | undefined): string {
  return `${fixed(value, 2)} s`;
}

function count(value: number | undefined): string {
  return value === undefined ? '-' : value.toLocaleString('en-US');
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? '-' : value.toFixed(digits);
}
