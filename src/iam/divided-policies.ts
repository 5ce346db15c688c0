import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { dependable, Lazy } from 'cdktf';
import type { Construct } from 'constructs';
import { type Chunk, type ChunkItem, divide, sizeOf } from './policy-chunks';
import { MAX_MANAGED_POLICY_CHARACTERS, type PolicyStatement, render } from './policy-document';
import { PolicyQuotas } from './policy-quotas';

/** What the policies of one role for one purpose have in common. */
export interface DividedPoliciesProps<T extends ChunkItem> {
  /** Name of the role to attach them to. @default - they are attached to none */
  readonly role?: string;
  /** Terraform completes it: names of policies are one for all regions of an account. */
  readonly namePrefix: string;
  readonly description: string;
  /** What a policy with these items says. */
  readonly statements: (items: readonly T[]) => readonly PolicyStatement[];
  /** The same without any item, at its longest: what is left of a policy is for items. */
  readonly empty: readonly PolicyStatement[];
  /** What ids of policies and attachments begin with. @default - `policy` and `attachment` */
  readonly ids?: { readonly policy: string; readonly attachment: string };
}

interface Attached<T extends ChunkItem> {
  chunk: Chunk<T>;
  readonly policy: IamPolicy;
  readonly attachment?: IamRolePolicyAttachment;
  /** Names of the policies that were split from it, which it waits for. */
  readonly heirs: Set<string>;
}

/** IAM has 128 characters for a name, and Terraform adds 26 to a prefix. */
const LONGEST_PREFIX = 102;

/**
 * What one role may do for one purpose: a managed policy, or several where one would outgrow IAM's limit (see
 * policy-chunks). Every policy that grows with the program is made by this.
 *
 * Policies are declared at once, since cdktf lists a stack's elements before it resolves any; what they say is
 * filled in at synth.
 */
export class DividedPolicies<T extends ChunkItem> {
  private readonly items = new Map<string, T>();
  private readonly attached = new Map<string, Attached<T>>();
  private readonly capacity: number;

  /** @param scope the construct below which they are declared */
  constructor(
    private readonly scope: Construct,
    private readonly props: DividedPoliciesProps<T>,
  ) {
    this.capacity = MAX_MANAGED_POLICY_CHARACTERS - render(props.empty).length;
  }

  /** What has to be there before the role uses what it is allowed. */
  public get attachments(): IamRolePolicyAttachment[] {
    return [...this.attached.values()].flatMap(({ attachment }) => attachment ?? []);
  }

  /** ARNs of the policies, as tokens. */
  public get arns(): string[] {
    return [...this.attached.values()].map(({ policy }) => policy.arn);
  }

  /** How many things they name. */
  public get size(): number {
    return this.items.size;
  }

  /** Whether there is an item of this id. */
  public has(id: string): boolean {
    return this.items.has(id);
  }

  /** Adds an item. An id that is there already adds nothing. */
  public add(id: string, item: T): void {
    if (this.items.has(id)) return;
    this.items.set(id, item);
    for (const attached of this.attached.values()) {
      const { chunk } = attached;
      const items = [...chunk.items, item];
      const size = sizeOf(items);
      if (item.bits.startsWith(chunk.prefix) && size <= this.capacity) {
        attached.chunk = { ...chunk, items, size };
        return;
      }
    }
    this.divide();
  }

  private divide(): void {
    const chunks = divide([...this.items.values()], this.capacity);
    for (const chunk of chunks) {
      const known = this.attached.get(chunk.name);
      if (known) known.chunk = chunk;
      else this.attached.set(chunk.name, this.attach(chunk));
    }
    for (const { name, parent } of chunks) {
      // What moves out of a policy is granted by the new one first: the role is never without it.
      if (parent !== undefined) this.dependOn(parent, name);
    }
  }

  private dependOn(parent: string, name: string): void {
    const [to, from] = [this.attached.get(parent), this.attached.get(name)!];
    // By the policy itself: each look at an address makes another token.
    if (!to || to.heirs.has(name)) return;
    to.heirs.add(name);
    to.policy.dependsOn = [...(to.policy.dependsOn ?? []), dependable(from.attachment ?? from.policy)];
  }

  private attach(chunk: Chunk<T>): Attached<T> {
    const { role, namePrefix, description, statements, ids = { policy: 'policy', attachment: 'attachment' } } = this.props;
    const suffix = chunk.name === '' ? '' : `-${chunk.name}`;
    const policy = new IamPolicy(this.scope, `${ids.policy}${suffix}`, {
      namePrefix: namePrefix.length > LONGEST_PREFIX ? `${namePrefix.slice(0, LONGEST_PREFIX - 1)}-` : namePrefix,
      description,
      policy: Lazy.stringValue({ produce: () => render(statements(this.attached.get(chunk.name)!.chunk.items)) }),
      // Stored in the state, so that a policy which is no longer needed goes last.
      lifecycle: { createBeforeDestroy: true },
    });
    PolicyQuotas.of(this.scope).watch(policy);
    if (role === undefined) return { chunk, policy, heirs: new Set() };
    const attachment = new IamRolePolicyAttachment(this.scope, `${ids.attachment}${suffix}`, {
      role,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    return { chunk, policy, attachment, heirs: new Set() };
  }
}
