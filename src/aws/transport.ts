import { readFileSync } from 'node:fs';
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
      if (proxy && answer.response.statusCode === 407) throw new Error('the proxy asks for a name and a password, or does not accept them (407). Write them into its URL');
      return answer;
    } catch (error) {
      if (proxy && error instanceof Error && error.name !== 'AbortError') error.message += ` (through the proxy ${proxy.protocol}//${proxy.host})`;
      throw error;
    }
  }

  public destroy(): void {
    for (const way of this.ways.values()) void way.then((handler) => handler.destroy(), () => undefined);
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
      connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: this.settings.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true,
    };
    const agent = { keepAlive: true, maxSockets: SOCKETS, ...trusted(this.settings.caBundle ?? process.env.AWS_CA_BUNDLE) };
    if (!proxy) return new Handler({ ...common, httpsAgent: new HttpsAgent(agent) });
    const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([import('http-proxy-agent'), import('https-proxy-agent')]);
    return new Handler({ ...common, httpAgent: new HttpProxyAgent(proxy, agent), httpsAgent: new HttpsProxyAgent(proxy, agent) });
  }
}

// In place of the usual certificates, as hashicorp/aws and AWS's own tools take it.
function trusted(caBundle: string | undefined): { ca?: string } {
  if (caBundle === undefined || caBundle === '') return {};
  try {
    return { ca: readFileSync(caBundle, 'utf8') };
  } catch (error) {
    throw new AwsSettingError('The certificates cannot be read', `${(error as Error).message}. Correct custom_ca_bundle, or AWS_CA_BUNDLE.`);
  }
}

function userAgentOf({ userAgent, terraformVersion, appendUserAgent }: AwsSettings): (sdk: string | undefined) => string {
  const before = [...(terraformVersion === undefined ? [] : [`Terraform/${terraformVersion}`]), userAgent.join('/')];
  return (sdk) => [...before, sdk, appendUserAgent].filter((part) => part !== undefined && part !== '').join(' ').replace(/[^\x20-\x7e]/g, '');
}
