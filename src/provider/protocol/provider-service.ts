import { functionMessage, schemaMessage } from './schema-messages';
import type { AnyEphemeralResource, AnyResource, AnyStored, ProviderDefinition } from '../definition';
import { log } from '../plugin/log';
import { int64, Severity, type Message } from '../plugin/wire';
import type { CallContext, PrivateState } from '../resource';
import { decodeJson, decodeValue, encodeValue } from '../schema/codec';
import { DiagnosticError, Diagnostics, type AttributePath } from '../schema/diagnostics';
import { planFromSchema, withoutWriteOnly } from '../schema/plan';
import { schemaType, validateValue, type Schema } from '../schema/schema';
import { Unknown, isObject, isWhollyKnown, type CtyObject, type CtyType, type CtyValue } from '../schema/types';

type Handler = (request: Message) => Promise<Message> | Message;

/** Thrown by a provider whose settings are not known yet, so that a plan can go on without them. */
export class ProviderNotConfigured extends DiagnosticError {
  constructor() {
    super(
      'The provider is not configured yet',
      'A setting of the coffer provider is only known after apply, and this operation needs AWS. Apply what the setting comes from first (terraform apply -target=…).',
    );
  }
}

/**
 * Answers the calls of Terraform's protocol for one provider.
 *
 * Every answer is a message, whatever happens: what is thrown becomes a diagnostic. Attribute values are decoded
 * by the schema, and write-only ones leave in no answer.
 */
export class ProviderService<P> {
  public readonly handlers: Readonly<Record<string, Handler>>;
  private stopping = new AbortController();
  private provider: P | undefined;

