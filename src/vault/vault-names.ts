import { Annotations, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { VaultConfigurationError } from '../errors';
import { IamNames } from '../iam/iam-names';
import { accountOf, defaultAwsProvider, regionOf } from '../terraform/aws-provider';
import { OncePerApp } from '../terraform/once-per-app';

/** What tells vaults of one name apart, as far as the program says. */
interface Place {
  readonly path: string;
  readonly stack: TerraformStack;
  readonly account?: string;
  readonly region?: string;
  readonly regionInNames: boolean;
}

/** The vaults of an app, by name: one of the same name may be in another account, or another region. */
class VaultPlaces {
  public static of(scope: Construct): VaultPlaces {
    return VaultPlaces.ofApp.of(scope);
  }

  private static readonly ofApp = new OncePerApp('vault-places', () => new VaultPlaces());

  private readonly places = new Map<string, Place[]>();

  /** Adds a vault. @returns those of its name that are there already */
  public add(name: string, place: Place): readonly Place[] {
    const known = this.places.get(name) ?? [];
    this.places.set(name, [...known, place]);
    return known;
  }
}

/** What a vault's things are called: most names are one in a region, and some in the whole account. */
export class VaultNames {
  /** The vault's name in names that are one in the whole account. */
  public readonly accountWide: string;
  /** Tells the vault from others of its name, as far as the program says. */
  public readonly place: string;

  /** @throws VaultConfigurationError if names are to carry a region that is not known */
  constructor(
    private readonly construct: Construct,
    private readonly subject: string,
    vaultName: string,
    regionInNames: boolean,
  ) {
    const stack = TerraformStack.of(construct);
    const provider = defaultAwsProvider(stack);
    const [account, region] = [accountOf(provider), regionOf(provider)];
    if (regionInNames && region === undefined) {
      throw new VaultConfigurationError(
        subject,
        'regionInNames is true, and its stack does not say the region',
        'Write region out in the AwsProvider of the stack, and declare that before the vault.',
      );
    }
    this.accountWide = regionInNames ? `${vaultName}-${region}` : vaultName;
    this.place = `${vaultName} ${account ?? ''} ${region ?? ''}`;
    const others = VaultPlaces.of(construct).add(vaultName, { path: construct.node.path, stack, account, region, regionInNames });
    this.warnOfNamesakes(
      others.filter((other) => other.stack !== stack && other.region !== region && !other.regionInNames),
      account,
      regionInNames,
    );
  }

  /**
   * Takes the name of a role for a vault.
   *
   * @throws VaultConfigurationError if another one of the account has it
   */
  public claimRole(name: string): void {
    IamNames.of(this.construct).claim(
      this.construct,
      'role',
      name,
      this.subject,
      (other) =>
        new VaultConfigurationError(
          this.subject,
          `a role would be named '${name}', which is that of ${other} in the same account`,
          'If the vault is in another region than that one, give it regionInNames: true; else choose another namespace.',
        ),
    );
  }

  /** Two regions of one account cannot have these names twice; whether they are of one account, the program may not say. */
  private warnOfNamesakes(others: readonly Place[], account: string | undefined, regionInNames: boolean): void {
    const [other] = others.filter((each) => each.account === undefined || account === undefined || each.account === account);
    if (!other || regionInNames) return;
    Annotations.of(this.construct).addWarning(
      `${this.subject} has the name of '${other.path}', in another region. If both are of one account, its roles, ` +
        `users and buckets would have the same names: give it regionInNames: true. ` +
        'If they are of two accounts, write allowedAccountIds in the AwsProvider of each.',
    );
  }
}
