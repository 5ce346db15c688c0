import { ProviderNotConfigured } from './not-configured';
import { identityMessage } from './schema-messages';
import { dynamicValue, objectIn, pathMessage, privateIn, privateOut, rawJson, valueIn, withoutUnknown } from './values';
import type { AnyResource, AnyStored } from '../core/definition';
import { withoutPlanOnly, type CallContext, type Identity } from '../core/resource';
import { DeferredReason, int64, type Message } from '../plugin/wire';
import { DiagnosticError, type Diagnostics } from '../schema/diagnostics';
import { planFromSchema, withoutWriteOnly } from '../schema/plan';
import { schemaType } from '../schema/schema';
import { isObject, isWhollyKnown, type CtyObject, type CtyType } from '../schema/types';

/** What Terraform is told of a change that has to wait for the provider's settings (Terraform: deferred actions). */
const DEFERRED: Message = { deferred: { reason: DeferredReason.PROVIDER_CONFIG_UNKNOWN } };

/** Whether a call may be put off: Terraform says so, and a setting of the provider is unknown. */
export function isDeferred(request: Message, context: CallContext<unknown>): boolean {
  return !context.configured && (request.client_capabilities as { deferral_allowed?: boolean } | null)?.deferral_allowed === true;
}

/** Answers the protocol's calls about one managed resource at a time: from a state file's JSON to an apply. */
export class ManagedResources<P> {
  constructor(private readonly version: string) {}

  public identitySchemas(resources: readonly AnyResource<P>[]): Message {
    return Object.fromEntries(resources.flatMap(({ typeName, identity }) => (identity ? [[typeName, identityMessage(identity)]] : [])));
  }

  public upgradeState(resource: AnyResource<P>, request: Message): Message {
    const current = resource.schema.version ?? 0;
    const from = int64(request.version);
    const json = rawJson(request.raw_state, resource.typeName);
    if (from > current) throw this.writtenByNewer(resource, from);
    // Same version: the raw JSON goes back untouched, since a JSON parser would spoil numbers that a double cannot hold.
    if (from === current) return { upgraded_state: { json } };
    let state = parsed(json, resource.typeName);
    for (let version = from; version < current; version++) {
      const upgrade = resource.upgrades?.[version];
      if (!upgrade) {
        throw new DiagnosticError(
          `The state of this ${resource.typeName} is too old`,
          `It has schema version ${from}, and this provider (${this.version}) has no way from ${version} to ${version + 1}.`,
        );
      }
      state = upgrade(state);
    }
    return { upgraded_state: { json: Buffer.from(JSON.stringify(state)) } };
  }

  public upgradeIdentity(resource: AnyResource<P>, request: Message): Message {
    const from = int64(request.version);
    if (from > 0) throw this.writtenByNewer(resource, from);
    const json = rawJson(request.raw_identity, resource.typeName);
    return { upgraded_identity: { identity_data: { json } } };
  }

  public async read(resource: AnyResource<P>, request: Message, context: CallContext<P>): Promise<Message> {
    const type = schemaType(resource.schema);
    const state = objectIn(request.current_state, type);
    const prior = { state, private: privateIn(request.private) };
    const unchanged = { new_state: dynamicValue(type, state), private: privateOut(prior.private), new_identity: request.current_identity };
    if (isDeferred(request, context)) return { ...unchanged, ...DEFERRED };
    try {
      const stored = await resource.read(prior as AnyStored, context);
      if (stored === null) return { new_state: dynamicValue(type, null) };
      return {
        new_state: this.stateOut(resource, stored),
        private: privateOut(stored.private),
        new_identity: this.identityOut(resource, stored),
      };
    } catch (error) {
      if (!(error instanceof ProviderNotConfigured)) throw error;
      return unchanged;
    }
  }

  public async plan(resource: AnyResource<P>, request: Message, context: CallContext<P>): Promise<Message> {
    const type = schemaType(resource.schema);
    const prior = valueIn(request.prior_state, type);
    const proposed = valueIn(request.proposed_new_state, type);
    const privateState = privateIn(request.prior_private);
    const deferred = isDeferred(request, context) ? DEFERRED : {};
    if (!isObject(proposed)) {
      if (isObject(prior)) resource.planDestroy?.(prior as never, context);
      return {
        planned_state: dynamicValue(type, null),
        planned_private: privateOut(privateState),
        planned_identity: request.prior_identity,
        ...deferred,
      };
    }
    const config = objectIn(request.config, type);
    const { planned, requiresReplace, changed } = planFromSchema(resource.schema, isObject(prior) ? prior : null, proposed, config);
    const kept = await resource.plan?.(
      {
        prior: isObject(prior) ? (prior as never) : null,
        private: privateState,
        config: config as never,
        planned: planned as never,
        changed,
        replaces: requiresReplace.length > 0,
      },
      context,
    );
    return {
      planned_state: dynamicValue(type, planned),
      requires_replace: requiresReplace.map(pathMessage),
      planned_private: privateOut(kept ?? privateState),
      planned_identity: request.prior_identity,
      ...deferred,
    };
  }

