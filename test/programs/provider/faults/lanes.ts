import { cellsOf, type Cell, type Extent } from './cells';
import { FaultMatrix, type Finding } from './fault-matrix';
import { title, type Scenario } from './scenario';
import { World } from './world';
import { FaultProxy } from '../../../../tools/local-aws/fault-proxy';
import type { LocalAws } from '../../../../tools/local-aws/local-aws';

/** What came of a scenario. */
export interface Row {
  readonly scenario: Scenario;
  /** How many calls to AWS it makes. */
  readonly calls: number;
  readonly cells: readonly { readonly cell: Cell; readonly finding: Finding }[];
}

/**
 * Runs scenarios side by side, since most of their time is waiting for time limits and retries. Each lane has a world
 * of its own, and takes the next scenario when it is done with one.
 *
 * @param scenariosIn the scenarios in a world, the same ones in the same order in each
 * @returns what came of each, by its title, as it comes; and the end of all
 */
export function runInLanes(
  aws: LocalAws,
  lanes: number,
  titles: readonly string[],
  scenariosIn: (world: World) => readonly Scenario[],
  extentOf: (scenario: Scenario) => Extent,
): { readonly rows: ReadonlyMap<string, Promise<Row>>; readonly done: Promise<void> } {
  const settle = new Map<string, { resolve(row: Row): void; reject(error: unknown): void }>();
  const rows = new Map(
    titles.map((name) => {
      const row = new Promise<Row>((resolve, reject) => settle.set(name, { resolve, reject }));
      row.catch(() => undefined); // who asks for it is told later
      return [name, row];
    }),
  );
  let next = 0;
  const lane = async (turn: number) => {
    const world = new World(aws, turn);
    const proxy = await FaultProxy.start({ target: aws.endpoint });
    const matrix = new FaultMatrix(world, proxy);
    try {
      await world.begin();
      const scenarios = scenariosIn(world);
      while (next < scenarios.length) {
        const scenario = scenarios[next++]!;
        const { resolve, reject } = settle.get(title(scenario))!;
        await run(matrix, scenario, extentOf(scenario)).then(resolve, reject);
      }
    } finally {
      matrix.close();
      world.close();
      await proxy.close();
    }
  };
  const done = Promise.all(Array.from({ length: lanes }, (_, turn) => lane(turn))).then(() => undefined);
  done.catch((error) => settle.forEach(({ reject }) => reject(error)));
  return { rows, done };
}

async function run(matrix: FaultMatrix, scenario: Scenario, extent: Extent): Promise<Row> {
  const clean = await matrix.clean(scenario);
  const cells: { cell: Cell; finding: Finding }[] = [];
  for (const cell of cellsOf(clean, extent)) cells.push({ cell, finding: await matrix.run(scenario, clean, cell) });
  return { scenario, calls: clean.calls.length, cells };
}
