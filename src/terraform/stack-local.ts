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

  /**
   * @param expression what Terraform is to evaluate
   * @param owner a construct of the stack where it means something
   * @param subject owner, as errors call it
   * @param advice why only there, as a clause, and what to do instead
   */
  constructor(
    private readonly expression: IResolvable,
    private readonly owner: IConstruct,
    private readonly subject: string,
    private readonly advice: { readonly because: string; readonly remedy: string },
  ) {}

  public resolve(context: IResolveContext): unknown {
    const home = TerraformStack.of(this.owner);
    const user = TerraformStack.of(context.scope);
    if (home !== user) {
      const { because, remedy } = this.advice;
      throw new CrossStackReferenceError(
        this.subject,
        `${because}, so only its own stack '${home.node.path}' can use it, and stack '${user.node.path}' does`,
        remedy,
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
