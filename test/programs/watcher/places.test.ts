import { Judged, record } from './judged';
import type { WatchedVault } from '../../../src/contracts/audit/declarations';
import { Declared, vaultKey } from '../../../src/programs/watcher/declared';
import type { TrailRecord } from '../../../src/programs/watcher/record';

let { judge, told, topics } = new Judged();
beforeEach(() => void ({ judge, told, topics } = new Judged()));

const [PROD, DEV] = ['111122223333', '444455556666'];
const roleIn = (account: string, name = 'api', partition = 'aws') => `arn:${partition}:iam::${account}:role/${name}`;
const keyIn = (account: string, region: string, partition = 'aws') => `arn:${partition}:kms:${region}:${account}:key/1`;

/** A vault that is called like each other one. */
function vault(account: string, region: string, more: Partial<WatchedVault> & { readonly partition?: string } = {}): WatchedVault {
  const { partition, ...changes } = more;
  const topicArn = `topic of ${account} ${region}`;
  const keys = [keyIn(account, region, partition)];
  return { name: 'acme', account, region, copies: [], services: ['api'], keys, buckets: [], topicArn, ...changes };
}

/** Vaults, each with the one role `api` of its account as reader. */
const declared = (vaults: readonly WatchedVault[], partition = 'aws') =>
  new Declared([
    { vaults },
    {
      principals: vaults.map((each) => ({
        vault: vaultKey(each),
        who: roleIn(each.account, 'api', partition),
        reads: ['/api/*'],
        changes: ['/api/token'],
      })),
    },
  ]);

interface Who {
  readonly account: string;
  readonly role?: string;
  readonly partition?: string;
}

const identity = ({ account, role = 'api', partition = 'aws' }: Who) => ({
  type: 'AssumedRole',
  arn: `arn:${partition}:sts::${account}:assumed-role/${role}/run`,
  accountId: account,
  sessionContext: { sessionIssuer: { arn: roleIn(account, role, partition) } },
});

/** The record of KMS for a read, in the account and region where the parameter is. */
const decrypt = (who: Who, account: string, region: string, name = '/api/token'): TrailRecord =>
  record(
    'kms',
    'Decrypt',
    { encryptionContext: { PARAMETER_ARN: `arn:${who.partition ?? 'aws'}:ssm:${region}:${account}:parameter${name}` } },
    {
      resources: [{ ARN: keyIn(account, region, who.partition) }],
      awsRegion: region,
      recipientAccountId: account,
      userIdentity: identity(who),
    },
  );

const strangers = () => told.filter(({ kind }) => kind === 'SecretReadByStranger');

test('two vaults of one name in two accounts of an organization: a role of one is a stranger to the other', async () => {
  const both = declared([vault(PROD, 'eu-west-1'), vault(DEV, 'eu-west-1')]);
  await judge([decrypt({ account: PROD }, PROD, 'eu-west-1'), decrypt({ account: DEV }, DEV, 'eu-west-1')], both);
  expect(strangers()).toEqual([]);
  await judge([decrypt({ account: DEV }, PROD, 'eu-west-1')], both);
  expect(strangers().map(({ who, about }) => [who.principal, ...about])).toEqual([[roleIn(DEV), '/api/token']]);
  expect(topics.pop()).toBe(`topic of ${PROD} eu-west-1`);
});

test('the same name in two accounts or regions is two secrets: who reads both is told of twice, each to its topic', async () => {
  const all = declared([vault(PROD, 'eu-west-1'), vault(PROD, 'us-east-1'), vault(DEV, 'eu-west-1')]);
  const stranger = { account: PROD, role: 'stranger' };
  await judge([decrypt(stranger, PROD, 'eu-west-1'), decrypt(stranger, PROD, 'us-east-1'), decrypt(stranger, DEV, 'eu-west-1')], all);
  expect(strangers()).toHaveLength(3);
  expect([...topics].sort()).toEqual([`topic of ${PROD} eu-west-1`, `topic of ${PROD} us-east-1`, `topic of ${DEV} eu-west-1`]);
});

test('a copy in another region is the same secret: its readers are the same, and a stranger to both is told of once', async () => {
  const copied = declared([
    vault(PROD, 'eu-west-1', { copies: ['eu-central-1'], keys: [keyIn(PROD, 'eu-west-1'), keyIn(PROD, 'eu-central-1')] }),
  ]);
  const both = (who: Who) => [decrypt(who, PROD, 'eu-west-1'), decrypt(who, PROD, 'eu-central-1')];
  await judge(both({ account: PROD }), copied);
  // One reader, who began once.
  expect(told.map(({ kind }) => kind)).toEqual(['SecretFirstRead']);
  await judge(both({ account: PROD, role: 'stranger' }), copied);
  expect(strangers()).toHaveLength(1);
  const put = record(
    'ssm',
    'PutParameter',
    { name: '/api/token' },
    {
      awsRegion: 'eu-central-1',
      recipientAccountId: PROD,
      userIdentity: identity({ account: PROD, role: 'stranger' }),
    },
  );
  await judge([put], copied);
  expect(told.pop()).toMatchObject({ kind: 'SecretChanged', vault: 'acme', from: { region: 'eu-central-1' } });
});

