import type { ManifestSecret } from '../../../../src/contracts/manifest';
import { pendingName } from '../../../../src/contracts/rotation-names';
import type { ParameterDescription } from '../../../../src/programs/aws/parameter';
import { type Compared, type State, statesOf } from '../../../../src/programs/cli/status/secret-states';

const NOW = new Date('2026-11-28T12:00:00Z');
const DAY = 86_400_000;
const VAULT = { name: 'acme-prod', keyAlias: 'alias/acme-prod-chamber', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/abc-1' };

function secret(name: string, more: Partial<ManifestSecret> = {}): ManifestSecret {
  const [, service, key] = /^\/(.+)\/([^/]+)$/.exec(name)!;
  return {
    type: 'ApplicationSecret',
    systemOfRecord: 'parameter-store',
    vault: 'prod/vault',
    service: service!,
    key: key!,
    name,
    environmentName: null,
    path: `prod${name}`,
    address: null,
    owner: null,
    description: null,
    sharedWith: [],
    rotation: null,
    promisedAgeDays: null,
    replicas: [],
    readers: [],
    ...more,
  };
}

function parameter(name: string, more: Partial<ParameterDescription> & { days?: number } = {}): ParameterDescription {
  const { days = 1, ...others } = more;
  return {
    name,
    arn: undefined,
    version: 1,
    keyId: VAULT.keyAlias,
    tier: 'Standard',
    type: 'SecureString',
    description: '1',
    lastModified: new Date(NOW.getTime() - days * DAY),
    ...others,
  };
}

const states = (secrets: ManifestSecret[], found: ParameterDescription[], more: Partial<Compared> = {}) =>
  statesOf({ vault: VAULT, secrets, imported: [], found, now: NOW, ...more });
const ROTATED = { rotation: { strategy: 'random', schedule: 'rate(30 days)', timeZone: null, paused: false }, promisedAgeDays: 30 };

describe('a declared secret', () => {
  const name = '/api/db';
  const minutesAgo = (minutes: number) => ({ lastModified: new Date(NOW.getTime() - minutes * 60_000) });

  test.each<[string, Partial<ManifestSecret>, ParameterDescription[], State]>([
    ['with a value', {}, [parameter(name)], 'present'],
    ['without a value', {}, [], 'awaiting'],
    ['as old as promised', ROTATED, [parameter(name, { days: 30.9 })], 'present'],
    ['older than promised', ROTATED, [parameter(name, { days: 31.1 })], 'overdue'],
    [
      'older than promised, whose schedule rests',
      { ...ROTATED, rotation: { ...ROTATED.rotation, paused: true } },
      [parameter(name, { days: 99 })],
      'present',
    ],
    ['without a promise, however old', {}, [parameter(name, { days: 3000 })], 'present'],
    ['that is a plain String', {}, [parameter(name, { type: 'String', keyId: undefined })], 'drifted'],
    ['that a policy deletes', {}, [parameter(name, { tier: 'Advanced', expires: '2026-12-24T00:00:00Z' })], 'drifted'],
    ['under AWS’s own key', {}, [parameter(name, { keyId: 'alias/aws/ssm' })], 'drifted'],
    ['under the key of another stage', {}, [parameter(name, { keyId: 'alias/acme-dev-chamber' })], 'drifted'],
    [
      'under the ARN of the alias',
      {},
      [parameter(name, { keyId: 'arn:aws:kms:eu-west-1:111122223333:alias/acme-prod-chamber' })],
      'present',
    ],
    [
      'under an alias of the same name in another account',
      {},
      [parameter(name, { keyId: 'arn:aws:kms:eu-west-1:666666666666:alias/acme-prod-chamber' })],
      'drifted',
    ],
    ['under the key by its id', {}, [parameter(name, { keyId: 'abc-1' })], 'present'],
    ['under the key by its ARN', {}, [parameter(name, { keyId: VAULT.keyArn })], 'present'],
    ['under another key by its id', {}, [parameter(name, { keyId: 'c-1' })], 'drifted'],
    ['of the bootstrap key', { type: 'BootstrapSecret' }, [parameter(name, { keyId: 'alias/acme-prod-bootstrap' })], 'present'],
    ['of another system of record', { systemOfRecord: 'one-password' }, [], 'elsewhere'],
    ['with a rotation under way', ROTATED, [parameter(name), parameter(pendingName(name), minutesAgo(14))], 'rotating'],
    ['with a rotation that was cut off', ROTATED, [parameter(name), parameter(pendingName(name), minutesAgo(16))], 'failing'],
    [
      'with a rotation that failed just now',
      ROTATED,
      [parameter(name), parameter(pendingName(name), { description: '0', ...minutesAgo(0) })],
      'failing',
    ],
    ['whose first value cannot be made', ROTATED, [parameter(pendingName(name), { description: '0' })], 'failing'],
  ])('%s', (_, more, found, state) => {
    expect(states([secret(name, more)], found).map((each) => each.state)).toEqual([state]);
  });

  test('is compared by the key’s name alone where its ARN may not be looked up', () => {
    const vault = { ...VAULT, keyArn: undefined };
    expect(states([secret(name)], [parameter(name, { keyId: 'c-1' })], { vault })[0]!.state).toBe('present');
    expect(states([secret(name)], [parameter(name, { keyId: 'alias/aws/ssm' })], { vault })[0]!.state).toBe('drifted');
  });

  test('tells what to do', () => {
    const [late] = states([secret(name, ROTATED)], [parameter(name, { days: 40 })]);
    expect(late!.note).toBe('it is 10 days late. Run coffer rotate /api/db --vault acme-prod');
    const [reminded] = states([secret(name, { owner: 'team-a', promisedAgeDays: 10 })], [parameter(name, { days: 12 })]);
    expect(reminded!.note).toBe('it is 2 days late. team-a has to replace it, with coffer set or chamber write');
  });
});

describe('a rotation that fails', () => {
  const at = (days: number) => new Date(NOW.getTime() - days * DAY);
  const failing = (times: readonly Date[], found: ParameterDescription[]) => {
    const failures = new Map([['/api/db', { at: times[0]!, times, step: 'create', reason: 'no way.' }]]);
    return states([secret('/api/db', ROTATED)], found, { failures })[0]!;
  };

  test('says since when and how often: since the value was written, in whatever order the log answers', () => {
    const { note, ...more } = failing([at(0.5), at(9), at(2), at(1)], [parameter('/api/db', { days: 3 })]);
    expect(note).toMatch(
      /^its rotation has failed 3 times since 2026-11-26 12:00 UTC \(last tried 2026-11-28 00:00 UTC, at step create\), and the old value is still current: no way\. To do: /,
    );
    expect(more).toMatchObject({ state: 'failing', failingSince: '2026-11-26T12:00:00.000Z', tries: 3 });
  });

  test('says the same of a first value, which was never written', () => {
    const { note, ...more } = failing([at(1), at(2)], []);
    expect(note).toMatch(/^its rotation has failed 2 times since 2026-11-26 .*, and it has no value yet: no way\./);
    expect(more).toMatchObject({ state: 'failing', failingSince: '2026-11-26T12:00:00.000Z', tries: 2 });
  });

  test('once says only when, and not at all once a value was written', () => {
    expect(failing([at(1)], [parameter('/api/db', { days: 3 })])).toMatchObject({
      note: expect.stringContaining('its rotation failed at step create, last tried 2026-11-27 12:00 UTC, and the old value'),
      tries: 1,
    });
    const later = failing([at(2), at(3)], [parameter('/api/db', { days: 1 })]);
    expect(later).toMatchObject({ state: 'present', note: '' });
    expect(later).not.toHaveProperty('failingSince');
  });
});

test('what nobody declares is told of, unless another program does, and is no reason to call a person', () => {
  const imported = [{ name: '/api/theirs' }] as unknown as Compared['imported'];
  const found = [
    parameter('/api/db'),
    parameter('/api/Legacy'),
    parameter('/api/by_hand'),
    parameter('/api/theirs'),
    parameter(pendingName('/api/gone')),
  ];
  expect(states([secret('/api/db')], found, { imported }).map(({ name, state }) => `${name} ${state}`)).toEqual([
    '/api/Legacy undeclared',
    '/api/by_hand undeclared',
    '/api/db present',
  ]);
  expect(states([], found)[0]!.note).toContain('none can: key');
});
