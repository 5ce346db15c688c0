import { RotationError } from './rotation-error';

/** What the stack says of the rotation of one secret: the value of its parameter below `/_coffer/rotation/<vault>`. No secret is in it. */
export interface RotationPlan {
  /** Name of the secret's parameter. */
  readonly secret: string;
  readonly keyId: string;
  readonly tier: string;
  /** Name of the strategy, and what it has to know. */
  readonly strategy: string;
  readonly settings: Settings;
  /** Days after which the secret has a new value at the latest; undefined where nothing is promised. */
  readonly everyDays?: number;
  readonly paused?: boolean;
}

/** Settings of a strategy, to be read one by one. */
export class Settings {
  constructor(private readonly secret: string, private readonly members: Readonly<Record<string, unknown>>) {}

  /** @throws RotationError where it is missing or no text */
  public text(name: string): string {
    const value = this.members[name];
    if (typeof value === 'string' && value !== '') return value;
    throw this.wrong(name, 'a text');
  }

  public optionalText(name: string): string | undefined {
    return this.members[name] === undefined ? undefined : this.text(name);
  }

  public number(name: string, otherwise: number): number {
    const value = this.members[name] ?? otherwise;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.wrong(name, 'a number');
  }

  public flag(name: string, otherwise: boolean): boolean {
    const value = this.members[name] ?? otherwise;
    if (typeof value === 'boolean') return value;
    throw this.wrong(name, 'true or false');
  }

  public texts(name: string): string[] {
    const value = this.members[name] ?? [];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value as string[];
    throw this.wrong(name, 'a list of texts');
  }

  public choice<T extends string>(name: string, choices: readonly T[], otherwise?: T): T {
    const value = (this.members[name] ?? otherwise) as T;
    if (choices.includes(value)) return value;
    throw this.wrong(name, choices.join(' or '));
  }

  /** Settings of their own. */
  public within(name: string): Settings {
    const value = this.members[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Settings(this.secret, value as Record<string, unknown>);
    throw this.wrong(name, 'an object');
  }

  public has(name: string): boolean {
    return this.members[name] !== undefined;
  }

  private wrong(name: string, wanted: string): RotationError {
    return new RotationError('WrongPlan', `In the rotation plan of ${this.secret}, ${name} is not ${wanted}. Deploy the stack again with a matching version of cdktf-coffer.`);
  }
}

/** @throws RotationError where the text is no plan of this version */
export function parsePlan(secret: string, text: string): RotationPlan {
  let members: Record<string, unknown>;
  try {
    members = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new RotationError('WrongPlan', `The rotation plan of ${secret} is not JSON. Deploy the stack again.`);
  }
  const own = new Settings(secret, members);
  if (members.secret !== secret) throw new RotationError('WrongPlan', `The rotation plan of ${secret} is that of another secret. Deploy the stack again.`);
  return {
    secret,
    keyId: own.text('keyId'),
    tier: own.choice('tier', ['Standard', 'Advanced', 'Intelligent-Tiering'], 'Standard'),
    strategy: own.text('strategy'),
    settings: own.within('settings'),
    everyDays: own.has('everyDays') ? own.number('everyDays', 0) : undefined,
    paused: own.flag('paused', false),
  };
}
