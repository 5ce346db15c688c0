import { TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { DeclaredPrincipal, WatchedVault } from '../contracts/audit/declarations';
import { splitParameterName } from '../contracts/names';
import { pendingName, suppliedName } from '../contracts/rotation-names';
import { SystemOfRecord } from '../contracts/system-of-record';
import { AuditError } from '../errors';
import type { GrantedRole } from '../iam/grantee';
import { VaultReplication } from '../replication/vault-replication';
import { SecretRotator } from '../rotation/secret-rotator';
import { MasterKeyBucket } from '../systems-of-record/master-key-bucket/master-key-bucket';
import { accountIn, accountOf, defaultAwsProvider } from '../terraform/aws-provider';
import { parameterKeyAliases, parameterKeyArns } from '../vault/bootstrap-key';
import type { DeclaringVault } from '../vault/declaring-vault';
import { recordsOf } from '../vault/manifest/app-manifest';
import type { RecordedReader, RecordedVault } from '../vault/manifest/secret-records';
import type { VaultCore } from '../vault/vault-core';

/** What a program says beside its vaults. */
export interface BesideVaults {
  readonly keyArns: readonly string[];
  readonly masterKeyBuckets: readonly string[];
  readonly readers: readonly string[];
  readonly writers: readonly string[];
}

/** A vault with those who may do something in it. */
export interface VaultWithPrincipals {
  readonly vault: WatchedVault;
  readonly principals: readonly DeclaredPrincipal[];
}

const BY_FUNCTION: readonly RecordedReader['access'][] = ['copy', 'rotate', 'look-up', 'keep'];

/** What the watcher has to know of one vault, as of now: everything that the program says of it, under whichever object. */
export class AuditedVault {
  /** One ARN for each role: each look at an attribute makes another token. */
  private readonly arns = new Map<GrantedRole['identity'], string>();

  constructor(
    private readonly scope: Construct,
    private readonly subject: string,
    public readonly core: VaultCore,
  ) {}

  /** ARNs of the keys of its values, in all regions. */
  public keyArns(): string[] {
    const { core } = this;
    const copies = VaultReplication.part.find(core)?.copies.keyArns ?? [];
    return [...parameterKeyArns(core), ...copies, ...this.buckets.map(({ keyArn }) => keyArn)];
  }

  /** The buckets that its master keys are in, if it has any: one, and its copy in another region. */
  public get buckets(): MasterKeyBucket['_buckets'] {
    return MasterKeyBucket._part.find(this.core)?._buckets ?? [];
  }

  /** ARN of the topic of its rotator, if it has one. */
  public get topicArn(): string | undefined {
    return SecretRotator._part.find(this.core)?.topicArn;
  }

  /** @param onlyThere whether notices go to that topic even if the vault has one */
  public declaration(topicArn: string, beside: BesideVaults, onlyThere: boolean): VaultWithPrincipals {
    const { core } = this;
    const { account, region } = this.place();
    const copies = VaultReplication.part.find(core)?.copies;
    return {
      vault: {
        name: core.vaultName,
        account,
        region,
        copies: copies?.regions ?? [],
        services: this.services(),
        keys: [...this.keyArns(), ...beside.keyArns],
        aliases: [...new Set([...parameterKeyAliases(core), ...(copies?.keyAliases ?? [])])],
        buckets: [...this.buckets.map(({ name }) => name), ...beside.masterKeyBuckets],
        topicArn: onlyThere ? topicArn : (this.topicArn ?? topicArn),
      },
      principals: this.principals(beside),
    };
  }

  private place(): { readonly account: string; readonly region: string } {
    const { core } = this;
    // Written out where it is known: a token of another stack would tie the two together.
    const account = core.imported ? core.aws.account : (accountOf(defaultAwsProvider(core.stack)) ?? core.aws.account);
    return { account, region: core.region };
  }

  /** The program may have several objects for the vault: declared here and imported there. */
  private isOwn = (vault: RecordedVault): boolean => vault === this.core || this.core.is(vault as VaultCore);

  private services(): string[] {
    const records = recordsOf(this.scope);
    const inParameterStore = ({ systemOfRecord }: { readonly systemOfRecord: SystemOfRecord }) =>
      systemOfRecord === SystemOfRecord.PARAMETER_STORE;
    const names = [
      ...records.secrets.flatMap((each) => (each.vault && this.isOwn(each.vault) && inParameterStore(each) ? [each.name] : [])),
      ...records.placesRead().flatMap((each) => (this.isOwn(each.vault) && inParameterStore(each) ? [each.name] : [])),
      ...records.changes.flatMap((each) => (this.isOwn(each.vault) ? [each.name] : [])),
    ];
    const services = records.servicesRead().flatMap(({ vault, service }) => (this.isOwn(vault) ? [service] : []));
    return [...new Set([...services, ...names.flatMap((name) => splitParameterName(name)?.service ?? [])])].sort();
  }

  private principals(beside: BesideVaults): DeclaredPrincipal[] {
    const { core, scope } = this;
    const records = recordsOf(scope);
    const found = new Principals();
    for (const place of records.placesRead().filter(({ vault }) => this.isOwn(vault))) {
      for (const reader of records.readersOf(place, '')) found.add(this.arnOfReader(reader), { reads: [place.name], as: kindOf(reader) });
    }
    for (const { service, readers } of records.servicesRead().filter(({ vault }) => this.isOwn(vault))) {
      for (const reader of readers) found.add(this.arnOfReader(reader), { reads: [`/${service}/*`] });
    }
    for (const { role, name, byFunction } of records.changes.filter(({ vault }) => this.isOwn(vault))) {
      found.add(this.arnOf(role), { changes: [name], as: byFunction ? 'function' : undefined });
    }
    for (const { role, secret } of records.suppliers.filter(({ vault }) => this.isOwn(vault))) {
      found.add(this.arnOf(role), { reads: [secret, pendingName(secret)], changes: [suppliedName(secret)] });
    }
    const rotator = SecretRotator._part.find(core);
    // It reads its plans, whether or not it rotates anything by itself.
    if (rotator) found.add(this.arnOfName(rotator.roleName), { as: 'function' });
    // hashicorp/aws decrypts what it refreshes.
    const deploys = { changes: ['*'], reads: core.usesCofferProvider ? [] : ['*'], as: 'deployer' as const };
    for (const arn of core.deployers) found.add(arn, deploys);
    for (const arn of core.imported ? [] : (core as DeclaringVault).breakGlass) found.add(arn, { reads: ['*'], as: 'break-glass' });
    for (const arn of beside.readers) found.add(arn, { reads: ['*'] });
    for (const arn of beside.writers) found.add(arn, { changes: ['*'] });
    return found.list();
  }

  private arnOfReader({ role, arn, account }: RecordedReader): string {
    if (role) return this.arnOf(role);
    return arn ?? `arn:${this.core.aws.partition}:iam::${account}:root`;
  }

  private arnOf(role: GrantedRole): string {
    const known = this.arns.get(role.identity) ?? this.findArn(role);
    this.arns.set(role.identity, known);
    return known;
  }

  /** A role of another stack by its name, where that is written out: naming its ARN would have this stack wait for that one. */
  private findArn({ arn, knownName, scope: of, label }: GrantedRole): string {
    const here = TerraformStack.of(this.scope);
    const there = of === undefined ? undefined : TerraformStack.of(of);
    if (!Token.isUnresolved(arn) || there === undefined || there === here) return arn;
    if (knownName !== undefined) return this.arnOfName(knownName);
    if (there.dependsOn(here)) {
      throw new AuditError(
        this.subject,
        `role '${label}' of stack '${there.node.path}' gets its name from AWS, and that stack depends on the one of the audit`,
        'Give the role a name, or declare the AuditTrail in a stack of its own.',
      );
    }
    return arn;
  }

  private arnOfName(name: string): string {
    return `arn:${this.core.aws.partition}:iam::${accountIn(this.core.keyArn) ?? this.place().account}:role/${name}`;
  }
}

function kindOf({ access }: RecordedReader): DeclaredPrincipal['as'] {
  if (access === 'break-glass') return 'break-glass';
  return BY_FUNCTION.includes(access) ? 'function' : undefined;
}

/** Principals, each with all that it may do as one kind. */
class Principals {
  private readonly known = new Map<string, { who: string; reads: Set<string>; changes: Set<string>; as: DeclaredPrincipal['as'] }>();

  public add(who: string, { reads = [], changes = [], as }: Partial<Omit<DeclaredPrincipal, 'who'>>): void {
    const id = `${who}\n${as ?? ''}`;
    const known = this.known.get(id) ?? { who, reads: new Set<string>(), changes: new Set<string>(), as };
    this.known.set(id, known);
    for (const name of reads) known.reads.add(name);
    for (const name of changes) known.changes.add(name);
  }

  public list(): DeclaredPrincipal[] {
    return [...this.known.values()].map(({ who, reads, changes, as }) => ({
      who,
      reads: [...reads].sort(),
      changes: [...changes].sort(),
      ...(as && { as }),
    }));
  }
}
