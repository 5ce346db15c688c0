type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';
const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error'];

// Terraform tells plugins its level by TF_LOG, or TF_LOG_PROVIDER; without one, it throws the lines away.
const wanted = (process.env.TF_LOG_PROVIDER ?? process.env.TF_LOG ?? '').toLowerCase();
const threshold = wanted === 'json' ? 0 : wanted === '' ? LEVELS.length : Math.max(0, LEVELS.indexOf(wanted as Level));

/**
 * Writes one line in hclog's JSON form on standard error, where Terraform's log picks it up.
 *
 * Fields are names, counts and durations. Values of secrets are never passed here; there is no redaction to rely on.
 */
export function log(level: Level, message: string, fields: Readonly<Record<string, string | number | boolean | undefined>> = {}): void {
  if (LEVELS.indexOf(level) < threshold) return;
  const now = new Date().toISOString().replace('Z', '000Z'); // hclog wants six digits of a second
  process.stderr.write(`${JSON.stringify({ '@level': level, '@message': message, '@module': 'coffer', '@timestamp': now, ...fields })}\n`);
}
