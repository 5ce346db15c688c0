/** What a function throws: compare it whole, class and message, so that a message cannot lose its advice unnoticed. */
export function thrownBy(act: () => unknown): { readonly name: string; readonly message: string } {
  try {
    act();
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  throw new Error('nothing was thrown');
}
