import * as http from 'node:http';
import { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsErrorAnswer, HttpAnswer } from './aws-error';
import { AwsRequest, identifyAwsRequest } from './aws-request';
import { Fault, FaultRule, InjectedFault, InjectedThrottle, Throttle } from './faults';

export type { AwsRequest } from './aws-request';
export type { Fault, FaultRule, InjectedFault, InjectedThrottle, RequestMatcher, Throttle } from './faults';

/** A request that came through the proxy, without its body. */
export interface ProxiedRequest extends AwsRequest {
  /** Whether AWS has seen it. */
  readonly reachedAws: boolean;
  /** The status that the client got; undefined where it got no answer, or none yet. */
  readonly status?: number;
}

export interface FaultProxyOptions {
  /** Where requests go, such as `LocalAws.endpoint`. */
  readonly target: string;
  /** A clock in milliseconds, for throttles. @default - the time since this process started */
  readonly now?: () => number;
}

// Hop-by-hop headers belong to one connection; `expect` is answered by this proxy.
const OF_ONE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'content-length']);

/**
 * Stands between an AWS client and Local AWS, and makes chosen requests fail in chosen ways.
 *
 * A client is sent through it by its endpoint: `{ ...aws.environment, AWS_ENDPOINT_URL: proxy.endpoint }`.
 */
export class FaultProxy {
  /** Starts a proxy on a free port of 127.0.0.1. */
  public static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.server.once('error', reject);
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  private readonly server: http.Server;
  private readonly agent = new http.Agent({ keepAlive: true });
  private readonly now: () => number;
  private readonly target: URL;
  private readonly seen: Writable<ProxiedRequest>[] = [];
  /** The last answer that AWS gave to each request. */
  private readonly answers = new Map<string, HttpAnswer>();
  private faults: InjectedFault[] = [];
  private throttles: InjectedThrottle[] = [];

  private constructor(options: FaultProxyOptions) {
    this.target = new URL(options.target);
    this.now = options.now ?? (() => performance.now());
    this.server = http.createServer((request, response) => {
      // What is left here is a client that went away in the middle, or AWS itself being gone: both see a broken connection.
      this.serve(request, response).catch(() => request.socket.destroy());
    });
    // A test stops the clock of a client as long as it likes; the proxy must not be what gives up.
    this.server.requestTimeout = 0;
  }

  /** Base address, such as `http://127.0.0.1:41573`. */
  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The requests so far, in the order in which they came. */
  public get requests(): readonly ProxiedRequest[] {
    return this.seen;
  }

  /** Forgets the requests so far, and their answers. */
  public clearRequests(): void {
    this.seen.length = 0;
    this.answers.clear();
  }

  /** Puts a rule in force. Of several that match a request, the first one that is due applies. */
  public inject(rule: FaultRule): InjectedFault {
    const fault = new InjectedFault(rule, (removed) => {
      this.faults = this.faults.filter((other) => other !== removed);
    });
    this.faults.push(fault);
    return fault;
  }

  /** Answers requests that come too fast as AWS does, before any rule is looked at. */
  public throttle(limit: Throttle): InjectedThrottle {
    const throttle = new InjectedThrottle(limit, this.now, (removed) => {
      this.throttles = this.throttles.filter((other) => other !== removed);
    });
    this.throttles.push(throttle);
    return throttle;
  }

  /** Takes every rule and throttle out of force. */
  public clear(): void {
    this.faults = [];
    this.throttles = [];
  }

  /** Ends the proxy and every connection, also those that wait for an answer. */
  public async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    this.agent.destroy();
    await closed;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await readAll(request);
    const { method = 'GET', url = '/', headers } = request;
    const aws = identifyAwsRequest({ method, url, headers, body });
    const record: Writable<ProxiedRequest> = { ...aws, reachedAws: false };
    this.seen.push(record);

    const refusal = firstOf(this.throttles, (throttle) => throttle.refuse(aws));
    const rule = refusal ? undefined : firstOf(this.faults, (fault) => fault.apply(aws));
    const before: readonly Fault[] = refusal ? [{ kind: 'error', ...refusal }] : asList(rule?.before);
    const same = [method, url, headers['x-amz-target'], body.toString('base64')].join(' ');

    let answer = await this.suffer(before, aws, response, this.answers.get(same));
    if (answer === 'none' || response.destroyed) {
      // A client that was killed before its request left has sent nothing.
      return;
    }
    if (!answer) {
      record.reachedAws = true;
      const real = await this.forward(request, body);
      this.answers.set(same, real);
      answer = (await this.suffer(asList(rule?.after), aws, response, real)) ?? real;
    }
    if (answer !== 'none' && !response.destroyed) {
      record.status = answer.status;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    }
  }

  /**
   * Lets faults happen one after another. The answer of the one that ends it; undefined where none does.
   *
   * @param answer AWS's answer to this request; before it has one, that to the last one of its kind
   */
  private async suffer(
    faults: readonly Fault[],
    request: AwsRequest,
    response: http.ServerResponse,
    answer: HttpAnswer | undefined,
  ): Promise<HttpAnswer | 'none' | undefined> {
    for (const fault of faults) {
      switch (fault.kind) {
        case 'error':
          return awsErrorAnswer(fault, request.protocol);
        case 'reset':
          reset(response.socket);
          return 'none';
        case 'cut':
          if (answer && answer.body.length > 1) await begin(response, answer);
          reset(response.socket);
          return 'none';
        case 'timeout':
          return 'none';
        case 'stale':
          if (answer) return answer;
          break;
        case 'delay':
          await sleep(fault.ms, undefined, { ref: false });
          break;
        case 'call':
          await fault.fn(request);
          break;
      }
    }
    return undefined;
  }

  private forward(request: http.IncomingMessage, body: Buffer): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      // The Host header goes on as it came: it is part of the signature, and SQS makes queue addresses of it.
      // So does the path, byte for byte: parsing it as a URL would tidy the keys of S3 objects.
      const outgoing = http.request(
        {
          host: this.target.hostname,
          port: this.target.port,
          path: request.url,
          method: request.method,
          headers: { ...endToEnd(request.headers), 'content-length': body.length },
          agent: this.agent,
        },
        (incoming) => {
          readAll(incoming).then((answer) => {
            const length = request.method === 'HEAD' ? incoming.headers['content-length'] : String(answer.length);
            const headers = { ...endToEnd(incoming.headers), ...(length === undefined ? {} : { 'content-length': length }) };
            resolve({ status: incoming.statusCode!, headers, body: answer });
          }, reject);
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Breaks a connection. Where the client has gone, and this end is shutting down too, Node cannot reset it any more: it
 * would keep the handle, and wait for it at the end of the process for ever.
 */
function reset(socket: Socket | null): void {
  if (socket?.writableEnded) socket.destroy();
  else socket?.resetAndDestroy();
}

/** Sends the first half of an answer. */
async function begin(response: http.ServerResponse, { status, headers, body }: HttpAnswer): Promise<void> {
  response.writeHead(status, headers);
  await new Promise<void>((sent) => response.write(body.subarray(0, Math.floor(body.length / 2)), () => sent()));
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function asList(faults: Fault | readonly Fault[] | undefined): readonly Fault[] {
  return faults === undefined ? [] : ([faults].flat() as Fault[]);
}

function endToEnd(headers: http.IncomingHttpHeaders): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name, value]) => !OF_ONE_CONNECTION.has(name) && value !== undefined);
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

async function readAll(stream: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
