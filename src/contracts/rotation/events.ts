/** The source of Coffer's events, as rules of EventBridge match it. */
export const EVENT_SOURCE = 'coffer';

/** What is under way, as errors, logs and events name it (AWS Secrets Manager: the steps of a rotation). */
export type RotationStep = 'begin' | 'create' | 'set' | 'test' | 'finish';

/** An age that is more than was promised, in days. */
interface Age {
  readonly secret: string;
  readonly days: number;
  readonly everyDays: number | undefined;
}

/**
 * The kinds of events, as rules of EventBridge match them by `detail-type`, and what each says besides the vault: names,
 * numbers and codes; never a value.
 */
export interface RotationEvents {
  readonly SecretRotated: { readonly secret: string; readonly version: number; readonly refused: number | undefined; readonly strategy: string };
  readonly SecretRotationSuperseded: { readonly secret: string; readonly version: number; readonly strategy: string };
  readonly SecretRotationFailed: { readonly secret: string; readonly step: RotationStep | 'check'; readonly code: string; readonly message: string };
  readonly SecretRotationOverdue: Age;
  /** Without an age where the secret is kept elsewhere. */
  readonly SecretRotationReminder: Age | { readonly secret: string };
}

export type RotationEvent = keyof RotationEvents;

/** Those that somebody should look at: the vault's topic gets them too. */
export const EVENTS_FOR_PEOPLE: readonly RotationEvent[] = ['SecretRotationFailed', 'SecretRotationOverdue', 'SecretRotationReminder'];
