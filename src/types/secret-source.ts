import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import type { SecretConfig } from '../bindings/secret';
import { CrossStackReferenceError, LiteralSecretError, SecretSourceError } from '../errors';
import { isVariable, refuseDefault } from '../terraform/literal-values';
import { SynthChecks } from '../terraform/synth-checks';

/** How a generated value is written. */
export enum SecretFormat {
  /** Characters of the chosen classes, at least one of each. */
  PASSWORD = 'password',
  /** Random bytes as lowercase hexadecimal digits. */
  HEX = 'hex',
  /** Random bytes as Base64. */
  BASE64 = 'base64',
  /** A random UUID (version 4). */
  UUID = 'uuid',
}

/** A value that the provider generates in memory, and that nobody but its readers ever sees. */
export interface GeneratedSecretProps {
  /**
   * How the value is written.
   *
   * @default SecretFormat.PASSWORD
   */
  readonly format?: SecretFormat;

  /**
   * Length: characters of a password, 8 to 4096; random bytes of HEX, 16 to 2048, and of BASE64, 16 to 3072. The
   * tiers above standard take twice as much. Not for UUID.
   *
   * @default 32
   */
  readonly length?: number;

  /**
   * Lowercase letters. Passwords only.
   *
   * @default true
   */
  readonly lower?: boolean;

  /**
   * Capital letters. Passwords only.
   *
   * @default true
   */
  readonly upper?: boolean;

  /**
   * Digits. Passwords only.
   *
   * @default true
   */
  readonly digits?: boolean;

  /**
   * Symbols: those of `!%*+-.:=@^_~`, which shells, URLs and dotenv files take as they are. Passwords only.
   *
   * @default false
   */
  readonly symbols?: boolean;

  /**
   * Characters never to use, such as those a connection string would have to escape. Passwords only.
   *
   * @default - none
   */
  readonly excludeCharacters?: string;

  /**
   * Number of the value, from 1. Raise it to have a new value made; any other change leaves the value as it is.
   *
   * @default 1
   */
  readonly generation?: number;
}

/** A value from a Terraform variable. */
export interface VariableSecretProps {
  /**
   * Number of the value, from 1. Raise it to have the variable's value written again: Terraform keeps no value to
   * compare with (Terraform: Write-only arguments).
   *
   * @default 1
   */
  readonly version?: number;
}

/** Where a secret's value comes from. No source takes a value as an argument: it would be in the output of synth. */
export abstract class SecretSource {
  /**
   * A random value, made by the provider when the secret is created, and anew only when `generation` goes up.
   *
   * @param props what the value looks like
   * @throws SecretSourceError where no such value can be made.
   */
  public static generated(props: GeneratedSecretProps = {}): SecretSource {
    return new GeneratedSource(props);
  }

  /**
   * A person writes the value, by `chamber write` or `aws ssm put-parameter`. Until then the secret awaits its
   * first value and there is no parameter.
   */
  public static supplied(): SecretSource {
    return new SuppliedSource();
  }

  /**
   * The value of a Terraform variable, which is marked ephemeral and sensitive by this. Set it where you deploy, by
   * TF_VAR_<name> in the environment; `-var` would show it in the list of processes.
   *
   * @param variable the variable itself, in the secret's stack and without a default
   * @param props which value it is
   * @throws LiteralSecretError where something else is passed, or the variable has a default.
   */
  public static fromVariable(variable: TerraformVariable, props: VariableSecretProps = {}): SecretSource {
    if (!isVariable(variable)) {
      throw new LiteralSecretError(
        'SecretSource.fromVariable',
        `received ${kindOf(variable)}, not a TerraformVariable (what it says is kept out of this message)`,
        "Declare new TerraformVariable(this, 'name', { type: 'string' }), pass the variable itself, and set TF_VAR_<name> where you deploy.",
      );
    }
    return new VariableSource(variable, props.version ?? 1);
  }

  /**
   * What the source says in the resource.
   *
   * @internal
   */
  public abstract _render(secret: Construct, subject: string, maximumBytes: number): SourceArguments;
}

/** The arguments of a `coffer_secret` that a source decides. */
export type SourceArguments = Pick<SecretConfig, 'generate' | 'valueWo' | 'valueWoVersion'>;

/**
 * @throws LiteralSecretError where it is no source, such as a value.
 */
