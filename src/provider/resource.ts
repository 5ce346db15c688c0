import type { Diagnostics } from './schema/diagnostics';
import type { Attributes, Planned, Schema, State } from './schema/schema';

/** What Terraform keeps for a resource beside its state, unseen by people. Never holds a secret value. */
export type PrivateState = Readonly<Record<string, string | number | boolean>>;

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
  /** Checks that span several attributes. Values may be unknown. */
  validate?(config: Planned<A>, diagnostics: Diagnostics): void;
  /** Refines the plan of a create or an update. */
  plan?(request: PlanRequest<A>, context: CallContext<P>): Promise<void> | void;
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

/** A value that is opened for one Terraform operation and written down nowhere. */
export interface EphemeralResource<A extends Attributes, P> {
  readonly typeName: string;
  readonly schema: Schema<A>;
  validate?(config: Planned<A>, diagnostics: Diagnostics): void;
  open(config: State<A>, context: CallContext<P>): Promise<State<A>>;
}

/** A pure function of strings. `call` throws for an argument that it cannot take. */
export interface ProviderFunction {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly description: string }[];
  call(...args: string[]): string;
}

/** What an import knows: nothing but what it sets. */
export function emptyState<A extends Attributes>(schema: Schema<A>): State<A> {
  return Object.fromEntries(Object.keys(schema.attributes).map((name) => [name, null])) as State<A>;
}
