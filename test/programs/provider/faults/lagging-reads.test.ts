import { keepingLog } from './at-trace-level';
import type { Configuration } from './configuration';
import { observe, type Seen } from './observation';
import { TerraformInProcess } from './terraform-in-process';
import { World } from './world';
import { FaultProxy } from '../../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../../tools/local-aws/local-aws';

jest.setTimeout(120_000);

const environment = { ...process.env };
let aws: LocalAws;
let world: World;
let proxy: FaultProxy;
let terraform: TerraformInProcess;

beforeAll(async () => {
  aws = await LocalAws.start();
  for (const [name, value] of Object.entries(aws.environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  world = new World(aws);
});
beforeEach(async () => {
  await world.begin();
  proxy = await FaultProxy.start({ target: aws.endpoint });
  const { endpoint } = proxy;
  terraform = new TerraformInProcess({
    region: world.region,
    s3_use_path_style: true,
    endpoints: [{ ssm: endpoint, kms: endpoint, s3: endpoint, sts: endpoint, resourcegroupstaggingapi: endpoint }],
  });
});
afterEach(() => proxy.close());
afterAll(async () => {
  world?.close();
  await aws?.stop();
  process.env = environment;
});

const secret = (generation: number): Configuration => ({
  'coffer_secret.it': { name: '/api/key', claim: 'lag/it', generate: { generation } },
});
const key = (generation: number): Configuration => ({
  'coffer_private_key.it': { name: '/api/key', claim: 'lag/it', algorithm: 'ED25519', generation },
});
const KINDS = [
  ['a secret', secret],
  ['a private key', key],
] as const;

async function apply(configuration: Configuration): Promise<void> {
  const { errors } = await keepingLog([], () => terraform.apply(configuration));
  expect(errors).toEqual([]);
}

async function seen(): Promise<Seen> {
  return observe(
    world,
    [...terraform.state].map(([address, { values }]) => ({ address, values, private: {} })),
  );
}

describe.each(KINDS)('%s, whose new version a listing does not show yet', (_what, declared) => {
  test('was written, and the answer lost: its one new value is the latest, and known', async () => {
    await apply(declared(1));
    proxy.inject({ operation: 'PutParameter', times: 1, after: { kind: 'reset' } });
    // The look before the write, and the one by which the lost answer should be found out.
    const lag = proxy.inject({ operation: 'DescribeParameters', skip: 1, before: { kind: 'stale' } });
    await apply(declared(2));
    expect(lag.hits).toBeGreaterThan(1);
    proxy.clear();
    const { values, observation } = await seen();
    // Written once more, for want of better knowledge; but the same value.
    expect(new Set(values['/api/key']).size).toBe(2);
    expect(values['/api/key']!.slice(1).every((value) => value === values['/api/key']!.at(-1))).toBe(true);
    expect(observation.resources).toMatchObject(
      declared === key ? { 'coffer_private_key.it': { publicHalf: 'of the stored key' } } : { 'coffer_secret.it': { version: 3 } },
    );
    expect(await keepingLog([], () => terraform.planned(declared(2)))).toBe('none');
  });

  test('was written, and the provider killed: the next apply waits for it, and writes no second value', async () => {
    await apply(declared(1));
    const before = terraform.state;
    const kill = proxy.inject({
      operation: 'PutParameter',
      times: 1,
      after: { kind: 'error', status: 403, code: 'AccessDeniedException', message: 'killed here' },
    });
    await keepingLog([], () => terraform.apply(declared(2)));
    expect(kill.hits).toBe(1);
    terraform.state = before;
    const lag = proxy.inject({ operation: 'DescribeParameters', times: 4, before: { kind: 'stale' } });
    await apply(declared(2));
    expect(lag.hits).toBe(4);
    const { values, observation } = await seen();
    expect(values['/api/key']).toHaveLength(2);
    expect(observation.parameters).toMatchObject({ '/api/key': { description: '2' } });
    if (declared === key) expect(observation.resources).toMatchObject({ 'coffer_private_key.it': { publicHalf: 'of the stored key' } });
  });
});

test('a certificate is signed by the key that the same apply has made, though a read still gives the one before', async () => {
  const authority = (generation: number): Configuration => ({
    'coffer_private_key.ca': { name: '/ca/key', claim: 'lag/ca', algorithm: 'ECDSA', generation },
    'coffer_certificate.ca': {
      signing_key: { name: '${coffer_private_key.ca.name}' },
      public_key_pem: '${coffer_private_key.ca.public_key_pem}',
      subject: { common_name: 'Lag Root' },
      is_ca_certificate: true,
      validity: '8760h',
    },
  });
  await apply(authority(1));
  const lag = proxy.inject({ operation: 'GetParameter', times: 2, before: { kind: 'stale' } });
  await apply(authority(2));
  expect(lag.hits).toBe(2);
  const { observation } = await seen();
  expect(observation.resources).toMatchObject({
    'coffer_certificate.ca': { publicKey: 'of a stored key', signature: 'of the authority as it is now' },
  });
});
