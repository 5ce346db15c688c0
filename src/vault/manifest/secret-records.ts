import type { IConstruct } from 'constructs';
import { append } from '../../contracts/append';
import type { ManifestReader, ManifestRotation, ReaderAccess } from '../../contracts/manifest';
import { SystemOfRecord } from '../../contracts/system-of-record';
import type { GrantedRole } from '../../iam/grantee';
import { Access } from '../../iam/parameter-actions';
import type { IVault } from '../vault';

/** What a record needs to know of a vault. */
export interface RecordedVault {
  readonly construct: IVault;
  readonly vaultName: string;
  readonly namespace: string;
  readonly stage: string;
  readonly usesCofferProvider: boolean;
}

/** What is written down of a secret when it is declared; texts may hold tokens. */
export interface SecretRecord {
  /** The secret, or the part of it that has a place of its own. */
  readonly construct: IConstruct;
  /** Left out for a secret of the whole organization. */
  readonly vault?: RecordedVault;
  readonly type: string;
  readonly service: string;
  readonly key: string;
  readonly systemOfRecord: SystemOfRecord;
  /** What its system of record calls it. */
  readonly name: string;
  readonly owner?: string;
  readonly description?: string;
}

/** Who reads, as the program says it: a role, or the ARN of whoever it may be, or another account. */
export type RecordedReader = Pick<ManifestReader, 'access'> & {
  readonly role?: GrantedRole;
  readonly arn?: string;
  readonly account?: string;
  readonly region?: string;
};

/** Who changes what a vault has: a parameter by its name, or a service as a whole. */
export interface RecordedChange {
  readonly vault: RecordedVault;
  readonly role: GrantedRole;
  readonly service: string;
  /** For errors. */
  readonly what: string;
  /** Name of the parameter, or `/<service>/*`. */
  readonly name: string;
  /** Whether one of Coffer's own functions does, as its work. */
  readonly byFunction: boolean;
}

/** The role of a function of the program's own, which makes values for the rotator to take. */
export interface RecordedSupplier {
  readonly vault: RecordedVault;
  readonly role: GrantedRole;
  /** Name of the secret's parameter. */
  readonly secret: string;
}

/** Somebody who reads something of a vault. */
export interface RecordedRead {
  readonly vault: RecordedVault;
  readonly reader: RecordedReader;
  /** As errors call it. */
  readonly what: string;
  readonly systemOfRecord: SystemOfRecord;
  /** The name, if it is granted by its name. */
  readonly name?: string;
  /** The service, if it is granted as a whole. */
  readonly service?: string;
}

/** Something that a vault has, by its name in its system of record. */
export interface RecordedPlace {
  readonly vault: RecordedVault;
  readonly systemOfRecord: SystemOfRecord;
  readonly name: string;
}

/** A Kubernetes Secret that each deploy writes. */
export interface RecordedCopy {
  readonly construct: IConstruct;
  readonly vault: RecordedVault;
  readonly services: readonly string[];
  readonly namespace: string;
  readonly name: string;
}

/** What is known of a rotation, and what it promises. */
export type RecordedRotation = ManifestRotation & { readonly promisedAgeDays: number };

/** What a grant of a kind of access lets somebody read; undefined for those that decrypt nothing. */
const READS: { readonly [access in Access]: ReaderAccess | undefined } = {
  [Access.READ]: 'read',
  [Access.WRITE]: undefined,
  [Access.COPY_FROM]: 'copy',
  [Access.COPY_TO]: undefined,
  [Access.ROTATE]: 'rotate',
  [Access.KEEP]: 'keep',
  [Access.LOOK_UP]: 'look-up',
};

/** Kinds of access that change a parameter. */
const CHANGES: ReadonlySet<Access> = new Set([Access.WRITE, Access.COPY_TO, Access.ROTATE, Access.KEEP]);

/**
 * What an app says of its secrets, and who reads them, written down where it is said: one record for each declaration, and
 * one reader for each grant. It holds no value, since nothing that is handed to it does.
 */
export class SecretRecords {
  public readonly vaults = new Set<RecordedVault>();
  public readonly secrets: SecretRecord[] = [];
  public readonly copies: RecordedCopy[] = [];
  public readonly changes: RecordedChange[] = [];
  public readonly suppliers: RecordedSupplier[] = [];

  private readonly rotations = new Map<IConstruct, RecordedRotation>();
  private readonly regions = new Map<IConstruct, readonly string[]>();
  private readonly shares = new Map<IConstruct, readonly string[]>();
  private readonly types = new Map<IConstruct, string>();
  private readonly readers = new Map<RecordedVault, Map<string, RecordedReader[]>>();
  private readonly ofServices = new Map<RecordedVault, Map<string, RecordedReader[]>>();
  /** Who reads all that a vault has in a system of record. */
  private readonly ofSystems = new Map<RecordedVault, Map<SystemOfRecord, RecordedReader[]>>();

  public vault(vault: RecordedVault): void {
    this.vaults.add(vault);
  }

  public add(record: SecretRecord): void {
    this.secrets.push(record);
  }

  public copy(copy: RecordedCopy): void {
    this.copies.push(copy);
  }

  /** The type that people know it by, where the construct is a part of that. */
  public isOf(construct: IConstruct, type: string): void {
    this.types.set(construct, type);
  }

