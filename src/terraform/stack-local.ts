import { IResolvable, IResolveContext, TerraformStack, Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { CrossStackReferenceError } from '../errors';

/**
 * An expression that means something in its own stack only.
 *
 * cdktf turns any other reference to another stack into an output there and a read of its state here. For a value
 * that lives for one run of Terraform, that would be an output nobody can compute, and the attempt would only fail
 * at plan.
 */
export class StackLocalExpression implements IResolvable {
  /** Empty: cdktf would append it to every message, and the message names the constructs. */
  public readonly creationStack: string[] = [];

  constructor(private readonly expression: IResolvable, private readonly owner: IConstruct, private readonly remedy: string) {}

  public resolve(context: IResolveContext): unknown {
    const home = TerraformStack.of(this.owner);
    const user = TerraformStack.of(context.scope);
    if (home !== user) {
      throw new CrossStackReferenceError(
        `'${this.owner.node.path}'`, `it is ephemeral, so that only its own stack '${home.node.path}' can use it, and stack '${user.node.path}' does`, this.remedy,
      );
    }
    return this.expression;
  }

  public toString(): string {
    return Token.asString(this);
  }

  public toJSON(): string {
    return '<unresolved-token>';
  }
}
