import { type Identity, samePrincipal, withoutPath } from './identity';
import type { DeclarationPart, DeclaredPrincipal, WatchedVault, WatcherParts } from '../../contracts/audit/declarations';
import { COFFER_SERVICE, splitParameterName } from '../../contracts/names';
import { matchesWildcards } from '../values/iam-wildcards';

type OfVault = DeclaredPrincipal & { readonly vault: string };

/** What one principal may do in one vault, whatever grants it comes from. */
export interface Standing {
  /** Whether the program names it at all. */
  readonly known: boolean;
  readonly isFunction: boolean;
  readonly isBreakGlass: boolean;
  readonly isDeployer: boolean;
  readonly reads: (name: string) => boolean;
  readonly changes: (name: string) => boolean;
}

/** Everything that was declared, put together from its parts. */
export class Declared {
  public readonly vaults: readonly WatchedVault[];
  public readonly watcher: WatcherParts;
  private readonly exact = new Map<string, OfVault[]>();
  private readonly patterns: OfVault[] = [];
  private readonly byKey = new Map<string, WatchedVault>();
  private readonly byBucket = new Map<string, WatchedVault>();
  private readonly byService = new Map<string, WatchedVault[]>();
  private readonly standings = new Map<string, Standing>();

  constructor(parts: readonly DeclarationPart[]) {
    this.vaults = parts.flatMap(({ vaults = [] }) => vaults);
    this.watcher = parts.find(({ watcher }) => watcher)?.watcher ?? { topicArn: '', names: [], deployers: [] };
    for (const vault of this.vaults) {
      for (const key of vault.keys) this.byKey.set(key, vault);
      for (const bucket of vault.buckets) this.byBucket.set(bucket, vault);
      for (const region of [vault.region, ...vault.copies]) {
        for (const service of vault.services) {
          const place = `${vault.account}\n${region}\n${service}`;
          this.byService.set(place, [...(this.byService.get(place) ?? []), vault]);
        }
      }
    }
    for (const each of parts.flatMap(({ principals = [] }) => principals)) {
      if (/[*?]|:root$/.test(each.who)) {
        this.patterns.push(each);
      } else {
        const who = withoutPath(each.who);
        this.exact.set(who, [...(this.exact.get(who) ?? []), each]);
      }
    }
  }

  public vaultOfKey(arn: string): WatchedVault | undefined {
    return this.byKey.get(arn);
  }

  /** The vault whose values are encrypted under what an alias leads to, in its region or that of a copy. */
  public vaultOfAlias(name: string, account: string, region: string): WatchedVault | undefined {
    return this.vaults.find(
      (vault) => vault.account === account && [vault.region, ...vault.copies].includes(region) && vault.aliases?.includes(name),
    );
  }

  public vaultOfBucket(name: string): WatchedVault | undefined {
    return this.byBucket.get(name);
  }

  /** The vaults that a parameter may be one of, by its service: two vaults of an account may have secrets of one service. */
  public vaultsOfParameter(name: string, account: string, region: string): readonly WatchedVault[] {
    const service = splitParameterName(secretBehind(name))?.service;
    return service === undefined ? [] : (this.byService.get(`${account}\n${region}\n${service}`) ?? []);
  }

  /** Vaults with secrets below a path of Parameter Store, `` for all. */
  public vaultsBelow(path: string, account: string, region: string): readonly WatchedVault[] {
    return this.vaults.filter(
      (vault) =>
        vault.account === account &&
        [vault.region, ...vault.copies].includes(region) &&
        vault.services.some((service) => path === '' || `/${service}/`.startsWith(`${path}/`)),
    );
  }

  /** What the watcher remembers of a principal in a vault goes by. */
  public memoryId(vault: WatchedVault, { principal }: Identity): string {
    const { name, account, region } = vault;
    // Accounts of an organization may have vaults of one name, and a role that reads in both.
    const namesakes = this.vaults.some((each) => each.name === name && each.region === region && each.account !== account);
    return [name, region, ...(namesakes ? [account] : []), principal].join('#');
  }

