import type { GetParametersCommand } from '@aws-sdk/client-ssm';
import { readVariables } from '../../../../src/programs/cli/values/read-variables';

const NEVER = new AbortController().signal;

/** Parameter Store as far as GetParameters goes: what it has, and what it was asked for. */
function parameterStore(values: Readonly<Record<string, string>>, failing?: string) {
  const asked: string[][] = [];
  let running = 0;
  const told = { most: 0 };
  const send = async ({ input }: GetParametersCommand) => {
    asked.push(input.Names!);
    running++;
    told.most = Math.max(told.most, running);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
    if (failing !== undefined && input.Names!.includes(failing)) throw new Error('throttled for good');
    return { Parameters: input.Names!.filter((name) => name in values).map((Name) => ({ Name, Value: values[Name], Version: 1 })) };
  };
  const aws = {
    ssm: async () => ({ send }),
    call: (_: unknown, signal: AbortSignal, run: (signal: AbortSignal) => unknown) => run(signal),
  };
  return { asked, told, session: { aws, region: 'eu-west-1', keyId: '' } as never };
}

const selection = (paths: readonly string[], only: readonly string[]) => ({ paths, recursive: false, only });

test('names of three services are asked for together, both spellings of each, ten to a call', async () => {
  const { asked, session } = parameterStore({ '/a/db-pass': 'CANARY-a', '/b/db_pass': 'CANARY-b', '/c/user': 'CANARY-c' });
  const found = await readVariables(session, selection(['/a', '/b', '/c'], ['DB_PASS', 'USER']), NEVER);
  expect(asked).toEqual([
    ['/a/db_pass', '/a/db-pass', '/a/user', '/b/db_pass', '/b/db-pass', '/b/user', '/c/db_pass', '/c/db-pass', '/c/user'],
  ]);
  expect([...found.values()].map(({ name, value }) => `${name} ${value}`)).toEqual(['DB_PASS CANARY-b', 'USER CANARY-c']);
});

test('of services with one key, the later one wins, whichever call found it', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `KEY${index}`);
  const values = Object.fromEntries(
    ['a', 'b'].flatMap((path) => names.map((name) => [`/${path}/${name.toLowerCase()}`, `CANARY-${path}`])),
  );
  for (const paths of [
    ['/a', '/b'],
    ['/b', '/a'],
  ]) {
    const found = await readVariables(parameterStore(values).session, selection(paths, names), NEVER);
    expect(new Set([...found.values()].map(({ value }) => value))).toEqual(new Set([`CANARY-${paths[1]!.slice(1)}`]));
  }
});

test('two spellings of one key in one service are refused', async () => {
  const { session } = parameterStore({ '/a/db-pass': 'CANARY-1', '/a/db_pass': 'CANARY-2' });
  await expect(readVariables(session, selection(['/a'], ['DB_PASS']), NEVER)).rejects.toThrow(
    'parameters /a/db_pass and /a/db-pass both become DB_PASS.',
  );
});

test('a thousand names are asked for ten calls at a time, and no more once one has failed for good', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `KEY${index}`);
  const values = Object.fromEntries(names.map((name) => [`/a/${name.toLowerCase()}`, 'CANARY']));
  const good = parameterStore(values);
  expect((await readVariables(good.session, selection(['/a'], names), NEVER)).size).toBe(1000);
  expect({ calls: good.asked.length, ...good.told }).toEqual({ calls: 100, most: 10 });
  const bad = parameterStore(values, '/a/key0');
  await expect(readVariables(bad.session, selection(['/a'], names), NEVER)).rejects.toThrow('throttled for good');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(bad.asked.length).toBeLessThanOrEqual(20);
});
