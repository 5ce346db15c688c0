import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODES, pointAt, type Cell } from './cells';
import { terraformJson, type Configuration } from './configuration';
import { FaultMatrix } from './fault-matrix';
import { ANSWER_WITHIN_MS, failFrom, failOnce, KINDS, nameOf, type Moment } from './kinds';
import { differences, miscounted, observe, type ObservedResource } from './observation';
import { title, type Scenario } from './scenario';
import { scenariosIn } from './scenarios';
import { World } from './world';
import { cofferProvider } from '../../../../src/programs/provider/coffer-provider';
import { configure } from '../../../../src/programs/provider/core/settings';
import { FaultProxy, type ProxiedRequest } from '../../../../tools/local-aws/fault-proxy';
import { LocalAwsForProvider } from '../local-aws-for-provider';

jest.setTimeout(900_000);

const local = LocalAwsForProvider.forThisFile();

/**
 * One of each kind of thing that Terraform does with a resource: it creates, updates, replaces, adopts, deletes, and
 * does several at once. faults.test.ts has them all, without Terraform.
 */
const ONE_OF_EACH: readonly string[] = [
  'secret, generated: create',
  'secret, generated: new generation and tags',
  'secret, generated: new name',
  'secret, given: new version',
  'secret, awaited: a source instead',
  'secret, adopted: adoption',
  'secret, generated: destroy',
  'private key in a bucket: re-key',
  'private key in a bucket: new place',
  'private key in a bucket: destroy',
  'private key in Parameter Store: create',
  'private key in Parameter Store: adoption',
  'certificates: create of root and leaf, with their keys',
  'certificates: re-key of the root',
];
const ALL = scenariosIn({ bucket: '', keyArn: '' }).map(title);
const TITLES = process.env.COFFER_FAULTS === undefined ? ONE_OF_EACH : ALL;
let world: World;
let proxy: FaultProxy;
let matrix: FaultMatrix;

beforeEach(async () => {
  world = new World(local.aws);
  await world.begin();
  proxy = await FaultProxy.start({ target: local.aws.endpoint });
  matrix = new FaultMatrix(world, proxy);
});
afterEach(async () => {
  matrix.close();
  world.close();
  await proxy.close();
});

const MAIN_CALL = /^(PutParameter|PutObject|DeleteParameter|DeleteObject|PUT .*tagging|AddTagsToResource|GetObject)/;

/** One fault for each scenario: at the write that it is about, or else where a key is read to sign, with mode, moment and kind by turns. */
function cellOf(calls: readonly ProxiedRequest[], turn: number, several: boolean): Cell {
  const found = calls.findIndex(({ operation }) => MAIN_CALL.test(operation));
  const moment: Moment = turn % 4 === 3 ? 'before' : 'after';
  // Terraform takes what does not depend on each other in any order: how far it came before a kill would be left to chance.
  const modes = several ? MODES.filter((mode) => mode !== 'killed') : MODES;
  return {
    ...pointAt(calls, Math.max(found, 0)),
    moment,
    kind: KINDS[moment][turn % KINDS[moment].length]!,
    mode: modes[turn % modes.length]!,
  };
}

function write(configuration: Configuration, settings = ''): void {
  local.terraform.configure('', settings);
  writeFileSync(join(local.terraform.folder, 'resources.tf.json'), terraformJson(configuration));
}

async function resources(): Promise<ObservedResource[]> {
  const { stdout } = await local.terraform.run(['state', 'pull']);
  const state = JSON.parse(stdout === '' ? '{}' : stdout) as {
    resources?: { type: string; name: string; instances: { attributes: Record<string, unknown>; private?: string }[] }[];
  };
  return (state.resources ?? []).map(({ type, name, instances: [instance] }) => ({
    address: `${type}.${name}`,
    values: instance!.attributes,
    private:
      instance!.private === undefined ? {} : (JSON.parse(Buffer.from(instance!.private, 'base64').toString()) as Record<string, unknown>),
  }));
}

/** Terraform with the provider as it is, or one that gives up waiting for an answer soon. */
async function serve(answerWithinMs?: number): Promise<void> {
  await local.terraform.serve(
    answerWithinMs === undefined
      ? cofferProvider
      : {
          ...cofferProvider,
          configure: (config, version) => configure(config, version, { requestTimeoutMs: answerWithinMs }),
        },
  );
}

async function applies(scenario: Scenario, cell: Cell): Promise<{ failed: boolean; calls: string[] }> {
  const state = join(local.terraform.folder, 'terraform.tfstate');
  const before = existsSync(state) ? readFileSync(state) : undefined;
  if (cell.kind === 'timeout') await serve(5 * ANSWER_WITHIN_MS);
  write(scenario.after, cell.mode === 'absorbed' ? '' : 'max_retries = 0');
  proxy.clearRequests();
  (cell.mode === 'killed' ? failFrom : failOnce)(proxy, cell);
  const first = await local.terraform.run(['apply', '-auto-approve', '-no-color', '-parallelism=1']);
  proxy.clear();
  const failed = first.code !== 0;
  if (failed && cell.mode === 'absorbed') throw new Error(first.output);
  if (cell.mode === 'killed') {
    if (before) writeFileSync(state, before);
    else rmSync(state, { force: true });
  }
  if (cell.kind === 'timeout') await serve();
  write(scenario.after);
  if (failed || cell.mode === 'killed') await local.terraform.apply('-parallelism=1');
  return { failed, calls: proxy.requests.map(nameOf) };
}

describe('Terraform itself, while one call to AWS fails', () => {
  test('is asked for scenarios that there are', () => {
    expect(ONE_OF_EACH.filter((name) => !ALL.includes(name))).toEqual([]);
  });

  test.each(TITLES.map((name, turn) => [name, turn] as const))(
    '%s: makes the calls, and leaves what is left, as the other tests have it',
    async (name, turn) => {
      const scenario = scenariosIn(world).find((each) => title(each) === name)!;
      const clean = await matrix.clean(scenario);
      const several = Object.keys({ ...scenario.before, ...scenario.after }).length > 1;
      const cell = cellOf(clean.calls, turn, several);
      const expected = await matrix.run(scenario, clean, cell);

      await world.begin();
      proxy.clear();
      local.terraform.connectTo(proxy.endpoint);
      await scenario.given?.(world);
      if (scenario.before) {
        write(scenario.before);
        await local.terraform.apply();
      }
      await scenario.meanwhile?.(world);
      const earlier = await observe(world, []);
      const { failed, calls } = await applies(scenario, cell);
      expect(failed).toBe(cell.mode !== 'absorbed');
      expect(several ? [...calls].sort() : calls).toEqual(several ? [...expected.calls].sort() : expected.calls);
      const seen = await observe(world, await resources(), earlier);
      expect(differences(clean.seen.observation, seen.observation)).toEqual([]);
      expect(miscounted(scenario, seen)).toEqual({ doubled: [], lost: [], leftovers: [] });
      expect(await local.terraform.plan()).toBe('none');
    },
  );
});
