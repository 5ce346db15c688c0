import { RotationError } from './rotation-error';
import { MAX_PARAMETER_NAME_LENGTH } from '../../contracts/names';
import type { CheckRequest, RemindRequest, RollbackRequest, RotateRequest } from '../../contracts/rotation/requests';

/** What an invocation asks for (`RotatorRequest`), as it was read. */
export type Request =
  | SecretRequest
  /** Look after all secrets of the vault: overdue ones, and what earlier values left. */
  | { readonly kind: 'check' }
  /** Remind people of a secret that is kept elsewhere. */
  | { readonly kind: 'remind'; readonly secret: string };

/** What is asked for one secret of the vault. */
export type SecretRequest =
  /** Replace the value of a secret. */
  | {
      readonly kind: 'rotate';
      readonly secret: string;
      /** The point in time that a schedule promised. Undefined for now. */
      readonly scheduled?: Date;
      /** Days that the value has to be old at least, for a schedule that looks daily. */
      readonly afterDays?: number;
      /** Only where there is no value yet: asked by each deploy. */
      readonly onlyFirst: boolean;
    }
  /** Make the value before the current one current again. */
  | { readonly kind: 'rollback'; readonly secret: string };

type Member = keyof RotateRequest | keyof RollbackRequest | keyof CheckRequest | keyof RemindRequest;

const FORMS = '{"rotate":"/<service>/<key>"}, {"rollback":"/<service>/<key>"} or {"check":true}';

/**
 * Reads the payload of an invocation.
 *
 * @throws RotationError where it is none of the forms
 */
export function parseRequest(event: unknown): Request {
  const members = (typeof event === 'object' && event !== null ? event : {}) as Partial<Record<Member, unknown>>;
  const { rotate, rollback, check, remind, scheduled, first, afterDays } = members;
  if ([rotate, rollback, check, remind].filter((asked) => asked !== undefined).length !== 1) {
    throw new RotationError('UnknownRequest', `The payload is not understood. Send ${FORMS}.`);
  }
  if (typeof rotate === 'string') {
    return {
      kind: 'rotate',
      secret: parameter(rotate),
      scheduled: time(scheduled),
      afterDays: typeof afterDays === 'number' ? afterDays : undefined,
      onlyFirst: first === true,
    };
  }
  if (typeof rollback === 'string') return { kind: 'rollback', secret: parameter(rollback) };
  if (check === true) return { kind: 'check' };
  if (typeof remind === 'string' && /^[\w./-]{1,512}$/.test(remind)) return { kind: 'remind', secret: remind };
  throw new RotationError('UnknownRequest', `The payload is not understood. Send ${FORMS}.`);
}

function parameter(name: string): string {
  if (/^(\/[\w.-]+){2,15}$/.test(name) && name.length <= MAX_PARAMETER_NAME_LENGTH) return name;
  throw new RotationError('UnknownRequest', 'What the payload names is not the name of a parameter. Write it like /api/db_password.');
}

// EventBridge Scheduler puts in <aws.scheduler.scheduled-time>.
function time(text: unknown): Date | undefined {
  if (text === undefined) return undefined;
  const date = typeof text === 'string' ? new Date(text) : new Date(NaN);
  if (Number.isNaN(date.getTime())) {
    throw new RotationError(
      'UnknownRequest',
      'scheduled is not a time. Write it like 2026-01-31T03:00:00Z, or leave it out to rotate now.',
    );
  }
  return date;
}
