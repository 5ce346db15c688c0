import { call, Token } from 'cdktf';
import { Construct } from 'constructs';
import { StackLocalExpression } from './stack-local';
import { StackSetup } from './stack-setup';

/**
 * Functions of the coffer provider, for names that only Terraform knows (Terraform: Provider functions), which
 * cdktf has no way to call. Need Terraform 1.8 or later.
 *
 * Their results belong to the stack they were made for; in another stack, synth fails with a
 * CrossStackReferenceError.
 */
export class CofferFunctions {
  /**
   * The parameter that holds a secret: `/<service>/<key>`. Terraform fails if chamber could not read the name.
   *
   * @param scope a construct of the stack that uses the result
   * @param service service, such as api
   * @param key key, such as db_password
   */
  public static parameterName(scope: Construct, service: string, key: string): string {
    return CofferFunctions.call(scope, 'parameter_name', [service, key]);
  }

  /**
   * The environment variable that a secret becomes, as chamber exec has it: `/api/db-password` is DB_PASSWORD.
   *
   * @param scope a construct of the stack that uses the result
   * @param name a parameter's name, or a key
   */
  public static envName(scope: Construct, name: string): string {
    return CofferFunctions.call(scope, 'env_name', [name]);
  }

  /**
   * The environment variable by which Terraform takes a variable that a secret feeds: `/api/db-password` is
   * TF_VAR_DB_PASSWORD. The Terraform variable has to be in upper case, since chamber exec writes all names so.
   *
   * @param scope a construct of the stack that uses the result
   * @param name a parameter's name, or a key
   */
  public static tfVarName(scope: Construct, name: string): string {
    return CofferFunctions.call(scope, 'tf_var_name', [name]);
  }

  /**
   * A .env text that npm's dotenv, docker compose and bash read back alike. Of ephemeral variables it is ephemeral too.
   *
   * @param scope a construct of the stack that uses the result
   * @param variables variables by name, whose values may be tokens, or a token for all of them
   */
  public static dotenv(scope: Construct, variables: { [name: string]: string }): string {
    return CofferFunctions.call(scope, 'dotenv', [variables]);
  }

  private static call(scope: Construct, name: string, args: unknown[]): string {
    // Terraform knows a provider's functions only where the configuration requires that provider.
    StackSetup.of(scope).ensureProvider();
    return Token.asString(
      new StackLocalExpression(call(`provider::coffer::${name}`, args), scope, `CofferFunctions '${scope.node.path}'`, {
        because: 'another stack may have no coffer provider',
        remedy: 'Call the function with a construct of that stack as its scope.',
      }),
    );
  }
}
