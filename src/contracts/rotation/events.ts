/** The source of Coffer's events, as rules of EventBridge match it. */
export const EVENT_SOURCE = 'coffer';

/** What is under way, as errors, logs and events name it (AWS Secrets Manager: the steps of a rotation). */
export type RotationStep = 'begin' | 'create' | 'set' | 'test' | 'finish';

interface About {
  /** Name of the secret's parameter. */
  readonly secret: string;
}

interface NewVersion extends About {
  readonly version: number;
  readonly strategy: string;
}

interface Failure extends About {
  readonly step: RotationStep | 'check';
  /** One word for programs. */
  readonly code: string;
  readonly message: string;
}

/** An age that is more than was promised, in days. */
interface Age extends About {
  readonly days: number;
  readonly everyDays: number | undefined;
}

/**
 * The kinds of events, as rules of EventBridge match them by `detail-type`, and what each says besides the vault: names,
 * numbers and codes; never a value.
 */
export interface RotationEvents {
  readonly SecretRotated: NewVersion & { readonly refused: number | undefined };
  readonly SecretRotationSuperseded: NewVersion;
  readonly SecretRotationFailed: Failure;
  readonly SecretRotationOverdue: Age;
  /** Without an age where the secret is kept elsewhere. */
  readonly SecretRotationReminder: Age | About;
}

export type RotationEvent = keyof RotationEvents;

/** Those that somebody should look at: the vault's topic gets them too. */
export const EVENTS_FOR_PEOPLE: readonly RotationEvent[] = ['SecretRotationFailed', 'SecretRotationOverdue', 'SecretRotationReminder'];
