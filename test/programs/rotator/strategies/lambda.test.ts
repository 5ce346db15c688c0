import { setTimeout as sleep } from 'node:timers/promises';
import { suppliedName } from '../../../../src/contracts/rotation-names';
import { Account } from '../faults/account';
import { functionName, makeFunctions } from '../faults/scenarios';
import { RotatorUnderTest } from '../rotator-under-test';

jest.setTimeout(60_000);

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/partner_key';
let account: Account;

beforeAll(() => {
  account = new Account(under.aws);
});
beforeEach(async () => {
  await makeFunctions(account);
  await under.write(SECRET, 'CANARY-first');
});
afterAll(() => account.close());

const plan = (name: string) => under.plan(SECRET, 'lambda', { functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}` });

test('makes a value in the form that the function asks for', async () => {
  await plan(functionName(false));
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 2 });
  expect((await under.version(SECRET))!.value).toMatch(/^[A-Za-z0-9]{24}$/);
  expect(under.proxy.requests.filter(({ operation }) => operation === 'Invoke')).toHaveLength(4);
});

test('takes a value that the function supplies, and deletes it where it was; one of an earlier rotation is not taken', async () => {
  await plan(functionName(true));
  await under.write(suppliedName(SECRET), 'CANARYearlierCANARYearli');
  await sleep(1_100); // times are told to the second
  await under.invoke({ rotate: SECRET });
  expect((await under.version(SECRET))!.value).toMatch(/^SUPPLIED/);
  expect(await under.version(suppliedName(SECRET))).toBeUndefined();
});

test('says of an error of the function what kind it is, and nothing that it quotes', async () => {
  await plan(functionName(false));
  // The function tests a value that somebody wrote meanwhile, and does not like it.
  under.proxy.inject({
    operation: 'Invoke',
    times: 1,
    after: {
      kind: 'call',
      fn: async () => {
        await under.write(SECRET, 'CANARY-by-hand', 2);
      },
    },
  });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 3, refused: 2 });
  const text = under.lines.join('\n');
  expect(text).toContain('failed at step test of /api/partner_key: TypeError. Its own log says more.');
  expect(text).not.toContain('CANARY');
});

test('keeps a value that somebody wrote meanwhile and that the function finds good', async () => {
  await plan(functionName(false));
  under.proxy.inject({
    operation: 'Invoke',
    times: 1,
    after: {
      kind: 'call',
      fn: async () => {
        await under.write(SECRET, 'CANARYbyHandCANARYbyHandX'.slice(0, 24), 2);
      },
    },
  });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'superseded', version: 2 });
});

test('says that there is no such function', async () => {
  await plan('none');
  await expect(under.invoke({ rotate: SECRET })).rejects.toMatchObject({ name: 'NoFunction' });
  expect((await under.version(SECRET))!.value).toBe('CANARY-first');
});

test('goes on after throttling', async () => {
  await plan(functionName(false));
  under.proxy.inject({
    operation: 'Invoke',
    times: 2,
    before: { kind: 'error', status: 429, code: 'TooManyRequestsException', message: 'Rate Exceeded.' },
  });
  expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated' });
});
