/** Local AWS cannot start or cannot go on. The first line of the message says what is missing and what to do. */
export class LocalAwsError extends Error {
  constructor(message: string) {
    super(`LocalAws: ${message}`);
    this.name = 'LocalAwsError';
  }
}