  constructor(private readonly definition: ProviderDefinition<P>) {
    const handlers: Record<string, (request: Message, diagnostics: Diagnostics) => Promise<Message> | Message> = {
      GetMetadata: () => this.getMetadata(),
      GetProviderSchema: () => this.getProviderSchema(),
      GetFunctions: () => ({ functions: this.functionMessages() }),
      ValidateProviderConfig: (request, diagnostics) => this.validate(this.definition.schema, request, diagnostics),
      ValidateResourceConfig: (request, diagnostics) => this.validateResource(request, diagnostics),
      ValidateEphemeralResourceConfig: (request, diagnostics) => this.validateEphemeral(request, diagnostics),
      ConfigureProvider: (request) => this.configure(request),
      UpgradeResourceState: (request) => this.upgradeState(request),
      ReadResource: (request, diagnostics) => this.read(request, diagnostics),
      PlanResourceChange: (request, diagnostics) => this.plan(request, diagnostics),
      ApplyResourceChange: (request, diagnostics) => this.apply(request, diagnostics),
      ImportResourceState: (request, diagnostics) => this.import(request, diagnostics),
      OpenEphemeralResource: (request, diagnostics) => this.open(request, diagnostics),
      RenewEphemeralResource: () => ({}),
      CloseEphemeralResource: () => ({}),
      CallFunction: (request) => this.callFunction(request),
      StopProvider: () => this.stop(),
    };
    this.handlers = Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, this.answering(name, handler)]));
  }

  /** Aborts what is under way. Terraform then waits for the answers to the calls it made. */
  public stop(): Message {
    this.stopping.abort();
    return {};
  }

  private answering(name: string, handler: (request: Message, diagnostics: Diagnostics) => Promise<Message> | Message): Handler {
    return async (request) => {
      const diagnostics = new Diagnostics();
      const started = Date.now();
      let answer: Message = {};
      try {
        answer = await handler(request, diagnostics);
      } catch (error) {
        diagnostics.thrown(error);
      }
      log('trace', `${name} answered`, { type: request.type_name as string | undefined, ms: Date.now() - started, errors: diagnostics.hasErrors });
      return diagnostics.items.length === 0 ? answer : { ...answer, diagnostics: diagnostics.items.map(diagnosticMessage) };
    };
  }

  private getMetadata(): Message {
    return {
      server_capabilities: CAPABILITIES,
      resources: this.definition.resources.map(({ typeName }) => ({ type_name: typeName })),
      ephemeral_resources: this.definition.ephemeralResources.map(({ typeName }) => ({ type_name: typeName })),
      functions: this.definition.functions.map(({ name }) => ({ name })),
    };
  }

  private getProviderSchema(): Message {
    const schemas = (kinds: readonly { typeName: string; schema: Schema }[]) => (
      Object.fromEntries(kinds.map(({ typeName, schema }) => [typeName, schemaMessage(schema)]))
    );
    return {
      provider: schemaMessage(this.definition.schema),
      resource_schemas: schemas(this.definition.resources),
      ephemeral_resource_schemas: schemas(this.definition.ephemeralResources),
      functions: this.functionMessages(),
      server_capabilities: CAPABILITIES,
    };
  }

  private functionMessages(): Message {
    return Object.fromEntries(this.definition.functions.map((fn) => [fn.name, functionMessage(fn)]));
  }

  private validate(schema: Schema, request: Message, diagnostics: Diagnostics, more?: (config: never, diagnostics: Diagnostics) => void): Message {
    const config = objectIn(request.config, schemaType(schema));
    validateValue(schema, config, diagnostics);
    more?.(config as never, diagnostics);
    return {};
  }

  private validateResource(request: Message, diagnostics: Diagnostics): Message {
    const resource = this.resource(request);
    return this.validate(resource.schema, request, diagnostics, resource.validate?.bind(resource));
  }

  private validateEphemeral(request: Message, diagnostics: Diagnostics): Message {
    const resource = this.ephemeralResource(request);
    return this.validate(resource.schema, request, diagnostics, resource.validate?.bind(resource));
  }

  private configure(request: Message): Message {
    // A provider that is attached to serves one Terraform command after another: each starts afresh.
    if (this.stopping.signal.aborted) this.stopping = new AbortController();
    this.provider = this.definition.configure(objectIn(request.config, schemaType(this.definition.schema)));
    return {};
  }

  private upgradeState(request: Message): Message {
    const resource = this.resource(request);
    const version = int64(request.version);
    const json = (request.raw_state as { json?: Uint8Array } | null)?.json;
    if (version > (resource.schema.version ?? 0)) {
      throw new DiagnosticError(
        `The state of this ${resource.typeName} was written by a newer coffer provider`,
        `It has schema version ${version}, this provider (${this.definition.version}) knows ${resource.schema.version ?? 0}. Use the newer provider.`,
      );
    }
    if (!json || json.length === 0) {
      throw new DiagnosticError('The state has no JSON', `The state of this ${resource.typeName} is in a form that only Terraform before 0.12 wrote.`);
    }
    // Same version: the raw JSON goes back untouched, since a JSON parser would spoil numbers that a double cannot hold.
    return { upgraded_state: { json } };
  }

  private async read(request: Message, diagnostics: Diagnostics): Promise<Message> {
    const resource = this.resource(request);
    const type = schemaType(resource.schema);
    const state = objectIn(request.current_state, type);
    const prior = { state, private: privateIn(request.private) };
    try {
      const stored = await resource.read(prior as AnyStored, this.context(diagnostics));
      return stored === null ? { new_state: dynamicValue(type, null) } : { new_state: this.stateOut(resource, stored), private: privateOut(stored.private) };
    } catch (error) {
      if (!(error instanceof ProviderNotConfigured)) throw error;
      return { new_state: dynamicValue(type, state), private: privateOut(prior.private) };
    }
  }

  private async plan(request: Message, diagnostics: Diagnostics): Promise<Message> {
    const resource = this.resource(request);
    const type = schemaType(resource.schema);
    const prior = valueIn(request.prior_state, type);
    const proposed = valueIn(request.proposed_new_state, type);
    const privateState = privateIn(request.prior_private);
    if (!isObject(proposed)) {
      if (isObject(prior)) resource.planDestroy?.(prior as never, this.context(diagnostics));
      return { planned_state: dynamicValue(type, null), planned_private: privateOut(privateState) };
    }
    const config = objectIn(request.config, type);
    const { planned, requiresReplace, changed } = planFromSchema(resource.schema, isObject(prior) ? prior : null, proposed, config);
    await resource.plan?.({
      prior: isObject(prior) ? prior as never : null,
      private: privateState,
      config: config as never,
      planned: planned as never,
      changed,
      replaces: requiresReplace.length > 0,
    }, this.context(diagnostics));
    return {
      planned_state: dynamicValue(type, planned),
      requires_replace: requiresReplace.map(pathMessage),
      planned_private: privateOut(privateState),
    };
  }

  private async apply(request: Message, diagnostics: Diagnostics): Promise<Message> {
    const resource = this.resource(request);
    const type = schemaType(resource.schema);
    const context = this.context(diagnostics);
    const prior = valueIn(request.prior_state, type);
    const planned = valueIn(request.planned_state, type);
    const stored = { private: privateIn(request.planned_private) };
    if (!isObject(planned)) {
      await resource.delete({ state: prior as never, ...stored }, context);
      return { new_state: dynamicValue(type, null) };
    }
    const config = objectIn(request.config, type);
    if (!isWhollyKnown(config)) throw new DiagnosticError('A value is still unknown at apply', `Terraform applied a ${resource.typeName} whose configuration is not known.`);
    const wanted = { planned: withoutUnknown(planned) as never, config: config as never, ...stored };
    try {
      const result = isObject(prior)
        ? await resource.update({ ...wanted, prior: prior as never }, context)
        : await resource.create(wanted, context);
      return { new_state: this.stateOut(resource, result), private: privateOut(result.private) };
    } catch (error) {
      diagnostics.thrown(error);
      // What a failed apply leaves is the state before it: the next refresh finds out what took effect.
      return { new_state: dynamicValue(type, prior), private: privateOut(stored.private) };
    }
  }

  private async import(request: Message, diagnostics: Diagnostics): Promise<Message> {
    const resource = this.resource(request);
    if (!resource.import) throw new DiagnosticError(`${resource.typeName} cannot be imported`, 'It has nothing outside Terraform to import from.');
    const stored = await resource.import(String(request.id ?? ''), this.context(diagnostics));
    return { imported_resources: [{ type_name: resource.typeName, state: this.stateOut(resource, stored), private: privateOut(stored.private) }] };
  }

  private async open(request: Message, diagnostics: Diagnostics): Promise<Message> {
    const resource = this.ephemeralResource(request);
    const type = schemaType(resource.schema);
    const config = objectIn(request.config, type);
    if (!isWhollyKnown(config)) throw new DiagnosticError('A value is still unknown', `Terraform opened an ephemeral ${resource.typeName} whose configuration is not known.`);
    return { result: dynamicValue(type, await resource.open(config as never, this.context(diagnostics)) as CtyObject) };
  }

  private callFunction(request: Message): Message {
    const fn = this.definition.functions.find(({ name }) => name === request.name);
    if (!fn) return { error: { text: `The coffer provider has no function ${String(request.name)}.` } };
    const given = (request.arguments as Message[] | undefined) ?? [];
    const values = given.map((argument) => valueIn(argument, 'string'));
    const missing = values.findIndex((value) => typeof value !== 'string');
    if (missing >= 0 || values.length !== fn.parameters.length) {
      return { error: { text: `${fn.name} takes ${fn.parameters.length} strings.`, ...(missing >= 0 ? { function_argument: missing } : {}) } };
    }
    try {
      return { result: dynamicValue('string', fn.call(...values as string[])) };
    } catch (error) {
      return { error: { text: error instanceof Error ? error.message : String(error) } };
    }
  }

  private resource(request: Message): AnyResource<P> {
    return this.named(this.definition.resources, request);
  }

  private ephemeralResource(request: Message): AnyEphemeralResource<P> {
    return this.named(this.definition.ephemeralResources, request);
  }

  private named<K extends { typeName: string }>(kinds: readonly K[], request: Message): K {
    const found = kinds.find(({ typeName }) => typeName === request.type_name);
    if (!found) throw new DiagnosticError('Unknown type', `The coffer provider ${this.definition.version} has no ${String(request.type_name)}.`);
    return found;
  }

  private context(diagnostics: Diagnostics): CallContext<P> {
    const { provider } = this;
    return {
      get provider(): P {
        if (provider === undefined) throw new ProviderNotConfigured();
        return provider;
      },
      configured: provider !== undefined,
      diagnostics,
      signal: this.stopping.signal,
    };
  }

  private stateOut(resource: AnyResource<P>, stored: AnyStored): Message {
    return dynamicValue(schemaType(resource.schema), withoutWriteOnly(resource.schema.attributes, stored.state as CtyObject));
  }
}

