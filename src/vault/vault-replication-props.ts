import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformElement, TerraformStack, Token } from 'cdktf';
import { partitionOf, REGION } from '../contracts/partitions';
import { VaultConfigurationError } from '../errors';
import { defaultAwsProvider, regionOf } from '../terraform/aws-provider';

/** A region that secrets of a vault can be copied to. */
export interface ReplicaRegion {
  /** The region, such as eu-central-1. Another one than the vault's. */
  readonly region: string;

  /**
   * An AWS provider with an alias, in the vault's stack, whose `region` is this one. It has to lead to the vault's account.
   */
  readonly provider: AwsProvider;
}

/** Copies of a vault's secrets in other regions. */
export interface VaultReplicationProps {
  /**
   * Regions to which a secret can be copied. Which of them a secret is copied to is its own `replicaRegions`.
   *
   * A region that is taken out of `replicaRegions` keeps its copy, which is no longer brought up to date: delete it by hand.
   * With the last secret that is copied there, the region's key is to be taken away too, which the vault's deletionProtection
   * refuses; without that, its copies cannot be read any more 30 days later.
   */
  readonly regions: ReplicaRegion[];

  /**
   * ARNs of SNS topics that alarms go to: a copy that failed, and a record that is gone while its copies are kept.
   *
   * @default - the alarms are there, and tell nobody
   */
  readonly alarmTopics?: string[];

  /**
   * Days for which the replicator's log is kept: one of those that CloudWatch Logs offers.
   *
   * @default 365
   */
  readonly logRetentionDays?: number;

  /**
   * Reserve one concurrent execution for the replicator, so that its runs come one after the other. Accounts whose quota
   * of concurrent executions was never raised, of about 10, have none to reserve (Lambda: Reserved concurrency).
   * Without it, a copy may briefly hold the value before the last when two runs overlap; the second run mends it.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;
}

/**
 * Checks the regions of a vault.
 *
 * @throws VaultConfigurationError where one could not be copied to
 */
export function checkRegions(subject: string, stack: TerraformStack, regions: readonly ReplicaRegion[]): void {
  const seen = new Set<string>();
  for (const { region, provider } of regions) {
    const refuse = (problem: string, remedy: string) =>
      new VaultConfigurationError(subject, `replication to '${Token.isUnresolved(region) ? '(token)' : region}': ${problem}`, remedy);
    if (Token.isUnresolved(region) || !REGION.test(region)) {
      throw refuse('this is not the name of a region written out', 'Write it like eu-central-1.');
    }
    if (seen.has(region)) throw refuse('it is listed twice', 'List it once.');
    seen.add(region);
    if (!TerraformElement.isTerraformElement(provider) || provider.terraformResourceType !== 'aws') {
      throw refuse('it has no AWS provider', `Pass new AwsProvider(stack, '${region}', { alias: '${region}', region: '${region}' }).`);
    }
    if (TerraformStack.of(provider) !== stack) {
      throw refuse(`its provider '${provider.node.path}' is in another stack than the vault`, `Declare one in stack '${stack.node.path}'.`);
    }
    if (provider.alias === undefined) {
      throw refuse(
        "its provider has no alias, so it is the one of the vault's own region",
        `Give it alias: '${region}' and region: '${region}'.`,
      );
    }
    if (!Token.isUnresolved(provider.region) && provider.region !== region) {
      throw refuse(
        `its provider '${provider.node.path}' is for ${
          provider.region === undefined ? 'whatever region the environment names' : `'${provider.region}'`
        }`,
        `Give it region: '${region}'.`,
      );
    }
    const home = regionOf(defaultAwsProvider(stack));
    if (home === region) throw refuse("this is the vault's own region, where the record is", 'Name another region.');
    if (home !== undefined && partitionOf(home) !== partitionOf(region)) {
      throw refuse(
        `it is in partition ${partitionOf(region)}, and the vault in ${partitionOf(home)}, between which no role can copy`,
        "Name a region of the vault's partition.",
      );
    }
  }
}