  /** Whether an account has one of the vaults: a log group may have the records of a whole organization. */
  public hasVaultIn(account: string): boolean {
    return this.vaults.some((vault) => vault.account === account);
  }

  public standing(vault: WatchedVault, who: Identity): Standing {
    const id = `${vault.name}\n${vault.account}\n${vault.region}\n${who.principal}\n${who.account ?? ''}`;
    let standing = this.standings.get(id);
    if (!standing) {
      // Of roles that there are: strangers could make it grow.
      if (this.standings.size >= MOST_STANDINGS) this.standings.clear();
      standing = this.find(vault, who);
      this.standings.set(id, standing);
    }
    return standing;
  }

  /** Whether somebody deploys the audit or one of its vaults. */
  public deploys(who: Identity): boolean {
    return (
      this.watcher.deployers.some((each) => samePrincipal(each, who)) || this.vaults.some((vault) => this.standing(vault, who).isDeployer)
    );
  }

  /**
   * What was declared of somebody. Of a request from another account, the owner's record says the account alone (CloudTrail: userIdentity
   * element): to name a role of another account is to trust that account with which role it was.
   */
  private namesOf(vault: WatchedVault, who: Identity): readonly OfVault[] {
    if (/^\d{12}$/.test(who.principal) && who.principal !== vault.account) {
      return [...[...this.exact.values()].flat(), ...this.patterns].filter((each) => each.who.split(':')[4] === who.principal);
    }
    return [...(this.exact.get(withoutPath(who.principal)) ?? []), ...this.patterns.filter((each) => samePrincipal(each.who, who))];
  }

  private find(vault: WatchedVault, who: Identity): Standing {
    const key = vaultKey(vault);
    const ofVault = this.namesOf(vault, who).filter(({ vault: of }) => of === key);
    const [isFunction, isBreakGlass] = [is(ofVault, 'function'), is(ofVault, 'break-glass')];
    const isDeployer = is(ofVault, 'deployer') || this.watcher.deployers.some((each) => samePrincipal(each, who));
    const [reads, changes] = [namesIn(ofVault.flatMap((each) => each.reads)), namesIn(ofVault.flatMap((each) => each.changes))];
    const ownPath = (name: string) => isFunction && name.startsWith(`/${COFFER_SERVICE}/`);
    return {
      known: ofVault.length > 0,
      isFunction,
      isBreakGlass,
      isDeployer,
      reads: (name) => ownPath(name) || isBreakGlass || reads(name),
      changes: (name) => ownPath(name) || isDeployer || changes(name),
    };
  }
}

const MOST_STANDINGS = 5_000;

function is(principals: readonly OfVault[], what: DeclaredPrincipal['as']): boolean {
  return principals.some(({ as }) => as === what);
}

/** What tells vaults of one name apart. */
export function vaultKey({ name, account, region }: Pick<WatchedVault, 'name' | 'account' | 'region'>): string {
  return `${name} ${account} ${region}`;
}

function namesIn(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names.filter((name) => !name.includes('*')));
  const patterns = names.filter((name) => name.includes('*'));
  return (name) => exact.has(name) || patterns.some((pattern) => within(pattern, name));
}

/** A service as a whole is one level: what is below it is another service. */
function within(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  const service = /^(.*\/)\*$/.exec(pattern)?.[1];
  if (service === undefined) return matchesWildcards(pattern, name);
  return name.startsWith(service) && !name.slice(service.length).includes('/');
}

/** The secret that a parameter of Coffer's own is about; the parameter itself, if it is none. */
export function secretBehind(name: string): string {
  return /^\/_coffer\/(?:pending|supplied|rotation\/[^/]+)(\/.+)$/.exec(name)?.[1] ?? name;
}
