import type { PrivateState } from '../core/resource';
import { Severity, type Message } from '../plugin/wire';
import { decodeJson, decodeValue, encodeValue } from '../schema/codec';
import { DiagnosticError, type AttributePath, type Diagnostics } from '../schema/diagnostics';
import { Unknown, isObject, type CtyObject, type CtyType, type CtyValue } from '../schema/types';

/** The value in a message, or null where it holds none. */
export function valueIn(message: unknown, type: CtyType): CtyValue {
  const { msgpack, json } = (message ?? {}) as { msgpack?: Uint8Array; json?: Uint8Array };
  if (msgpack && msgpack.length > 0) return decodeValue(type, msgpack);
  if (json && json.length > 0) return decodeJson(type, json);
  return null;
}

/** The object in a message. @throws DiagnosticError where there is none */
export function objectIn(message: unknown, type: CtyType): CtyObject {
  const value = valueIn(message, type);
  if (!isObject(value)) throw new DiagnosticError('Not an object', 'Terraform sent no value where the protocol wants an object.');
  return value;
}

export function dynamicValue(type: CtyType, value: CtyValue): Message {
  return { msgpack: encodeValue(type, value) };
}

export function privateIn(bytes: unknown): PrivateState {
  const text = bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : '';
  return text === '' ? {} : (JSON.parse(text) as PrivateState);
}

export function privateOut(state: PrivateState | undefined): Buffer | undefined {
  return state && Object.keys(state).length > 0 ? Buffer.from(JSON.stringify(state)) : undefined;
}

/** The JSON of a state as it lies in the state file. @throws DiagnosticError where there is none */
export function rawJson(message: unknown, typeName: string): Uint8Array {
  const json = (message as { json?: Uint8Array } | null)?.json;
  if (json && json.length > 0) return json;
  throw new DiagnosticError('The state has no JSON', `The state of this ${typeName} is in a form that only Terraform before 0.12 wrote.`);
}

/** What an apply decides is null there, not unknown. */
export function withoutUnknown(value: CtyObject): CtyObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      member instanceof Unknown ? null : isObject(member) ? withoutUnknown(member) : member,
    ]),
  );
}

export function diagnosticMessage({ severity, summary, detail, path }: Diagnostics['items'][number]): Message {
  return {
    severity: severity === 'error' ? Severity.ERROR : Severity.WARNING,
    summary,
    detail,
    ...(path ? { attribute: pathMessage(path) } : {}),
  };
}

export function pathMessage(path: AttributePath): Message {
  return {
    steps: path.map((step) =>
      typeof step === 'number'
        ? { element_key_int: step }
        : typeof step === 'string'
          ? { attribute_name: step }
          : { element_key_string: step.key },
    ),
  };
}
