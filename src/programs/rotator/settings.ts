import type { RotatorSettings } from './rotator';

/** @throws Error where the function was not deployed by the construct */
export function settingsFromEnvironment(environment: NodeJS.ProcessEnv): RotatorSettings {
  const { COFFER_VAULT: vault, COFFER_TOPIC_ARN: topicArn } = environment;
  if (!vault) throw new Error('COFFER_VAULT is not set: this function is deployed by the construct SecretRotator, which sets it.');
  return { vault, topicArn: topicArn || undefined };
}
