/** Why a rotation is not understood. The message names the member and its kind, and quotes no value. */
export class RotationFormError extends Error {
  public override readonly name = 'RotationFormError';
}

/** Where members come from, for errors. */
export interface MembersOrigin {
  /** As the begin of a sentence, such as `In the rotation plan of /api/jwt_key`. */
  readonly where: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
}

/**
 * Members of a JSON object, read one by one. A member that is null is taken for one that is left out: Terraform writes null
 * where an expression has no value.
 */
export class Members {
  /** @param path what stands before the names of members in errors, where they are members of a member */
  constructor(
    private readonly origin: MembersOrigin,
    private readonly members: Readonly<Record<string, unknown>>,
    private readonly path = '',
  ) {}

  /** @throws RotationFormError where it is missing, empty or no text */
  public text(name: string): string {
    const value = this.optionalText(name);
    if (value !== undefined) return value;
    throw this.wrong(name, undefined, 'a text');
  }

  public optionalText(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw this.wrong(name, value, 'a text');
  }

  /** A text that may be empty. */
  public anyText(name: string, otherwise: string): string {
    const value = this.value(name) ?? otherwise;
    if (typeof value === 'string') return value;
    throw this.wrong(name, value, 'a text');
  }

  public number(name: string, otherwise: number): number {
    return this.optionalNumber(name) ?? otherwise;
  }

  public optionalNumber(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
    throw this.wrong(name, value, 'a number');
  }

  public flag(name: string, otherwise: boolean): boolean {
    const value = this.value(name) ?? otherwise;
    if (typeof value === 'boolean') return value;
    throw this.wrong(name, value, 'true or false');
  }

  public optionalTexts(name: string): readonly string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.wrong(name, value, 'a list of texts');
    const other = value.findIndex((item) => typeof item !== 'string');
    if (other >= 0) throw this.wrong(`${name}[${other}]`, value[other], 'a text');
    return value as string[];
  }

  /** One of some texts, or what holds where none is given. */
  public choice<T extends string>(name: string, choices: readonly T[], otherwise?: T): T {
    const value = this.value(name) ?? otherwise;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw this.wrong(name, value, choices.join(' or '), 'another text');
  }

  public optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    return this.has(name) ? this.choice(name, choices) : undefined;
  }

  /** Members of their own. */
  public within(name: string): Members {
    const value = this.value(name);
    if (isObject(value)) return new Members(this.origin, value, `${this.path}${name}.`);
    throw this.wrong(name, value, 'an object');
  }

  public optionalWithin(name: string): Members | undefined {
    return this.has(name) ? this.within(name) : undefined;
  }

  public has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  // Only what the text itself says: every object has members such as `constructor`.
  private value(name: string): unknown {
    return Object.hasOwn(this.members, name) ? (this.members[name] ?? undefined) : undefined;
  }

  private wrong(name: string, value: unknown, wanted: string, text?: string): RotationFormError {
    const { where, remedy } = this.origin;
    return new RotationFormError(`${where}, ${this.path}${name} is ${kindOf(value, text)}, and has to be ${wanted}. ${remedy}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, without what it says. */
function kindOf(value: unknown, text = 'a text'): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return value === '' ? 'an empty text' : text;
    case 'number':
      return Number.isFinite(value) ? 'a number' : 'a number that is too large';
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}
