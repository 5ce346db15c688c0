import { dependencies, evaluated, typeOf, type Configuration } from './configuration';
import { completed, proposedState, requireConsistent } from './proposed-state';
import type { AwsSettings } from '../../../../src/programs/aws/aws-settings';
import { cofferProvider } from '../../../../src/programs/provider/coffer-provider';
import type { ProviderDefinition } from '../../../../src/programs/provider/core/definition';
import { configure, type Coffer } from '../../../../src/programs/provider/core/settings';
import { Severity, type Message } from '../../../../src/programs/provider/plugin/wire';
import { ProviderService } from '../../../../src/programs/provider/protocol/provider-service';
import { dynamicValue, valueIn } from '../../../../src/programs/provider/protocol/values';
import { schemaType, type Schema } from '../../../../src/programs/provider/schema/schema';
import { equal, isObject, isWhollyKnown, type CtyObject } from '../../../../src/programs/provider/schema/types';

/** A resource as a state file holds it. */
export interface StoredResource {
  readonly values: CtyObject;
  readonly private: Uint8Array | undefined;
}

export type StateFile = ReadonlyMap<string, StoredResource>;

export interface Outcome {
  /** What went wrong, as Terraform would say it; empty where all went well. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

interface Change {
  readonly address: string;
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  /** What a deletion was planned from, where that is not the refreshed state. */
  readonly before?: StoredResource;
  readonly planned: CtyObject | null;
  readonly private: Uint8Array | undefined;
}

/** Stops the work on one resource, or on the whole plan: what was said is in the outcome. */
class Failed extends Error {}

/**
 * Terraform's side of the protocol, without Terraform: validates, refreshes, plans and applies a configuration by the
 * same calls in the same order, one at a time, and holds the provider to the same promises. An apply takes about as
 * long as its AWS calls, where a process of Terraform takes a second. `terraform-faults.test.ts` shows that both make
 * the same AWS calls.
 */
export class TerraformInProcess {
  /** The state, as it is saved after each resource. */
  public state: StateFile = new Map();
  /** All that left the provider by its answers: states, plans, private data and diagnostics. */
  public readonly answers: Uint8Array[] = [];
  private service!: ProviderService<Coffer>;
  private said: { errors: string[]; warnings: string[] } = { errors: [], warnings: [] };

  constructor(
    private readonly settings: CtyObject,
    private readonly overrides: Partial<AwsSettings> = {},
  ) {}

  /** Plans and applies, as `terraform apply` does. */
  public async apply(configuration: Configuration): Promise<Outcome> {
    return this.saying(async () => {
      const { refreshed, changes } = await this.plan(configuration);
      this.state = refreshed;
      await this.start(configuration);
      const failed = new Set<string>();
      for (const change of changes.filter(({ action }) => action === 'delete')) {
        await this.attempt(change.address, failed, () => this.destroy(change));
      }
      for (const change of changes.filter(({ action }) => action !== 'delete')) {
        if (dependencies(configuration[change.address]!).some((address) => failed.has(address))) failed.add(change.address);
        else await this.attempt(change.address, failed, () => this.change(change, configuration));
      }
    });
  }

  /** What a plan would change, such as `update coffer_secret.key`; 'none' where nothing; what is wrong where it fails. */
  public async planned(configuration: Configuration): Promise<string> {
    let changes: readonly Change[] = [];
    const { errors } = await this.saying(async () => {
      ({ changes } = await this.plan(configuration));
    });
    if (errors.length > 0) return errors.join('\n');
    return changes.map(({ action, address }) => `${action} ${address}`).join(', ') || 'none';
  }

