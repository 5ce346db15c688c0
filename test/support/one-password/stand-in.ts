import { randomBytes, randomUUID } from 'crypto';
import { setTimeout as delay } from 'timers/promises';
import { ADDRESS, messageOf, SCHEMAS, typeOf } from './schema';
import { PluginServer } from '../../../src/programs/provider/plugin/server';
import type { PluginService } from '../../../src/programs/provider/plugin/service';
import { Severity, type Message } from '../../../src/programs/provider/plugin/wire';
import { dynamicValue, objectIn, valueIn } from '../../../src/programs/provider/protocol/values';
import { isObject, Unknown, type CtyObject, type CtyValue } from '../../../src/programs/provider/schema/types';

/** An item as 1Password has it. */
export interface StoredItem {
  readonly uuid: string;
  readonly vault: string;
  category: string;
  title: string;
  username: string;
  password: string;
  note: string;
  url: string;
  hostname: string;
  database: string;
  port: string;
  type: string;
  tags: string[];
  sections: StoredSection[];
}
interface StoredSection {
  id: string;
  label: string;
  fields: { id: string; label: string; type: string; value: string }[];
}

const ITEM = typeOf(SCHEMAS.resource_schemas.onepassword_item!);
const VAULT = typeOf(SCHEMAS.data_source_schemas.onepassword_vault!);
const PROVIDER = typeOf(SCHEMAS.provider);

/**
 * Stands in for 1Password and the provider 1Password/onepassword 3.3.1 under real Terraform: with its schema, and with
 * those manners of it that matter here. They are known from its documentation, its issues and its source, not tried on it:
 * it is in a registry only, and needs an account.
 *
 * - a refresh takes the password into the state unless password_wo_version is there, the note likewise, and always the
 *   fields of all sections, those that people added too;
 * - a write-only value is written when the item is made and when its version goes up; else what is there stays;
 * - an import reads the item as a refresh does, with no version in the state;
 * - an update writes the whole item;
 * - behind a Connect server an empty password is replaced by one that the server makes, and the password of a database
 *   item is not found when it has to stay;
 * - a vault takes one write at a time.
 */
export class OnePasswordStandIn implements PluginService {
  public static async start(options: { readonly connect?: boolean } = {}): Promise<OnePasswordStandIn> {
    const standIn = new OnePasswordStandIn(options.connect ?? false);
    await standIn.server.listen();
    return standIn;
  }

  public readonly items = new Map<string, StoredItem>();
  /** Names of vaults by their identifiers. */
  public readonly vaults = new Map<string, string>();
  /** What was written, in order: create, update or delete, and the title. */
  public readonly writes: string[] = [];

  public readonly handlers: PluginService['handlers'] = {
    GetProviderSchema: () => ({
      provider: messageOf(SCHEMAS.provider),
      resource_schemas: { onepassword_item: messageOf(SCHEMAS.resource_schemas.onepassword_item!) },
      data_source_schemas: { onepassword_vault: messageOf(SCHEMAS.data_source_schemas.onepassword_vault!) },
    }),
    ValidateProviderConfig: ({ config }) => (objectIn(config, PROVIDER), {}),
    ConfigureProvider: () => ({}),
    ValidateResourceConfig: ({ config }) => failures(faultsOf(objectIn(config, ITEM))),
    ValidateDataResourceConfig: ({ config }) => {
      const { name, uuid } = objectIn(config, VAULT);
      return failures((name === null) === (uuid === null) ? ['One of name and uuid has to be set.'] : []);
    },
    UpgradeResourceState: ({ raw_state: raw }) => ({ upgraded_state: { json: (raw as { json: Uint8Array }).json } }),
    ReadDataSource: ({ config }) => this.readVault(objectIn(config, VAULT)),
    ReadResource: ({ current_state: state }) => ({ new_state: dynamicValue(ITEM, this.read(objectIn(state, ITEM))) }),
    ImportResourceState: ({ id }) => ({
      imported_resources: [
        { type_name: 'onepassword_item', state: dynamicValue(ITEM, { ...NO_ITEM, id: String(id), uuid: String(id).split('/')[3]! }) },
      ],
    }),
    PlanResourceChange: (request) => this.plan(request),
    ApplyResourceChange: (request) => this.apply(request),
    StopProvider: () => ({}),
  };

