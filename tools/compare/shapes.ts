/** Texts that differ from run to run, and what stands for them. */
const PASSING: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]+)-----[^-]+-----END [A-Z ]+-----/g, '<$1>'],
  [/\b(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/=]+/g, '$1 <key>'],
  [/\b([0-9a-f]{2}:){15}[0-9a-f]{2}\b/g, '<fingerprint>'],
  [/\bSHA256:[A-Za-z0-9+/]{43}=?/g, '<fingerprint>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b(AKIA|LKIA|ASIA)[A-Z0-9]{16}\b/g, '<access key>'],
  [/\b[12]\d{12}\b/g, '<milliseconds>'],
  [/\b1[789]\d{8}(\.\d+)?\b/g, '<seconds>'],
  // Local AWS counts in seconds, and the age of what was just written may be less than nothing.
  [/(?<name>"days\\*":)-1\b/g, '$<name>0'],
  [/(127\.0\.0\.1|localhost):\d+/g, '<endpoint>'],
  // Not the number of moto's account.
  [/\b(?!123456789012\b)[0-9a-f]{12,}\b/g, '<hexadecimal>'],
  [/[A-Za-z0-9+/]{40,}={0,2}/g, '<base64>'],
];

/** A text without what differs from run to run. */
export function normal(text: string): string {
  return PASSING.reduce((so, [found, placeholder]) => so.replace(found, placeholder), text);
}

/** What was said, likewise. */
export function normalValue(value: unknown): unknown {
  // Seconds and milliseconds since 1970.
  if (typeof value === 'number') return value > 1_600_000_000 ? '<time>' : value;
  if (typeof value === 'string') return normal(value);
  if (Array.isArray(value)) return value.map(normalValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === 'days' && member === -1 ? 0 : normalValue(member)]),
  );
}

/** Members that hold values. */
const VALUES = new Set(['Value', 'value', 'SecretString', 'SecretAccessKey', 'secretAccessKey', 'password', 'body', 'pending']);

/** What was sent, in one line: values as their shapes. */
export function shapeOfMembers(members: object): string {
  return normal(
    JSON.stringify(members, (name, member: unknown) => {
      // Tags too have a member Value, and say nothing secret; values that are as short are fixtures.
      return VALUES.has(name) && typeof member === 'string' ? shapeOf(member) : member;
    }),
  );
}

/** What a value looks like: its kind and length where it was made by chance, and itself where it is given. */
export function shapeOf(value: string): string {
  if (value.startsWith('CANARY-') || value.length < 12) return value;
  const lines = /^(\{.*\})\n([\s\S]+)$/.exec(value);
  if (lines) return `${shapeOf(lines[1]!)}\n${shapeOf(lines[2]!)}`;
  if (value.startsWith('{')) {
    try {
      return shapeOfMembers(JSON.parse(value) as object);
    } catch {
      return normal(value);
    }
  }
  const known = normal(value);
  // A long run of letters in a value made by chance is no base64 of its own: the value is one thing.
  const byChance = /^[!-~]+$/.test(value) && !value.includes('://') && /^.+<base64>|<base64>.+$/.test(known);
  if (known !== value && !byChance) return known;
  for (const [kind, form] of [
    ['hexadecimal', /^[0-9a-f]+$/],
    ['letters and digits', /^[A-Za-z0-9]+$/],
    ['base64', /^[A-Za-z0-9+/]+=*$/],
    ['characters', /^[!-~]+$/],
  ] as const) {
    if (form.test(value)) return `<${value.length} ${kind}>`;
  }
  return value;
}