  public rotate(construct: IConstruct, rotation: RecordedRotation): void {
    this.rotations.set(construct, rotation);
  }

  public replicate(construct: IConstruct, regions: readonly string[]): void {
    this.regions.set(construct, regions);
  }

  public share(construct: IConstruct, services: readonly string[]): void {
    this.shares.set(construct, services);
  }

  /** A role is let do something with a parameter: whoever decrypts is a reader. */
  public grant(vault: RecordedVault, role: GrantedRole, access: Access, parameter: { readonly name: string; readonly arn: string }): void {
    if (CHANGES.has(access)) {
      this.changes.push({
        vault,
        role,
        service: serviceOf(parameter.name),
        what: `'${parameter.name}'`,
        name: parameter.name,
        byFunction: access !== Access.WRITE,
      });
    }
    const reads = READS[access];
    if (reads === undefined) return;
    // A copy is named by its region, written out; the record by that of its vault, which is a token.
    const region = /:ssm:([a-z0-9-]+):/.exec(parameter.arn)?.[1];
    const { name } = parameter;
    this.read({ vault, systemOfRecord: SystemOfRecord.PARAMETER_STORE, name }, { access: reads, role, region });
  }

  public read({ vault, systemOfRecord, name }: RecordedPlace, reader: RecordedReader): void {
    push(this.readers, vault, placeId(systemOfRecord, name), reader);
  }

  public readService(vault: RecordedVault, service: string, role: GrantedRole): void {
    push(this.ofServices, vault, service, { access: 'service', role });
  }

  public changeService(vault: RecordedVault, service: string, role: GrantedRole): void {
    this.changes.push({ vault, role, service, what: `service '${service}'`, name: `/${service}/*`, byFunction: false });
  }

  public readAll(vault: RecordedVault, systemOfRecord: SystemOfRecord, reader: RecordedReader): void {
    push(this.ofSystems, vault, systemOfRecord, reader);
  }

  public typeOf({ construct, type }: SecretRecord): string {
    return this.types.get(construct) ?? type;
  }

  public rotationOf({ construct }: SecretRecord): RecordedRotation | undefined {
    return this.rotations.get(construct);
  }

  public regionsOf({ construct }: SecretRecord): readonly string[] {
    return this.regions.get(construct) ?? [];
  }

  public sharedWith({ construct }: SecretRecord): readonly string[] {
    return this.shares.get(construct) ?? [];
  }

  /** Who reads something of a vault, by whatever grant. */
  public readersOf({ vault, systemOfRecord, name }: RecordedPlace, service: string): readonly RecordedReader[] {
    const whole = systemOfRecord === SystemOfRecord.PARAMETER_STORE ? this.ofServices.get(vault)?.get(service) : undefined;
    return [
      ...(this.readers.get(vault)?.get(placeId(systemOfRecord, name)) ?? []),
      ...(whole ?? []),
      ...(this.ofSystems.get(vault)?.get(systemOfRecord) ?? []),
    ];
  }

  /** Everything that somebody is let read by name. */
  public placesRead(): RecordedPlace[] {
    return [...this.readers].flatMap(([vault, places]) =>
      [...places.keys()].map((id) => {
        const [systemOfRecord, name] = id.split('\n') as [SystemOfRecord, string];
        return { vault, systemOfRecord, name };
      }),
    );
  }

  /** Who reads anything, by whatever grant, and of which vault. */
  public allReaders(): RecordedRead[] {
    return [
      ...readsOf(this.readers, (id) => {
        const [systemOfRecord, name] = id.split('\n') as [SystemOfRecord, string];
        return { systemOfRecord, name, what: `'${name}'` };
      }),
      ...readsOf(this.ofServices, (service) => ({
        systemOfRecord: SystemOfRecord.PARAMETER_STORE,
        service,
        what: `service '${service}'`,
      })),
      ...readsOf(this.ofSystems, (systemOfRecord) => ({ systemOfRecord, what: `all in ${systemOfRecord}` })),
    ];
  }

  /** The services that somebody reads as a whole. */
  public servicesRead(): { readonly vault: RecordedVault; readonly service: string; readonly readers: readonly RecordedReader[] }[] {
    return [...this.ofServices].flatMap(([vault, services]) => [...services].map(([service, readers]) => ({ vault, service, readers })));
  }
}

function readsOf<K>(
  lists: Map<RecordedVault, Map<K, RecordedReader[]>>,
  about: (key: K) => Omit<RecordedRead, 'vault' | 'reader'>,
): RecordedRead[] {
  return [...lists].flatMap(([vault, list]) =>
    [...list].flatMap(([key, readers]) => readers.map((reader) => ({ vault, reader, ...about(key) }))),
  );
}

function serviceOf(parameterName: string): string {
  return parameterName.split('/').slice(1, -1).join('/');
}

function placeId(systemOfRecord: SystemOfRecord, name: string): string {
  return `${systemOfRecord}\n${name}`;
}

function push<K, V>(lists: Map<RecordedVault, Map<K, V[]>>, vault: RecordedVault, key: K, value: V): void {
  const ofVault = lists.get(vault) ?? new Map<K, V[]>();
  lists.set(vault, ofVault);
  append(ofVault, key, value);
}
