import type { FoundManifest } from './find-manifest';
import { append } from '../../../contracts/append';
import type { ManifestSecret, ManifestStack, ManifestVault } from '../../../contracts/manifest';
import { isProduction, mayBeProduction } from '../../../contracts/production';
import { CommandError, UsageError } from '../command';

/** The vault that a command works in, as far as it is known before AWS is asked. */
export interface ChosenVault {
  /** `<namespace>-<stage>`. */
  readonly name: string;
  /** Undefined without a manifest: the name alone does not say where the namespace ends. */
  readonly stage?: string;
  readonly keyAlias: string;
  /** Where it is; undefined where nobody says. */
  readonly account?: string;
  readonly region?: string;
  /** Whether a change of it is asked about first. */
  readonly isProtected: boolean;
  /** What the manifest says of it. */
  readonly declared?: DeclaredVault;
}

/** A vault in a manifest. */
export interface DeclaredVault {
  readonly file: string;
  readonly stack: ManifestStack;
  readonly vault: ManifestVault;
  /** Of all stacks: a secret may be declared in another one than its vault. */
  readonly secrets: readonly ManifestSecret[];
}

/** Where the credentials and the settings lead. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const NAME = /^[a-z][a-z0-9-]{2,64}$/;

/**
 * The vault to work in, if a name or a manifest says one.
 *
 * Names of secrets carry no stage, so a vault is the one thing that tells production's from others. Of a manifest, only
 * vaults that may be where the caller is come into question; if none is, that is an error, and no reason to go on.
 *
 * @param named the vault's name, or the path of its construct
 * @param place undefined where only a name's form is of interest
 * @throws CommandError if the vault is elsewhere, or more than one comes into question
 */
export function chooseVault(named: string | undefined, found: FoundManifest | undefined, place: Place): ChosenVault | undefined {
  if (!found) return named === undefined ? undefined : byName(named);
  const all = vaultsIn(found);
  if (all.length === 0 && named === undefined) return undefined;
  const meant = named === undefined ? all : all.filter(({ vault }) => vault.name === named || vault.path === named);
  if (meant.length === 0) {
    const names = [...new Set(all.map(({ vault }) => vault.name))].sort();
    throw new CommandError(
      `'${found.file}' has no vault '${named}'${names.length === 0 ? '' : `, but ${names.join(', ')}`}. ` +
        'Correct --vault or COFFER_VAULT, name another manifest with --manifest, or write --manifest none.',
    );
  }
  const here = meant.filter(({ stack: { account, region } }) => isHere(account, place.account) && isHere(region, place.region));
  if (here.length === 0) {
    const where = meant.map(({ vault, stack }) => `${vault.name} is in ${placeOf(stack)}`);
    throw new CommandError(
      `${[...new Set(where)].join('; ')}; your credentials and settings lead to account ${place.account} in ${place.region}. ` +
        `Nothing was read or written. Use another --profile or --region${meant.length < all.length ? '' : ', or name another vault with --vault'}.`,
    );
  }
  if (here.length > 1) {
    const names = here.map(({ vault }) => vault.name);
    const distinct = new Set(names).size === names.length;
    throw new CommandError(
      `several vaults may be in account ${place.account} in ${place.region}: ` +
        `${here.map(({ vault }) => (distinct ? vault.name : `${vault.name} (${vault.path})`)).join(', ')}. ` +
        `Write --vault ${distinct ? names[0] : here[0]!.vault.path}.`,
    );
  }
  return ofManifest(here[0]!);
}

/** All vaults of a manifest, each with the secrets that are in it. */
export function vaultsIn({ file, manifest: { stacks } }: FoundManifest): DeclaredVault[] {
  const inVault = new Map<string | null, ManifestSecret[]>();
  for (const secret of stacks.flatMap(({ secrets }) => secrets)) append(inVault, secret.vault, secret);
  return stacks.flatMap((stack) => stack.vaults.map((vault) => ({ file, stack, vault, secrets: inVault.get(vault.path) ?? [] })));
}

/** What a vault is where only its name is known. @throws UsageError if it is none */
export function byName(name: string): ChosenVault {
  if (!NAME.test(name)) throw new UsageError(`'${name}' is not the name of a vault, <namespace>-<stage>`);
  return { name, keyAlias: `alias/${name}-chamber`, isProtected: mayBeProduction(name) };
}

function ofManifest(declared: DeclaredVault): ChosenVault {
  const { name, stage, keyAlias } = declared.vault;
  const { account, region } = declared.stack;
  return {
    name,
    stage,
    keyAlias,
    account: account ?? undefined,
    region: region ?? undefined,
    // A manifest may be somebody else's: a stage called dev does not make production's vault any other.
    isProtected: isProduction(stage) || mayBeProduction(name) || mayBeProduction(vaultOf(keyAlias)),
    declared,
  };
}

/** The name of the vault in the alias of its key; the alias itself if somebody chose another one. */
export function vaultOf(keyAlias: string): string {
  return keyAlias.replace(/^alias\//, '').replace(/-(chamber|bootstrap)$/, '');
}

function isHere(said: string | null, actual: string): boolean {
  return said === null || said === actual;
}

function placeOf({ account, region }: ManifestStack): string {
  return `${account === null ? 'an account that the manifest does not know' : `account ${account}`} in ${region ?? 'a region that it does not know'}`;
}
