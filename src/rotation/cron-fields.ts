/** A field of a cron expression, as EventBridge Scheduler reads it (EventBridge Scheduler: Schedule types, Cron-based schedules). */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers from `least` on. */
  readonly names?: readonly string[];
  /** What only this field knows, such as L. */
  readonly special?: RegExp;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', least: 1, most: 12, names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] },
  {
    name: 'day of week',
    least: 1,
    most: 7,
    names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  { name: 'year', least: 1970, most: 2199 },
];

/** The number of fields that an expression has. */
export const CRON_FIELDS = FIELDS.length;

/**
 * What is wrong with the fields of a cron expression.
 *
 * @param values as many as `CRON_FIELDS`
 * @returns undefined if nothing is
 */
export function cronFault(values: readonly string[]): { readonly problem: string; readonly remedy: string } | undefined {
  for (const [index, field] of FIELDS.entries()) {
    const wrong = values[index]!.toUpperCase()
      .split(',')
      .find((part) => !isPart(part, field));
    if (wrong === undefined) continue;
    const named = field.names ? `, or ${field.names[0]} to ${field.names[field.names.length - 1]}` : '';
    return {
      problem: `has '${wrong}' for its ${field.name}`,
      remedy: `Write numbers from ${field.least} to ${field.most}${named}, lists, ranges and steps of them, or *.`,
    };
  }
  return undefined;
}

/** One part of a list: `*`, a value, a range, or a step through either. */
function isPart(part: string, field: Field): boolean {
  if (field.special?.test(part)) return true;
  const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (from === undefined || (from === '*' && to !== undefined)) return false;
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.most)) return false;
  const numbers = [from, to].filter((value) => value !== undefined && value !== '*').map((value) => numberOf(value!, field));
  if (numbers.some((number) => number === undefined || number < field.least || number > field.most)) return false;
  return numbers.length < 2 || numbers[0]! <= numbers[1]!;
}

function numberOf(value: string, { names = [], least }: Field): number | undefined {
  if (/^\d+$/.test(value)) return Number(value);
  const place = names.indexOf(value);
  return place === -1 ? undefined : least + place;
}
