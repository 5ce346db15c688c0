import { Construct } from 'constructs';
import type { DeclaringVault } from './declaring-vault';
import { VaultPart } from './vault-part';
import { replicatorName, rotatorName } from '../contracts/function-names';
import { declareKey } from '../iam/customer-managed-key';
import { render, type PolicyStatement } from '../iam/policy-document';
import { serviceKeyStatements } from '../iam/service-key-policy';
import { AwsEnvironment } from '../terraform/aws-environment';

/** Services that use the key for what they store, on behalf of whoever may in IAM. */
const ON_BEHALF: readonly string[] = ['lambda', 'scheduler', 'sns', 'sqs'];

/**
 * The KMS key of what a vault runs, and not of what it keeps: logs, queues, topics, schedules and settings of functions,
 * none of which hold a value. So no service has any access to the key of the secrets.
 *
 * @internal
 */
export class OperationsKey extends Construct {
  /** The operations keys of vaults. */
  public static readonly part = new VaultPart('operations key', (vault) => new OperationsKey(vault));

  public readonly arn: string;

  private constructor(vault: DeclaringVault) {
    super(vault.construct, 'operations-key');
    this.arn = declareKey(this, {
      description: `What ${vault.vaultName} runs: logs, queues, topics, schedules`,
      alias: `alias/${vault.vaultName}-operations`,
      tags: vault.tags,
      policy: render(this.statements(vault)),
    }).arn;
  }

  /** Who uses the key, and by which service. */
  private statements(vault: DeclaringVault): PolicyStatement[] {
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    const functions = [rotatorName(vault.vaultName), replicatorName(vault.vaultName)];
    return serviceKeyStatements({
      partition,
      region,
      account,
      dnsSuffix,
      onBehalf: ON_BEHALF,
      // Lambda keeps a function's settings readable for itself by a grant (Lambda: Securing environment variables).
      grants: { sid: 'GrantsForFunctions', services: 'lambda' },
      logGroupArns: functions.map((name) => `arn:${partition}:logs:${region}:${account}:log-group:/aws/lambda/${name}`),
    });
  }
}
