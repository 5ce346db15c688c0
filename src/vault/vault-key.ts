import { DataAwsKmsAlias } from '@cdktf/provider-aws/lib/data-aws-kms-alias';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { Lazy, Token } from 'cdktf';
import { Construct } from 'constructs';
import { deployersAreRoles } from './deployers';
import { VaultConfigurationError } from '../errors';
import { declareKey } from '../iam/customer-managed-key';
import { keyPolicy } from '../iam/key-policy';
import { KeyShares } from '../iam/key-shares';
import { AwsEnvironment } from '../terraform/aws-environment';
import { OwnKind } from '../terraform/own-kind';
import { checkWholeNumber } from '../terraform/whole-number';

/** A key that the vault declares. */
export interface ManagedKeyProps {
  /**
   * Days between rotations of the key's material, 90 to 2560 (AWS KMS: Rotating keys). What was encrypted before
   * stays readable.
   *
   * @default 365
   */
  readonly rotationPeriodDays?: number;

  /**
   * Days between asking to delete the key and losing it for good, 7 to 30 (AWS KMS: Deleting keys). All values
   * under it are lost with it.
   *
   * @default 30
   */
  readonly deletionWindowDays?: number;
}

/** The KMS key that encrypts a vault's parameters. */
export abstract class VaultKey {
  /**
   * A key of the vault's own, rotated, with a policy that allows its use through Parameter Store only.
   *
   * Throws a VaultConfigurationError if a period is out of range.
   *
   * @param props periods
   */
  public static managed(props: ManagedKeyProps = {}): VaultKey {
    return new ManagedKey(props);
  }

  /**
   * A key that exists, by its ARN. The vault makes its alias for it; the key's policy stays as it is.
   *
   * Throws a VaultConfigurationError if it is not the ARN of a key.
   *
   * @param arn ARN of the key, not of an alias
   */
  public static fromArn(arn: string): VaultKey {
    return new KeyByArn(arn);
  }

  /**
   * A key that exists, by an alias that exists. The vault makes no alias of its own; chamber needs
   * CHAMBER_KMS_KEY_ALIAS to be this one.
   *
   * Throws a VaultConfigurationError if it is not the name of an alias.
   *
   * @param alias the alias with its prefix, such as alias/parameter_store_key
   */
  public static fromAlias(alias: string): VaultKey {
    return new KeyByAlias(alias);
  }

  /**
   * Declare what the vault needs for this key.
   *
   * @internal
   */
  public abstract _bind(vault: Construct, options: VaultKeyOptions): BoundKey;
}

/** Keys of vaults of this package. */
export const VAULT_KEYS = new OwnKind('VaultKey', VaultKey);

/** What a vault tells its key. */
export interface VaultKeyOptions {
  /** Subject of errors. */
  readonly subject: string;
  /** The vault's name, `<namespace>-<stage>`. */
  readonly vaultName: string;
  /** ARNs of roles that must not decrypt. */
  readonly deployers: readonly string[];
  /** Whether a key that is declared here refuses to be deleted. */
  readonly deletionProtection: boolean;
  readonly tags?: { [key: string]: string };
}

/** A key as a vault uses it. */
export interface BoundKey {
  /** ARN of the key, for policies. */
  readonly arn: string;
  /** Name of the alias as a token that orders it before whatever uses it. */
  readonly alias: string;
  /** The same name in plain letters, for other stacks. */
  readonly aliasName: string;
  /** What other accounts may decrypt; undefined where the key's policy is not the vault's. */
  readonly shares?: KeyShares;
}

class ManagedKey extends VaultKey {
  private readonly rotationPeriodInDays: number;
  private readonly deletionWindowInDays: number;

  constructor(props: ManagedKeyProps) {
    super();
    this.rotationPeriodInDays = checkDays('rotationPeriodDays', props.rotationPeriodDays ?? 365, 90, 2560);
    this.deletionWindowInDays = checkDays('deletionWindowDays', props.deletionWindowDays ?? 30, 7, 30);
  }

  /** @internal */
  public _bind(vault: Construct, options: VaultKeyOptions): BoundKey {
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(vault);
    const { deployers, deletionProtection } = options;
    const shares = new KeyShares(vault);
    const key = declareKey(vault, {
      description: `Secrets of ${options.vaultName}`,
      rotationPeriodInDays: this.rotationPeriodInDays,
      deletionWindowInDays: this.deletionWindowInDays,
      policy: Lazy.stringValue({
        produce: () => keyPolicy({ partition, region, account, dnsSuffix, deployers, deletionProtection, shares: shares.statements() }),
      }),
      tags: options.tags,
      lifecycle: deployersAreRoles(deployers),
    });
    return { ...declareAlias(vault, options.vaultName, key.arn), shares };
  }
}

class KeyByArn extends VaultKey {
  constructor(private readonly arn: string) {
    super();
    if (Token.isUnresolved(arn) || /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(arn)) return;
    throw new VaultConfigurationError(
      'VaultKey.fromArn()',
      `'${arn}' is not the ARN of a KMS key`,
      'Write arn:aws:kms:<region>:<account>:key/<key id>; for an alias, use VaultKey.fromAlias().',
    );
  }

  /** @internal */
  public _bind(vault: Construct, options: VaultKeyOptions): BoundKey {
    refuseDeployers(options, 'VaultKey.fromArn()');
    // The ARN itself, not the alias's copy of it: policies are then known at plan.
    return { ...declareAlias(vault, options.vaultName, this.arn), arn: this.arn };
  }
}

class KeyByAlias extends VaultKey {
  constructor(private readonly alias: string) {
    super();
    if (/^alias\/[\w/-]{1,250}$/.test(alias)) return;
    throw new VaultConfigurationError(
      'VaultKey.fromAlias()',
      `'${alias}' is not the name of an alias`,
      'Write it out with its prefix, such as alias/parameter_store_key.',
    );
  }

  /** @internal */
  public _bind(vault: Construct, options: VaultKeyOptions): BoundKey {
    refuseDeployers(options, 'VaultKey.fromAlias()');
    const found = new DataAwsKmsAlias(vault, 'key', { name: this.alias });
    return { arn: found.targetKeyArn, alias: this.alias, aliasName: this.alias };
  }
}

/**
 * Chamber writes by alias always, so secrets name the alias too: a plan after `chamber write` finds nothing to
 * change. The name is Cloud Posse's convention.
 */
function declareAlias(vault: Construct, vaultName: string, keyArn: string): BoundKey {
  const aliasName = `alias/${vaultName}-chamber`;
  const alias = new KmsAlias(vault, 'alias', { name: aliasName, targetKeyId: keyArn });
  return { arn: keyArn, alias: alias.name, aliasName };
}

function refuseDeployers({ subject, deployers }: VaultKeyOptions, how: string): void {
  if (deployers.length === 0) return;
  throw new VaultConfigurationError(
    subject,
    `deployers are denied decryption by the policy of the vault's own key, and the key of ${how} has a policy of its own`,
    'Add the statement to that policy and leave deployers out, or use VaultKey.managed().',
  );
}

function checkDays(name: string, days: number, least: number, most: number): number {
  return checkWholeNumber(
    days,
    { name, least, most, unit: 'days' },
    (problem, remedy) => new VaultConfigurationError('VaultKey.managed()', problem, remedy),
  );
}
