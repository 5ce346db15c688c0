/** One statement of SHOW GRANTS, cut where it says whom it is for. */
export interface Grant {
  readonly before: string;
  readonly after: string;
}

// Names in backticks, texts in either quotes, words, and single characters; a doubled quote stands for itself.
const TOKENS = /`(?:[^`]|``)*`|'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|[\w$]+|\s+|./gsu;

// A role is granted by its name alone, or by its name and host in MySQL.
const ROLE = /^GRANT (`(?:[^`]|``)*`(?:@`(?:[^`]|``)*`)?) TO $/s;

/**
 * Takes a statement of SHOW GRANTS apart, so that it can be made for another account (MySQL, MariaDB: SHOW GRANTS). All
 * that is left in it is the server's, quoted by it.
 *
 * How the account is identified, which MariaDB and old versions of MySQL say along, is left out.
 *
 * @returns undefined for a statement of an unknown form
 */
export function grantOf(shown: string): Grant | undefined {
  const tokens = [...shown.matchAll(TOKENS)].map(([token]) => token);
  const words = tokens.map((token) => token.toUpperCase());
  if (!['GRANT', 'REVOKE', 'SET'].includes(words[0] ?? '')) return undefined;
  const places = words.flatMap((word, index) => (['TO', 'FOR', 'FROM'].includes(word) && isAccount(tokens, index + 2) ? [index] : []));
  const at = places.at(-1);
  if (at === undefined) return undefined;
  return {
    before: tokens.slice(0, at + 2).join(''),
    after: withoutIdentity(tokens.slice(at + 5))
      .join('')
      .trimEnd(),
  };
}

/** What takes the role away that a statement grants; undefined where it grants none. */
export function revocationOf({ before }: Grant): Grant | undefined {
  const role = ROLE.exec(before)?.[1];
  return role === undefined ? undefined : { before: `REVOKE ${role} FROM `, after: '' };
}

/** Leaves out default roles that are not granted (any more), which MariaDB shows, and accepts for nobody. */
export function withoutStaleDefaults(grants: readonly Grant[]): Grant[] {
  const roles = new Set(grants.flatMap(({ before }) => ROLE.exec(before)?.[1] ?? []));
  return grants.filter(({ before }) => {
    const role = /^SET DEFAULT ROLE (.+) FOR $/s.exec(before)?.[1];
    return role === undefined || roles.has(role);
  });
}

function isAccount(tokens: readonly string[], index: number): boolean {
  return /^[`'"]/.test(tokens[index] ?? '') && tokens[index + 1] === '@' && /^[`'"]/.test(tokens[index + 2] ?? '');
}

// IDENTIFIED BY PASSWORD '…', or IDENTIFIED VIA a USING '…' OR b, up to REQUIRE, WITH or the end.
function withoutIdentity(tokens: readonly string[]): readonly string[] {
  const start = tokens.findIndex((token) => token.toUpperCase() === 'IDENTIFIED');
  if (start < 0) return tokens;
  const length = tokens.slice(start).findIndex((token) => ['REQUIRE', 'WITH'].includes(token.toUpperCase()));
  return [...tokens.slice(0, start), ...(length < 0 ? [] : tokens.slice(start + length))];
}