  private readonly server = new PluginServer({
    service: () => Promise.resolve(this),
    onShutdown: () => undefined,
    onPanic: (error) => {
      throw error;
    },
  });
  private readonly locked = new Set<string>();

  private constructor(private readonly connect: boolean) {}

  /** What TF_REATTACH_PROVIDERS says of it. */
  public get reattach(): { readonly [address: string]: object } {
    return {
      [ADDRESS]: {
        Protocol: 'grpc',
        ProtocolVersion: 6,
        Pid: process.pid,
        Test: true,
        Addr: { Network: 'unix', String: this.server.socket },
      },
    };
  }

  public item(title: string): StoredItem {
    return [...this.items.values()].find((item) => item.title === title)!;
  }

  public stop(): void {
    // Nothing is under way that could be aborted.
  }

  public close(): void {
    this.server.close();
  }

  private readVault({ name, uuid }: CtyObject): Message {
    const found = [...this.vaults].filter(([id, title]) => (uuid === null ? title === name : id === uuid));
    if (found.length !== 1) return failures([`${found.length} vaults have the name '${String(name)}'.`]);
    const [[id, title]] = found as [[string, string]];
    return { state: dynamicValue(VAULT, { id: `vaults/${id}`, uuid: id, name: title, description: '' }) };
  }

  private read(state: CtyObject): CtyObject | null {
    const item = this.items.get(String(state.uuid));
    return item ? stateOf(item, state) : null;
  }

  private plan(request: Message): Message {
    const prior = valueIn(request.prior_state, ITEM);
    const proposed = valueIn(request.proposed_new_state, ITEM);
    if (!isObject(proposed)) return { planned_state: dynamicValue(ITEM, null) };
    const planned = {
      ...withComputed(proposed),
      password_wo: null,
      note_value_wo: null,
      category: proposed.category ?? 'login',
      ...(isObject(prior) ? {} : { id: Unknown.VALUE, uuid: Unknown.VALUE, password: proposed.password ?? Unknown.VALUE }),
    };
    if (!isObject(prior)) return { planned_state: dynamicValue(ITEM, planned) };
    const changed = Object.keys(planned).filter(
      (name) => JSON.stringify(planned[name as keyof typeof planned]) !== JSON.stringify(prior[name]),
    );
    // A framework's rule: what is computed and not known from before is unknown as soon as anything changes.
    const updated =
      changed.length > 0 && prior.password === null && proposed.password === null ? { ...planned, password: Unknown.VALUE } : planned;
    const replaced = changed.filter((name) => ['vault', 'category'].includes(name)).map((name) => ({ steps: [{ attribute_name: name }] }));
    return { planned_state: dynamicValue(ITEM, updated), requires_replace: replaced };
  }

  private async apply(request: Message): Promise<Message> {
    const prior = valueIn(request.prior_state, ITEM);
    const planned = valueIn(request.planned_state, ITEM);
    const vault = String((isObject(planned) ? planned : (prior as CtyObject)).vault);
    if (this.locked.has(vault)) return { ...failures(['(409) Conflict: Internal server conflict.']), new_state: dynamicValue(ITEM, prior) };
    this.locked.add(vault);
    await delay(50);
    this.locked.delete(vault);
    if (!isObject(planned)) {
      const gone = String((prior as CtyObject).uuid);
      this.writes.push(`delete ${this.items.get(gone)!.title}`);
      this.items.delete(gone);
      return { new_state: dynamicValue(ITEM, null) };
    }
    const item = this.write(planned, objectIn(request.config, ITEM), isObject(prior) ? prior : undefined);
    return { new_state: dynamicValue(ITEM, stateOf(item, planned)) };
  }