  public async apply(resource: AnyResource<P>, request: Message, context: CallContext<P>): Promise<Message> {
    const type = schemaType(resource.schema);
    const prior = valueIn(request.prior_state, type);
    const planned = valueIn(request.planned_state, type);
    const stored = { private: withoutPlanOnly(privateIn(request.planned_private)) };
    if (!isObject(planned)) {
      await resource.delete({ state: prior as never, ...stored }, context);
      return { new_state: dynamicValue(type, null) };
    }
    const config = objectIn(request.config, type);
    if (!isWhollyKnown(config)) {
      throw new DiagnosticError(
        'A value is still unknown at apply',
        `Terraform applied a ${resource.typeName} whose configuration is not known.`,
      );
    }
    const wanted = { planned: withoutUnknown(planned) as never, config: config as never, ...stored };
    try {
      const result = isObject(prior)
        ? await resource.update({ ...wanted, prior: prior as never }, context)
        : await resource.create(wanted, context);
      return {
        new_state: this.stateOut(resource, result),
        private: privateOut(result.private),
        new_identity: this.identityOut(resource, result),
      };
    } catch (error) {
      context.diagnostics.thrown(error);
      // What a failed apply leaves is the state before it: the next refresh finds out what took effect.
      return { new_state: dynamicValue(type, prior), private: privateOut(stored.private), new_identity: request.planned_identity };
    }
  }

  public async import(resource: AnyResource<P>, request: Message, context: CallContext<P>): Promise<Message> {
    if (!resource.import) {
      throw new DiagnosticError(`${resource.typeName} cannot be imported`, 'It has nothing outside Terraform to import from.');
    }
    const stored = await resource.import(this.importId(resource, request), context);
    return {
      imported_resources: [
        {
          type_name: resource.typeName,
          state: this.stateOut(resource, stored),
          private: privateOut(stored.private),
          identity: request.identity ?? this.identityOut(resource, stored),
        },
      ],
    };
  }

  public move(resource: AnyResource<P>, request: Message, diagnostics: Diagnostics): Message {
    const source = String(request.source_type_name);
    const provider = String(request.source_provider_address);
    const move = resource.moves?.find((each) => each.typeName === source && provider.endsWith(`/${each.provider}`));
    if (!move) {
      const known = (resource.moves ?? []).map((each) => each.typeName).join(', ') || 'nothing else';
      throw new DiagnosticError(
        `${source} cannot become a ${resource.typeName}`,
        `A moved block can turn ${known} into it, and this is ${source} of ${provider}. Import it instead: an import block, ` +
          `or terraform import.`,
      );
    }
    const stored = move.move(parsed(rawJson(request.source_state, source), source), diagnostics);
    return {
      target_state: this.stateOut(resource, stored),
      target_private: privateOut(stored.private),
      target_identity: this.identityOut(resource, stored),
    };
  }

  private stateOut(resource: AnyResource<P>, stored: AnyStored): Message {
    return dynamicValue(schemaType(resource.schema), withoutWriteOnly(resource.schema.attributes, stored.state as CtyObject));
  }

  private identityOut(resource: AnyResource<P>, stored: AnyStored): Message | undefined {
    const { identity } = resource;
    const data = identity?.of(stored.state);
    return identity && data && { identity_data: dynamicValue(identityType(identity), data) };
  }

  private importId(resource: AnyResource<P>, request: Message): string {
    const given = (request.identity as { identity_data?: Message } | null)?.identity_data;
    if (!resource.identity || !given) return String(request.id ?? '');
    return resource.identity.importId(objectIn(given, identityType(resource.identity)) as Record<string, string | null>);
  }

  private writtenByNewer(resource: AnyResource<P>, from: number): DiagnosticError {
    return new DiagnosticError(
      `The state of this ${resource.typeName} was written by a newer coffer provider`,
      `It has schema version ${from}, this provider (${this.version}) knows ${resource.schema.version ?? 0}. Use the newer provider.`,
    );
  }
}

function identityType(identity: Identity<never>): CtyType {
  return ['object', Object.fromEntries(Object.keys(identity.attributes).map((name) => [name, 'string']))];
}

function parsed(json: Uint8Array, typeName: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(json).toString('utf8')) as Record<string, unknown>;
  } catch {
    // The parser's message would quote the state.
    throw new DiagnosticError('The state is not JSON', `The state of this ${typeName} cannot be read.`);
  }
}
