import { ProxyRules } from '../../../src/programs/aws/proxies';

const PROXY = 'http://proxy.example:3128';

function way(environment: NodeJS.ProcessEnv, url: string, given = {}): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  return new ProxyRules(given, environment).proxyFor(protocol, hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))
    ?.host;
}

test.each([
  [{ HTTPS_PROXY: PROXY }, 'https://ssm.eu-west-1.amazonaws.com', 'proxy.example:3128'],
  [{ https_proxy: PROXY }, 'https://ssm.eu-west-1.amazonaws.com', 'proxy.example:3128'],
  [{ HTTPS_PROXY: 'proxy.example:3128' }, 'https://ssm.eu-west-1.amazonaws.com', 'proxy.example:3128'],
  [{ HTTPS_PROXY: PROXY }, 'http://aws.example', undefined],
  [{ HTTP_PROXY: PROXY }, 'http://aws.example', 'proxy.example:3128'],
  [{ http_proxy: PROXY }, 'http://aws.example', 'proxy.example:3128'],
  [{ HTTP_PROXY: PROXY }, 'https://ssm.eu-west-1.amazonaws.com', undefined],
  [{ HTTPS_PROXY: '' }, 'https://ssm.eu-west-1.amazonaws.com', undefined],
])('%j leads to %s by %s', (environment, url, proxy) => {
  expect(way(environment, url)).toBe(proxy);
});

test.each(['http://localhost:4566', 'http://127.0.0.1:4566', 'http://127.9.9.9', 'http://[::1]:4566'])(
  '%s is this machine: no proxy',
  (url) => {
    expect(way({ HTTP_PROXY: PROXY }, url)).toBeUndefined();
  },
);

test.each([
  ['*', 'https://any.example', true],
  ['amazonaws.com', 'https://ssm.eu-west-1.amazonaws.com', true],
  ['.amazonaws.com', 'https://ssm.eu-west-1.amazonaws.com', true],
  ['*.amazonaws.com', 'https://ssm.eu-west-1.amazonaws.com', true],
  ['AmazonAWS.com', 'https://ssm.eu-west-1.amazonaws.com', true],
  ['ssm.eu-west-1.amazonaws.com', 'https://ssm.eu-west-1.amazonaws.com', true],
  ['.amazonaws.com', 'https://amazonaws.com', false],
  ['zonaws.com', 'https://ssm.eu-west-1.amazonaws.com', false],
  ['first.example, amazonaws.com:443', 'https://ssm.eu-west-1.amazonaws.com', true],
  ['amazonaws.com:8443', 'https://ssm.eu-west-1.amazonaws.com', false],
  ['10.0.0.0/8', 'https://10.1.2.3', true],
  ['10.0.0.0/8', 'https://11.1.2.3', false],
  ['10.0.0.0/99', 'https://10.1.2.3', false],
  ['10.1.2.3', 'https://10.1.2.3', true],
  ['10.1.2.3:443', 'https://10.1.2.3', true],
  ['fd00::/8', 'https://[fd00::1]', true],
  ['[fd00::1]:443', 'https://[fd00::1]', true],
  ['', 'https://ssm.eu-west-1.amazonaws.com', false],
])('NO_PROXY=%s for %s: %s', (none, url, direct) => {
  expect(way({ HTTPS_PROXY: PROXY, NO_PROXY: none }, url)).toBe(direct ? undefined : 'proxy.example:3128');
  expect(way({ https_proxy: PROXY, no_proxy: none }, url)).toBe(direct ? undefined : 'proxy.example:3128');
});

test('settings win over the environment', () => {
  const environment = { HTTP_PROXY: 'http://env.example', HTTPS_PROXY: 'http://env.example', NO_PROXY: '*' };
  expect(way(environment, 'https://aws.example', { https: 'http://set.example', none: 'other.example' })).toBe('set.example');
  expect(way(environment, 'http://aws.example', { http: 'http://set.example', none: 'other.example' })).toBe('set.example');
  expect(way({}, 'https://aws.example', { http: 'http://set.example' })).toBe('set.example');
  expect(way({}, 'https://aws.example', { http: 'http://set.example', https: '' })).toBeUndefined();
});

test.each([
  [
    'socks5://jane:CANARY-password@proxy.example',
    'Wrong proxy: The proxy socks5://proxy.example is of a kind that is not supported. Name an HTTP proxy: http://host:port.',
  ],
  [
    'http://jane:CANARY-password@:80 80',
    "Wrong proxy: What HTTPS_PROXY or HTTP_PROXY, or the provider's https_proxy or http_proxy, says is not a URL. Write http://host:port.",
  ],
])('%s is refused, without its password', (proxy, message) => {
  expect(() => way({ HTTPS_PROXY: proxy }, 'https://aws.example')).toThrow(expect.objectContaining({ message }));
});
