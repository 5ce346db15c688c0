import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Lazy, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { AdditionalKey } from './additional-key';
import type { DeclaringVault } from './declaring-vault';
import { hasArn } from './vault-checks';
import type { VaultCore } from './vault-core';
import { VaultPart } from './vault-part';
import { GrantError } from '../errors';
import { declareKey } from '../iam/customer-managed-key';
import { type GrantedRole, keysIn } from '../iam/grantee';
import { keyPolicy } from '../iam/key-policy';
import { KeyShares } from '../iam/key-shares';
import { ByRole } from '../iam/role-identity';
import { AwsEnvironment } from '../terraform/aws-environment';

/**
 * The KMS key of a vault's bootstrap secrets. Its policy names who decrypts, so that no IAM policy, however wide, lets
 * anybody else read what all other secrets hang on.
 *
 * @internal
 */
export class BootstrapKey extends Construct implements AdditionalKey {
  /** The bootstrap keys of vaults. */
  public static readonly part = new VaultPart('key of bootstrap secrets', (vault) => new BootstrapKey(vault));

  public readonly label = 'bootstrap';
  public readonly keyArn: string;
  /** Name of the alias, written out. */
  public readonly aliasName: string;
  /** Name of the alias, as a token that orders it before whatever uses it. */
  public readonly alias: string;
  /** What principals of other accounts may decrypt. */
  public readonly shares: KeyShares;

  /** Each role once, whatever object the program has for it. */
  private readonly named = new ByRole<{
    readonly identity: GrantedRole['identity'];
    readonly arn: string;
    readonly names: Set<string>;
  }>();

  private constructor(private readonly vault: DeclaringVault) {
    super(vault.construct, 'bootstrap-key');
    this.shares = new KeyShares(this);
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    this.aliasName = `alias/${vault.vaultName}-bootstrap`;
    const { arn, alias } = declareKey(this, {
      description: `Bootstrap secrets of ${vault.vaultName}`,
      alias: this.aliasName,
      policy: Lazy.stringValue({
        produce: () => {
          const readers = [...new Set([...this.readers(), ...this.shares.principals()])].sort();
          const { deployers, deletionProtection } = vault;
          return keyPolicy({
            partition,
            region,
            account,
            dnsSuffix,
            deployers,
            deletionProtection,
            readers,
            own: this.own(),
            shares: this.shares.statements(),
          });
        },
      }),
      tags: vault.tags,
    });
    this.keyArn = arn;
    this.alias = alias!.name;
  }

  /**
   * Adds a role to those that decrypt a parameter. @throws GrantError where its ARN is of another stack, which the policy could not wait
   * for
   */
  public addReader(subject: string, role: GrantedRole, parameterName: string): void {
    if (role.scope && TerraformStack.of(role.scope) !== TerraformStack.of(this)) {
      throw new GrantError(
        subject,
        `role '${role.label}' is in stack '${
          TerraformStack.of(role.scope).node.path
        }', and the policy of the key, which has to name it, in '${TerraformStack.of(this).node.path}'`,
        'Declare the role in the stack of the vault, or grant to Grantee.fromRoleName() there.',
      );
    }
    if (this.vault.isDeployer(role)) {
      throw new GrantError(
        subject,
        `reader '${role.label}' is one of the vault's deployers, to whom the key's policy denies decryption`,
        'Read under a role of its own, or take it out of deployers.',
      );
    }
    const keys = keysIn(this, role);
    const reader = this.named.get(keys) ?? { identity: role.identity, arn: role.arn, names: new Set() };
    reader.names.add(parameterName);
    this.named.set(keys, reader);
  }

  /** ARNs of those who decrypt, break-glass principals included, but those of other accounts. */
  public readers(but?: IamRole): string[] {
    return [
      ...new Set([
        ...this.vault.breakGlass,
        ...this.named
          .values()
          .filter(({ identity }) => identity !== but)
          .map(({ arn }) => arn),
      ]),
    ].sort();
  }

  /** What each of them decrypts, in the vault's region or another one; break-glass principals decrypt everything. */
  public own(region?: string, but?: IamRole): Map<string, string[]> {
    const own = new Map<string, string[]>();
    for (const { identity, arn, names } of this.named.values()) {
      if (identity === but || hasArn(this, this.vault.breakGlass, arn)) continue;
      own.set(
        arn,
        [...names].map((name) => this.vault.parameterArn(name, region)),
      );
    }
    return own;
  }
}

/**
 * ARNs of the keys that encrypt parameters of a vault in its own region, as of now: its own, and that of its bootstrap secrets if it has
 * any.
 */
export function parameterKeyArns(vault: VaultCore): string[] {
  const bootstrap = BootstrapKey.part.find(vault);
  return bootstrap ? [vault.keyArn, bootstrap.keyArn] : [vault.keyArn];
}

/** Names of the aliases of these keys, in plain letters. */
export function parameterKeyAliases(vault: VaultCore): string[] {
  const bootstrap = BootstrapKey.part.find(vault);
  return bootstrap ? [vault.keyAlias, bootstrap.aliasName] : [vault.keyAlias];
}
