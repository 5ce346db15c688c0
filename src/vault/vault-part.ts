import { DeclaringVault } from './declaring-vault';
import type { VaultCore } from './vault-core';

/**
 * A part of a vault that it has at most once, such as its rotator. The vault's core knows none of them: each part keeps
 * its own entry here, beside its class.
 */
export class VaultPart<Part extends object> {
  /**
   * @param name tells it from other parts, in every copy of the package
   * @param create makes the part of a vault for which the program declared none
   */
  constructor(
    private readonly name: string,
    private readonly create: (vault: DeclaringVault) => Part,
  ) {}

  /**
   * The part of a vault: the one that the program declared, or one that is created now.
   *
   * @throws VaultConfigurationError if another program declares the vault, and so its parts
   */
  public getOrCreate(vault: VaultCore): Part {
    const declaring = DeclaringVault.from(vault, `The ${this.name} of vault ${vault.vaultName}`);
    return this.find(declaring) ?? this.register(declaring, this.create(declaring));
  }

  /** The part of a vault, if it has one by now. */
  public find(vault: VaultCore): Part | undefined {
    return vault.imported ? undefined : ((vault as DeclaringVault).parts.get(this.name) as Part | undefined);
  }

  /**
   * Makes something the part of a vault. For constructors of parts that programs may declare.
   *
   * @throws what `refuse` makes of the part that is there already
   */
  public claim(vault: DeclaringVault, part: Part, refuse: (existing: Part) => Error): void {
    const existing = this.find(vault);
    if (existing) throw refuse(existing);
    this.register(vault, part);
  }

  private register(vault: DeclaringVault, part: Part): Part {
    vault.parts.set(this.name, part);
    return part;
  }
}
