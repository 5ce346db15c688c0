/** Terraform's types, in the form in which they travel as JSON. */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>]
  | readonly ['object', Readonly<Record<string, CtyType>>, readonly string[]]
  | readonly ['tuple', readonly CtyType[]];

/** A value that Terraform will only know at apply. */
export class Unknown {
  public static readonly VALUE = new Unknown();
  private constructor() {}
}

/** A number that a double cannot hold, as its decimal text. */
export class BigDecimal {
  constructor(public readonly text: string) {}
}

/** A value of type `dynamic`: it carries its own type. */
export class Dynamic {
  constructor(
    public readonly type: CtyType,
    public readonly value: CtyValue,
  ) {}
}

/** Lists, sets and tuples are arrays; maps and objects are plain objects. */
export type CtyValue = null | Unknown | string | boolean | number | BigDecimal | Dynamic | readonly CtyValue[] | CtyObject;
export interface CtyObject {
  readonly [name: string]: CtyValue;
}

export function isObject(value: CtyValue): value is CtyObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof BigDecimal) &&
    !(value instanceof Dynamic)
  );
}

/** Whether nothing in the value is unknown. */
export function isWhollyKnown(value: CtyValue): boolean {
  if (value instanceof Unknown) return false;
  if (value instanceof Dynamic) return isWhollyKnown(value.value);
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (isObject(value)) return Object.values(value).every(isWhollyKnown);
  return true;
}

/** Whether two values are the same to Terraform. Sets are compared without their order where `type` says set. */
export function equal(a: CtyValue, b: CtyValue, type: CtyType = 'dynamic'): boolean {
  if (a === b) return true;
  if (a === null || b === null || a instanceof Unknown || b instanceof Unknown) return false;
  if (a instanceof BigDecimal || b instanceof BigDecimal) return a instanceof BigDecimal && b instanceof BigDecimal && a.text === b.text;
  if (a instanceof Dynamic || b instanceof Dynamic) {
    return (
      a instanceof Dynamic && b instanceof Dynamic && JSON.stringify(a.type) === JSON.stringify(b.type) && equal(a.value, b.value, a.type)
    );
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    const element = (index: number): CtyType =>
      typeof type === 'string' ? 'dynamic' : type[0] === 'tuple' ? type[1][index]! : (type[1] as CtyType);
    if (typeof type !== 'string' && type[0] === 'set') {
      const rest = [...b];
      return a.every((item) => {
        const at = rest.findIndex((other) => equal(item, other, element(0)));
        return at >= 0 && rest.splice(at, 1).length === 1;
      });
    }
    return a.every((item, index) => equal(item, b[index]!, element(index)));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    const member = (key: string): CtyType =>
      typeof type === 'string' ? 'dynamic' : type[0] === 'object' ? (type[1][key] ?? 'dynamic') : (type[1] as CtyType);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key]!, b[key]!, member(key)));
  }
  return false;
}