  private write(planned: CtyObject, config: CtyObject, prior: CtyObject | undefined): StoredItem {
    const before = prior && this.items.get(String(prior.uuid))!;
    const version = (name: string, of?: CtyObject) => Number(of?.[`${name}_version`] ?? 0);
    const writes = (name: string) => config[`${name}_version`] !== null && (!prior || version(name, config) > version(name, prior));
    const kept = before && this.connect && before.category === 'database' ? '' : (before?.password ?? '');
    const password = writes('password_wo') ? text(config.password_wo) : config.password_wo_version !== null ? kept : text(planned.password);
    const note = writes('note_value_wo')
      ? text(config.note_value_wo)
      : config.note_value_wo_version !== null
        ? (before?.note ?? '')
        : text(planned.note_value);
    const item: StoredItem = {
      uuid: before?.uuid ?? randomBytes(13).toString('hex'),
      vault: text(planned.vault),
      category: text(planned.category),
      title: text(planned.title),
      username: text(planned.username),
      password: planned.category === 'secure_note' ? '' : password || (this.connect ? `MADE-BY-CONNECT-${randomUUID()}` : ''),
      note,
      url: text(planned.url),
      hostname: text(planned.hostname),
      database: text(planned.database),
      port: text(planned.port),
      type: text(planned.type),
      tags: (planned.tags as string[] | null) ?? [],
      sections: (planned.section as CtyObject[]).map((section) => ({
        id: text(section.id) || randomUUID(),
        label: text(section.label),
        fields: (section.field as CtyObject[]).map((field) => ({
          id: text(field.id) || randomUUID(),
          label: text(field.label),
          type: text(field.type),
          value: text(field.value),
        })),
      })),
    };
    this.items.set(item.uuid, item);
    this.writes.push(`${before ? 'update' : 'create'} ${item.title}`);
    return item;
  }
}

function text(value: CtyValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function failures(details: readonly string[]): Message {
  return { diagnostics: details.map((detail) => ({ severity: Severity.ERROR, summary: '1Password', detail })) };
}

/** The rules that the provider's schema cannot say. */
function faultsOf(config: CtyObject): string[] {
  const faults: string[] = [];
  for (const name of ['password', 'note_value']) {
    const [value, version] = [config[`${name}_wo`], config[`${name}_wo_version`]];
    if ((value === null) !== (version === null)) faults.push(`${name}_wo and ${name}_wo_version go together.`);
    if (value !== null && config[name] !== null) faults.push(`${name} does not go with ${name}_wo.`);
  }
  if (config.section_map !== null && (config.section as CtyValue[]).length > 0) faults.push('section does not go with section_map.');
  return faults;
}

/** What the item is in the state: what 1Password has, and nulls of the state where 1Password has nothing. */
function stateOf(item: StoredItem, state: CtyObject): CtyObject {
  const had = (name: string) => (state[name] instanceof Unknown ? null : (state[name] ?? null));
  const optional = (name: 'title' | 'username' | 'url' | 'hostname' | 'database' | 'port' | 'type') =>
    item[name] === '' ? (had(name) === '' ? '' : null) : item[name];
  const same = JSON.stringify([...item.tags].sort()) === JSON.stringify([...((had('tags') as string[] | null) ?? [])].sort());
  return {
    ...state,
    id: `vaults/${item.vault}/items/${item.uuid}`,
    uuid: item.uuid,
    vault: item.vault,
    category: item.category,
    title: optional('title'),
    username: optional('username'),
    url: optional('url'),
    hostname: optional('hostname'),
    database: optional('database'),
    port: optional('port'),
    type: optional('type'),
    tags: same ? had('tags') : [...item.tags].sort(),
    password: state.password_wo_version !== null || item.password === '' ? null : item.password,
    note_value: state.note_value_wo_version !== null || item.note === '' ? null : item.note,
    section: item.sections.map((section) => ({
      id: section.id,
      label: section.label,
      field: section.fields.map((field) => ({ ...field, password_recipe: [] })),
    })),
  };
}

/** What an import begins with, before it reads the item. */
const NO_ITEM: CtyObject = Object.fromEntries(
  Object.keys((ITEM as readonly [string, object])[1]).map((name) => [name, ['section', 'password_recipe'].includes(name) ? [] : null]),
);

/** Unknown where 1Password decides, and the defaults of the schema. */
function withComputed(proposed: CtyObject): CtyObject {
  const section = (proposed.section as CtyObject[]).map((each) => ({
    ...each,
    id: each.id ?? Unknown.VALUE,
    field: (each.field as CtyObject[]).map((field) => ({
      ...field,
      id: field.id ?? Unknown.VALUE,
      type: field.type ?? 'STRING',
      value: field.value ?? Unknown.VALUE,
    })),
  }));
  return { ...proposed, section };
}
