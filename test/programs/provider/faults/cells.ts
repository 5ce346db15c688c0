import type { CleanRun } from './fault-matrix';
import { KINDS, nameOf, type Moment, type Point } from './kinds';

const MOMENTS: readonly Moment[] = ['before', 'after'];

/** What becomes of the apply that meets the fault. */
export const MODES = [
  /** With retries as they are by default, it makes the call again and goes on. */
  'absorbed',
  /** Without retries it fails, and the next one goes on. */
  'failed',
  /** It is killed there: no later call gets through, and nothing of what it did is saved. The next one begins from the state before. */
  'killed',
] as const;
export type Mode = (typeof MODES)[number];

/** One call that fails, and what follows. */
export interface Cell extends Point {
  readonly mode: Mode;
}

const WRITES = /^(Put|Add|Remove|Delete)|^PUT /;

/** How much of what can go wrong is tried, for each call before and after it took effect. */
export type Extent =
  /** One mode and one kind, by turns. */
  | 'once'
  /** Every mode for calls that write, and one for those that read; kinds by turns. */
  | 'each mode of writes'
  /** Every mode and every kind. */
  | 'whole';

/** The cells of a scenario. */
export function cellsOf({ calls }: CleanRun, extent: Extent): Cell[] {
  const whole = extent === 'whole';
  let turn = 0;
  return calls.flatMap(({ operation }, index) =>
    MOMENTS.flatMap((moment, second) => {
      const modes =
        whole || (extent === 'each mode of writes' && WRITES.test(operation)) ? MODES : [MODES[(index + second) % MODES.length]!];
      return modes.flatMap((mode) => {
        const all = KINDS[moment];
        const kinds = whole ? all : [all[turn++ % all.length]!];
        return kinds.map((kind) => ({ ...pointAt(calls, index), moment, kind, mode }));
      });
    }),
  );
}

/** Where a call is, among those of an apply. */
export function pointAt(calls: CleanRun['calls'], index: number): Pick<Point, 'index' | 'call' | 'turn'> {
  const call = calls[index]!;
  return { index, call, turn: calls.slice(0, index).filter((before) => nameOf(before) === nameOf(call)).length };
}
