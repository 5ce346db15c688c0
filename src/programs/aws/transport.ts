import { readFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsSettingError, REQUEST_TIMEOUT_MS, type AwsSettings } from './aws-settings';
import { ProxyRules } from './proxies';

type Request = Parameters<NodeHttpHandler['handle']>[0];
type RequestOptions = Parameters<NodeHttpHandler['handle']>[1];
type Answer = ReturnType<NodeHttpHandler['handle']>;

const CONNECT_TIMEOUT_MS = 10_000;
const SOCKETS = 50;

/**
 * What all requests have in common on their way out, those for credentials too: proxies, the certificates that are
 * trusted, time limits, and the words on where they come from. The SDK's own clients know of none but the limits.
 */
export class Transport {
  // What the SDK asks of a handler of requests.
  public readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly ways = new Map<string, Promise<NodeHttpHandler>>();
  private readonly rules: ProxyRules;
  private readonly userAgent: (sdk: string | undefined) => string;
  private clock: { readonly server: number; readonly here: number } | undefined;

  constructor(private readonly settings: AwsSettings) {
    this.rules = new ProxyRules(settings.proxies);
    this.userAgent = userAgentOf(settings);
  }

  public async handle(request: Request, options?: RequestOptions): Answer {
    const proxy = this.rules.any
      ? this.rules.proxyFor(request.protocol, request.hostname, request.port ?? (request.protocol === 'https:' ? 443 : 80))
      : undefined;
    // Not part of what is signed.
    request.headers['user-agent'] = this.userAgent(request.headers['user-agent']);
    const way = await this.way(proxy);
    try {
      const answer = await way.handle(request, options);
      if (proxy && answer.response.statusCode === 407) throw refusal(407);
      answer.response.body?.prependListener?.('error', adopt);
      const date = Date.parse(answer.response.headers.date ?? '');
      if (!Number.isNaN(date)) this.clock = { server: date, here: performance.now() };
      return answer;
    } catch (error) {
      throw describeError(error as NodeJS.ErrnoException, proxy);
    }
  }

  /** The time by the clock of whoever answered last; by this machine's where nobody has. */
  public serverTime(): Date {
    return new Date(this.clock ? this.clock.server + performance.now() - this.clock.here : Date.now());
  }

  public destroy(): void {
    for (const way of this.ways.values()) {
      void way.then(
        (handler) => handler.destroy(),
        () => undefined,
      );
    }
    this.ways.clear();
  }

  // The SDK tells every handler of its logger and defaults this way; ours are given above.
  public updateHttpClientConfig(): void {
    return undefined;
  }

  public httpHandlerConfigs(): object {
    return {};
  }

  private way(proxy: URL | undefined): Promise<NodeHttpHandler> {
    const key = proxy?.href ?? '';
    let way = this.ways.get(key);
    if (!way) {
      way = this.open(proxy);
      this.ways.set(key, way);
    }
    return way;
  }

  private async open(proxy: URL | undefined): Promise<NodeHttpHandler> {
    const { NodeHttpHandler: Handler } = await import('@smithy/node-http-handler');
    const common = {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: this.settings.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    };
    const certificates = trusted(this.settings.caBundle ?? process.env.AWS_CA_BUNDLE);
    const agent = { keepAlive: true, maxSockets: SOCKETS, ...certificates };
    if (!proxy) return new Handler({ ...common, httpsAgent: new HttpsAgent(agent) });
    const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([import('http-proxy-agent'), import('https-proxy-agent')]);
    const httpsAgent = new HttpsProxyAgent(proxy, agent);
    // It takes its options for the way to the proxy; these are for what is at the tunnel's end. And left to find out by
    // itself whether that is TLS, it keeps no connection for the next request.
    Object.assign(httpsAgent.options, certificates, { secureEndpoint: true });
    // Its answer would pass for one of AWS: a proxy that does not let a host through is not a permission that is missing.
    httpsAgent.on('proxyConnect', ({ statusCode }: { statusCode: number }, request: ClientRequest) => {
      if (statusCode !== 200) request.destroy(refusal(statusCode));
    });
    return new Handler({ ...common, httpAgent: new HttpProxyAgent(proxy, agent), httpsAgent });
  }
}

/** A proxy answered that it does not let a request through. */
class ProxyRefusal extends Error {
  public override readonly name = 'Error';
}

function refusal(status: number): Error {
  if (status === 407) {
    return new ProxyRefusal('The proxy asks for a name and a password, or does not accept them (407). Write them into its URL');
  }
  const error = new ProxyRefusal(`The proxy makes no connection to the host (${status})`);
  return status < 500 ? error : Object.assign(error, { $retryable: {} });
}

/** The failure of a request, with the proxy that it went through, without its password. */
function describeError(error: NodeJS.ErrnoException & { $retryable?: object }, proxy: URL | undefined): Error {
  adopt(error);
  if (!proxy || error.name === 'AbortError') return error;
  // Without a code, it is the agent that says that the proxy went away.
  const { name, code = name === 'Error' && !(error instanceof ProxyRefusal) ? 'ECONNRESET' : undefined, $retryable } = error;
  return Object.assign(
    new Error(`${error.message} (through the proxy ${proxy.protocol}//${proxy.host})`),
    { name, code },
    $retryable && { $retryable },
  );
}

/**
 * Makes an error of Node.js one of this realm: in one of its own (node:vm), the SDK takes it for none, and puts another in
 * its place that has no code.
 */
function adopt(error: Error): void {
  if (!(error instanceof Error)) Object.setPrototypeOf(error, Error.prototype);
}

// In place of the usual certificates, as hashicorp/aws and AWS's own tools take it.
function trusted(caBundle: string | undefined): { ca?: string } {
  if (caBundle === undefined || caBundle === '') return {};
  try {
    return { ca: readFileSync(caBundle, 'utf8') };
  } catch (error) {
    throw new AwsSettingError(
      'The certificates cannot be read',
      `${(error as Error).message}. Correct custom_ca_bundle, or AWS_CA_BUNDLE.`,
    );
  }
}

function userAgentOf({ userAgent, terraformVersion, appendUserAgent }: AwsSettings): (sdk: string | undefined) => string {
  const before = [...(terraformVersion === undefined ? [] : [`Terraform/${terraformVersion}`]), userAgent.join('/')];
  return (sdk) =>
    [...before, sdk, appendUserAgent]
      .filter((part) => part !== undefined && part !== '')
      .join(' ')
      .replace(/[^\x20-\x7e]/g, '');
}
