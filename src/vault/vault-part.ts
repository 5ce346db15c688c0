import type { VaultCore } from './vault-core';

/**
 * A part of a vault that it has at most once, such as its rotator. The vault's core knows none of them: each part keeps
 * its own entry here, beside its class.
 */
export class VaultPart<Part extends object> {
  /** @param create makes the part of a vault for which the program declared none */
  constructor(private readonly create: (vault: VaultCore) => Part) {}

  /** The part of a vault: the one that the program declared, or one that is created now. */
  public getOrCreate(vault: VaultCore): Part {
    return this.find(vault) ?? this.register(vault, this.create(vault));
  }

  /** The part of a vault, if it has one by now. */
  public find(vault: VaultCore): Part | undefined {
    return vault.parts.get(this) as Part | undefined;
  }

  /**
   * Makes something the part of a vault. For constructors of parts that programs may declare.
   *
   * @throws what `refuse` makes of the part that is there already
   */
  public claim(vault: VaultCore, part: Part, refuse: (existing: Part) => Error): void {
    const existing = this.find(vault);
    if (existing) throw refuse(existing);
    this.register(vault, part);
  }

  private register(vault: VaultCore, part: Part): Part {
    vault.parts.set(this, part);
    return part;
  }
}
