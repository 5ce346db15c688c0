import { conditional, Fn, Op, propertyAccess, TerraformProvider, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { ISecret } from './secret';
import { SECRETS } from './secret-base';
import { EphemeralResource } from '../terraform/ephemeral-resource';
import { StackSetup } from '../terraform/stack-setup';

/** A secret to read during a Terraform run. */
export interface EphemeralSecretProps {
  /** The secret. Whoever runs Terraform needs permission to read it. */
  readonly secret: ISecret;

  /**
   * Version of the value in Parameter Store, from 1.
   *
   * @default - the newest; in the secret's own stack, the one that this run leaves behind
   */
  readonly version?: number;
}

/**
 * The value of a secret for the length of one Terraform run: for provider settings and write-only arguments in the
 * same stack. It gets into neither plan nor state. Needs Terraform 1.10 or later.
 *
 * This is the one place where a Terraform run decrypts.
 */
export class EphemeralSecret extends EphemeralResource {
  constructor(scope: Construct, id: string, props: EphemeralSecretProps) {
    super(scope, id, {
      type: 'coffer_secret',
      config: { name: props.secret.parameterName, version: props.version ?? newestVersion(scope, props.secret) },
      provider: providerIn(scope, props.secret),
    });
  }

  /** The value, as a token for this stack only. */
  public get value(): string {
    return this.stringAttribute('value');
  }

  /**
   * One key of a JSON secret, as a token for this stack only.
   *
   * @param key key of the object
   */
  public jsonField(key: string): string {
    return Token.asString(propertyAccess(Fn.jsondecode(this.value), [key]));
  }
}

/**
 * The version that this very run leaves behind: unknown while the value is yet to be made, which has Terraform put
 * off reading until it is there.
 */
function newestVersion(scope: Construct, secret: ISecret): number | undefined {
  const here = TerraformStack.of(scope) === TerraformStack.of(secret);
  const version = here ? SECRETS.in(secret, subjectOf(secret))?._newestVersion() : undefined;
  // No version rather than 0, of a secret that awaits its first value: the provider then says just that.
  return version === undefined ? undefined : Token.asNumber(conditional(Op.gte(version, 1), version, Token.nullValue()));
}

function providerIn(scope: Construct, secret: ISecret): TerraformProvider | undefined {
  const own = SECRETS.in(secret, subjectOf(secret));
  if (own) return own._providerIn(scope);
  StackSetup.of(scope).ensureProvider();
  return undefined;
}

function subjectOf({ service, key }: ISecret): string {
  return `EphemeralSecret of '${service}/${key}'`;
}
