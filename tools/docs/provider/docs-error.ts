/** Something is missing that a page needs. The message says what, and where to write it. */
export class DocsError extends Error {
  public override readonly name = 'DocsError';
}
