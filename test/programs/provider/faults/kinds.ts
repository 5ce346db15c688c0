import type { AwsRequest, FaultProxy, InjectedFault, ProxiedRequest } from '../../../../tools/local-aws/fault-proxy';
import { THROTTLING, type Fault } from '../../../../tools/local-aws/faults';

/** How a call fails, by whether it had taken effect when it failed: only then is there an answer to be cut. */
export const KINDS = {
  before: ['500', 'throttling', 'reset', 'timeout'],
  after: ['500', 'throttling', 'reset', 'timeout', 'cut'],
} as const;
export type Moment = keyof typeof KINDS;
export type Kind = (typeof KINDS)[Moment][number];

/** How long the provider waits for an answer that does not come, in milliseconds. */
export const ANSWER_WITHIN_MS = 400;

/** One call that fails. */
export interface Point {
  /** Its place among the calls of an apply, from 0. */
  readonly index: number;
  readonly call: ProxiedRequest;
  /** How many calls of the same operation and name come before it. */
  readonly turn: number;
  readonly moment: Moment;
  readonly kind: Kind;
}

/** Makes one call fail, of those that come from now on. */
export function failOnce(proxy: FaultProxy, { call, turn, moment, kind }: Point): InjectedFault {
  return proxy.inject({ operation: (request) => nameOf(request) === nameOf(call), skip: turn, times: 1, [moment]: faultOf(kind, call) });
}

/** Makes a call fail, and lets no later one through: what a provider does that is killed there. */
export function failFrom(proxy: FaultProxy, point: Point): InjectedFault {
  const fault = failOnce(proxy, point);
  // It sees the calls that the rule above leaves alone.
  proxy.inject({ operation: () => fault.hits > 0, before: { kind: 'reset' } });
  return fault;
}

/** What a call asks for, and of what. */
export function nameOf({ operation, name }: AwsRequest): string {
  return `${operation} ${name ?? ''}`;
}

function faultOf(kind: Kind, { protocol }: ProxiedRequest): Fault {
  switch (kind) {
    case '500':
      return {
        kind: 'error',
        status: 500,
        code: protocol === 'rest-xml' ? 'InternalError' : 'InternalServerError',
        message: 'An internal error occurred.',
      };
    case 'throttling':
      return { kind: 'error', ...THROTTLING[protocol] };
    case 'reset':
    case 'timeout':
    case 'cut':
      return { kind };
  }
}
