import { GetParameterHistoryCommand } from '@aws-sdk/client-ssm';
import { planName } from '../../../../src/contracts/rotation-names';
import { DEFAULT_RETRY_POLICY } from '../../../../src/programs/aws/retry';
import { RotatorUnderTest, VAULT } from '../rotator-under-test';

jest.setTimeout(600_000);

const under = RotatorUnderTest.forThisFile();
const SECRETS = 200;
/** Invocations at once, as reserved concurrency of the function has it. */
const CONCURRENCY = 10;
/**
 * Parameter Store's default rates, calls a second (AWS General Reference: Systems Manager quotas): 40 for reads of values,
 * 3 for writes; the others are taken to be as slow. What is let through at once after a pause AWS does not say: one
 * second's worth is assumed.
 */
const RATES: Record<string, number> = {
  GetParameters: 40,
  PutParameter: 3,
  DescribeParameters: 3,
  LabelParameterVersion: 3,
  DeleteParameter: 3,
};
/** Calls to Parameter Store that a rotation makes. */
const CALLS = 10;
/** Rotations before, by which the pace of this machine is told. */
const TRIALS = 10;

test('200 secrets that are due in one minute are all rotated at the rates of Parameter Store, and none twice', async () => {
  const names = Array.from({ length: SECRETS + TRIALS }, (_, index) => `/api/s${index}`);
  for (const name of names) {
    await under.write(
      planName(VAULT, name),
      JSON.stringify({ secret: name, keyId: 'alias/aws/ssm', tier: 'Standard', strategy: 'random', settings: { length: 24 } }),
    );
    await under.write(name, `CANARY-before-${name.slice(5)}`);
  }
  const scheduled = new Date(Date.now() + 1).toISOString();
  // As much faster than real time as this machine can be while AWS's allowances, and not its own pace, are what limits.
  const trial = performance.now();
  await Promise.all(names.splice(SECRETS).map((name) => under.invoke({ rotate: name, scheduled })));
  const callsPerSecond = (TRIALS * CALLS) / ((performance.now() - trial) / 1000);
  const SPEED = Math.max(1, Math.min(12, callsPerSecond / 30));
  for (const [operation, rate] of Object.entries(RATES)) under.proxy.throttle({ operation, ratePerSecond: rate * SPEED, burst: rate });
  hurry(SPEED);
  under.proxy.clearRequests();
  const since = performance.now();
  let next = 0;
  let tries = 0;
  const failed: string[] = [];
  const longest: number[] = [];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (next < names.length) {
        const name = names[next++]!;
        const started = performance.now();
        // As Lambda does with what failed: twice more.
        for (let tried = 1; tried <= 3; tried++) {
          tries++;
          try {
            await under.invoke({ rotate: name, scheduled }, `request-${name}`, 300_000);
            break;
          } catch (error) {
            failed.push(`${name} ${(error as Error).name}`);
          }
        }
        longest.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - since) / 1000;
  const refused = under.proxy.requests.filter(({ status }) => status === 400).length;
  process.stdout.write(
    `\n${SECRETS} secrets, ${CONCURRENCY} at once: ${(seconds * SPEED).toFixed(0)} s at real rates (${seconds.toFixed(
      0,
    )} s, ${SPEED.toFixed(1)} times as fast), ${tries} invocations, ${failed.length} failed, ` +
      `${under.proxy.requests.length} calls, ${refused} of them throttled, the longest rotation ${(
        (Math.max(...longest) / 1000) *
        SPEED
      ).toFixed(0)} s\n`,
  );
  under.proxy.clear();
  for (const name of names) {
    const { Parameters = [] } = await under.ssm.send(new GetParameterHistoryCommand({ Name: name, WithDecryption: true }));
    expect([name, Parameters.map(({ Version, Labels }) => [Version, Labels])]).toEqual([
      name,
      [
        [1, ['previous']],
        [2, ['current']],
      ],
    ]);
    expect(await under.pending(name)).toBeUndefined();
  }
  expect(tries).toBe(SECRETS);
  expect(refused).toBeGreaterThan(SECRETS);
  // Lambda's time limit for one rotation.
  expect(Math.max(...longest) * SPEED).toBeLessThan(300_000);
});

/** Makes the waits between tries shorter by as much as the allowances come faster. */
function hurry(times: number): void {
  const { baseDelayMs, maxDelayMs } = DEFAULT_RETRY_POLICY;
  Object.assign(DEFAULT_RETRY_POLICY, { baseDelayMs: baseDelayMs / times, maxDelayMs: maxDelayMs / times });
}
