/** What people call a stage of production. */
const PRODUCTION = new Set(['prod', 'prd', 'production', 'live']);
const NEGATIONS = new Set(['no', 'non', 'not']);

/**
 * Whether a stage is production by its name: one of its words is `prod`, `prd`, `production` or `live`, as in
 * `prod-eu` and `pre-prod`, and none before it denies it, as in `non-prod`.
 */
export function isProduction(stage: string): boolean {
  const words = stage.split('-');
  return words.some((word, at) => PRODUCTION.has(word.replace(/\d+$/, '')) && !NEGATIONS.has(words[at - 1] ?? ''));
}
