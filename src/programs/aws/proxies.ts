import { BlockList, isIP } from 'node:net';
import { AwsSettingError, type Proxies } from './aws-settings';

/** Which proxy leads to an address. The rules are Go's, so that hashicorp/aws and Coffer take the same way in one run. */
export class ProxyRules {
  private readonly http: string;
  private readonly https: string;
  private readonly exceptions: readonly Exception[];

  /**
   * @param given settings, which win over the environment
   */
  constructor(given: Proxies = {}, environment: NodeJS.ProcessEnv = process.env) {
    const from = (name: string): string | undefined => environment[name] ?? environment[name.toLowerCase()];
    this.http = given.http ?? from('HTTP_PROXY') ?? '';
    // hashicorp/aws takes http_proxy, given as a setting, for addresses of both kinds.
    this.https = given.https ?? from('HTTPS_PROXY') ?? given.http ?? '';
    this.exceptions = (given.none ?? from('NO_PROXY') ?? '')
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map(exception);
  }

  /** Whether any address has a proxy. */
  public get any(): boolean {
    return this.http !== '' || this.https !== '';
  }

  /**
   * The proxy for an address, or undefined where there is none.
   *
   * @param protocol `http:` or `https:`
   * @throws AwsSettingError where the proxy is no URL that this understands
   */
  public proxyFor(protocol: string, host: string, port: number): URL | undefined {
    const proxy = protocol === 'https:' ? this.https : this.http;
    if (proxy === '' || isLoopback(host)) return undefined;
    const name = host
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '');
    if (this.exceptions.some((matches) => matches(name, port))) return undefined;
    return proxyUrl(proxy);
  }
}

type Exception = (host: string, port: number) => boolean;

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

/** One entry of NO_PROXY: `*`, an address, a range of addresses, or a domain with all below it, each with or without a port. */
function exception(text: string): Exception {
  if (text === '*') return () => true;
  const range = /^([\da-f.:]+)\/(\d+)$/i.exec(text);
  if (range && isIP(range[1]!)) return inRange(range[1]!, Number(range[2]));
  const [, named = text, port] = isIP(text) ? [] : (/^(.+?)(?::(\d+))?$/.exec(text) ?? []);
  const name = named
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^\*\./, '.');
  const covers = (host: string) => (isIP(name) ? host === name : host.endsWith(name.startsWith('.') ? name : `.${name}`) || host === name);
  return (host, at) => covers(host) && (port === undefined || Number(port) === at);
}

function inRange(address: string, prefix: number): Exception {
  const list = new BlockList();
  try {
    list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  } catch {
    return () => false; // no such prefix: Go passes over it as well
  }
  return (host) => isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

// The text is not repeated: it may hold a password.
function proxyUrl(text: string): URL {
  const written = /^[a-z\d+.-]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(written)) {
    throw new AwsSettingError(
      'Wrong proxy',
      "What HTTPS_PROXY or HTTP_PROXY, or the provider's https_proxy or http_proxy, says is not a URL. Write http://host:port.",
    );
  }
  const url = new URL(written);
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new AwsSettingError(
    'Wrong proxy',
    `The proxy ${url.protocol}//${url.host} is of a kind that is not supported. Name an HTTP proxy: http://host:port.`,
  );
}