export function checkSource(source: SecretSource, subject: string): SecretSource {
  if (typeof source === 'object' && source !== null && typeof source._render === 'function') return source;
  throw new LiteralSecretError(
    subject,
    `source is ${kindOf(source)}, not a SecretSource (what it says is kept out of this message)`,
    'Write SecretSource.generated(), SecretSource.supplied() or SecretSource.fromVariable(variable).',
  );
}

const GENERATED = 'SecretSource.generated';
const CLASSES = ['lower', 'upper', 'digits', 'symbols'] as const;

class GeneratedSource extends SecretSource {
  private readonly format: SecretFormat;

  constructor(private readonly props: GeneratedSecretProps) {
    super();
    this.format = props.format ?? SecretFormat.PASSWORD;
    if (this.format === SecretFormat.PASSWORD) checkClasses(props);
    else refusePasswordOptions(this.format, props);
    checkNumber(GENERATED, 'generation', props.generation ?? 1);
  }

  /** @internal */
  public _render(_secret: Construct, subject: string, maximumBytes: number): SourceArguments {
    const { format, props } = this;
    checkLength(subject, format, props.length, maximumBytes);
    // Name by name: objects spread out of others are slow to make and to read, and there may be thousands.
    return {
      generate: {
        format,
        length: format === SecretFormat.UUID ? undefined : props.length ?? 32,
        lower: props.lower,
        upper: props.upper,
        digits: props.digits,
        symbols: props.symbols,
        excludeCharacters: props.excludeCharacters,
        generation: props.generation ?? 1,
      },
    };
  }
}

class SuppliedSource extends SecretSource {
  /** @internal */
  public _render(): SourceArguments {
    return {};
  }
}

class VariableSource extends SecretSource {
  constructor(private readonly variable: TerraformVariable, private readonly version: number) {
    super();
    checkNumber('SecretSource.fromVariable', 'version', version);
    refuseDefault(variable);
    // Ephemeral keeps the value out of state and plan, sensitive keeps it off the screen.
    variable.addOverride('ephemeral', true);
    variable.addOverride('sensitive', true);
    // A default may still be given to it later.
    SynthChecks.of(variable).add(`default of ${variable.node.path}`, () => refuseDefault(variable));
  }

  /** @internal */
  public _render(secret: Construct, subject: string): SourceArguments {
    const [home, user] = [TerraformStack.of(this.variable), TerraformStack.of(secret)];
    if (home !== user) {
      throw new CrossStackReferenceError(
        subject, `variable '${this.variable.node.path}' is ephemeral, and the secret is in another stack, '${user.node.path}'`, 'Declare the variable in the stack of the secret.',
      );
    }
    return { valueWo: this.variable.stringValue, valueWoVersion: this.version };
  }
}

/** The lengths that can neither be guessed nor outgrow the tier. */
function lengthRange(format: SecretFormat, maximumBytes: number): [number, number] {
  switch (format) {
    case SecretFormat.HEX: return [16, Math.floor(maximumBytes / 2)];
    case SecretFormat.BASE64: return [16, Math.floor(maximumBytes / 4) * 3];
    default: return [8, maximumBytes];
  }
}

function checkLength(subject: string, format: SecretFormat, length: number | undefined, maximumBytes: number): void {
  if (length === undefined) return;
  if (format === SecretFormat.UUID) throw new SecretSourceError(subject, `length is ${length}, and a UUID has a length of its own`, 'Leave length out.');
  const [least, most] = lengthRange(format, maximumBytes);
  if (Number.isInteger(length) && length >= least && length <= most) return;
  const unit = format === SecretFormat.PASSWORD ? 'characters' : 'random bytes';
  throw new SecretSourceError(subject, `length is ${length}`, `Write a whole number of ${unit} from ${least} to ${most}, for format ${format} in this tier.`);
}

function checkClasses({ lower = true, upper = true, digits = true, symbols = false }: GeneratedSecretProps): void {
  if (lower || upper || digits || symbols) return;
  throw new SecretSourceError(GENERATED, 'lower, upper, digits and symbols are all false, which leaves no characters', 'Turn one of them on.');
}

function refusePasswordOptions(format: SecretFormat, props: GeneratedSecretProps): void {
  const given = [...CLASSES, 'excludeCharacters' as const].filter((name) => props[name] !== undefined);
  if (given.length > 0) throw new SecretSourceError(GENERATED, `${given.join(', ')} given with format ${format}`, 'Leave them out, or use SecretFormat.PASSWORD.');
}

function checkNumber(subject: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new SecretSourceError(subject, `${name} is ${value}`, 'Write a whole number from 1.');
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
