import { TerraformStack, TerraformVariable } from 'cdktf';
import { bytesOf, checkGenerated, checkLength, checkNumber, GeneratedSecretProps, SecretFormat } from './generated-value';
import { bytesOfFields, checkFields, JsonField, jsonOf } from './json-field';
import type { SourceContext } from './source-context';
import { CrossStackReferenceError, LiteralSecretError, RotationError } from '../errors';
import type { ParameterDeclaration } from '../systems-of-record/parameter-store/parameter-record';
import { isVariable, refuseDefault } from '../terraform/literal-values';
import { OwnKind } from '../terraform/own-kind';
import { SynthChecks } from '../terraform/synth-checks';

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

/** A secret of several parts that change together, such as a user's name and password: one JSON object in one parameter. */
export interface JsonSecretProps {
  /** The keys of the object. */
  readonly fields: { [key: string]: JsonField };

  /**
   * Number of the value, from 1. Raise it to have all of it written again, generated parts regenerated.
   *
   * @default 1
   */
  readonly version?: number;
}

/** Where a secret's value comes from. No source takes a value as an argument: it would be in the output of synth. */
export abstract class SecretSource {
  /**
   * A random value, made by the provider when the secret is created, and regenerated only when `generation` goes up.
   *
   * Throws a SecretSourceError if no such value can be made.
   *
   * @param props what the value looks like
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
   * The secret's rotation makes the first value too: the deploy asks for it once everything that it needs is there, and
   * Terraform never sees it.
   */
  public static rotated(): SecretSource {
    return new RotatedSource();
  }

  /**
   * The value of a Terraform variable, which is marked ephemeral and sensitive by this. Set it where you deploy, by
   * TF_VAR_<name> in the environment; `-var` would show it in the list of processes.
   *
   * Throws a LiteralSecretError if something else is passed, or the variable has a default.
   *
   * @param variable the variable itself, in the secret's stack and without a default
   * @param props which value it is
   */
  public static fromVariable(variable: TerraformVariable, props: VariableSecretProps = {}): SecretSource {
    if (!isVariable(variable)) {
      throw new LiteralSecretError(
        'SecretSource.fromVariable',
        `received ${kindOf(variable)}, not a TerraformVariable (what it says is kept out of this message)`,
        "Declare new TerraformVariable(this, 'name', { type: 'string' }), pass the variable itself, " +
          'and set TF_VAR_<name> where you deploy.',
      );
    }
    return new VariableSource(variable, props.version ?? 1);
  }

  /**
   * A JSON object of several values, which change together.
   *
   * Throws a SecretSourceError if it has none.
   *
   * @param props its keys
   */
  public static json(props: JsonSecretProps): SecretSource {
    return new JsonSource(props);
  }

  /**
   * Bytes that the value takes at most; 0 where only its writer knows.
   *
   * @internal
   */
  public _bytes(): number {
    return 0;
  }

  /**
   * Whether the first value comes from the secret's rotation.
   *
   * @internal
   */
  public _awaitsRotation(): boolean {
    return false;
  }

  /**
   * What the source says in the resource.
   *
   * @internal
   */
  public abstract _render(secret: SourceContext): SourceArguments;
}

const SOURCES = new OwnKind('SecretSource', SecretSource);

/** The arguments of a `coffer_secret` that a source decides. */
export type SourceArguments = Pick<ParameterDeclaration, 'generate' | 'valueWo' | 'valueWoVersion'>;

/**
 * @throws LiteralSecretError where it is no source, such as a value.
 */
export function checkSource(source: SecretSource, subject: string): SecretSource {
  const own = SOURCES.in(source, subject);
  if (own) return own;
  throw new LiteralSecretError(
    subject,
    `source is ${kindOf(source)}, not a SecretSource (what it says is kept out of this message)`,
    'Write SecretSource.generated(), SecretSource.supplied() or SecretSource.fromVariable(variable).',
  );
}

/**
 * For types of secrets whose values no function makes.
 *
 * @throws RotationError where the first value would come from a rotation.
 */
export function refuseRotated(source: SecretSource, subject: string): SecretSource {
  if (!source._awaitsRotation()) return source;
  throw new RotationError(
    subject,
    'its source is SecretSource.rotated(), and no function makes values for it',
    'Write SecretSource.generated() or SecretSource.supplied().',
  );
}

class GeneratedSource extends SecretSource {
  private readonly format: SecretFormat;

  constructor(private readonly props: GeneratedSecretProps) {
    super();
    this.format = props.format ?? SecretFormat.PASSWORD;
    checkGenerated('SecretSource.generated', props);
  }

  /** @internal */
  public _bytes(): number {
    return bytesOf(this.props);
  }

  /** @internal */
  public _render({ subject, maximumBytes }: SourceContext): SourceArguments {
    const { format, props } = this;
    checkLength(subject, format, props.length, maximumBytes);
    // Name by name: objects spread out of others are slow to make and to read, and there may be thousands.
    return {
      generate: {
        format,
        length: format === SecretFormat.UUID ? undefined : (props.length ?? 32),
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

class RotatedSource extends SuppliedSource {
  /** @internal */
  public _awaitsRotation(): boolean {
    return true;
  }
}

class VariableSource extends SecretSource {
  constructor(
    private readonly variable: TerraformVariable,
    private readonly version: number,
  ) {
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
  public _render({ scope, subject }: SourceContext): SourceArguments {
    const [home, user] = [TerraformStack.of(this.variable), TerraformStack.of(scope)];
    if (home !== user) {
      throw new CrossStackReferenceError(
        subject,
        `variable '${this.variable.node.path}' is ephemeral, and the secret is in another stack, '${user.node.path}'`,
        'Declare the variable in the stack of the secret.',
      );
    }
    return { valueWo: this.variable.stringValue, valueWoVersion: this.version };
  }
}

class JsonSource extends SecretSource {
  private readonly version: number;

  constructor(private readonly props: JsonSecretProps) {
    super();
    this.version = props.version ?? 1;
    checkNumber('SecretSource.json', 'version', this.version);
    checkFields('SecretSource.json', props.fields);
  }

  /** @internal */
  public _bytes(): number {
    return bytesOfFields(this.props.fields);
  }

  /** @internal */
  public _render(secret: SourceContext): SourceArguments {
    return { valueWo: jsonOf(this.props.fields, secret), valueWoVersion: this.version };
  }
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
