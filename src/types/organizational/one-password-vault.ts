import { createHash } from 'crypto';
import { ITerraformDependable, TerraformStack, Token } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { DataOnepasswordVault } from '../../bindings/onepassword/data-onepassword-vault';
import { OnepasswordProvider } from '../../bindings/onepassword/provider';
import { OrganizationalSecretError, VaultConfigurationError } from '../../errors';
import { OwnKind } from '../../terraform/own-kind';
import { StackSetup } from '../../terraform/stack-setup';
import { SynthChecks } from '../../terraform/synth-checks';

const ID = 'cdktf-coffer-1password';

/** A vault of 1Password, which is there already: the provider makes none. Who reads it is decided in 1Password. */
export class OnePasswordVault {
  /**
   * A vault by its identifier: `op vault list`.
   *
   * Throws an OrganizationalSecretError if it is something else, such as the vault's name.
   *
   * @param uuid 26 lowercase letters and digits, or a token
   */
  public static fromId(uuid: string): OnePasswordVault {
    if (!Token.isUnresolved(uuid) && !/^[a-z0-9]{26}$/.test(uuid)) {
      throw new OrganizationalSecretError(
        'OnePasswordVault.fromId()',
        `'${uuid}' is not the identifier of a vault, which has 26 lowercase letters and digits`,
        'Copy it from `op vault list`, or write OnePasswordVault.fromName() with the name of the vault.',
      );
    }
    return new OnePasswordVault(uuid, undefined);
  }

  /**
   * A vault by its name, which Terraform looks up in each plan. It fails there if no vault has the name, or two have.
   *
   * Throws an OrganizationalSecretError if it is empty.
   *
   * @param name name of the vault
   */
  public static fromName(name: string): OnePasswordVault {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new OrganizationalSecretError(
        'OnePasswordVault.fromName()',
        'the name is empty',
        "Write the name of the vault, such as 'Infrastructure'.",
      );
    }
    return new OnePasswordVault(undefined, name);
  }

  private constructor(
    private readonly uuid: string | undefined,
    private readonly name: string | undefined,
  ) {}

  /**
   * The vault, as items of a stack see it.
   *
   * @internal
   */
  public _in(scope: IConstruct): VaultOfStack {
    return OnePasswordOfStack.of(scope).vault(this.uuid, this.name);
  }
}

/**
 * A vault of 1Password within one stack.
 *
 * @internal
 */
export interface VaultOfStack {
  /** Identifier of the vault, as a token where it is looked up. */
  readonly id: string;

  /**
   * Puts an item at the end of the vault's chain.
   *
   * @param make makes the item, given what it has to wait for
   */
  add<Item extends ITerraformDependable>(make: (after?: ITerraformDependable[]) => Item): Item;
}

/**
 * What a stack needs once for all its items: the provider, and of each vault its data source and the chain of its items.
 *
 * 1Password locks a vault for each write, so writes side by side fail with a conflict (409). Terraform writes ten
 * resources at a time; each item of a vault therefore waits for the one declared before it. Taking one out joins its
 * neighbours, which changes `depends_on` only, and nothing in 1Password.
 */
class OnePasswordOfStack extends Construct {
  public static of(scope: IConstruct): OnePasswordOfStack {
    const stack = TerraformStack.of(scope);
    return ONE_PASSWORD.in(stack.node.tryFindChild(ID), `Stack '${stack.node.path}'`) ?? new OnePasswordOfStack(stack);
  }

  private readonly vaults = new Map<string, VaultOfStack>();

  private constructor(private readonly stack: TerraformStack) {
    super(stack, ID);
    StackSetup.of(stack); // which looks for values that would be kept
    // Without settings: the provider finds its credentials in the environment, and none gets into the output.
    if (this.defaultProviders().length === 0) new OnepasswordProvider(this, 'provider');
    SynthChecks.of(stack).add(`1Password provider of ${stack.node.path}`, () => this.refuseTwoProviders());
  }

  public vault(uuid: string | undefined, name: string | undefined): VaultOfStack {
    const key = `${uuid ?? ''}\n${name ?? ''}`;
    let vault = this.vaults.get(key);
    if (!vault) {
      vault = new ChainedVault(uuid ?? new DataOnepasswordVault(this, idOf(name!), { name }).uuid);
      this.vaults.set(key, vault);
    }
    return vault;
  }

  private defaultProviders(): OnepasswordProvider[] {
    return this.stack
      .allProviders()
      .filter(
        (provider): provider is OnepasswordProvider => provider.terraformResourceType === 'onepassword' && provider.alias === undefined,
      );
  }

  private refuseTwoProviders(): void {
    const [first, second] = this.defaultProviders();
    if (!first || !second) return;
    throw new VaultConfigurationError(
      `OnepasswordProvider '${second.node.path}'`,
      `the stack has a 1Password provider without alias already, '${first.node.path}'`,
      'Declare the OnepasswordProvider before the first OrganizationalSecret of the stack.',
    );
  }
}

const ONE_PASSWORD = new OwnKind('1Password of a stack', OnePasswordOfStack);

class ChainedVault implements VaultOfStack {
  private last?: ITerraformDependable;

  constructor(public readonly id: string) {}

  public add<Item extends ITerraformDependable>(make: (after?: ITerraformDependable[]) => Item): Item {
    const item = make(this.last && [this.last]);
    this.last = item;
    return item;
  }
}

/** An id of a construct that no other name of a vault has: ids take no spaces. */
function idOf(name: string): string {
  return `vault-${name.replace(/[^A-Za-z0-9]+/g, '-')}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
