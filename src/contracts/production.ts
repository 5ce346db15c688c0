/** What people call a stage of production. */
const PRODUCTION = new Set(['prod', 'prd', 'production', 'live']);
const NEGATIONS = new Set(['no', 'non', 'not']);
/** What people call stages that are not production. */
const OTHERS = new Set('dev develop development test testing tst qa uat ci staging stage stg sandbox sbx demo preview review'.split(' '));

/**
 * Whether a stage is production by its name: one of its words is `prod`, `prd`, `production` or `live`, as in
 * `prod-eu` and `pre-prod`, and none before it denies it, as in `non-prod`.
 */
export function isProduction(stage: string): boolean {
  const words = stage.split('-');
  return words.some((word, at) => PRODUCTION.has(word.replace(/\d+$/, '')) && !NEGATIONS.has(words[at - 1] ?? ''));
}

/**
 * Whether a vault, or the key of one, may be production's by its name `<namespace>-<stage>`. The name does not say where the
 * namespace ends, and what a manifest says of that is not believed. So any word of production counts, such as in
 * `acme-prod-eu`, unless the name ends in a stage that is not production: `acme-live-events-dev`. Right after a word of
 * production that proves nothing, since `prod-test` may be a stage of its own.
 */
export function mayBeProduction(name: string): boolean {
  const words = name.split('-');
  const last = words.pop()!.replace(/\d+$/, '');
  return isProduction(name) && !(OTHERS.has(last) && !isProduction(words.at(-1) ?? ''));
}
