import type { RotationSchedule } from './rotation-schedule';
import type { AnyStrategySpec, StrategySpec } from '../contracts/rotation/strategies';
import type { IGrantee } from '../iam/grantee';
import type { PolicyStatement } from '../iam/policy-document';
import type { IReadableSecret } from '../secret/secret';

/** What a strategy says at synth: what the function is told, and what it needs. */
export interface RotationRecipe<Spec extends AnyStrategySpec = StrategySpec> {
  /** The strategy in the function, and what it has to know; may hold tokens, and never a value. */
  readonly spec: Spec;
  readonly schedule: RotationSchedule;
  /** Types of secrets whose values it makes. @default - any: people make the value */
  readonly replaces?: readonly string[];
  /** Whether it makes the first value too. */
  readonly makesFirst: boolean;
  /** Whether the function needs the drivers of databases. */
  readonly databases?: boolean;
  /** Bytes that a value takes at most; undefined where they cannot be told. */
  readonly bytes?: number;
  /** Other secrets of the vault that it reads, such as the credentials of an administrator. */
  readonly reads?: readonly IReadableSecret[];
  /** Other secrets of the vault that it writes, such as authorized keys. */
  readonly writes?: readonly IReadableSecret[];
  /** What else the function may do. */
  readonly statements?: readonly PolicyStatement[];
  /** Whether a function of the user's own may supply the value, and the role that it runs under. */
  readonly byFunction?: { readonly role?: IGrantee };
  /** Whether the settings may need more than a parameter of the standard tier takes, as certificates do. */
  readonly largePlan?: boolean;
  /** Whether people replace the value, and are reminded of it. */
  readonly forPeople?: boolean;
}
