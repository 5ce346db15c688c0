import { PlainError } from '../../values/plain-error';
import type { Diagnostics } from '../schema/diagnostics';
import type { Attributes, Planned, Schema, State } from '../schema/schema';
import type { CtyType, CtyValue } from '../schema/types';

/** What Terraform keeps for a resource beside its state, unseen by people. Never holds a secret value. */
export type PrivateState = Readonly<Record<string, string | number | boolean>>;

/** How the names of what only plans need begin: it is handed on to the create of a replacement, and never kept with a state. */
export const PLAN_ONLY = 'plan:';

/** What was kept of a resource, without what only plans need. */
export function withoutPlanOnly(kept: PrivateState): PrivateState {
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !name.startsWith(PLAN_ONLY)));
}

/** What every call to a resource has: the configured provider, a way to warn, and the wish to stop. */
export interface CallContext<P> {
  readonly provider: P;
  /** False while a setting of the provider is unknown: `provider` then throws. */
  readonly configured: boolean;
  readonly diagnostics: Diagnostics;
  /** Aborted when Terraform asks the provider to stop. */
  readonly signal: AbortSignal;
}

/** A state together with what is kept beside it. */
export interface Stored<A extends Attributes> {
  readonly state: State<A>;
  readonly private?: PrivateState;
}

export interface PlanRequest<A extends Attributes> {
  /** Null when the resource is to be created. */
  readonly prior: State<A> | null;
  readonly private: PrivateState;
  readonly config: Planned<A>;
  /** What the schema planned; the resource may change it in place, the same way every time. */
  readonly planned: Planned<A>;
  /** Whether anything differs from the prior state. */
  readonly changed: boolean;
  /** Whether the change replaces the resource. */
  readonly replaces: boolean;
}

export interface ApplyRequest<A extends Attributes> {
  /** All known but for computed attributes that the apply decides, which are null here. */
  readonly planned: State<A>;
  /** The configuration, with write-only values. */
  readonly config: State<A>;
  readonly private: PrivateState;
}

/**
 * A managed resource. Methods throw `DiagnosticError` for what a person can mend; anything else thrown is
 * reported as a fault of the provider.
 *
 * Every method must converge when it is run again after being cut off between any two of its API calls (rule R5).
 */
export interface Resource<A extends Attributes, P> {
  readonly typeName: string;
  readonly schema: Schema<A>;
  /** What tells one object from all others, for Terraform from 1.12 on. Needs `import`. */
  readonly identity?: Identity<A>;
  /** Resources of other types that a `moved` block may turn into this one. */
  readonly moves?: readonly StateMove<A>[];
  /** By schema version: how a state of that version becomes one of the next. */
  readonly upgrades?: Readonly<Record<number, (state: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>>;
  /** Checks that span several attributes. Values may be unknown. */
  validate?(config: Planned<A>, diagnostics: Diagnostics): void;
  /** Refines the plan of a create or an update. What it returns is kept from here on, and handed on to the create of a replacement. */
  plan?(request: PlanRequest<A>, context: CallContext<P>): Promise<PrivateState | void> | PrivateState | void;
  /** Refuses a destroy at plan time, before anything else is destroyed. */
  planDestroy?(prior: State<A>, context: CallContext<P>): void;
  create(request: ApplyRequest<A>, context: CallContext<P>): Promise<Stored<A>>;
  /** The state as it is now, or null where the resource is gone. */
  read(prior: Stored<A>, context: CallContext<P>): Promise<Stored<A> | null>;
  update(request: ApplyRequest<A> & { readonly prior: State<A> }, context: CallContext<P>): Promise<Stored<A>>;
  delete(prior: Stored<A>, context: CallContext<P>): Promise<void>;
  /** The state that an import starts from; a read completes it. */
  import?(id: string, context: CallContext<P>): Promise<Stored<A>>;
}

/** A few strings that tell one object from all others (Terraform: Resource identity). */
export interface Identity<A extends Attributes> {
  readonly attributes: Readonly<
    Record<string, { readonly description: string; /** Where an import can do without it. */ readonly optional?: boolean }>
  >;
  /** Undefined while the state does not tell yet, as between an import and its read. */
  of(state: State<A>): Readonly<Record<string, string | null>> | undefined;
  /** The id for `import` that an identity stands for. */
  importId(identity: Readonly<Record<string, string | null>>): string;
}

/** How the state of another provider's resource becomes one of ours (Terraform: Refactoring, moved blocks). */
export interface StateMove<A extends Attributes> {
  /** Namespace and type of the provider it comes from, such as `hashicorp/aws`. */
  readonly provider: string;
  readonly typeName: string;
  /** Takes what is no secret from the source; a read completes it. */
  move(source: Readonly<Record<string, unknown>>, diagnostics: Diagnostics): Stored<A>;
}

/** Something that is looked up, never changed, and never a secret value: what it gives is in plan and state. */
export interface DataSource<A extends Attributes, P> {
  readonly typeName: string;
  readonly schema: Schema<A>;
  validate?(config: Planned<A>, diagnostics: Diagnostics): void;
  read(config: State<A>, context: CallContext<P>): Promise<State<A>>;
}

/** A value that is opened for one Terraform operation and written down nowhere. */
export interface EphemeralResource<A extends Attributes, P> {
  readonly typeName: string;
  readonly schema: Schema<A>;
  validate?(config: Planned<A>, diagnostics: Diagnostics): void;
  open(config: State<A>, context: CallContext<P>): Promise<State<A>>;
}

/** A pure function that gives a string. `call` throws for what it cannot take: `ArgumentError` where it is one argument's fault. */
export interface ProviderFunction {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly FunctionParameter[];
  call(...given: readonly CtyValue[]): string;
}

export interface FunctionParameter {
  readonly name: string;
  readonly description: string;
  /** @default 'string' */
  readonly type?: CtyType;
}

/** An argument that a function cannot take. The message is for people, and never holds a secret value. */
export class ArgumentError extends PlainError {
  public override readonly name = 'ArgumentError';

  /** @param position of the argument, from 0 */
  constructor(
    public readonly position: number,
    message: string,
  ) {
    super(message);
  }
}

/** What an import knows: nothing but what it sets. */
export function emptyState<A extends Attributes>(schema: Schema<A>): State<A> {
  return Object.fromEntries(Object.keys(schema.attributes).map((name) => [name, null])) as State<A>;
}
