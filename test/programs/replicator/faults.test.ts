import { HOME, TwoRegions } from './two-regions';
import { REPLICA_SOURCE_TAG } from '../../../src/contracts/tags';
import type { Fault } from '../../../tools/local-aws/faults';

const local = TwoRegions.forThisFile();
const NAME = '/api/db_password';

/** Every call that a copy takes, the first time and later. */
const CALLS = {
  first: [
    ['away', 'ListTagsForResource'],
    ['home', 'DescribeParameters'],
    ['home', 'GetParameter'],
    ['away', 'PutParameter'],
  ],
  later: [
    ['away', 'ListTagsForResource'],
    ['home', 'DescribeParameters'],
    ['away', 'DescribeParameters'],
    ['home', 'GetParameter'],
    ['away', 'AddTagsToResource'],
    ['away', 'PutParameter'],
  ],
} as const;
const FAULTS: Record<string, { readonly before?: Fault; readonly after?: Fault }> = {
  'is refused': { before: { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'not authorized' } },
  'is not answered, and had no effect': { before: { kind: 'reset' } },
  'is not answered, and took effect': { after: { kind: 'reset' } },
};

const cells = (['first', 'later'] as const).flatMap((turn) =>
  CALLS[turn].flatMap(([region, operation]) => Object.keys(FAULTS).map((fault) => [turn, operation, region, fault] as const)),
);

// With no retries, a call that breaks off is a process that ends there: what it had set out to do is lost.
test.each(cells)('the %s copy is made by the next look where %s in the %s region %s', async (turn, operation, region, fault) => {
  await local.write(NAME, 'CANARY-one', 1);
  if (turn === 'later') {
    await local.replicate({ names: [NAME] });
    await local.write(NAME, 'CANARY-two', 2);
  }
  const injected = local[region].inject({ operation, times: 1, ...FAULTS[fault] });
  await expect(local.replicate({ names: [NAME] }, { maxRetries: 0 })).rejects.toThrow('1 of 1 copies were not brought up to date');
  expect(injected.hits).toBe(1);

  // What consumers in the other region read meanwhile is the earlier value or the new one.
  const meanwhile = await local.read(NAME);
  expect([turn === 'later' ? 'CANARY-one' : undefined, turn === 'later' ? 'CANARY-two' : 'CANARY-one']).toContain(meanwhile?.value);

  await local.replicate({ names: [NAME] }, { maxRetries: 0 });
  const source = await local.read(NAME, HOME);
  const copy = await local.read(NAME);
  expect(copy).toMatchObject({ value: source!.value, chamberVersion: source!.chamberVersion });
  expect(copy!.version).toBe(source!.version); // no version more than the record has: nothing was written twice
  expect(copy!.tags[REPLICA_SOURCE_TAG]).toMatch(new RegExp(`^version=${source!.version} at=\\S+ after=${copy!.version! - 1}$`));

  local.aws.clearRequests();
  await local.replicate({ names: [NAME] });
  expect(local.aws.requests().map((request) => request.operation)).not.toContain('PutParameter');
  expect(local.lines.join('\n')).not.toContain('CANARY');
});

test('within one invocation, a write whose answer is lost is not made twice', async () => {
  await local.write(NAME, 'CANARY-one', 1);
  await local.replicate({ names: [NAME] });
  await local.write(NAME, 'CANARY-two', 2);
  local.away.inject({ operation: 'PutParameter', times: 1, after: { kind: 'reset' } });
  await local.replicate({ names: [NAME] });
  expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-two', version: 2 });
});

test('of two runs that meet, the one that read the earlier value does not have the last word', async () => {
  await local.write(NAME, 'CANARY-one', 1);
  await local.replicate({ names: [NAME] });
  await local.write(NAME, 'CANARY-two', 2);
  // The first run has read the second version, and is held up before it writes; meanwhile comes a third, and is copied.
  const another = async () => {
    await local.write(NAME, 'CANARY-three', 3);
    await local.replicate({ names: [NAME] });
    expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-three' });
  };
  local.away.inject({ operation: 'PutParameter', times: 1, before: { kind: 'call', fn: another } });
  await local.replicate({ names: [NAME] });
  expect(await local.read(NAME)).toMatchObject({ value: 'CANARY-three', chamberVersion: '3' });
  local.aws.clearRequests();
  await local.replicate({ names: [NAME] });
  expect(local.aws.requests().map((request) => request.operation)).not.toContain('PutParameter');
});
