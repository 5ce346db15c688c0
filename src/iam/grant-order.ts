import {
  Aspects,
  type ITerraformDependable,
  TerraformElement,
  TerraformLocal,
  TerraformModule,
  TerraformResource,
  TerraformStack,
} from 'cdktf';
import type { IConstruct } from 'constructs';
import { isRole, keysOfRole, type RoleKey } from './role-identity';
import type { GrantError } from '../errors';
import { waitFor } from '../terraform/late-dependencies';
import { OncePerApp } from '../terraform/once-per-app';
import { resolvedAll } from '../terraform/resolved';
import { StackSetup } from '../terraform/stack-setup';
import { SynthChecks } from '../terraform/synth-checks';

/** A grant, as far as an order needs it. */
export interface OrderedGrant {
  /** What its users wait for, as of now. */
  readonly _needs: readonly ITerraformDependable[];
  readonly _parts: { readonly role: { readonly label: string; readonly keys: readonly RoleKey[] } };
  _circle(what: string, needed: IConstruct, construct: IConstruct): GrantError;
}

/** What waits for grants, in one app. */
export class GrantOrder {
  public static of(scope: IConstruct): GrantOrder {
    return GrantOrder.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('grant-order', (scope) => {
    const order = new GrantOrder();
    SynthChecks.of(scope).add('grant order', (stack) => order.check(stack));
    return order;
  });

  private readonly waiting = new Map<IConstruct, Set<OrderedGrant>>();

  private constructor() {}

  /** Has everything at and below a construct wait for a grant. */
  public add(grant: OrderedGrant, construct: IConstruct): void {
    const known = this.waiting.get(construct);
    if (known) {
      known.add(grant);
      return;
    }
    const grants = new Set([grant]);
    this.waiting.set(construct, grants);
    // For the check, whatever else of Coffer's is in the stack.
    StackSetup.of(construct);
    const told = new WeakSet<IConstruct>();
    // At synth: an aspect sees what the program adds after this, and what other aspects add.
    Aspects.of(construct).add({
      visit: (node) => {
        if (told.has(node) || !isOrdered(node)) return;
        told.add(node);
        waitFor(node, () => new Set([...grants].flatMap(({ _needs }) => _needs)));
      },
    });
  }

  /** Before anything is written: what Terraform would only call a cycle, without saying what to do. */
  private check(stack: TerraformStack): void {
    const here = [...this.waiting].filter(([construct]) => TerraformStack.of(construct) === stack);
    if (here.length === 0) return;
    const references = new References(stack);
    for (const [construct, grants] of here) {
      const below = new Set(construct.node.findAll());
      // Most grants of a role share their policies.
      const checked = new Set<unknown>();
      for (const grant of grants) {
        const needs = grant._needs.filter((need) => !checked.has(need)).filter(isElement);
        if (needs.length === 0) continue;
        needs.forEach((need) => checked.add(need));
        const needed = references.leadingTo(needs, (element) => below.has(element) && isOrdered(element));
        if (needed) throw grant._circle('what its policies refer to', needed, construct);
        // Its policies name the role, and do not refer to it.
        const { keys } = grant._parts.role;
        const role = [...below].find((each) => isRole(each) && isOrdered(each) && keysOfRole(each).some((key) => keys.includes(key)));
        if (role) throw grant._circle(`role '${grant._parts.role.label}'`, role, construct);
      }
    }
  }
}

/** What refers to what in a stack, as Terraform reads it. */
class References {
  private readonly byAddress = new Map<string, TerraformElement>();
  private readonly known = new Map<TerraformElement, TerraformElement[]>();

  constructor(private readonly stack: TerraformStack) {
    for (const element of stack.node.findAll().filter(isElement)) {
      const { terraformResourceType: type } = element as Partial<TerraformResource>;
      const kind = isOrdered(element) ? (type ?? 'module') : element instanceof TerraformLocal ? 'local' : `data.${type}`;
      this.byAddress.set(`${kind}.${element.friendlyUniqueId}`, element);
    }
  }

  /** The first element that others refer to, directly or through what they refer to, and that is sought. */
  public leadingTo(from: readonly TerraformElement[], isSought: (element: TerraformElement) => boolean): TerraformElement | undefined {
    const seen = new Set(from);
    for (const element of seen) {
      if (isSought(element)) return element;
      for (const next of this.of(element)) seen.add(next);
    }
    return undefined;
  }

  private of(element: TerraformElement): TerraformElement[] {
    const known = this.known.get(element);
    if (known) return known;
    const text = JSON.stringify(resolvedAll(this.stack, element.toTerraform() as object));
    const addresses = new Set(text.match(/(?:\bdata\.)?\b[a-z]\w*\.[A-Za-z_][\w-]*/g));
    const found = [...addresses].flatMap((address) => this.byAddress.get(address) ?? []);
    this.known.set(element, found);
    return found;
  }
}

/** Whether Terraform can have it wait without another look at every plan. */
function isOrdered(construct: IConstruct): construct is TerraformResource | TerraformModule {
  return TerraformResource.isTerraformResource(construct) || construct instanceof TerraformModule;
}

function isElement(construct: unknown): construct is TerraformElement {
  return TerraformElement.isTerraformElement(construct);
}