const CAPABILITIES: Message = { plan_destroy: true, get_provider_schema_optional: true };

function valueIn(message: unknown, type: CtyType): CtyValue {
  const { msgpack, json } = (message ?? {}) as { msgpack?: Uint8Array; json?: Uint8Array };
  if (msgpack && msgpack.length > 0) return decodeValue(type, msgpack);
  if (json && json.length > 0) return decodeJson(type, json);
  return null;
}

function objectIn(message: unknown, type: CtyType): CtyObject {
  const value = valueIn(message, type);
  if (!isObject(value)) throw new DiagnosticError('Not an object', 'Terraform sent no value where the protocol wants an object.');
  return value;
}

function dynamicValue(type: CtyType, value: CtyValue): Message {
  return { msgpack: encodeValue(type, value) };
}

function privateIn(bytes: unknown): PrivateState {
  const text = bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : '';
  return text === '' ? {} : JSON.parse(text) as PrivateState;
}

function privateOut(state: PrivateState | undefined): Buffer | undefined {
  return state && Object.keys(state).length > 0 ? Buffer.from(JSON.stringify(state)) : undefined;
}

function withoutUnknown(value: CtyObject): CtyObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => (
    [name, member instanceof Unknown ? null : isObject(member) ? withoutUnknown(member) : member]
  )));
}

function diagnosticMessage({ severity, summary, detail, path }: Diagnostics['items'][number]): Message {
  return { severity: severity === 'error' ? Severity.ERROR : Severity.WARNING, summary, detail, ...(path ? { attribute: pathMessage(path) } : {}) };
}

// Our schemas nest objects and lists of blocks, no maps of objects: every name in a path is an attribute's.
function pathMessage(path: AttributePath): Message {
  return { steps: path.map((step) => (typeof step === 'number' ? { element_key_int: step } : { attribute_name: step })) };
}
