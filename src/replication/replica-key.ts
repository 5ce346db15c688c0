import { ITerraformDependable, Lazy, Op } from 'cdktf';
import { Construct } from 'constructs';
import { declareKey } from '../iam/customer-managed-key';
import { keyPolicy } from '../iam/key-policy';
import type { Readers } from '../iam/readers';
import { AwsEnvironment } from '../terraform/aws-environment';
import type { AdditionalKey } from '../vault/additional-key';
import type { DeclaringVault } from '../vault/declaring-vault';
import type { ReplicaRegion } from '../vault/vault-replication-props';

/** What the copies in one region are encrypted for. */
export interface ReplicaKeyProps {
  readonly vault: DeclaringVault;
  readonly place: ReplicaRegion;
  /** What is copied: the vault's own secrets, or its bootstrap secrets. */
  readonly label: 'chamber' | 'bootstrap';
  /** ARN of the replicator's role. */
  readonly writer: string;
  /** ARNs of the only principals that decrypt. Undefined leaves it to IAM. */
  readonly readers: () => readonly string[] | undefined;
  /** What each of them decrypts who does not decrypt everything. */
  readonly own: () => Readers | undefined;
}

/**
 * The KMS key of copies in one region: its own, under the alias that the record's key has at home, so that chamber reads
 * there with the settings that it has here.
 *
 * Not a multi-region key: nothing that was encrypted is carried over, since Parameter Store has no replication, and a key
 * of the region's own cannot decrypt anything of the vault's home. Nobody but the replicator encrypts under it: a copy
 * that could be written would be a second record (R3).
 *
 * @internal
 */
export class ReplicaKey extends Construct implements AdditionalKey {
  public readonly label: string;
  public readonly keyArn: string;
  public readonly parameterStore: string;
  /** Name of the alias, written out. */
  public readonly aliasName: string;
  /** What has to be there before a copy is written. */
  public readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { vault, place, label, writer, readers, own }: ReplicaKeyProps) {
    super(scope, id);
    const { partition, region: home, account, dnsSuffix } = AwsEnvironment.of(this);
    const { region, provider } = place;
    const { deployers, deletionProtection } = vault;
    this.label = label === 'chamber' ? region : `${label}-${region}`;
    this.aliasName = `alias/${vault.vaultName}-${label}`;
    const { arn, alias } = declareKey(this, {
      provider,
      description: `Copies of ${label === 'chamber' ? 'secrets' : 'bootstrap secrets'} of ${vault.vaultName}`,
      alias: this.aliasName,
      policy: Lazy.stringValue({
        produce: () =>
          keyPolicy({
            partition,
            region,
            account,
            dnsSuffix,
            deployers,
            deletionProtection,
            readers: readers(),
            own: own(),
            writers: [writer],
          }),
      }),
      tags: vault.tags,
      // Where the vault's region is written nowhere, only Terraform finds out that it is this one.
      lifecycle: {
        precondition: [
          {
            condition: Op.neq(home, region),
            errorMessage:
              `Secrets of ${vault.vaultName} are to be copied to ${region}, which is the vault's own region. ` +
              `Name another one in replication.`,
          },
        ],
      },
    });
    this.keyArn = arn;
    this.parameterStore = `ssm.${region}.${dnsSuffix}`;
    this.ready = alias!;
  }
}
