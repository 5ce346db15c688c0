import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey, type KmsKeyConfig } from '@cdktf/provider-aws/lib/kms-key';
import type { Construct } from 'constructs';
import { PolicyQuotas } from './policy-quotas';

/** A customer managed key of KMS. */
export interface CustomerManagedKeyProps extends Pick<KmsKeyConfig, 'policy' | 'tags' | 'provider' | 'lifecycle'> {
  /** What it encrypts, for people. A state keeps it. */
  readonly description: string;
  /** Its alias, beginning with `alias/`. @default - it gets none here */
  readonly alias?: string;
  /** @default 365 */
  readonly rotationPeriodInDays?: number;
  /** @default 30 */
  readonly deletionWindowInDays?: number;
}

/** A key as its users need it. */
export interface CustomerManagedKey {
  /** ARN of the key, as a token. */
  readonly arn: string;
  /** The alias, if it was asked for. */
  readonly alias?: KmsAlias;
}

/** Declares a key whose material is rotated every year, with its alias: `key` and `alias` below the scope. */
export function declareKey(
  scope: Construct,
  { alias, rotationPeriodInDays = 365, deletionWindowInDays = 30, ...props }: CustomerManagedKeyProps,
): CustomerManagedKey {
  const key = new KmsKey(scope, 'key', { ...props, enableKeyRotation: true, rotationPeriodInDays, deletionWindowInDays });
  PolicyQuotas.of(scope).watch(key);
  if (alias === undefined) return { arn: key.arn };
  return { arn: key.arn, alias: new KmsAlias(scope, 'alias', { provider: props.provider, name: alias, targetKeyId: key.arn }) };
}
