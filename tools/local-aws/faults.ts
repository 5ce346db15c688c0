import { AwsError } from './aws-error';
import { AwsRequest } from './aws-request';

/** Something that goes wrong between a client and AWS. */
export type Fault =
  /** AWS answers with an error, in the shape of the service's protocol. */
  | ({ readonly kind: 'error' } & AwsError)
  /** The connection breaks. */
  | { readonly kind: 'reset' }
  /** The connection breaks in the middle of the answer. Only after; where the answer has no body, before it begins. */
  | { readonly kind: 'cut' }
  /**
   * The same request is answered as it was the last time, as of a listing that lags behind. Only before; the first time, everything goes
   * on.
   */
  | { readonly kind: 'stale' }
  /** No answer comes until the proxy is closed. */
  | { readonly kind: 'timeout' }
  /** Everything goes on, later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Calls a function of the test, which may kill a process, and goes on when it is done. */
  | { readonly kind: 'call'; readonly fn: (request: AwsRequest) => void | Promise<void> };

/** Which requests are meant: an operation's name, a pattern of names, or any test on the request. */
export type RequestMatcher = string | RegExp | ((request: AwsRequest) => boolean);

export interface FaultRule {
  readonly operation: RequestMatcher;
  /** How many matching requests are let through first. @default 0 */
  readonly skip?: number;
  /** How many requests suffer, after those let through. @default - all of them */
  readonly times?: number;
  /** What happens to the request: it reaches AWS only if these faults leave it whole. @default - nothing */
  readonly before?: Fault | readonly Fault[];
  /** What happens to the answer: the request has taken effect in AWS. @default - nothing */
  readonly after?: Fault | readonly Fault[];
}

export interface Throttle {
  /** Each operation that matches has an allowance of its own. @default - every operation */
  readonly operation?: RequestMatcher;
  /** Requests a second that are let through for good. */
  readonly ratePerSecond: number;
  /** Requests that are let through at once after a pause. */
  readonly burst: number;
}

export function matches(matcher: RequestMatcher, request: AwsRequest): boolean {
  if (typeof matcher === 'function') {
    return matcher(request);
  }
  return typeof matcher === 'string' ? matcher === request.operation : matcher.test(request.operation);
}

/** A rule in force. */
export class InjectedFault {
  private seen = 0;

  constructor(
    private readonly rule: FaultRule,
    private readonly release: (fault: InjectedFault) => void,
  ) {}

  /** How many requests have suffered so far. */
  public get hits(): number {
    return Math.min(Math.max(this.seen - (this.rule.skip ?? 0), 0), this.rule.times ?? Infinity);
  }

  /** Takes the rule out of force. */
  public remove(): void {
    this.release(this);
  }

  /** Counts the request if the rule is about it; the rule, if the request suffers. */
  public apply(request: AwsRequest): FaultRule | undefined {
    if (!matches(this.rule.operation, request)) {
      return undefined;
    }
    const before = this.hits;
    this.seen += 1;
    return this.hits > before ? this.rule : undefined;
  }
}

/** The token bucket by which AWS throttles: it fills at a rate, up to a burst, and each request takes one token. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly ratePerSecond: number,
    private readonly burst: number,
    private readonly now: () => number,
  ) {
    this.tokens = burst;
    this.filledAt = now();
  }

  /** Takes a token; false where none is left. */
  public take(): boolean {
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.ratePerSecond);
    this.filledAt = now;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens -= 1;
    return true;
  }
}

/** A throttle in force: a bucket for each operation that it has met. */
export class InjectedThrottle {
  private readonly buckets = new Map<string, TokenBucket>();
  private refused = 0;

  constructor(
    private readonly throttle: Throttle,
    private readonly now: () => number,
    private readonly release: (throttle: InjectedThrottle) => void,
  ) {}

  /** How many requests have been refused so far. */
  public get hits(): number {
    return this.refused;
  }

  /** Takes the throttle out of force. */
  public remove(): void {
    this.release(this);
  }

  /** The error that the request gets, if it comes too soon. */
  public refuse(request: AwsRequest): AwsError | undefined {
    if (this.throttle.operation !== undefined && !matches(this.throttle.operation, request)) {
      return undefined;
    }
    const key = `${request.service} ${request.operation}`;
    const bucket = this.buckets.get(key) ?? new TokenBucket(this.throttle.ratePerSecond, this.throttle.burst, this.now);
    this.buckets.set(key, bucket);
    if (bucket.take()) {
      return undefined;
    }
    this.refused += 1;
    return THROTTLING[request.protocol];
  }
}

/** How a service that talks a protocol says that requests come too fast. */
export const THROTTLING: Record<AwsRequest['protocol'], AwsError> = {
  json: { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  'rest-json': { status: 429, code: 'TooManyRequestsException', message: 'Rate exceeded' },
  query: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
  'rest-xml': { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
};
