/**
 * What the rotator is asked for, as the payload of an invocation: by schedules, by each deploy, and by the command.
 */
export type RotatorRequest = RotateRequest | RollbackRequest | CheckRequest | RemindRequest;

/** Replace the value of a secret. */
export interface RotateRequest {
  /** Name of the secret's parameter. */
  readonly rotate: string;
  /** The point in time that a schedule promised, as ISO 8601 has it. @default now */
  readonly scheduled?: string;
  /** Days that the value has to be old at least, for a schedule that looks daily. */
  readonly afterDays?: number;
  /** Only where there is no value yet. @default false */
  readonly first?: boolean;
  /**
   * SHA-256 of the secret's rotation plan, as lower-case digits. The rotator reads it in the schedule, which the stack wrote
   * there, and never in a request: whoever may invoke the function cannot say what it does.
   */
  readonly plan?: string;
}

/** Make the value before the current one current again. */
export interface RollbackRequest {
  /** Name of the secret's parameter. */
  readonly rollback: string;
}

/** Look after all secrets of the vault: overdue ones, and what earlier values left. */
export interface CheckRequest {
  readonly check: true;
  /** The same for all plans of the vault at once (`digestOfPlans`), and as little believed in a request. */
  readonly plans?: string;
}

/** Remind people of a secret that is kept elsewhere. */
export interface RemindRequest {
  /** `<service>/<key>`. */
  readonly remind: string;
}

/** What EventBridge Scheduler puts the point in time in for (EventBridge Scheduler: Adding context attributes). */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
