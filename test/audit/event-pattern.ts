type Json = { readonly [member: string]: unknown };

/**
 * Judges an event by a pattern of EventBridge, as far as Coffer writes such patterns: texts, `exists`, `prefix`, `suffix`, `wildcard`,
 * `anything-but`, `$or`, and members of elements of arrays. moto knows no `$or` and no `wildcard`, and AWS's own library takes Java and
 * seconds: watcher-rules.test.ts holds this against it.
 *
 * @see EventBridge: Operators for use in event patterns
 */
export function matchesEvent(pattern: object, event: object): boolean {
  return Object.entries(pattern).every(([member, wanted]) => {
    if (member === '$or') return (wanted as object[]).some((each) => matchesEvent(each, event));
    const value = (event as Json)[member];
    if (Array.isArray(wanted)) return wanted.some((matcher) => valuesOf(value).some((each) => matches(matcher, each)));
    return valuesOf(value).some((each) => matchesEvent(wanted as object, typeof each === 'object' && each !== null ? each : {}));
  });
}

function valuesOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function matches(matcher: unknown, value: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === value;
  const [[operator, wanted]] = Object.entries(matcher) as [[string, unknown]];
  if (operator === 'exists') return wanted === (value !== undefined);
  if (typeof value !== 'string') return false;
  switch (operator) {
    case 'prefix':
      return value.startsWith(String(wanted));
    case 'suffix':
      return value.endsWith(String(wanted));
    case 'wildcard':
      return valuesOf(wanted).some((each) => isLike(value, String(each)));
    case 'anything-but':
      return typeof wanted === 'object' && !Array.isArray(wanted) ? !matches(wanted, value) : !valuesOf(wanted).includes(value);
    default:
      throw new Error(`not an operator: ${operator}`);
  }
}

function isLike(value: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`, 's').test(value);
}
