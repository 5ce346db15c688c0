/**
 * Judges a record by a filter pattern of CloudWatch Logs for JSON, as far as Coffer writes such patterns: `=`, `!=`, `IS TRUE`,
 * `IS FALSE`, `&&`, `||`, parentheses, and `*` in texts. moto passes on everything, and no package was found that reads these
 * patterns: this is a reading of AWS's page, and not AWS's own word.
 *
 * @see CloudWatch Logs: Filter pattern syntax
 */
export function matchesPattern(pattern: string, record: object): boolean {
  const body = /^\{(.*)\}$/s.exec(pattern.trim());
  if (!body) throw new Error(`no pattern for JSON: ${pattern}`);
  const tokens = body[1]!.match(/&&|\|\||[()]|!=|=|IS (?:TRUE|FALSE)|\$(?:\.\w+)+|"[^"]*"|\S+/g)!;
  let at = 0;
  const either = (): boolean => {
    let result = both();
    while (tokens[at] === '||') {
      at++;
      const right = both();
      result ||= right;
    }
    return result;
  };
  const both = (): boolean => {
    let result = one();
    while (tokens[at] === '&&') {
      at++;
      const right = one();
      result &&= right;
    }
    return result;
  };
  const one = (): boolean => {
    if (tokens[at] === '(') {
      at++;
      const inner = either();
      if (tokens[at++] !== ')') throw new Error(`a ')' is missing before ${tokens[at - 1]}`);
      return inner;
    }
    const value = valueOf(record, tokens[at++]!);
    const operator = tokens[at++]!;
    if (operator.startsWith('IS ')) return value === (operator === 'IS TRUE');
    if (operator !== '=' && operator !== '!=') throw new Error(`not an operator: ${operator}`);
    const text = /^"(.*)"$/.exec(tokens[at++]!);
    if (!text) throw new Error(`not a text: ${tokens[at - 1]}`);
    // What is missing is neither equal nor unequal to anything.
    return typeof value === 'string' && isLike(value, text[1]!) === (operator === '=');
  };
  const result = either();
  if (at !== tokens.length) throw new Error(`left over: ${tokens.slice(at).join(' ')}`);
  return result;
}

function valueOf(record: object, selector: string): unknown {
  if (!selector.startsWith('$.')) throw new Error(`not a selector: ${selector}`);
  return selector
    .slice(2)
    .split('.')
    .reduce<unknown>((value, name) => (value as { readonly [name: string]: unknown } | null | undefined)?.[name], record);
}

function isLike(value: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`, 's').test(value);
}