test('an alias that leads elsewhere is told, in the region of a copy too, since its record names the new key alone', async () => {
  const aliases = ['alias/acme-chamber'];
  const both = declared([vault(PROD, 'eu-west-1', { aliases, copies: ['eu-central-1'] })]);
  const move = (region: string, account = PROD, aliasName = 'alias/acme-chamber') => {
    const arn = (rest: string) => ({ accountId: account, type: 'AWS::KMS::Key', ARN: `arn:aws:kms:${region}:${account}:${rest}` });
    const more = { awsRegion: region, recipientAccountId: account, userIdentity: identity({ account, role: 'stranger' }) };
    const resources = [arn(aliasName), arn('key/evil')];
    return record('kms', 'UpdateAlias', { aliasName, targetKeyId: 'evil' }, { ...more, resources });
  };
  await judge([move('eu-west-1'), move('eu-central-1')], both);
  expect(told.map(({ kind, about, from }) => [kind, ...about, from.region])).toEqual([
    ['KeyPolicyChanged', 'alias/acme-chamber', 'eu-west-1'],
  ]);
  await judge([move('us-east-1'), move('eu-west-1', DEV), move('eu-west-1', PROD, 'alias/other')], both);
  expect(told).toHaveLength(1);
});

test('a replica of a key of the vault is told, since its policy is whatever its maker writes', async () => {
  const more = { resources: [{ ARN: keyIn(PROD, 'eu-west-1') }], recipientAccountId: PROD, userIdentity: identity({ account: PROD }) };
  await judge([record('kms', 'ReplicateKey', { keyId: '1', replicaRegion: 'us-east-1' }, more)], declared([vault(PROD, 'eu-west-1')]));
  expect(told.map(({ kind }) => kind)).toEqual(['KeyPolicyChanged']);
});

test.each([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
])('the partition %s: reads, refused requests and changes are judged as elsewhere', async (partition, region) => {
  const there = declared([vault(PROD, region, { partition })], partition);
  const of = (role?: string) => ({ account: PROD, partition, role });
  const stranger = { awsRegion: region, recipientAccountId: PROD, userIdentity: identity(of('stranger')) };
  const arn = `arn:${partition}:ssm:${region}:${PROD}:parameter/api/token`;
  await judge(
    [
      decrypt(of(), PROD, region),
      decrypt(of('stranger'), PROD, region),
      record('ssm', 'PutParameter', { name: arn }, stranger),
      record(
        'ssm',
        'GetParameter',
        {},
        { ...stranger, errorCode: 'AccessDenied', errorMessage: `to perform: ssm:GetParameter on resource: ${arn}` },
      ),
      record('kms', 'DisableKey', {}, { ...stranger, resources: [{ ARN: keyIn(PROD, region, partition) }] }),
    ],
    there,
  );
  expect(told.map(({ kind, who }) => [kind, who.behind]).sort()).toEqual([
    ['KeyDisabled', 'stranger (session run)'],
    ['SecretChanged', 'stranger (session run)'],
    ['SecretFirstRead', 'api (session run)'],
    ['SecretReadByStranger', 'stranger (session run)'],
    ['SecretReadDenied', 'stranger (session run)'],
  ]);
});

test('a thousand secrets, drained through a copy by a declared reader, are one drain and one first read', async () => {
  const copied = declared([vault(PROD, 'eu-west-1', { copies: ['eu-central-1'], keys: [keyIn(PROD, 'eu-central-1')] })]);
  const records = Array.from({ length: 1_000 }, (_, index) => decrypt({ account: PROD }, PROD, 'eu-central-1', `/api/many${index}`));
  for (let at = 0; at < records.length; at += 500) await judge(records.slice(at, at + 500), copied);
  const drains = told.filter(({ kind }) => kind === 'SecretsDrained').map(({ count }) => count);
  // Told when it begins, and again since it has doubled.
  expect(drains).toEqual([500, 1_000]);
  expect(told.filter(({ kind }) => kind === 'SecretFirstRead')).toHaveLength(1);
  expect(strangers()).toEqual([]);
});
