import { TerraformElement, TerraformStack } from 'cdktf';
import { resolvedAll } from '../../terraform/resolved';

/** A block of a stack as Terraform will read it. */
export interface StackBlock {
  /** resource, data, provider, ephemeral, locals, output, module, or what else the stack has. */
  readonly kind: string;
  /** Its address within that, such as `aws_instance.web`. */
  readonly name: string;
  readonly value: unknown;
}

/** Kinds of blocks that have a type, and then a name. */
const TYPED = new Set(['resource', 'data', 'ephemeral']);

/** The blocks of a stack, of its elements and of what the program overrides in it. */
export class StackSettingsReader {
  public readonly blocks: readonly StackBlock[];

  /** @param but an element that asks while it is written itself */
  constructor(stack: TerraformStack, but: (element: TerraformElement) => boolean) {
    const elements = stack.node
      .findAll()
      .filter(
        (each): each is TerraformElement =>
          TerraformElement.isTerraformElement(each) && !TerraformStack.isStack(each) && TerraformStack.of(each) === stack,
      )
      .filter((each) => !but(each));
    const { rawOverrides } = stack as unknown as { readonly rawOverrides?: object };
    this.blocks = [
      ...elements.map((each) => resolvedAll<unknown>(each, each.toTerraform())),
      resolvedAll<unknown>(stack, rawOverrides ?? {}),
    ].flatMap(blocksIn);
  }
}

function blocksIn(fragment: unknown): StackBlock[] {
  if (!isObject(fragment)) return [];
  return Object.entries(fragment).flatMap(([kind, byName]) => {
    if (kind === 'terraform' || kind === '//' || !isObject(byName)) return [{ kind, name: kind, value: byName }];
    return Object.entries(byName).flatMap(([name, value]): StackBlock[] => {
      if (!TYPED.has(kind) || !isObject(value)) return [{ kind, name, value }];
      return Object.entries(value).map(([id, block]) => ({ kind, name: `${name}.${id}`, value: block }));
    });
  });
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