  private async saying(work: () => Promise<void>): Promise<Outcome> {
    this.said = { errors: [], warnings: [] };
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
    }
    return this.said;
  }

  private async attempt(address: string, failed: Set<string>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      failed.add(address);
    }
  }

  private async plan(configuration: Configuration): Promise<{ refreshed: StateFile; changes: readonly Change[] }> {
    await this.start(configuration);
    const refreshed = new Map<string, StoredResource>();
    const refresh = async (address: string): Promise<StoredResource | undefined> => {
      const stored = this.state.get(address);
      const found = stored && (await this.refresh(address, stored));
      if (found) refreshed.set(address, found);
      return found;
    };
    const changes: Change[] = [];
    const values = new Map<string, CtyObject>();
    for (const address of Object.keys(configuration)) {
      const { change, planned } = await this.planOne(address, configuration, await refresh(address), values);
      values.set(address, planned);
      if (change) changes.push(change);
    }
    // Terraform deletes what depends on others before those.
    for (const [address, stored] of [...this.state].reverse().filter(([each]) => !(each in configuration))) {
      // What is no longer in the configuration is planned from the state as it was, and refreshed after that.
      const change = await this.planDeletion(address, stored);
      if (await refresh(address)) changes.push(change);
    }
    return { refreshed, changes };
  }

  /** A process of the provider begins. */
  private async start(configuration: Configuration): Promise<void> {
    const definition: ProviderDefinition<Coffer> = {
      ...cofferProvider,
      configure: (config, version) => configure(config, version, this.overrides),
    };
    this.service = new ProviderService(definition);
    const schema = cofferProvider.schema;
    const blocks = Object.fromEntries(Object.keys(schema.blocks ?? {}).map((name) => [name, this.settings[name] ?? []]));
    const config = dynamicValue(schemaType(schema), { ...completed(schema.attributes, this.settings), ...blocks });
    await this.call('ValidateProviderConfig', { config });
    for (const [address, body] of Object.entries(configuration)) {
      await this.call('ValidateResourceConfig', {
        type_name: typeOf(address),
        config: this.encoded(address, completed(schemaOf(address).attributes, evaluated(body, new Map()))),
      });
    }
    await this.call('ConfigureProvider', { terraform_version: '1.11.4', config });
  }

  private async refresh(address: string, { values, private: kept }: StoredResource): Promise<StoredResource | undefined> {
    const { upgraded_state: upgraded } = await this.call('UpgradeResourceState', {
      type_name: typeOf(address),
      version: schemaOf(address).version ?? 0,
      raw_state: { json: Buffer.from(JSON.stringify(values)) },
    });
    const current = dynamicValue(schemaType(schemaOf(address)), valueIn(upgraded, schemaType(schemaOf(address))));
    const answer = await this.call('ReadResource', { type_name: typeOf(address), current_state: current, private: kept });
    const state = valueIn(answer.new_state, schemaType(schemaOf(address)));
    return isObject(state) ? { values: state, private: bytes(answer.private) } : undefined;
  }

  private async planOne(
    address: string,
    configuration: Configuration,
    stored: StoredResource | undefined,
    values: ReadonlyMap<string, CtyObject>,
  ): Promise<{ planned: CtyObject; change?: Change }> {
    const type = schemaType(schemaOf(address));
    const first = await this.planChange(address, configuration, stored, values);
    if (!stored) return { planned: first.planned, change: { address, action: 'create', ...first } };
    if (first.replaces) {
      // A replacement is planned once more, as a create that knows what the first plan kept.
      const again = await this.planChange(address, configuration, { values: {}, private: first.private }, values);
      return { planned: again.planned, change: { address, action: 'replace', ...again } };
    }
    if (isWhollyKnown(first.planned) && equal(first.planned, stored.values, type)) return { planned: stored.values };
    return { planned: first.planned, change: { address, action: 'update', ...first } };
  }

  private async planChange(
    address: string,
    configuration: Configuration,
    stored: StoredResource | undefined,
    values: ReadonlyMap<string, CtyObject>,
  ): Promise<{ planned: CtyObject; private: Uint8Array | undefined; replaces: boolean }> {
    const { attributes } = schemaOf(address);
    const prior = stored && Object.keys(stored.values).length > 0 ? stored.values : null;
    const config = completed(attributes, evaluated(configuration[address]!, values));
    const answer = await this.call('PlanResourceChange', {
      type_name: typeOf(address),
      prior_state: this.encoded(address, prior),
      proposed_new_state: this.encoded(address, proposedState(attributes, prior, config)),
      config: this.encoded(address, config),
      prior_private: stored?.private,
    });
    const planned = valueIn(answer.planned_state, schemaType(schemaOf(address))) as CtyObject;
    return {
      planned,
      private: bytes(answer.planned_private),
      replaces: ((answer.requires_replace as unknown[] | undefined) ?? []).length > 0,
    };
  }

  private async planDeletion(address: string, stored: StoredResource): Promise<Change> {
    const answer = await this.call('PlanResourceChange', {
      type_name: typeOf(address),
      prior_state: this.encoded(address, stored.values),
      proposed_new_state: this.encoded(address, null),
      config: this.encoded(address, null),
      prior_private: stored.private,
    });
    return { address, action: 'delete', before: stored, planned: null, private: bytes(answer.planned_private) };
  }

  /** Applies a create, an update or a replacement: planned again first, now that what it refers to is known. */
  private async change(change: Change, configuration: Configuration): Promise<void> {
    const { address } = change;
    if (change.action === 'replace') await this.destroy(change);
    const stored = this.state.get(address);
    const values = new Map([...this.state].map(([each, { values: known }]) => [each, known]));
    const { planned, private: kept } = await this.planChange(
      address,
      configuration,
      stored ?? (change.action === 'replace' ? { values: {}, private: change.private } : undefined),
      values,
    );
    requireConsistent(`the final plan of ${address}`, schemaOf(address), change.planned!, planned);
    const config = completed(schemaOf(address).attributes, evaluated(configuration[address]!, values));
    const before = this.said.errors.length;
    const answer = await this.call(
      'ApplyResourceChange',
      {
        type_name: typeOf(address),
        prior_state: this.encoded(address, stored?.values ?? null),
        planned_state: this.encoded(address, planned),
        config: this.encoded(address, config),
        planned_private: kept,
      },
      true,
    );
    const state = valueIn(answer.new_state, schemaType(schemaOf(address)));
    const failed = this.said.errors.length > before;
    // With an error and no state, Terraform keeps what it knew.
    if (isObject(state)) this.save(address, { values: state, private: bytes(answer.private) });
    if (failed) throw new Failed();
    if (!isObject(state) || !isWhollyKnown(state)) throw new Error(`${address}: the answer to an apply is no whole state`);
    requireConsistent(`the new state of ${address}`, schemaOf(address), planned, state);
  }

  private async destroy({ address, before = this.state.get(address)!, private: kept }: Change): Promise<void> {
    await this.call('ApplyResourceChange', {
      type_name: typeOf(address),
      prior_state: this.encoded(address, before.values),
      planned_state: this.encoded(address, null),
      config: this.encoded(address, null),
      planned_private: kept,
    });
    this.save(address, undefined);
  }

  private save(address: string, stored: StoredResource | undefined): void {
    const state = new Map(this.state);
    if (stored) state.set(address, stored);
    else state.delete(address);
    this.state = state;
  }

  private encoded(address: string, value: CtyObject | null): Message {
    return dynamicValue(schemaType(schemaOf(address)), value);
  }

  private async call(name: string, request: Message, goOn = false): Promise<Message> {
    const answer = await this.service.handlers[name]!(request);
    collect(answer, this.answers);
    let failed = false;
    for (const { severity, summary, detail } of (answer.diagnostics ?? []) as { severity: number; summary: string; detail: string }[]) {
      (severity === Severity.ERROR ? this.said.errors : this.said.warnings).push(`${summary}: ${detail}`);
      failed ||= severity === Severity.ERROR;
    }
    if (failed && !goOn) throw new Failed();
    return answer;
  }
}

function schemaOf(address: string): Schema {
  return cofferProvider.resources.find(({ typeName }) => typeName === typeOf(address))!.schema as Schema;
}

function bytes(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

/** All texts and bytes in a message. */
function collect(part: unknown, into: Uint8Array[]): void {
  if (part instanceof Uint8Array) into.push(part);
  else if (typeof part === 'string') into.push(Buffer.from(part));
  else if (typeof part === 'object' && part !== null) Object.values(part).forEach((member) => collect(member, into));
}
