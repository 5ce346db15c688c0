import type { AwsClients } from '../aws/clients';
import type { Log } from '../aws/function-log';

/** One version of a secret, in clear. */
export interface Version {
  readonly value: string;
  /** Parameter Store's number of it. */
  readonly version: number;
  /** Since when it is current, by AWS's clock. */
  readonly since: Date;
}

/** A value that is not current yet. */
export interface PendingValue {
  readonly value: string;
  /** What may be known of it without its value, such as the id of a key: at most some 300 characters in all. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** What a strategy works with. */
export interface StrategyContext {
  /** Name of the secret's parameter. */
  readonly secret: string;
  readonly aws: AwsClients;
  readonly log: Log;
  /** Aborted shortly before Lambda ends the process. */
  readonly signal: AbortSignal;
  /** When this rotation was begun, by AWS's clock: by this run, or by the one that it goes on from. */
  readonly begun: Date;
  /** Whether this run goes on from another one that was cut off, and that may have left something outside. */
  readonly resumed: boolean;
  /** Now, by AWS's clock. */
  now(): Date;
  /**
   * Values of other secrets, in clear, such as the credentials of a database's administrator.
   *
   * @throws RotationError where one has no value yet
   */
  read(...parameters: string[]): Promise<string[]>;
  /** The version of this secret that was current before, where there is one. */
  previous(): Promise<Version | undefined>;
  /** The last version that a rotation made current: another one than the current version where somebody wrote that by hand. */
  promoted(): Promise<Version | undefined>;
  /** The value of a rotation that is under way, where there is one. */
  staged(): Promise<PendingValue | undefined>;
}

/**
 * How one kind of secret is replaced: what the steps create, set, test and finish do for it (AWS Secrets Manager's names
 * of the steps of a rotation). The rotation around it stages the value, so that a strategy never writes the secret itself.
 *
 * Every step is made again after a crash, and has to come to the same end. None may say or log a value; what a server
 * said may quote one, so it is left out of errors too.
 */
export interface Strategy {
  /**
   * Whether `create` does something outside that has to be found again after a crash. The rotation is then begun in its
   * record before, so that `begun` tells what came after.
   *
   * @default false
   */
  readonly createsOutside?: boolean;

  /**
   * Makes the value that is to follow the current one.
   *
   * @param current undefined for the first one
   */
  create(current: Version | undefined, context: StrategyContext): Promise<PendingValue>;

  /**
   * Makes whatever the secret opens take the pending value.
   *
   * @param current the version that the rotation began with; undefined for a first value
   */
  set?(pending: PendingValue, current: Version | undefined, context: StrategyContext): Promise<void>;

  /**
   * Proves a value by using it.
   *
   * @throws RotationError where it does not open what it should
   */
  test?(value: string, context: StrategyContext): Promise<void>;

  /** Takes back what `create` and `set` did for a value that will not become current, since somebody else's did. */
  discard?(pending: PendingValue, current: Version, context: StrategyContext): Promise<void>;

  /** After the promotion. */
  finish?(pending: PendingValue, context: StrategyContext): Promise<void>;

  /** Takes away what earlier values leave behind, as far as its time has come: asked daily. */
  retire?(current: Version, context: StrategyContext): Promise<void>;
}
