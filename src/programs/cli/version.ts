/** The version of the command, as the bundle has it. */
declare const COFFER_VERSION: string | undefined;

/** The version of the command. */
export function version(): string {
  return typeof COFFER_VERSION === 'string' ? COFFER_VERSION : '0.0.0';
}
