import { Annotations, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { ApplicationSecret } from './application-secret';
import { loadInventory } from './inventory-file';
import { adoptionFault, INVENTORY_FILE, type Inventory, type InventoryParameter, isBelow, pathFault } from '../../contracts/inventory';
import { splitParameterName } from '../../contracts/names';
import { nearest } from '../../contracts/nearest';
import { ParameterTier } from '../../contracts/parameter-tier';
import { AdoptionError } from '../../errors';
import type { IReadableSecret } from '../../secret/secret';
import { SecretSource } from '../../secret/secret-source';
import { SynthChecks } from '../../terraform/synth-checks';
import { DeclaringVault } from '../../vault/declaring-vault';
import type { IVault } from '../../vault/vault';

/** What is adopted of a path, and how it is kept. */
export interface AdoptPathOptions {
  /**
   * The inventory of what is there, which `coffer inventory <path>` writes: a path from the folder that the program runs in.
   *
   * @default coffer-inventory.json
   */
  readonly inventory?: string;

  /**
   * What is adopted: parameters by their names below the path, such as db_password, or in full.
   *
   * @default - all that the inventory has below the path
   */
  readonly include?: string[];

  /**
   * What is left out: parameters by their names below the path, or in full. They stay as they are.
   *
   * @default - nothing
   */
  readonly exclude?: string[];

  /**
   * Refuse to delete the parameters. To delete one, apply with false first.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of the parameters, on top of the vault's. Tags that are there stay.
   *
   * @default - the vault's tags
   */
  readonly tags?: { [key: string]: string };
}

/** A path to adopt. */
export interface AdoptedPathProps extends AdoptPathOptions {
  /** Vault that the secrets are in from now on. */
  readonly vault: IVault;

  /** The path, such as `/api`, with all levels below it. */
  readonly path: string;
}

const TIERS: { readonly [tier: string]: ParameterTier | undefined } = {
  Standard: undefined,
  Advanced: ParameterTier.ADVANCED,
  'Intelligent-Tiering': ParameterTier.INTELLIGENT_TIERING,
};

/**
 * The parameters below a path that were there before Coffer, each an ApplicationSecret that keeps its value: nothing is
 * read, and nothing is written but tags. Which they are is in a checked-in inventory, so that synth stays offline.
 *
 * Synth fails, in the constructor, with
 * - AdoptionError if there is no inventory, or a parameter cannot be adopted or is not in it;
 * - DuplicateSecretError if the app declares one of them already;
 * - EnvironmentNameCollisionError if two of them become the same environment variable.
 */
export class AdoptedPath extends Construct {
  /** The path. */
  public readonly path: string;
  /** The secrets, by name. */
  public readonly secrets: IReadableSecret[];

  private readonly subject: string;
  private readonly byName = new Map<string, IReadableSecret>();
  private readonly inventory: Inventory;
  private readonly file: string;

  constructor(scope: Construct, id: string, props: AdoptedPathProps) {
    super(scope, id);
    const { vault, path } = props;
    this.subject = `AdoptedPath '${Token.isUnresolved(path) ? '(token)' : path}'`;
    const fault = Token.isUnresolved(path)
      ? { problem: 'the path is known only at apply', remedy: 'Write it out, such as /api.' }
      : pathFault(path);
    if (fault) throw new AdoptionError(this.subject, fault.problem, fault.remedy);
    DeclaringVault.of(vault, this.subject);
    this.path = path;
    this.file = props.inventory ?? INVENTORY_FILE;
    this.inventory = loadInventory(this.subject, this.file, path);
    const adopted = this.chosen(props.include, props.exclude ?? []);
    this.refuseFaults(adopted);
    this.secrets = adopted.map((parameter) => this.adopt(parameter, props));
    this.warnOfOtherKeys(adopted, vault);
    SynthChecks.of(this).add(`region of ${this.node.path}`, (stack) => this.refuseOtherRegion(stack));
  }

  /**
   * One of the secrets.
   *
   * Throws an AdoptionError if it is not adopted here.
   *
   * @param name its name below the path, such as db_password or pr-12/db_password, or in full
   */
  public secret(name: string): IReadableSecret {
    const found = this.byName.get(this.fullName(name));
    if (found) return found;
    const known = this.inventory.parameters.some((parameter) => parameter.name === this.fullName(name));
    if (known) {
      throw new AdoptionError(
        this.subject,
        `'${name}' is not adopted: include or exclude leaves it out`,
        'Let it in, or refer to it by ApplicationSecret.fromName().',
      );
    }
    throw this.notInInventory(name, [...this.byName.keys()]);
  }

  private chosen(include: readonly string[] | undefined, exclude: readonly string[]): InventoryParameter[] {
    const below = this.inventory.parameters.filter(({ name }) => isBelow(this.path, name));
    const names = below.map(({ name }) => name);
    for (const name of [...(include ?? []), ...exclude]) {
      if (!names.includes(this.fullName(name))) throw this.notInInventory(name, names);
    }
    const [wanted, unwanted] = [
      include && new Set(include.map((name) => this.fullName(name))),
      new Set(exclude.map((name) => this.fullName(name))),
    ];
    const chosen = below
      .filter(({ name }) => (wanted?.has(name) ?? true) && !unwanted.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (chosen.length > 0) return chosen;
    throw new AdoptionError(
      this.subject,
      'include and exclude leave nothing to adopt',
      'Let something in, or take the path out of the program.',
    );
  }

  /** All of them at once: an estate has many, and one error after the other would take as many runs. */
  private refuseFaults(adopted: readonly InventoryParameter[]): void {
    const faulty = adopted.flatMap((parameter) => {
      const fault = faultOf(parameter);
      return fault === undefined ? [] : [{ name: parameter.name, problem: fault }];
    });
    if (faulty.length === 0) return;
    const exclude = faulty.map(({ name }) => `'${this.shortName(name)}'`).join(', ');
    throw new AdoptionError(
      this.subject,
      `${faulty.length === 1 ? 'a parameter' : `${faulty.length} parameters`} cannot be adopted: ${faulty
        .map(({ name, problem }) => `'${name}': ${problem}`)
        .join('; ')}`,
      `Leave ${faulty.length === 1 ? 'it' : 'them'} out, exclude: [${exclude}], or put right what is there and run npx coffer inventory ${
        this.path
      }.`,
    );
  }

  private adopt({ name, tier }: InventoryParameter, { vault, deletionProtection, tags }: AdoptedPathProps): IReadableSecret {
    const { service, key } = splitParameterName(name)!;
    // Ids are by name, with a character for '/' that no name has: another secret never changes this one's address.
    const secret = new ApplicationSecret(this, this.shortName(name).replace(/\//g, ':'), {
      vault,
      service,
      key,
      source: SecretSource.supplied(),
      adopt: true,
      tier: TIERS[tier],
      deletionProtection,
      tags,
    });
    this.byName.set(name, secret);
    return secret;
  }

  private warnOfOtherKeys(adopted: readonly InventoryParameter[], vault: IVault): void {
    // An id or ARN may be the key of the vault's alias or not: only the plan can tell, and then warns.
    const others = adopted.filter(({ key }) => key?.startsWith('alias/') === true && key !== vault.keyAlias);
    if (others.length === 0) return;
    const keys = [...new Set(others.map(({ key }) => key))].sort().join(', ');
    Annotations.of(this).addWarning(
      `${others.length} of ${adopted.length} parameters below ${this.path} are encrypted under ${keys}, ` +
        `and the vault's key is ${vault.keyAlias}: roles that are granted them cannot decrypt them. ` +
        `Give the vault that key (VaultKey.fromAlias), or write their values again under ${vault.keyAlias} (chamber write ` +
        `with CHAMBER_KMS_KEY_ALIAS), and run npx coffer inventory ${this.path}.`,
    );
  }

  private refuseOtherRegion(stack: TerraformStack): void {
    if (stack !== TerraformStack.of(this)) return;
    const provider = stack
      .allProviders()
      .find(({ terraformResourceType, alias }) => terraformResourceType === 'aws' && alias === undefined);
    const region = (provider?.toTerraform() as { provider: { aws: { region?: unknown }[] } } | undefined)?.provider.aws[0]?.region;
    if (typeof region !== 'string' || Token.isUnresolved(region) || region.includes('${') || region === this.inventory.region) return;
    throw new AdoptionError(
      this.subject,
      `'${this.file}' was taken in ${this.inventory.region}, and stack '${stack.node.path}' deploys to ${region}`,
      `Take an inventory of that region: npx coffer inventory ${this.path} --region ${region} --output <another file>.`,
    );
  }

  private notInInventory(name: string, names: readonly string[]): AdoptionError {
    const near = nearest(
      name.startsWith('/') ? name : this.shortName(this.fullName(name)),
      names.map((each) => (name.startsWith('/') ? each : this.shortName(each))),
    );
    const meant = near.length === 0 ? '' : `Did you mean ${near.map((each) => `'${each}'`).join(' or ')}? `;
    return new AdoptionError(
      this.subject,
      `'${this.file}' has no parameter '${this.fullName(name)}'`,
      `${meant}If it is there by now, run npx coffer inventory ${this.path}.`,
    );
  }

  private fullName(name: string): string {
    if (name.startsWith('/')) return name;
    return this.path === '/' ? `/${name}` : `${this.path}/${name}`;
  }

  private shortName(name: string): string {
    return name.slice(this.path === '/' ? 1 : this.path.length + 1);
  }
}

function faultOf(parameter: InventoryParameter): string | undefined {
  const fault = adoptionFault(parameter);
  if (fault) return fault.problem;
  if (/^\/bootstrap\//.test(parameter.name)) return 'it is a bootstrap secret, which is adopted by BootstrapSecret with adopt: true';
  return parameter.tier in TIERS ? undefined : `its tier '${parameter.tier}' is none that Coffer knows`;
}
