import { Codecs, type Codec, type Fields } from './protobuf';

export type { Codec, Message } from './protobuf';

/**
 * Our own description of the messages of Terraform's plugin protocol 6 (minor version 9) and of the three helper
 * services of HashiCorp's go-plugin. Only names, numbers and types: these are the facts of the wire.
 *
 * A field is written `name: [type, number]`; `[]` behind a type repeats it and `{}` makes it a map from string.
 * A field that is set is sent, also with its type's default value, so presence needs no mark of its own.
 */
const CALLS: Record<string, { request: Fields; response: Fields }> = {
  GetMetadata: {
    request: {},
    response: {
      server_capabilities: ['ServerCapabilities', 1],
      diagnostics: ['Diagnostic[]', 2],
      data_sources: ['TypeName[]', 3],
      resources: ['TypeName[]', 4],
      functions: ['FunctionName[]', 5],
      ephemeral_resources: ['TypeName[]', 6],
    },
  },
  GetProviderSchema: {
    request: {},
    response: {
      provider: ['Schema', 1],
      resource_schemas: ['Schema{}', 2],
      data_source_schemas: ['Schema{}', 3],
      diagnostics: ['Diagnostic[]', 4],
      provider_meta: ['Schema', 5],
      server_capabilities: ['ServerCapabilities', 6],
      functions: ['Function{}', 7],
      ephemeral_resource_schemas: ['Schema{}', 8],
    },
  },
  ValidateProviderConfig: { request: { config: ['DynamicValue', 1] }, response: { diagnostics: ['Diagnostic[]', 2] } },
  ValidateResourceConfig: {
    request: { type_name: ['string', 1], config: ['DynamicValue', 2], client_capabilities: ['ClientCapabilities', 3] },
    response: { diagnostics: ['Diagnostic[]', 1] },
  },
  ValidateDataResourceConfig: {
    request: { type_name: ['string', 1], config: ['DynamicValue', 2] },
    response: { diagnostics: ['Diagnostic[]', 1] },
  },
  ValidateEphemeralResourceConfig: {
    request: { type_name: ['string', 1], config: ['DynamicValue', 2] },
    response: { diagnostics: ['Diagnostic[]', 1] },
  },
  UpgradeResourceState: {
    request: { type_name: ['string', 1], version: ['int64', 2], raw_state: ['RawState', 3] },
    response: { upgraded_state: ['DynamicValue', 1], diagnostics: ['Diagnostic[]', 2] },
  },
  ConfigureProvider: {
    request: { terraform_version: ['string', 1], config: ['DynamicValue', 2], client_capabilities: ['ClientCapabilities', 3] },
    response: { diagnostics: ['Diagnostic[]', 1] },
  },
  ReadResource: {
    request: {
      type_name: ['string', 1],
      current_state: ['DynamicValue', 2],
      private: ['bytes', 3],
      provider_meta: ['DynamicValue', 4],
      client_capabilities: ['ClientCapabilities', 5],
      current_identity: ['ResourceIdentityData', 6],
    },
    response: {
      new_state: ['DynamicValue', 1],
      diagnostics: ['Diagnostic[]', 2],
      private: ['bytes', 3],
      deferred: ['Deferred', 4],
      new_identity: ['ResourceIdentityData', 5],
    },
  },
  PlanResourceChange: {
    request: {
      type_name: ['string', 1],
      prior_state: ['DynamicValue', 2],
      proposed_new_state: ['DynamicValue', 3],
      config: ['DynamicValue', 4],
      prior_private: ['bytes', 5],
      provider_meta: ['DynamicValue', 6],
      client_capabilities: ['ClientCapabilities', 7],
      prior_identity: ['ResourceIdentityData', 8],
    },
    response: {
      planned_state: ['DynamicValue', 1],
      requires_replace: ['AttributePath[]', 2],
      planned_private: ['bytes', 3],
      diagnostics: ['Diagnostic[]', 4],
      legacy_type_system: ['bool', 5],
      deferred: ['Deferred', 6],
      planned_identity: ['ResourceIdentityData', 7],
    },
  },
  ApplyResourceChange: {
    request: {
      type_name: ['string', 1],
      prior_state: ['DynamicValue', 2],
      planned_state: ['DynamicValue', 3],
      config: ['DynamicValue', 4],
      planned_private: ['bytes', 5],
      provider_meta: ['DynamicValue', 6],
      planned_identity: ['ResourceIdentityData', 7],
    },
    response: {
      new_state: ['DynamicValue', 1],
      private: ['bytes', 2],
      diagnostics: ['Diagnostic[]', 3],
      legacy_type_system: ['bool', 4],
      new_identity: ['ResourceIdentityData', 5],
    },
  },
  ImportResourceState: {
    request: {
      type_name: ['string', 1],
      id: ['string', 2],
      client_capabilities: ['ClientCapabilities', 3],
      identity: ['ResourceIdentityData', 4],
    },
    response: { imported_resources: ['ImportedResource[]', 1], diagnostics: ['Diagnostic[]', 2], deferred: ['Deferred', 3] },
  },
  MoveResourceState: {
    request: {
      source_provider_address: ['string', 1],
      source_type_name: ['string', 2],
      source_schema_version: ['int64', 3],
      source_state: ['RawState', 4],
      target_type_name: ['string', 5],
      source_private: ['bytes', 6],
      source_identity: ['RawState', 7],
      source_identity_schema_version: ['int64', 8],
    },
    response: {
      target_state: ['DynamicValue', 1],
      diagnostics: ['Diagnostic[]', 2],
      target_private: ['bytes', 3],
      target_identity: ['ResourceIdentityData', 4],
    },
  },
  ReadDataSource: {
    request: {
      type_name: ['string', 1],
      config: ['DynamicValue', 2],
      provider_meta: ['DynamicValue', 3],
      client_capabilities: ['ClientCapabilities', 4],
    },
    response: { state: ['DynamicValue', 1], diagnostics: ['Diagnostic[]', 2], deferred: ['Deferred', 3] },
  },
  OpenEphemeralResource: {
    request: { type_name: ['string', 1], config: ['DynamicValue', 2], client_capabilities: ['ClientCapabilities', 3] },
    response: {
      diagnostics: ['Diagnostic[]', 1],
      renew_at: ['Timestamp', 2],
      result: ['DynamicValue', 3],
      private: ['bytes', 4],
      deferred: ['Deferred', 5],
    },
  },
  RenewEphemeralResource: {
    request: { type_name: ['string', 1], private: ['bytes', 2] },
    response: { diagnostics: ['Diagnostic[]', 1], renew_at: ['Timestamp', 2], private: ['bytes', 3] },
  },
  CloseEphemeralResource: {
    request: { type_name: ['string', 1], private: ['bytes', 2] },
    response: { diagnostics: ['Diagnostic[]', 1] },
  },
  GetResourceIdentitySchemas: {
    request: {},
    response: { identity_schemas: ['ResourceIdentitySchema{}', 1], diagnostics: ['Diagnostic[]', 2] },
  },
  UpgradeResourceIdentity: {
    request: { type_name: ['string', 1], version: ['int64', 2], raw_identity: ['RawState', 3] },
    response: { upgraded_identity: ['ResourceIdentityData', 1], diagnostics: ['Diagnostic[]', 2] },
  },
  GetFunctions: { request: {}, response: { functions: ['Function{}', 1], diagnostics: ['Diagnostic[]', 2] } },
  CallFunction: {
    request: { name: ['string', 1], arguments: ['DynamicValue[]', 2] },
    response: { result: ['DynamicValue', 1], error: ['FunctionError', 2] },
  },
  StopProvider: { request: {}, response: { Error: ['string', 1] } },
};

