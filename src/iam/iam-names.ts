import { TerraformStack, Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { accountOf, defaultAwsProvider } from '../terraform/aws-provider';
import { OncePerApp } from '../terraform/once-per-app';

/**
 * The names that an app gives to roles and users. IAM has each once in an account, whatever the region, and does not tell
 * capital letters from small ones (IAM: Name requirements).
 */
export class IamNames {
  public static of(scope: IConstruct): IamNames {
    return IamNames.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('iam-names', () => new IamNames());

  private readonly owners = new Map<string, string>();

  private constructor() {}

  /**
   * Takes a name.
   *
   * @param kind role or user
   * @param owner who takes it, as errors call it
   * @throws what `refuse` makes of the one who has it already
   */
  public claim(scope: IConstruct, kind: 'role' | 'user', name: string, owner: string, refuse: (other: string) => Error): void {
    if (Token.isUnresolved(name)) return;
    const stack = TerraformStack.of(scope);
    const key = `${accountOf(defaultAwsProvider(stack)) ?? stack.node.path}\n${kind}\n${name.toLowerCase()}`;
    const other = this.owners.get(key);
    if (other !== undefined) throw refuse(other);
    this.owners.set(key, owner);
  }
}
