import { DeleteParameterCommand, GetParameterHistoryCommand, LabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { plannedSecret } from '../../../../../src/contracts/rotation-names';
import { FaultProxy } from '../../../../../tools/local-aws/fault-proxy';
import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();
const SECRET = '/api/key';
const PLAN = `/_coffer/rotation/acme-prod${SECRET}`;
let proxy: FaultProxy;

/** A rotation as the constructs declare it, by its plan; none where there is no text. */
function declare(plan?: string): void {
  local.terraform.configure(
    plan === undefined
      ? ''
      : `resource "coffer_secret" "plan" {
    name                = "${PLAN}"
    value_wo            = "${plan}"
    value_wo_version    = ${plan.length}
    deletion_protection = false
  }`,
  );
}

async function writes(count: number): Promise<void> {
  for (let written = 0; written < count; written++) await local.chamberWrite(SECRET, `CANARY-${written}`, written);
}

/** Labels of the versions that have any. */
async function labels(): Promise<Record<number, string[]>> {
  const labelled: Record<number, string[]> = {};
  let NextToken: string | undefined;
  do {
    const page = await local.ssm.send(new GetParameterHistoryCommand({ Name: SECRET, NextToken }));
    for (const { Version, Labels = [] } of page.Parameters ?? []) if (Labels.length > 0) labelled[Version!] = [...Labels].sort();
    NextToken = page.NextToken;
  } while (NextToken);
  return labelled;
}

const label = (ParameterVersion: number, ...Labels: string[]) =>
  local.ssm.send(new LabelParameterVersionCommand({ Name: SECRET, ParameterVersion, Labels }));

beforeEach(async () => {
  proxy = await FaultProxy.start({ target: local.aws.endpoint });
  local.terraform.connectTo(proxy.endpoint);
  await writes(2);
  await label(1, 'previous');
  await label(2, 'current');
  declare('plan');
  await local.terraform.apply();
});
afterEach(() => proxy.close());

test('a secret whose rotation is taken away can be written for good', async () => {
  await writes(98);
  await expect(local.chamberWrite(SECRET, 'CANARY-refused', 1)).rejects.toMatchObject({ name: 'ParameterMaxVersionLimitExceeded' });
  declare();
  local.aws.clearRequests();
  await local.terraform.apply();
  expect(await labels()).toEqual({});
  await writes(120);
  expect(await local.versionOf(SECRET)).toBe(220);
});

test('nothing is read for it, and nobody else’s label is touched', async () => {
  await label(1, 'golden');
  declare();
  local.aws.clearRequests();
  await local.terraform.apply();
  expect(await labels()).toEqual({ 1: ['golden'] });
  const ofSecret = local.aws.requests().filter(({ names }) => names.includes(SECRET));
  expect(ofSecret.map(({ operation }) => operation)).toEqual(['LabelParameterVersion', 'UnlabelParameterVersion', 'GetParameterHistory']);
  expect(local.aws.requests().filter(({ withDecryption }) => withDecryption)).toEqual([]);
});

test('the labels stay as long as there is a rotation, whatever its plan says', async () => {
  declare('another plan');
  await local.terraform.apply();
  expect(await labels()).toEqual({ 1: ['previous'], 2: ['current'] });
});

test.each(['LabelParameterVersion', 'UnlabelParameterVersion', 'DeleteParameter'])(
  'an apply that is cut off at %s is finished by the next one',
  async (operation) => {
    declare();
    const fault = proxy.inject({ operation, before: { kind: 'error', status: 400, code: 'ValidationException', message: 'no' } });
    expect(await local.terraform.applyError()).toContain('no');
    fault.remove();
    await local.terraform.apply();
    expect(await labels()).toEqual({});
    await expect(local.valueOf(PLAN)).rejects.toMatchObject({ name: 'ParameterNotFound' });
  },
);

test('where the labels may not be taken away, the rotation goes all the same, and a warning says what to do', async () => {
  declare();
  proxy.inject({
    operation: 'LabelParameterVersion',
    before: { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'not authorized' },
  });
  const { output } = await local.terraform.apply();
  const said = output.replace(/[│╷╵\s]+/g, ' ');
  expect(said).toContain('Secret /api/key keeps the labels of its rotations');
  expect(said).toContain('ssm:LabelParameterVersion');
  expect(said).toContain('aws ssm unlabel-parameter-version --name /api/key --parameter-version');
  await expect(local.valueOf(PLAN)).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('a secret that is gone, or awaits its first value, is no matter', async () => {
  await local.ssm.send(new DeleteParameterCommand({ Name: SECRET }));
  declare();
  await local.terraform.apply();
  await expect(local.valueOf(PLAN)).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test.each([
  [PLAN, SECRET],
  ['/_coffer/rotation/acme-prod/a/b/c', '/a/b/c'],
  ['/_coffer/rotation/acme-prod', undefined],
  ['/_coffer/rotations/acme-prod/api/key', undefined],
  ['/_coffer/pending/api/key', undefined],
  ['/api/_coffer/rotation/acme-prod/api/key', undefined],
])('the secret that %s is the plan of is %s', (name, secret) => {
  expect(plannedSecret(name)).toBe(secret);
});
