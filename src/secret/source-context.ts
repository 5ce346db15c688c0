import type { Construct } from 'constructs';
import type { RandomValue } from '../systems-of-record/parameter-store/parameter-record';

/** The secret that a source makes a value for, as far as the source needs to know it. */
export interface SourceContext {
  /** The secret, below which ephemeral values are declared. */
  readonly scope: Construct;
  /** Subject of errors. */
  readonly subject: string;
  /** The largest value that its system of record takes, in bytes. */
  readonly maximumBytes: number;

  /**
   * A random value for the length of one run, as a token.
   *
   * @throws EngineError if the vault's provider cannot make it
   */
  random(id: string, value: RandomValue): string;
}
