/**
 * Environment variables of the rotator, which the construct sets and the function reads.
 */

/** Name of the vault. The command takes it for its default too. */
export const VAULT_VARIABLE = 'COFFER_VAULT';

/** ARN of the topic that people are told by. */
export const TOPIC_ARN_VARIABLE = 'COFFER_TOPIC_ARN';

/** Name of the group of the vault's schedules, in which the digests of rotation plans are. */
export const SCHEDULES_VARIABLE = 'COFFER_SCHEDULES';

/** Aliases of the keys that the replicator encrypts copies under, separated by commas. */
export const REPLICA_KEYS_VARIABLE = 'COFFER_REPLICA_KEYS';

/** What the rotator is told by its environment. */
export interface RotatorEnvironment {
  readonly vault: string;
  readonly topicArn?: string;
  /** The construct always says it; without it, plans are taken as they are, as in tests of the strategies. */
  readonly scheduleGroup?: string;
}

/** The variables that say so; values may be tokens. */
export function rotatorVariables({ vault, topicArn, scheduleGroup }: Required<RotatorEnvironment>): { [variable: string]: string } {
  return { [VAULT_VARIABLE]: vault, [TOPIC_ARN_VARIABLE]: topicArn, [SCHEDULES_VARIABLE]: scheduleGroup };
}

/** @throws Error where the function was not deployed by the construct */
export function readRotatorVariables(variables: { readonly [variable: string]: string | undefined }): RotatorEnvironment {
  const { [VAULT_VARIABLE]: vault, [TOPIC_ARN_VARIABLE]: topicArn, [SCHEDULES_VARIABLE]: scheduleGroup } = variables;
  if (!vault) throw new Error(`${VAULT_VARIABLE} is not set: this function is deployed by the construct SecretRotator, which sets it.`);
  return { vault, topicArn: topicArn || undefined, scheduleGroup: scheduleGroup || undefined };
}
