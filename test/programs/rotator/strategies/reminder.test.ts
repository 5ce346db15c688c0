import { AwsClients } from '../../../../src/programs/aws/clients';
import { HeardEvents } from '../events';
import { RotatorUnderTest } from '../rotator-under-test';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/bootstrap/vault_recovery_key';

afterEach(() => jest.restoreAllMocks());

test('makes no value, and says how people replace it', async () => {
  await under.plan(SECRET, 'reminder');
  await under.write(SECRET, 'CANARY-theirs');
  await expect(under.invoke({ rotate: SECRET })).rejects.toThrow(/replaced by people.*chamber write bootstrap vault_recovery_key -/);
  expect((await under.version(SECRET))!.value).toBe('CANARY-theirs');
  expect(await under.pending(SECRET)).toBeUndefined();
});

test('is reminded of by the daily check when it is old', async () => {
  await under.plan(SECRET, 'reminder', {}, { everyDays: 90 });
  await under.write(SECRET, 'CANARY-theirs');
  expect(await under.invoke({ check: true })).toMatchObject({ planned: 1, reminded: 0 });
  const events = await HeardEvents.listen(under.aws);
  jest.spyOn(AwsClients.prototype, 'serverTime').mockReturnValue(new Date(Date.now() + 92 * 86_400_000));
  expect(await under.invoke({ check: true })).toMatchObject({ reminded: 1, overdue: 0, failed: 0 });
  expect(await events.heard()).toMatchObject([{ kind: 'SecretRotationReminder', detail: { secret: SECRET, everyDays: 90 } }]);
  events.close();
});
