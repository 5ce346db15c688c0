import { Figures } from './figures';

/** What a figure has to be, in the words of the table. */
export interface Aim {
  readonly id: string;
  readonly what: string;
  /** Key of the figure. */
  readonly figure: string;
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
  /** What would be better still, where the limit is not all that is wished for. */
  readonly better?: number;
}

/** The aims of Coffer. Those of plans and synths have their figures in full-sized runs only. */
export const AIMS: readonly Aim[] = [
  { id: 'calls', what: 'API calls per secret, plan of 1,000', figure: 'plan.1000.coffer.calls_per_secret', limit: { atMost: 0.15 } },
  {
    id: 'calls_spread',
    what: 'API calls per secret, spread thin',
    figure: 'plan.1000.spread.coffer.calls_per_secret',
    limit: { atMost: 0.15 },
  },
  {
    id: 'calls_mixed',
    what: 'API calls per secret or private key, plan of 1,000',
    figure: 'plan.1000.mixed.coffer.calls_per_secret',
    limit: { atMost: 0.15 },
  },
  { id: 'speedup', what: 'times faster than aws_ssm_parameter, plan of 1,000', figure: 'plan.1000.speedup', limit: { atLeast: 8 } },
  {
    id: 'handshake',
    what: 'times a bare Node.js, start until the handshake',
    figure: 'handshake.ratio',
    limit: { atMost: 2 },
    better: 1.5,
  },
  { id: 'handshake_memory', what: 'MB of memory at the handshake', figure: 'handshake.coffer.mb', limit: { atMost: 80 } },
  { id: 'synth', what: 'times the synth of raw resources, 5,000', figure: 'synth.5000.ratio', limit: { atMost: 1.3 } },
  // Linear growth is a ratio of 1; a sort or a look-up that grows faster shows as far more than measurement's scatter.
  { id: 'growth', what: 'time per secret, synth of 5,000 to 1,000', figure: 'synth.5000.growth', limit: { atMost: 1.25 } },
  { id: 'command_start', what: 'times a bare Node.js, start of coffer --version', figure: 'command.start.ratio', limit: { atMost: 1.5 } },
  { id: 'command_help', what: 'times a bare Node.js, start of coffer --help', figure: 'command.start.help.ratio', limit: { atMost: 1.5 } },
  {
    id: 'command_exec_100',
    what: 'times the plain SDK, exec with 100 variables',
    figure: 'command.exec.100.ratio',
    limit: { atMost: 1.25 },
  },
  {
    id: 'command_exec',
    what: 'times the plain SDK, exec with 1,000 variables',
    figure: 'command.exec.1000.ratio',
    limit: { atMost: 1.25 },
  },
  { id: 'rotator_zip', what: "MB of the rotator's zip", figure: 'rotator.zip.mb', limit: { atMost: 1 } },
  {
    id: 'rotator_zip_databases',
    what: 'MB of it with drivers of databases',
    figure: 'rotator.zip_with_databases.mb',
    limit: { atMost: 2.5 },
  },
];

export interface Verdict extends Aim {
  readonly value: number;
  readonly met: boolean;
}

/** The aims whose figures were measured, each with whether it is met. */
export function judge(figures: Figures, aims: readonly Aim[] = AIMS): Verdict[] {
  return aims.flatMap((aim) => {
    const value = figures.get(aim.figure);
    if (value === undefined) return [];
    return [{ ...aim, value, met: 'atMost' in aim.limit ? value <= aim.limit.atMost : value >= aim.limit.atLeast }];
  });
}
