import { AwsStandIn } from './aws-stand-in';
import { ConnectProxy } from './connect-proxy';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';
import { createServerIdentity } from '../../../src/programs/provider/plugin/certificate';

const local = AwsEnvironment.forThisFile();
const ROLE = 'arn:aws:iam::111122223333:role/deploy';

beforeEach(() => local.set({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'CANARY-env' }));

describe('with a proxy', () => {
  let proxy: ConnectProxy;

  beforeEach(async () => {
    proxy = await ConnectProxy.start(local.aws);
    // Proxies are passed by for this machine: AWS is somewhere else here.
    local.set({ AWS_ENDPOINT_URL: 'http://aws.example' });
  });
  afterEach(() => proxy.stop());

  test.each(['HTTP_PROXY', 'http_proxy'])('of %s, every call goes through it, those for credentials too', async (variable) => {
    local.set({ [variable]: proxy.url });
    local.write('.aws/config', `[default]\nrole_arn = ${ROLE}\nsource_profile = base\n`);
    local.write('.aws/credentials', '[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = CANARY-base\n');
    delete process.env.AWS_ACCESS_KEY_ID;
    expect(await local.signedBy(local.clients())).toBe('ASIAROLE');
    expect(proxy.asked).toEqual(['POST http://aws.example/', 'POST http://aws.example/']);
  });

  test('that NO_PROXY speaks of, calls go past it', async () => {
    local.set({ HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'aws.example', AWS_ENDPOINT_URL: local.aws.endpoint });
    await deleteParameter(local.clients());
    expect(local.aws.operations()).toEqual(['DeleteParameter']);
  });

  test('of the settings, it is taken before that of the environment', async () => {
    local.set({ HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' });
    await deleteParameter(local.clients({ proxies: { http: proxy.url, none: 'other.example' } }));
    expect(proxy.asked).toEqual(['POST http://aws.example/']);
  });

  test('that asks for a password, it is given the one in its URL', async () => {
    proxy.password = 'jane:CANARY-proxy';
    local.set({ HTTP_PROXY: proxy.url.replace('//', '//jane:CANARY-proxy@') });
    await deleteParameter(local.clients());
    expect(local.aws.of('DeleteParameter')[0]!.headers['proxy-authorization']).toBe(
      `Basic ${Buffer.from('jane:CANARY-proxy').toString('base64')}`,
    );
  });

  test.each(['http', 'https'])('that does not accept the password, the error says so and does not repeat it: by %s', async (protocol) => {
    proxy.password = 'jane:CANARY-right';
    local.set({
      HTTP_PROXY: proxy.url.replace('//', '//jane:CANARY-wrong@'),
      HTTPS_PROXY: proxy.url.replace('//', '//jane:CANARY-wrong@'),
      AWS_ENDPOINT_URL: `${protocol}://aws.example`,
    });
    expect(await messageOf(deleteParameter(local.clients()))).toBe(
      `DeleteParameter of /api/key failed: The proxy asks for a name and a password, or does not accept them (407). ` +
        `Write them into its URL (through the proxy ${proxy.url}).`,
    );
  });

  test('that is not there, the error names it', async () => {
    local.set({ HTTP_PROXY: 'http://jane:CANARY-proxy@127.0.0.1:1' });
    expect(await messageOf(deleteParameter(local.clients({ maxRetries: 0 })))).toBe(
      'DeleteParameter of /api/key failed: AWS did not answer properly after 0 retries: ' +
        'connect ECONNREFUSED 127.0.0.1:1 (through the proxy http://127.0.0.1:1) (ECONNREFUSED). Apply again: what was done stays.',
    );
  });
});

describe('by https', () => {
  const certificate = createServerIdentity(new Date(), 'ssm.eu-west-1.amazonaws.com');
  let secure: AwsStandIn;
  let proxy: ConnectProxy;

  beforeAll(async () => {
    secure = await AwsStandIn.start(certificate);
  });
  beforeEach(async () => {
    secure.reset();
    proxy = await ConnectProxy.start(secure);
    delete process.env.AWS_ENDPOINT_URL;
    local.set({ HTTPS_PROXY: proxy.url });
  });
  afterEach(() => proxy.stop());
  afterAll(() => secure.stop());

  test.each(['AWS_CA_BUNDLE', 'the settings'])(
    'calls go through a tunnel of the proxy, and whom the certificates of %s vouch for is believed',
    async (source) => {
      const file = local.write('ca.pem', certificate.certificatePem);
      if (source === 'AWS_CA_BUNDLE') local.set({ AWS_CA_BUNDLE: file });
      const clients = local.clients(source === 'AWS_CA_BUNDLE' ? {} : { caBundle: file });
      await deleteParameter(clients);
      await deleteParameter(clients);
      expect(proxy.asked).toEqual(['CONNECT ssm.eu-west-1.amazonaws.com:443']); // and stays open
      expect(secure.operations()).toEqual(['DeleteParameter', 'DeleteParameter']);
    },
  );

  test('nobody else is believed, and the error says what to do', async () => {
    expect(await messageOf(deleteParameter(local.clients({ maxRetries: 0 })))).toBe(
      `DeleteParameter of /api/key failed: The certificate that answered is not trusted: ` +
        `self-signed certificate (through the proxy ${proxy.url}). ` +
        'Where a proxy puts in its own, name the file of its certificates: custom_ca_bundle, or AWS_CA_BUNDLE.',
    );
    expect(secure.requests).toEqual([]);
  });

  test('a proxy that does not let the host through is not taken for AWS', async () => {
    proxy.refusals.push('403 Forbidden');
    expect(await messageOf(deleteParameter(local.clients()))).toBe(
      `DeleteParameter of /api/key failed: The proxy makes no connection to the host (403) (through the proxy ${proxy.url}).`,
    );
    expect(proxy.asked).toHaveLength(1);
  });

  test('a proxy that is in trouble is asked again', async () => {
    proxy.refusals.push('502 Bad Gateway', '503 Service Unavailable');
    await deleteParameter(local.clients({ caBundle: local.write('ca.pem', certificate.certificatePem) }));
    expect(proxy.asked).toHaveLength(3);
  });

  test('a file of certificates that cannot be read is told', async () => {
    expect(await messageOf(deleteParameter(local.clients({ caBundle: '/no/such/ca.pem' })))).toBe(
      "The certificates cannot be read: ENOENT: no such file or directory, open '/no/such/ca.pem'. Correct custom_ca_bundle, " +
        'or AWS_CA_BUNDLE.',
    );
  });
});

describe('the user agent', () => {
  test('names Terraform, the provider, the SDK and what the people add, in the calls for credentials too', async () => {
    const clients = local.clients({
      terraformVersion: '1.11.4',
      appendUserAgent: 'Jenkins/1 BuildID/42 (nightly)\r\nX: y',
      assumeRoles: [{ roleArn: ROLE }],
    });
    await deleteParameter(clients);
    expect(local.aws.operations()).toEqual(['AssumeRole', 'DeleteParameter']);
    for (const { headers } of local.aws.requests) {
      expect(headers['user-agent']).toMatch(
        /^Terraform\/1\.11\.4 terraform-provider-coffer\/0\.0\.0 aws-sdk-js\/[\d.]+ .* Jenkins\/1 BuildID\/42 \(nightly\)X: y$/,
      );
      expect(headers.x).toBeUndefined();
    }
  });

  test('names nothing that is not known', async () => {
    await deleteParameter(local.clients());
    expect(local.aws.requests[0]!.headers['user-agent']).toMatch(/^terraform-provider-coffer\/0\.0\.0 aws-sdk-js\/\S+( \S+)*$/);
  });
});

describe('endpoints', () => {
  test('of the settings win over those of the environment, service by service', async () => {
    local.set({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:2' });
    await deleteParameter(local.clients({ endpoints: { ssm: local.aws.endpoint } }));
    local.set({ AWS_ENDPOINT_URL_SSM: local.aws.endpoint });
    await deleteParameter(local.clients());
    expect(local.aws.operations()).toEqual(['DeleteParameter', 'DeleteParameter']);
  });

  test.each([
    [{ useFipsEndpoint: true }, {}, 'ssm-fips.eu-west-1.amazonaws.com'],
    [{ useDualstackEndpoint: true }, {}, 'ssm.eu-west-1.api.aws'],
    [{}, { AWS_USE_FIPS_ENDPOINT: 'true' }, 'ssm-fips.eu-west-1.amazonaws.com'],
    [{ useFipsEndpoint: false }, { AWS_USE_FIPS_ENDPOINT: 'true' }, 'ssm.eu-west-1.amazonaws.com'],
    [{ useFipsEndpoint: true, endpoints: { ssm: 'https://own.example' } }, {}, 'own.example'],
  ])('%j in %j are %s', async (settings, environment, host) => {
    const proxy = await ConnectProxy.start(local.aws);
    delete process.env.AWS_ENDPOINT_URL;
    local.set({ HTTPS_PROXY: proxy.url, ...environment });
    await messageOf(deleteParameter(local.clients({ ...settings, maxRetries: 0 }))); // the stand-in speaks no TLS
    expect(proxy.asked).toEqual([`CONNECT ${host}:443`]);
    await proxy.stop();
  });
});
