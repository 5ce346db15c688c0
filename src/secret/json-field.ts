import { Fn, TerraformStack, TerraformVariable, Token } from 'cdktf';
import { CrossStackReferenceError, LiteralSecretError, SecretSourceError } from '../errors';
import { bytesOf, checkGenerated, GeneratedSecretProps, SecretFormat } from './generated-value';
import type { SourceContext } from './source-context';
import { isVariable, refuseDefault } from '../terraform/literal-values';
import { OwnKind } from '../terraform/own-kind';
import { SynthChecks } from '../terraform/synth-checks';

/** One key of a JSON secret: what it holds, and where that comes from. */
export abstract class JsonField {
  /**
   * A text that is no secret, such as the name of a user or a host. It is in the synthesized output; it may be a token.
   *
   * @param text the text
   */
  public static text(text: string): JsonField {
    return new TextField(text);
  }

  /**
   * A random value, regenerated in the apply in which the `version` of the whole goes up.
   *
   * @param props what it looks like, without `generation`, which has no meaning here
   */
  public static generated(props: GeneratedSecretProps = {}): JsonField {
    return new GeneratedField(props);
  }

  /**
   * The value of a Terraform variable, which is marked ephemeral and sensitive by this.
   *
   * Throws a LiteralSecretError if something else is passed, or the variable has a default.
   *
   * @param variable the variable itself, in the secret's stack and without a default
   */
  public static fromVariable(variable: TerraformVariable): JsonField {
    return new VariableField(variable);
  }

  /**
   * The value, as a token or text.
   *
   * @internal
   */
  public abstract _value(secret: SourceContext, id: string): string;

  /**
   * Bytes that the value takes at most; 0 where only apply knows.
   *
   * @internal
   */
  public abstract _bytes(): number;
}

const FIELDS = new OwnKind('JsonField', JsonField);

/** @throws SecretSourceError or LiteralSecretError where there are no keys, or one of them is a value. */
export function checkFields(subject: string, fields: Fields): void {
  if (Object.keys(fields).length === 0) throw new SecretSourceError(subject, 'fields is empty', 'Give it at least one key.');
  for (const [key, field] of Object.entries(fields)) {
    if (FIELDS.in(field, subject)) continue;
    throw new LiteralSecretError(
      subject,
      `the field '${key}' is a ${typeof field}, not a JsonField (what it says is kept out of this message)`,
      'Write JsonField.text(), JsonField.generated() or JsonField.fromVariable().',
    );
  }
}

/** Bytes that the JSON has at least, as far as synth knows: quotes, colon and comma of each key, and the braces. */
export function bytesOfFields(fields: Fields): number {
  return Object.entries(fields).reduce((sum, [key, field]) => sum + Buffer.byteLength(JSON.stringify(key)) + field._bytes() + 4, 1);
}

/** The JSON as an expression. @throws SecretSourceError where it is too large for its tier */
export function jsonOf(fields: Fields, secret: SourceContext): string {
  const { subject, maximumBytes } = secret;
  const bytes = bytesOfFields(fields);
  if (bytes > maximumBytes) {
    throw new SecretSourceError(
      subject,
      `its JSON has at least ${bytes} bytes, and its tier takes ${maximumBytes}`,
      'Divide it into several secrets, or store a reference to what is so long.',
    );
  }
  const values = Object.entries(fields).map(([key, field], index) => [key, field._value(secret, `field-${index}`)]);
  return Fn.jsonencode(Object.fromEntries(values));
}

type Fields = { readonly [key: string]: JsonField };

class TextField extends JsonField {
  constructor(private readonly text: string) {
    super();
  }

  /** @internal */
  public _value(): string {
    return this.text;
  }

  /** @internal */
  public _bytes(): number {
    return Token.isUnresolved(this.text) ? 0 : Buffer.byteLength(JSON.stringify(this.text)) - 2;
  }
}

class GeneratedField extends JsonField {
  constructor(private readonly props: GeneratedSecretProps) {
    super();
    checkGenerated('JsonField.generated', props);
  }

  /** @internal */
  public _value(secret: SourceContext, id: string): string {
    const { format, length, lower, upper, digits, symbols, excludeCharacters } = this.props;
    return secret.random(id, {
      format,
      length: format === SecretFormat.UUID ? undefined : length,
      lower,
      upper,
      digits,
      symbols,
      excludeCharacters,
    });
  }

  /** @internal */
  public _bytes(): number {
    return bytesOf(this.props);
  }
}

class VariableField extends JsonField {
  constructor(private readonly variable: TerraformVariable) {
    super();
    if (!isVariable(variable)) {
      throw new LiteralSecretError(
        'JsonField.fromVariable',
        `received a ${typeof variable}, not a TerraformVariable (what it says is kept out of this message)`,
        'Pass the variable itself, and set TF_VAR_<name> where you deploy.',
      );
    }
    refuseDefault(variable);
    variable.addOverride('ephemeral', true);
    variable.addOverride('sensitive', true);
    SynthChecks.of(variable).add(`default of ${variable.node.path}`, () => refuseDefault(variable));
  }

  /** @internal */
  public _value({ scope, subject }: SourceContext): string {
    const [home, user] = [TerraformStack.of(this.variable), TerraformStack.of(scope)];
    if (home !== user) {
      throw new CrossStackReferenceError(
        subject,
        `variable '${this.variable.node.path}' is ephemeral, and the secret is in another stack, '${user.node.path}'`,
        'Declare the variable in the stack of the secret.',
      );
    }
    return this.variable.stringValue;
  }

  /** @internal */
  public _bytes(): number {
    return 0;
  }
}