// Enumerations travel as int32, and are written so: the names of their values are constants below.
const MESSAGES: Record<string, Fields> = {
  DynamicValue: { msgpack: ['bytes', 1], json: ['bytes', 2] },
  Diagnostic: { severity: ['int32', 1], summary: ['string', 2], detail: ['string', 3], attribute: ['AttributePath', 4] },
  FunctionError: { text: ['string', 1], function_argument: ['int64', 2] },
  AttributePath: { steps: ['AttributeStep[]', 1] },
  AttributeStep: { attribute_name: ['string', 1], element_key_string: ['string', 2], element_key_int: ['int64', 3] },
  RawState: { json: ['bytes', 1], flatmap: ['string{}', 2] },
  Schema: { version: ['int64', 1], block: ['SchemaBlock', 2] },
  SchemaBlock: {
    version: ['int64', 1],
    attributes: ['SchemaAttribute[]', 2],
    block_types: ['SchemaNestedBlock[]', 3],
    description: ['string', 4],
    description_kind: ['int32', 5],
    deprecated: ['bool', 6],
  },
  SchemaAttribute: {
    name: ['string', 1],
    type: ['bytes', 2],
    description: ['string', 3],
    required: ['bool', 4],
    optional: ['bool', 5],
    computed: ['bool', 6],
    sensitive: ['bool', 7],
    description_kind: ['int32', 8],
    deprecated: ['bool', 9],
    nested_type: ['SchemaObject', 10],
    write_only: ['bool', 11],
  },
  SchemaNestedBlock: {
    type_name: ['string', 1],
    block: ['SchemaBlock', 2],
    nesting: ['int32', 3],
    min_items: ['int64', 4],
    max_items: ['int64', 5],
  },
  SchemaObject: { attributes: ['SchemaAttribute[]', 1], nesting: ['int32', 3] },
  Function: {
    parameters: ['FunctionParameter[]', 1],
    variadic_parameter: ['FunctionParameter', 2],
    return: ['FunctionReturn', 3],
    summary: ['string', 4],
    description: ['string', 5],
    description_kind: ['int32', 6],
    deprecation_message: ['string', 7],
  },
  FunctionParameter: {
    name: ['string', 1],
    type: ['bytes', 2],
    allow_null_value: ['bool', 3],
    allow_unknown_values: ['bool', 4],
    description: ['string', 5],
    description_kind: ['int32', 6],
  },
  FunctionReturn: { type: ['bytes', 1] },
  TypeName: { type_name: ['string', 1] },
  FunctionName: { name: ['string', 1] },
  ServerCapabilities: { plan_destroy: ['bool', 1], get_provider_schema_optional: ['bool', 2], move_resource_state: ['bool', 3] },
  ClientCapabilities: { deferral_allowed: ['bool', 1], write_only_attributes_allowed: ['bool', 2] },
  Deferred: { reason: ['int32', 1] },
  ImportedResource: { type_name: ['string', 1], state: ['DynamicValue', 2], private: ['bytes', 3], identity: ['ResourceIdentityData', 4] },
  ResourceIdentityData: { identity_data: ['DynamicValue', 1] },
  ResourceIdentitySchema: { version: ['int64', 1], identity_attributes: ['IdentityAttribute[]', 2] },
  IdentityAttribute: {
    name: ['string', 1],
    type: ['bytes', 2],
    required_for_import: ['bool', 3],
    optional_for_import: ['bool', 4],
    description: ['string', 5],
  },
  Timestamp: { seconds: ['int64', 1], nanos: ['int32', 2] },
  // go-plugin's helpers, and gRPC's health check.
  Empty: {},
  StdioData: { channel: ['int32', 1], data: ['bytes', 2] },
  ConnInfo: { service_id: ['uint32', 1], network: ['string', 2], address: ['string', 3] },
  HealthCheckRequest: { service: ['string', 1] },
  HealthCheckResponse: { status: ['int32', 1] },
};

export const Severity = { ERROR: 1, WARNING: 2 } as const;
export const StringKind = { PLAIN: 0, MARKDOWN: 1 } as const;
export const Nesting = { SINGLE: 1, LIST: 2, SET: 3, MAP: 4 } as const;
export const DeferredReason = { PROVIDER_CONFIG_UNKNOWN: 2 } as const;
export const Stdio = { STDOUT: 1, STDERR: 2 } as const;
export const HealthStatus = { SERVING: 1, SERVICE_UNKNOWN: 3 } as const;

/** The names of the provider service's calls. */
export const CALL_NAMES: readonly string[] = /* @__PURE__ */ Object.keys(CALLS);

let codecs: Codecs | undefined;

/** The codec of a message by its name here, such as `DynamicValue` or `ReadResource.Request`. */
export function codec(name: string): Codec {
  codecs ??= new Codecs({
    ...MESSAGES,
    ...Object.fromEntries(
      Object.entries(CALLS).flatMap(([call, { request, response }]) => [
        [`${call}.Request`, request],
        [`${call}.Response`, response],
      ]),
    ),
  });
  return codecs.codec(name);
}

/** An int64 field as a number, absent or not. */
export function int64(value: unknown): number {
  return Number(value ?? 0);
}
