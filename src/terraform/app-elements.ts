import { TerraformElement, type TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { OncePerApp } from './once-per-app';
import { append } from '../contracts/append';

/**
 * The elements of an app by their Terraform type, for checks that look at all stacks. Each stack is walked when it is judged
 * (see SynthChecks), and not all of them for each.
 */
export class AppElements {
  public static of(scope: IConstruct): AppElements {
    return AppElements.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('elements', (scope) => new AppElements(scope.node.root));

  private readonly elements = new Map<TerraformStack, ReadonlyMap<string, readonly TerraformElement[]>>();

  private constructor(private readonly root: IConstruct) {}

  /** Forgets a stack: aspects, and references between stacks, add elements until the end. */
  public forget(stack: TerraformStack): void {
    this.elements.delete(stack);
  }

  /** The elements of a type in a stack. */
  public in(stack: TerraformStack, type: string): readonly TerraformElement[] {
    const known = this.elements.get(stack) ?? elementsOf(stack);
    this.elements.set(stack, known);
    return known.get(type) ?? NONE;
  }

  /** All stacks, in the order of the program. */
  public stacks(): TerraformStack[] {
    return stacksBelow(this.root);
  }
}

const NONE: readonly TerraformElement[] = [];

function elementsOf(stack: TerraformStack): Map<string, TerraformElement[]> {
  const elements = new Map<string, TerraformElement[]>();
  const visit = (construct: IConstruct) => {
    const { terraformResourceType: type } = construct as Partial<TerraformResource>;
    if (type !== undefined && TerraformElement.isTerraformElement(construct)) append(elements, type, construct);
    for (const child of construct.node.children) if (!TerraformStack.isStack(child)) visit(child);
  };
  visit(stack);
  return elements;
}

function stacksBelow(construct: IConstruct): TerraformStack[] {
  const below = construct.node.children.flatMap(stacksBelow);
  return TerraformStack.isStack(construct) ? [construct, ...below] : below;
}
