import { ACCOUNT, declared, Judged, KEY, read, record, REGION, role, session } from './judged';

let { judge, alerts, memory, told } = new Judged();
beforeEach(() => void ({ judge, alerts, memory, told } = new Judged()));

describe('names that GetParameters was asked for', () => {
  const ask = (...names: string[]) => record('ssm', 'GetParameters', { names, withDecryption: true });
  const decrypt = (name: string, key = KEY) =>
    record(
      'kms',
      'Decrypt',
      { encryptionContext: { PARAMETER_ARN: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}` } },
      { resources: [{ ARN: key }] },
    );

  test('are told if KMS decrypted for them, under whatever key, and not if they are not there', async () => {
    await judge([ask('/api/a', '/api/foreign', '/api/does-not-exist'), decrypt('/api/a'), decrypt('/api/foreign', `${KEY}9`)]);
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/a /api/foreign']]);
    // KMS alone says enough of the keys of a vault, and nothing of others.
    await judge([decrypt('/api/b'), decrypt('/api/other', `${KEY}9`)]);
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/b']]);
  });

  test('are told by EventBridge, which may leave KMS out, but count for no drain and no first read', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `/api/guessed${index}`);
    await judge([ask(...many)], declared({ reader: role('stranger') }), { byRule: true });
    expect(alerts()).toEqual([]);
    expect(memory.remembered).toEqual([]);
    await judge([ask('/api/a')], declared(), { byRule: true });
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/a']]);
    // One by one, they are there.
    const more = { userIdentity: session('lister') };
    const each = many.map((name) => record('ssm', 'GetParameter', { name, withDecryption: true }, more));
    for (const one of each) await judge([one], declared({ reader: role('lister') }), { byRule: true });
    expect(alerts().map(([kind]) => kind)).toEqual(expect.arrayContaining(['SecretsDrained']));
  });
});

describe('within an hour', () => {
  const denied = (name: string, of: string) =>
    record(
      'ssm',
      'GetParameter',
      {},
      {
        errorCode: 'AccessDenied',
        errorMessage: `not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}`,
        userIdentity: session(of),
      },
    );
  const kinds = () => alerts().map(([kind]) => kind);

  test('requests that are refused, whoever makes them, use up nothing of what is there for those that succeed', async () => {
    for (let index = 0; index < 600; index++) await judge([denied('/api/a', `nobody${index}`)]);
    // The last of them says that there are more.
    expect(told[told.length - 1]!.what).toContain('only in the log of the watcher');
    expect(kinds()).toHaveLength(500);
    await judge([read('/api/crown'), record('kms', 'DisableKey', { keyId: KEY }, { resources: [{ ARN: KEY }] })]);
    expect(kinds()).toEqual(['SecretReadByStranger', 'KeyDisabled']);
  });

  test('the flood of one principal, or of several, hides the first notice of no other', async () => {
    for (let index = 0; index < 600; index++) await judge([read(`/api/a${index}`, { userIdentity: session(`flooder${index % 10}`) })]);
    // Of each the first, and of all of them together 100 more.
    expect(kinds().filter((kind) => kind === 'SecretReadByStranger')).toHaveLength(110);
    await judge([read('/api/crown')]);
    expect(alerts()).toEqual([['SecretReadByStranger', '/api/crown']]);
  });
});

describe('what is usual', () => {
  const names = Array.from({ length: 60 }, (_, index) => `/api/usual${index}`);
  const reads = () => names.map((name) => read(name));
  const reader = declared({ reader: role('stranger') });

  test('is noted again each time, so that it is not forgotten after 400 days', async () => {
    const noted: [string, number][] = [];
    memory.most = async () => 60;
    memory.raise = async (id, count) => void noted.push([id, count]);
    await judge(reads(), reader);
    expect(alerts().filter(([kind]) => kind === 'SecretsDrained')).toEqual([]);
    expect(noted).toEqual([[`acme-prod#${REGION}#${role('stranger')}`, 60]]);
  });

  test('is remembered again by each instance that meets a known reader, once', async () => {
    const by = declared({ reader: role('veteran') });
    memory.seen = async () => true;
    for (let time = 0; time < 3; time++) await judge([read('/api/a', { userIdentity: session('veteran') })], by);
    expect(memory.remembered).toEqual([`acme-prod#${REGION}#${role('veteran')}`]);
    expect(alerts()).toEqual([]);
  });
});

test('only a role on the path of IAM Identity Center is told as a user of it', async () => {
  const sso = 'AWSReservedSSO_Admin_0123456789abcdef';
  await judge([
    read('/api/a', { userIdentity: session(sso) }),
    read('/api/b', { userIdentity: session(sso, '/aws-reserved/sso.amazonaws.com/eu-west-1/') }),
    read('/api/c', { userIdentity: session(sso, '/ops/aws-reserved/sso.amazonaws.com/') }),
  ]);
  expect(told.map(({ who }) => who.behind)).toEqual([`${sso} (session run)`, 'run (IAM Identity Center) as Admin', `${sso} (session run)`]);
});
