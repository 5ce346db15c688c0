/**
 * Environment variables of the rotator and the replicator, which the constructs set and the functions read.
 *
 * What a function may do hangs on some of them: where one of those is missing, the function does nothing. A deploy changes
 * a function's code and its environment together, so an environment of old with code of now is one that somebody made.
 */

/** Name of the vault. The command takes it for its default too. */
export const VAULT_VARIABLE = 'COFFER_VAULT';

/** ARN of the topic that people are told by. */
export const TOPIC_ARN_VARIABLE = 'COFFER_TOPIC_ARN';

/** Name of the group of the vault's schedules, in which the digests of rotation plans are. */
export const SCHEDULES_VARIABLE = 'COFFER_SCHEDULES';

/** Aliases of the keys that the replicator encrypts copies under, separated by commas. */
export const REPLICA_KEYS_VARIABLE = 'COFFER_REPLICA_KEYS';

type Variables = { readonly [variable: string]: string | undefined };

/** What the rotator is told by its environment. */
export interface RotatorEnvironment {
  readonly vault: string;
  readonly topicArn?: string;
  /** Without it, no rotation plan could be told from one that somebody else wrote. */
  readonly scheduleGroup: string;
}

/** The variables that say so; values may be tokens. */
export function rotatorVariables({ vault, topicArn, scheduleGroup }: Required<RotatorEnvironment>): { [variable: string]: string } {
  return { [VAULT_VARIABLE]: vault, [TOPIC_ARN_VARIABLE]: topicArn, [SCHEDULES_VARIABLE]: scheduleGroup };
}

/** @throws Error where the function was not deployed by the construct */
export function readRotatorVariables(variables: Variables): RotatorEnvironment {
  const [vault, scheduleGroup] = [VAULT_VARIABLE, SCHEDULES_VARIABLE].map((name) => required(variables, name, 'SecretRotator')) as [
    string,
    string,
  ];
  return { vault, topicArn: variables[TOPIC_ARN_VARIABLE] || undefined, scheduleGroup };
}

/** What the replicator is told by its environment. */
export interface ReplicatorEnvironment {
  /** Aliases of the keys that copies may be encrypted under. */
  readonly keys: readonly string[];
}

/** What the variable says of them. */
export function replicaKeysText(keys: readonly string[]): string {
  return [...new Set(keys)].sort().join(',');
}

/** @throws Error where the function was not deployed by the construct */
export function readReplicatorVariables(variables: Variables): ReplicatorEnvironment {
  return { keys: required(variables, REPLICA_KEYS_VARIABLE, 'SecretVault').split(',') };
}

function required(variables: Variables, name: string, construct: string): string {
  const value = variables[name];
  if (value) return value;
  throw new Error(`${name} is not set: this function is deployed by the construct ${construct}, which sets it. Deploy the stack again.`);
}
