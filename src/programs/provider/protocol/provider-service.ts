import { isDeferred, ManagedResources } from './managed-resources';
import { ProviderNotConfigured } from './not-configured';
import { functionMessage, schemaMessage } from './schema-messages';
import { diagnosticMessage, dynamicValue, objectIn, valueIn } from './values';
import { describeError, PlainError } from '../../values/plain-error';
import type { ProviderDefinition } from '../core/definition';
import { log } from '../core/log';
import { ArgumentError, type CallContext } from '../core/resource';
import { DeferredReason, type Message } from '../plugin/wire';
import { DiagnosticError, Diagnostics } from '../schema/diagnostics';
import { schemaType, validateValue, type Schema } from '../schema/schema';
import { Unknown, isWhollyKnown, type CtyObject } from '../schema/types';

type Handler = (request: Message) => Promise<Message> | Message;
type Answer = (request: Message, context: Context) => Promise<Message> | Message;
type Context = CallContext<never>;

/** A kind of thing that a provider has, by its name in a configuration. */
interface Kind {
  readonly typeName: string;
  readonly schema: Schema;
  validate?(config: never, diagnostics: Diagnostics): void;
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
    const { resources, dataSources, ephemeralResources } = definition;
    const managed = new ManagedResources<P>(definition.version);
    const resource = (request: Message) => this.named(resources, request.type_name);
    const handlers: Record<string, Answer> = {
      GetMetadata: () => this.getMetadata(),
      GetProviderSchema: () => this.getProviderSchema(),
      GetResourceIdentitySchemas: () => ({ identity_schemas: managed.identitySchemas(resources) }),
      GetFunctions: () => ({ functions: this.functionMessages() }),
      ValidateProviderConfig: (request, context) => validate(this.definition, request, context.diagnostics),
      ValidateResourceConfig: (request, context) => validate(resource(request), request, context.diagnostics),
      ValidateDataResourceConfig: (request, context) => validate(this.named(dataSources, request.type_name), request, context.diagnostics),
      ValidateEphemeralResourceConfig: (request, context) =>
        validate(this.named(ephemeralResources, request.type_name), request, context.diagnostics),
      ConfigureProvider: (request) => this.configure(request),
      UpgradeResourceState: (request) => managed.upgradeState(resource(request), request),
      UpgradeResourceIdentity: (request) => managed.upgradeIdentity(resource(request), request),
      ReadResource: (request, context) => managed.read(resource(request), request, context),
      PlanResourceChange: (request, context) => managed.plan(resource(request), request, context),
      ApplyResourceChange: (request, context) => managed.apply(resource(request), request, context),
      ImportResourceState: (request, context) => managed.import(resource(request), request, context),
      MoveResourceState: (request, context) => managed.move(this.named(resources, request.target_type_name), request, context.diagnostics),
      ReadDataSource: (request, context) => this.readData(request, context),
      OpenEphemeralResource: (request, context) => this.open(request, context),
      RenewEphemeralResource: () => ({}),
      CloseEphemeralResource: () => ({}),
      CallFunction: (request) => this.callFunction(request),
      StopProvider: () => this.stop(),
    };
    this.handlers = Object.fromEntries(Object.entries(handlers).map(([name, answer]) => [name, this.answering(name, answer)]));
  }

  /** Aborts what is under way. Terraform then waits for the answers to the calls it made. */
  public stop(): Message {
    this.stopping.abort();
    return {};
  }

  private answering(name: string, answer: Answer): Handler {
    return async (request) => {
      const diagnostics = new Diagnostics();
      const started = Date.now();
      let message: Message = {};
      try {
        message = await answer(request, this.context(diagnostics) as Context);
      } catch (error) {
        diagnostics.thrown(error);
      }
      log('trace', `${name} answered`, {
        type: request.type_name as string | undefined,
        ms: Date.now() - started,
        errors: diagnostics.hasErrors,
      });
      return diagnostics.items.length === 0 ? message : { ...message, diagnostics: diagnostics.items.map(diagnosticMessage) };
    };
  }

  private getMetadata(): Message {
    const { resources, dataSources, ephemeralResources, functions } = this.definition;
    const names = (kinds: readonly Kind[]) => kinds.map(({ typeName }) => ({ type_name: typeName }));
    return {
      server_capabilities: CAPABILITIES,
      resources: names(resources),
      data_sources: names(dataSources),
      ephemeral_resources: names(ephemeralResources),
      functions: functions.map(({ name }) => ({ name })),
    };
  }

  private getProviderSchema(): Message {
    const { schema, resources, dataSources, ephemeralResources } = this.definition;
    const schemas = (kinds: readonly Kind[]) => Object.fromEntries(kinds.map((kind) => [kind.typeName, schemaMessage(kind.schema)]));
    return {
      provider: schemaMessage(schema),
      resource_schemas: schemas(resources),
      data_source_schemas: schemas(dataSources),
      ephemeral_resource_schemas: schemas(ephemeralResources),
      functions: this.functionMessages(),
      server_capabilities: CAPABILITIES,
    };
  }

  private functionMessages(): Message {
    return Object.fromEntries(this.definition.functions.map((fn) => [fn.name, functionMessage(fn)]));
  }

  private configure(request: Message): Message {
    // A provider that is attached to serves one Terraform command after another: each starts afresh.
    if (this.stopping.signal.aborted) this.stopping = new AbortController();
    const version =
      typeof request.terraform_version === 'string' && request.terraform_version !== '' ? request.terraform_version : undefined;
    this.provider = this.definition.configure(objectIn(request.config, schemaType(this.definition.schema)), version);
    return {};
  }

  private async readData(request: Message, context: Context): Promise<Message> {
    const source = this.named(this.definition.dataSources, request.type_name);
    const type = schemaType(source.schema);
    if (isDeferred(request, context)) {
      return { state: dynamicValue(type, Unknown.VALUE), deferred: { reason: DeferredReason.PROVIDER_CONFIG_UNKNOWN } };
    }
    return { state: dynamicValue(type, (await source.read(this.knownConfig(source, request) as never, context)) as CtyObject) };
  }

  private async open(request: Message, context: Context): Promise<Message> {
    const resource = this.named(this.definition.ephemeralResources, request.type_name);
    const type = schemaType(resource.schema);
    if (isDeferred(request, context)) {
      return { result: dynamicValue(type, Unknown.VALUE), deferred: { reason: DeferredReason.PROVIDER_CONFIG_UNKNOWN } };
    }
    return { result: dynamicValue(type, (await resource.open(this.knownConfig(resource, request) as never, context)) as CtyObject) };
  }

  private knownConfig({ typeName, schema }: Kind, request: Message): CtyObject {
    const config = objectIn(request.config, schemaType(schema));
    if (!isWhollyKnown(config)) {
      throw new DiagnosticError('A value is still unknown', `Terraform asked for a ${typeName} whose configuration is not known.`);
    }
    return config;
  }

  private callFunction(request: Message): Message {
    const fn = this.definition.functions.find(({ name }) => name === request.name);
    if (!fn) return { error: { text: `The coffer provider has no function ${String(request.name)}.` } };
    const given = (request.arguments as Message[] | undefined) ?? [];
    if (given.length !== fn.parameters.length) return { error: { text: `${fn.name} takes ${fn.parameters.length} arguments.` } };
    try {
      const values = given.map((argument, position) => {
        const value = valueIn(argument, fn.parameters[position]!.type ?? 'string');
        if (value === null || !isWhollyKnown(value)) {
          throw new ArgumentError(position, `${fn.parameters[position]!.name} is null or unknown.`);
        }
        return value;
      });
      return { result: dynamicValue('string', fn.call(...values)) };
    } catch (error) {
      const position = error instanceof ArgumentError ? { function_argument: error.position } : {};
      // Terraform puts the full stop itself.
      return {
        error: {
          text: error instanceof PlainError ? error.message.replace(/\.$/, '') : `The coffer provider failed: ${describeError(error)}`,
          ...position,
        },
      };
    }
  }

  private named<K extends { typeName: string }>(kinds: readonly K[], name: unknown): K {
    const found = kinds.find(({ typeName }) => typeName === name);
    if (!found) throw new DiagnosticError('Unknown type', `The coffer provider ${this.definition.version} has no ${String(name)}.`);
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
}

const CAPABILITIES: Message = { plan_destroy: true, get_provider_schema_optional: true, move_resource_state: true };

function validate(kind: Omit<Kind, 'typeName'>, request: Message, diagnostics: Diagnostics): Message {
  const config = objectIn(request.config, schemaType(kind.schema));
  validateValue(kind.schema, config, diagnostics);
  kind.validate?.(config as never, diagnostics);
  return {};
}
