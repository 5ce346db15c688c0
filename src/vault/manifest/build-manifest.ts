import { TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { known, placeOf, split } from './known';
import { ReaderReferences } from './reader-reference';
import type { RecordedCopy, RecordedPlace, RecordedVault, SecretRecord, SecretRecords } from './secret-records';
import { compareTexts } from '../../contracts/compare-texts';
import {
  type ImportedSecret,
  type Manifest,
  MANIFEST_VERSION,
  type ManifestCopy,
  type ManifestSecret,
  type ManifestService,
  type ManifestStack,
  type ManifestSystemOfRecord,
  type ManifestVault,
} from '../../contracts/manifest';
import { environmentName, splitParameterName } from '../../contracts/names';
import { SystemOfRecord } from '../../contracts/system-of-record';

const SYSTEMS: { readonly [system in SystemOfRecord]: ManifestSystemOfRecord } = {
  [SystemOfRecord.PARAMETER_STORE]: 'parameter-store',
  [SystemOfRecord.MASTER_KEY_BUCKET]: 'master-key-bucket',
  [SystemOfRecord.KUBERNETES]: 'kubernetes',
  [SystemOfRecord.ONE_PASSWORD]: 'one-password',
};

/** Systems of record whose secrets programs read as environment variables. */
const READ_BY_PROGRAMS: readonly SystemOfRecord[] = [SystemOfRecord.PARAMETER_STORE, SystemOfRecord.KUBERNETES];

/** Makes the manifest of an app from what was written down. Asked when the program has declared everything. */
export function buildManifest(records: SecretRecords): Manifest {
  const builder = new Builder(records);
  const stacks = new Set<TerraformStack>();
  for (const { construct } of [...records.vaults, ...records.secrets, ...records.copies]) stacks.add(TerraformStack.of(construct));
  return {
    manifest: MANIFEST_VERSION,
    stacks: [...stacks].map((stack) => builder.stack(stack)).sort((a, b) => compareTexts(a.name, b.name)),
  };
}

class Builder {
  private readonly readers = new ReaderReferences();
  private readonly declared = new Set<string>();

  constructor(private readonly records: SecretRecords) {
    for (const { vault, systemOfRecord, name } of records.secrets) this.declared.add(placeOfVault(vault, systemOfRecord, name));
  }

  public stack(stack: TerraformStack): ManifestStack {
    const { records } = this;
    const here = (construct: IConstruct) => TerraformStack.of(construct) === stack;
    const vaults = [...records.vaults].filter(({ construct }) => here(construct));
    const secrets = records.secrets.filter(({ construct }) => here(construct));
    const stages = new Set([...vaults, ...secrets.flatMap(({ vault }) => vault ?? [])].map(({ stage }) => stage));
    const { values, unknown } = split({ ...placeOf(stack), stage: stageOf([...stages].sort()) });
    return {
      name: stack.node.path,
      account: values.account,
      region: values.region,
      stage: values.stage,
      ...(unknown && { unknown }),
      vaults: vaults.map(vaultOf).sort((a, b) => compareTexts(a.path, b.path)),
      secrets: secrets.map((record) => this.secret(record)).sort((a, b) => compareTexts(orderOf(a), orderOf(b))),
      imported: this.imported(vaults),
      services: this.services(vaults),
      copies: records.copies
        .filter(({ construct }) => here(construct))
        .map(copyOf)
        .sort((a, b) => compareTexts(a.path, b.path)),
    };
  }

  private secret(record: SecretRecord): ManifestSecret {
    const { records } = this;
    const { construct, vault, service, key, systemOfRecord } = record;
    const { values, unknown } = split({
      name: known(construct, record.name, 'the name'),
      owner: record.owner === undefined ? undefined : known(construct, record.owner, 'the owner'),
      description: record.description === undefined ? undefined : known(construct, record.description, 'the description'),
    });
    const rotation = records.rotationOf(record);
    const readers = vault ? records.readersOf({ vault, systemOfRecord, name: record.name }, service) : [];
    return {
      type: records.typeOf(record),
      systemOfRecord: SYSTEMS[systemOfRecord],
      vault: vault ? vault.construct.node.path : null,
      service,
      key,
      name: values.name,
      environmentName: READ_BY_PROGRAMS.includes(systemOfRecord) ? environmentName(key) : null,
      path: construct.node.path,
      address: addressOf(construct),
      owner: values.owner,
      description: values.description,
      ...(unknown && { unknown }),
      sharedWith: [...records.sharedWith(record)].sort(compareTexts),
      rotation: rotation
        ? { strategy: rotation.strategy, schedule: rotation.schedule, timeZone: rotation.timeZone, paused: rotation.paused }
        : null,
      promisedAgeDays: rotation?.promisedAgeDays ?? null,
      replicas: [...records.regionsOf(record)].sort(compareTexts),
      readers: this.readers.of(construct, readers),
    };
  }

  private imported(vaults: readonly RecordedVault[]): ImportedSecret[] {
    return this.records
      .placesRead()
      .filter(({ vault, systemOfRecord, name }) => vaults.includes(vault) && !this.declared.has(placeOfVault(vault, systemOfRecord, name)))
      .map((place): ImportedSecret => {
        const { vault, systemOfRecord, name } = place;
        const { service, key } = namesOf(place);
        return {
          systemOfRecord: SYSTEMS[systemOfRecord],
          vault: vault.construct.node.path,
          service,
          key,
          name,
          environmentName: READ_BY_PROGRAMS.includes(systemOfRecord) ? environmentName(key) : null,
          readers: this.readers.of(vault.construct, this.records.readersOf(place, service)),
        };
      })
      .sort((a, b) => compareTexts(`${a.vault}\n${a.name}`, `${b.vault}\n${b.name}`));
  }

  private services(vaults: readonly RecordedVault[]): ManifestService[] {
    return this.records
      .servicesRead()
      .filter(({ vault }) => vaults.includes(vault))
      .map(({ vault, service, readers }) => ({
        vault: vault.construct.node.path,
        service,
        readers: this.readers.of(vault.construct, readers),
      }))
      .sort((a, b) => compareTexts(`${a.vault}\n${a.service}`, `${b.vault}\n${b.service}`));
  }
}

function stageOf(stages: readonly string[]) {
  const [stage, ...others] = stages;
  if (stage === undefined) return { reason: 'the stack has no secret of a stage' };
  return others.length === 0 ? { value: stage } : { reason: `the stack has several stages: ${stages.join(', ')}` };
}

function vaultOf({ construct, vaultName, namespace, stage, usesCofferProvider }: RecordedVault): ManifestVault {
  return {
    name: vaultName,
    path: construct.node.path,
    namespace,
    stage,
    keyAlias: construct.keyAlias,
    engine: usesCofferProvider ? 'coffer' : 'aws',
  };
}

function copyOf({ construct, vault, services, namespace, name }: RecordedCopy): ManifestCopy {
  const { values, unknown } = split({
    namespace: known(construct, namespace, 'the namespace'),
    name: known(construct, name, 'the name'),
  });
  return {
    kind: 'KubernetesSecret',
    path: construct.node.path,
    address: addressOf(construct),
    vault: vault.construct.node.path,
    services,
    namespace: values.namespace,
    name: values.name,
    ...(unknown && { unknown }),
  };
}

/** The resource that a construct is. */
function addressOf(construct: IConstruct): string | null {
  const resource = construct.node.tryFindChild('Default');
  if (!resource || !TerraformElement.isTerraformElement(resource) || !TerraformResource.isTerraformResource(resource)) return null;
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** The names in what a system of record calls a secret: `/<service>/<key>`, or `<service>/<key>.pem`. */
function namesOf({ systemOfRecord, name }: RecordedPlace): { readonly service: string; readonly key: string } {
  const path = systemOfRecord === SystemOfRecord.MASTER_KEY_BUCKET ? `/${name.replace(/\.pem$/, '')}` : name;
  return splitParameterName(path) ?? { service: '', key: name };
}

function placeOfVault(vault: RecordedVault | undefined, systemOfRecord: SystemOfRecord, name: string): string {
  return `${vault?.construct.node.path ?? ''}\n${systemOfRecord}\n${name}`;
}

function orderOf({ systemOfRecord, service, key, path }: ManifestSecret): string {
  return `${systemOfRecord}\n${service}\n${key}\n${path}`;
}
