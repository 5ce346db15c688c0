import { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { ReplicaKey } from './replica-key';
import { ReplicatedNames } from './replicated-names';
import { ReplicatorFunction } from './replicator-function';
import { ReadableSecretReplica, SecretReplica } from './secret-replica';
import { VaultConfigurationError } from '../errors';
import type { AttachedPolicies, Grant } from '../iam/grant';
import { IGrantee, roleOf } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import type { SecretBase } from '../secret/secret-base';
import { BootstrapKey, parameterKeyArns } from '../vault/bootstrap-key';
import type { DeclaringVault } from '../vault/declaring-vault';
import { recordsOf } from '../vault/manifest/app-manifest';
import { VaultPart } from '../vault/vault-part';
import { checkRegions, ReplicaRegion, VaultReplicationProps } from '../vault/vault-replication-props';

/** A secret that is to be copied. */
export interface ReplicatedSecret {
  readonly subject: string;
  readonly secret: SecretBase;
  readonly resource: ITerraformDependable;
  /** Regions it is copied to. */
  readonly regions: readonly string[];
  /** KMS actions that writing its value takes. */
  readonly encryptActions: readonly string[];
  /** Whether it is a bootstrap secret: under the key of those, and decrypted by those who may decrypt that. */
  readonly bootstrap: boolean;
  /** Who reads its copies, where that is decided with the secret. */
  readonly readers?: readonly IGrantee[];
}

/** Has a secret copied, where it is to be. */
export function replicate(vault: DeclaringVault, replicated: ReplicatedSecret): ReadonlyMap<string, ReadableSecretReplica> {
  return replicateAs(ReadableSecretReplica, vault, replicated);
}

/** The same of a bootstrap secret, whose copies nobody else is granted. */
export function replicateBootstrap(vault: DeclaringVault, replicated: ReplicatedSecret): ReadonlyMap<string, SecretReplica> {
  return replicateAs(SecretReplica, vault, replicated);
}

function replicateAs<Replica extends SecretReplica>(
  type: ReplicaType<Replica>,
  vault: DeclaringVault,
  replicated: ReplicatedSecret,
): ReadonlyMap<string, Replica> {
  return replicated.regions.length === 0 ? new Map() : VaultReplication.part.getOrCreate(vault).add(type, replicated);
}

type ReplicaType<Replica> = new (...args: ConstructorParameters<typeof SecretReplica>) => Replica;

/**
 * The copies of a vault's secrets in other regions.
 *
 * Parameter Store has no replication. What copies is a Lambda function in the vault's region, the replicator, told by
 * EventBridge of each change of exactly the replicated parameters: writes by Terraform, by chamber, by a rotation and by
 * hand all count. A write by the coffer provider itself would not do: it knows a value only when it has just made it.
 *
 * The record stays the one in the vault's region (R3). A copy carries its chamber version and says by a tag which version
 * it is of; nobody but the replicator can encrypt one; it is never deleted along with the record (R8), and an alarm says
 * so. Terraform knows copies by name only, so plans stay quiet (R6) and no value gets near them (R1); the role that
 * deploys decrypts neither record nor copy (R2), though whoever may change the function's code can have it do anything
 * that its role may.
 *
 * @internal
 */
export class VaultReplication {
  /** The replications of vaults: one that has no regions, if the program says none. */
  public static readonly part = new VaultPart('replication', (vault) => new VaultReplication(vault, { regions: [] }, vault.vaultName));

  /**
   * Says which regions a vault's secrets can be copied to.
   *
   * @throws VaultConfigurationError where a region could not be copied to
   */
  public static declare(vault: DeclaringVault, props: VaultReplicationProps, subject: string): void {
    const replication = new VaultReplication(vault, props, subject);
    VaultReplication.part.claim(
      vault,
      replication,
      () => new VaultConfigurationError(subject, 'it has replication already', 'Say it once.'),
    );
  }

  private readonly regions: ReadonlyMap<string, ReplicaRegion>;
  private readonly scope: Construct;
  private function?: ReplicatorFunction;
  private readonly keys = new Map<string, ReplicaKey>();
  private readonly groups = new Map<string, ReplicatedNames>();
  /** What the replicator was granted. */
  private readonly policies = new Set<AttachedPolicies>();

  private constructor(
    private readonly vault: DeclaringVault,
    private readonly props: VaultReplicationProps,
    subject: string,
  ) {
    checkRegions(subject, vault.stack, props.regions);
    this.regions = new Map(props.regions.map((place) => [place.region, place]));
    this.scope = new Construct(vault.construct, 'replication');
  }

  /**
   * Has a secret copied.
   *
   * @returns its copies, by region
   * @throws VaultConfigurationError where it cannot be
   */
  public add<Replica extends SecretReplica>(type: ReplicaType<Replica>, replicated: ReplicatedSecret): Map<string, Replica> {
    const { subject, secret, resource, bootstrap } = replicated;
    const { vault } = this;
    vault.requireOwnStack(
      secret,
      (problem, remedy) => new VaultConfigurationError(subject, problem, remedy),
      'it has replicaRegions and is',
    );
    const regions = [...new Set(replicated.regions)].sort();
    recordsOf(secret).replicate(secret, regions);
    const places = regions.map((region) => this.place(subject, region));
    const replicator = this.replicator;
    const role = roleOf(replicator.role, subject);
    const name = secret.parameterName;
    const home = bootstrap ? BootstrapKey.part.getOrCreate(vault) : undefined;
    home?.addReader(subject, role, name);
    this.granted(vault.allow(subject, role, Access.COPY_FROM, { name, arn: secret.parameterArn, encryptActions: [] }, home));

    const replicas = new Map<string, Replica>();
    for (const place of places) {
      const key = this.key(place, bootstrap);
      const arn = vault.parameterArn(name, place.region);
      this.granted(vault.allow(subject, role, Access.COPY_TO, { name, arn, encryptActions: replicated.encryptActions }, key));
      const replica = new type(secret, place.region, arn, key);
      for (const reader of replicated.readers ?? []) replica.allow(reader);
      replicas.set(place.region, replica);
    }
    this.group(regions, bootstrap).add(name, resource);
    return replicas;
  }

  /** Where copies are, and the keys that they are encrypted under, with names of aliases, as of now. */
  public get copies(): {
    readonly regions: readonly string[];
    readonly keyArns: readonly string[];
    readonly keyAliases: readonly string[];
  } {
    const keys = [...this.keys.values()];
    return {
      regions: [...this.regions.keys()].sort(),
      keyArns: keys.map(({ keyArn }) => keyArn),
      keyAliases: keys.map(({ aliasName }) => aliasName),
    };
  }

  private granted({ _parts: { policies } }: Grant): void {
    for (const each of policies) this.policies.add(each);
  }

  private place(subject: string, region: string): ReplicaRegion {
    const place = this.regions.get(region);
    if (place) return place;
    const known = [...this.regions.keys()].sort().join(', ');
    throw new VaultConfigurationError(
      subject,
      `replicaRegions has '${region}', and vault ${this.vault.vaultName} has a provider for ${known === '' ? 'no other region' : known}`,
      `Add { region: '${region}', provider } to replication of the vault.`,
    );
  }

  private get replicator(): ReplicatorFunction {
    return (this.function ??= new ReplicatorFunction(this.scope, 'replicator', this.vault, this.props, {
      arns: () => [...parameterKeyArns(this.vault), ...[...this.keys.values()].map(({ keyArn }) => keyArn)],
      aliases: () => [...this.keys.values()].map(({ aliasName }) => aliasName),
    }));
  }

  private key(place: ReplicaRegion, bootstrap: boolean): ReplicaKey {
    const id = `${bootstrap ? 'bootstrap-' : ''}${place.region}`;
    let key = this.keys.get(id);
    if (!key) {
      const { vault } = this;
      key = new ReplicaKey(this.scope, `key-${id}`, {
        vault,
        place,
        label: bootstrap ? 'bootstrap' : 'chamber',
        writer: this.replicator.role.arn,
        // Those of the record but the replicator itself, which reads no copy.
        readers: () => (bootstrap ? BootstrapKey.part.getOrCreate(vault).readers(this.replicator.role) : undefined),
        own: () => (bootstrap ? BootstrapKey.part.getOrCreate(vault).own(place.region, this.replicator.role) : undefined),
      });
      this.keys.set(id, key);
    }
    return key;
  }

  private group(regions: readonly string[], bootstrap: boolean): ReplicatedNames {
    const id = `${bootstrap ? 'bootstrap-' : ''}${regions.join('-')}`;
    let group = this.groups.get(id);
    if (!group) {
      const keys = regions.map((region) => this.key(this.regions.get(region)!, bootstrap));
      group = new ReplicatedNames(this.scope, `to-${id}`, {
        vault: this.vault,
        replicator: this.replicator,
        regions,
        keyAlias: keys[0]!.aliasName,
        ready: () => [...keys.map(({ ready }) => ready), ...[...this.policies].flatMap(({ attachments }) => attachments)],
      });
      this.groups.set(id, group);
    }
    return group;
  }
}
