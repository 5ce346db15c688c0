/** What came of an invocation; `killed` where the process ended before it answered. */
export type Answer = { readonly result: unknown } | { readonly error: { readonly name: string; readonly message: string } } | 'killed';

/** Runs the function, one invocation after another. */
export interface FunctionRunner {
  /** Whether what still comes from it has to be held back: it was to be gone, and only plays dead. */
  readonly isDead: boolean;
  invoke(event: object, requestId: string, remainingMs: number): Promise<Answer>;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>;
}
