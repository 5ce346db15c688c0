import type { Account } from './account';

/** A secret as a test sets it up, for one strategy in one situation. */
export interface Scenario {
  readonly title: string;
  readonly strategy: string;
  /** Whether it differs little from another one, so that less of it is tried. */
  readonly isAlike?: boolean;
  /** Whether IAM decides about every request meanwhile. */
  readonly authorized?: boolean;
  /** What the function is asked for. @default rotate */
  readonly request?: 'rotate' | 'rollback';
  /** How many versions there are before. */
  readonly versions: number;
  /** Puts everything there but the plan. @returns the settings of the strategy */
  given(secret: string, account: Account): Promise<object>;
  /** Reads the secret and uses it, as its consumers do. @throws Error where that fails */
  use(secret: string, account: Account): Promise<void>;
  /** What is left that should not be, or is missing, at the end. */
  leftovers?(secret: string, account: Account): Promise<string[]>;
}
