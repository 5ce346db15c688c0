import { decode, encode, ExtData } from '@msgpack/msgpack';
import { BigDecimal, Dynamic, Unknown, isObject, type CtyType, type CtyValue } from './types';
import { PlainError } from '../../values/plain-error';

/** Bytes that are no value of the type they are said to have. The message names the place, never the value. */
export class EncodingError extends PlainError {
  public override readonly name = 'EncodingError';
}

// Terraform sends an unknown as extension 0 with one zero byte; refined ones come as extension 12.
const UNKNOWN_ON_WIRE = new ExtData(0, new Uint8Array(1));
const LARGEST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);
const MAX_DEPTH = 100;

/** Decodes a value of `type` from Terraform's msgpack. */
export function decodeValue(type: CtyType, bytes: Uint8Array): CtyValue {
  return fromWire(type, unpack(bytes), '', 0);
}

/** Encodes a value of `type` as Terraform's msgpack: every attribute of an object, null included. */
export function encodeValue(type: CtyType, value: CtyValue): Buffer {
  const bytes = encode(toWire(type, value, '', 0), { useBigInt64: true, sortKeys: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Decodes a value of `type` from JSON, as state has it, without spoiling numbers that a double cannot hold. */
export function decodeJson(type: CtyType, json: Uint8Array): CtyValue {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(json).toString('utf8'));
  } catch {
    throw new EncodingError('not JSON');
  }
  return fromWire(type, parsed, '', 0);
}

// The library refuses this name of a map, which is one like any other to Terraform: it is given another one while it reads,
// which no text in UTF-8 can be.
const REFUSED_NAME = Buffer.from('__proto__');
const NAME_MEANWHILE = '\ud800__proto__';
const keyDecoder = {
  canBeCached: (length: number) => length === REFUSED_NAME.length,
  decode: (bytes: Uint8Array, offset: number, length: number) => {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + offset, length);
    return name.equals(REFUSED_NAME) ? NAME_MEANWHILE : name.toString('utf8');
  },
};

function unpack(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { useBigInt64: true, keyDecoder });
  } catch {
    // The library's message may quote what it read, and that may be a secret value.
    throw new EncodingError(`not msgpack (${bytes.length} bytes)`);
  }
}

function fromWire(type: CtyType, raw: unknown, at: string, depth: number): CtyValue {
  if (depth > MAX_DEPTH) throw new EncodingError(`${at || 'value'} is nested deeper than ${MAX_DEPTH} levels`);
  if (raw === null || raw === undefined) return null;
  if (raw instanceof ExtData) return Unknown.VALUE;
  if (typeof type === 'string') return primitiveFromWire(type, raw, at, depth);
  switch (type[0]) {
    case 'list':
    case 'set':
      return array(raw, at).map((item, index) => fromWire(type[1], item, `${at}[${index}]`, depth + 1));
    case 'tuple': {
      const items = array(raw, at);
      if (items.length !== type[1].length) {
        throw new EncodingError(`${at || 'value'} has ${items.length} elements, its tuple has ${type[1].length}`);
      }
      return items.map((item, index) => fromWire(type[1][index]!, item, `${at}[${index}]`, depth + 1));
    }
    case 'map':
      return record(Object.entries(map(raw, at)).map(([key, item]) => [key, fromWire(type[1], item, `${at}["${key}"]`, depth + 1)]));
    case 'object': {
      const given = map(raw, at);
      const stranger = Object.keys(given).find((key) => !Object.hasOwn(type[1], key));
      if (stranger !== undefined) throw new EncodingError(`${at || 'value'} has no attribute "${stranger}"`);
      return record(
        Object.entries(type[1]).map(([key, member]) => [key, fromWire(member, given[key], at ? `${at}.${key}` : key, depth + 1)]),
      );
    }
  }
}

