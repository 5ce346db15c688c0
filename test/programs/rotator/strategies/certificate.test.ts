import { X509Certificate } from 'node:crypto';
import { generatePrivateKey } from '../../../../src/programs/values/key-material';
import { HeardEvents } from '../events';
import { Account } from '../faults/account';
import { Authority } from '../faults/scenarios';
import { RotatorUnderTest } from '../rotator-under-test';

const under = RotatorUnderTest.forThisFile();
const SECRET = '/api/tls_cert';
const KEY = '/api/tls_key';
const ECDSA = { algorithm: 'ECDSA', rsaBits: 0, curve: 'P256' } as const;
let account: Account;
let authority: Authority;
let key: string;

beforeAll(() => {
  account = new Account(under.aws);
});
beforeEach(async () => {
  authority = await Authority.make(account);
  key = await generatePrivateKey(ECDSA);
  await under.write(KEY, key);
});
afterAll(() => account.close());

const plan = (more: object = {}) => under.plan(SECRET, 'certificate', authority.settings(SECRET, more));
const now = async () => new X509Certificate((await under.version(SECRET))!.value);

test('signs a certificate for the key that is there, for the names of the plan', async () => {
  await plan();
  expect(await under.invoke({ rotate: SECRET, first: true })).toMatchObject({ outcome: 'rotated', version: 1 });
  const certificate = await now();
  expect(certificate.verify(new X509Certificate(authority.pem).publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBe('DNS:api.example.com');
  expect((Date.parse(certificate.validTo) - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
  // The root is not part of what servers present.
  expect((await under.version(SECRET))!.value.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
});

test('takes the key of the authority from a parameter too', async () => {
  await under.write('/ca/root_key', await account.object('ca.pem'));
  await plan({ authority: { parameter: '/ca/root_key' } });
  await under.invoke({ rotate: SECRET });
  expect((await now()).verify(new X509Certificate(authority.pem).publicKey)).toBe(true);
});

test.each<[string, object, RegExp]>([
  [
    'a key of another authority',
    { authority: { parameter: KEY } },
    /key of the authority of \/api\/tls_cert is not that of the certificate/,
  ],
  [
    'no key of the authority',
    { authority: { bucket: 'acme-authorities', key: 'none.pem' } },
    /signed by the key in s3:\/\/acme-authorities\/none.pem, and there is none/,
  ],
  [
    'an authority that ends before',
    { validityDays: 4000 },
    /valid until .*, and the certificate of its authority ends at .*Renew the authority first/,
  ],
  ['no key of its own', { keyParameter: '/api/none' }, /needs \/api\/none, which has no value yet/],
])('refuses %s', async (_what, more, message) => {
  await plan(more);
  await expect(under.invoke({ rotate: SECRET })).rejects.toThrow(message);
  expect(await under.version(SECRET)).toBeUndefined();
});

describe('a certificate that somebody writes meanwhile', () => {
  const write = (pem: string) =>
    under.proxy.inject({
      operation: ({ operation, name }) => operation === 'PutParameter' && name!.startsWith('/_coffer/pending'),
      times: 1,
      after: {
        kind: 'call',
        fn: async () => {
          await under.write(SECRET, pem, 2);
        },
      },
    });

  beforeEach(async () => {
    await plan();
    await under.write(SECRET, await authority.leaf(key));
  });

  test('stays where it is right, and that is told', async () => {
    const events = await HeardEvents.listen(under.aws);
    const theirs = await authority.leaf(key);
    write(theirs);
    expect(await under.invoke({ rotate: SECRET })).toEqual({ outcome: 'superseded', version: 2 });
    expect((await under.version(SECRET))!.value).toBe(theirs);
    expect(await events.heard()).toEqual([
      { kind: 'SecretRotationSuperseded', detail: { vault: 'acme-test', secret: SECRET, version: 2, strategy: 'certificate' } },
    ]);
    events.close();
  });

  test.each<[string, (authority: Authority) => Promise<string>]>([
    ['of another key', async (ca) => ca.leaf(await generatePrivateKey(ECDSA))],
    ['for another name', (ca) => ca.leaf(key, { dns_names: ['www.example.com'] })],
    ['that has ended', (ca) => ca.leaf(key, { validityMs: -60_000 })],
    ['that is none', () => Promise.resolve('CANARY-none')],
  ])('is refused where it is one %s, and stays in the history', async (_what, make) => {
    const events = await HeardEvents.listen(under.aws);
    const theirs = await make(authority);
    write(theirs);
    expect(await under.invoke({ rotate: SECRET })).toMatchObject({ outcome: 'rotated', version: 3, refused: 2 });
    expect(await account.history(SECRET)).toContain(theirs);
    expect(await events.heard()).toMatchObject([{ kind: 'SecretRotated', detail: { version: 3, refused: 2 } }]);
    events.close();
  });
});