function primitiveFromWire(type: 'string' | 'number' | 'bool' | 'dynamic', raw: unknown, at: string, depth: number): CtyValue {
  if (type === 'string' && typeof raw === 'string') return raw;
  if (type === 'bool' && typeof raw === 'boolean') return raw;
  if (type === 'number') {
    if (typeof raw === 'number') return raw;
    if (typeof raw === 'bigint') return raw >= -LARGEST_EXACT && raw <= LARGEST_EXACT ? Number(raw) : new BigDecimal(raw.toString());
    if (typeof raw === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(raw)) {
      const number = Number(raw);
      return String(number) === raw ? number : new BigDecimal(raw);
    }
  }
  if (type === 'dynamic' && Array.isArray(raw) && raw.length === 2 && raw[0] instanceof Uint8Array) {
    const inner = parseType(raw[0]);
    return new Dynamic(inner, fromWire(inner, raw[1], at, depth + 1));
  }
  throw new EncodingError(`${at || 'value'} is not a ${type}`);
}

function toWire(type: CtyType, value: CtyValue, at: string, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new EncodingError(`${at || 'value'} is nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || value === undefined) return null;
  if (value instanceof Unknown) return UNKNOWN_ON_WIRE;
  if (type === 'dynamic') {
    if (!(value instanceof Dynamic)) throw new EncodingError(`${at || 'value'} has no type of its own`);
    return [Buffer.from(JSON.stringify(value.type)), toWire(value.type, value.value, at, depth + 1)];
  }
  if (type === 'number') {
    if (value instanceof BigDecimal) return value.text;
    if (typeof value === 'number') return value;
  } else if (typeof type === 'string') {
    if (typeof value === (type === 'bool' ? 'boolean' : 'string')) return value;
  } else if (type[0] === 'tuple' || type[0] === 'list' || type[0] === 'set') {
    if (Array.isArray(value)) {
      return value.map((item: CtyValue, index) =>
        toWire(type[0] === 'tuple' ? type[1][index]! : type[1], item, `${at}[${index}]`, depth + 1),
      );
    }
  } else if (isObject(value)) {
    const members = type[0] === 'object' ? Object.keys(type[1]) : Object.keys(value);
    return record(
      members.map((key) => [
        key,
        toWire(type[0] === 'object' ? type[1][key]! : (type[1] as CtyType), value[key] ?? null, at ? `${at}.${key}` : key, depth + 1),
      ]),
    );
  }
  throw new EncodingError(`${at || 'value'} is not a ${typeof type === 'string' ? type : type[0]}`);
}

function parseType(bytes: Uint8Array): CtyType {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new EncodingError('a dynamic value carries a type that is not JSON');
  }
  return checkType(parsed, 0);
}

function checkType(parsed: unknown, depth: number): CtyType {
  if (depth > MAX_DEPTH) throw new EncodingError('a dynamic value carries a type nested too deep');
  if (typeof parsed === 'string' && ['string', 'number', 'bool', 'dynamic'].includes(parsed)) return parsed as CtyType;
  if (Array.isArray(parsed)) {
    const [kind, inner] = parsed as unknown[];
    if (kind === 'list' || kind === 'set' || kind === 'map') return [kind, checkType(inner, depth + 1)];
    if (kind === 'tuple' && Array.isArray(inner)) return ['tuple', inner.map((item) => checkType(item, depth + 1))];
    if (kind === 'object' && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      return ['object', record(Object.entries(inner).map(([key, member]) => [key, checkType(member, depth + 1)]))];
    }
  }
  throw new EncodingError("a dynamic value carries no type of Terraform's");
}

function array(raw: unknown, at: string): unknown[] {
  if (Array.isArray(raw)) return raw;
  throw new EncodingError(`${at || 'value'} is not a list`);
}

function map(raw: unknown, at: string): Record<string, unknown> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof Uint8Array)) {
    if (!Object.hasOwn(raw, NAME_MEANWHILE)) return raw as Record<string, unknown>;
    return record(Object.entries(raw).map(([name, value]) => [name === NAME_MEANWHILE ? '__proto__' : name, value]));
  }
  throw new EncodingError(`${at || 'value'} is not a map`);
}

// Own properties only, also for a member named __proto__.
function record<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries);
}
