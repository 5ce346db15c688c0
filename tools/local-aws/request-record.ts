import { existsSync, readFileSync } from 'node:fs';

/** One request that Local AWS served. It has no body, no answer and no value. */
export interface RequestRecord {
  /** When it came in, ISO 8601 with milliseconds. */
  readonly time: string;
  /** How long the answer took to make, in milliseconds. */
  readonly durationMs: number;
  /** Signing name, such as `ssm`; empty for an unsigned request. */
  readonly service: string;
  /** Such as `GetParameter`; method and path where a REST request fits no operation. */
  readonly operation: string;
  /** The parameter, key, role or path that it is about (the first, where it names several). */
  readonly name: string | null;
  /** All of them: GetParameters names up to ten. */
  readonly names: readonly string[];
  /** Whether Parameter Store was asked for plaintext; null where the operation has no such choice. */
  readonly withDecryption: boolean | null;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly accessKeyId: string | null;
}

interface LogLine {
  readonly time: string;
  readonly duration_ms: number;
  readonly service: string;
  readonly operation: string;
  readonly name: string | null;
  readonly names: readonly string[];
  readonly with_decryption: boolean | null;
  readonly status: number;
  readonly access_key_id: string | null;
}

/** Reads a request log from a byte offset on. */
export function readRequestLog(file: string, offset: number): RequestRecord[] {
  if (!existsSync(file)) {
    return [];
  }
  const lines = readFileSync(file).subarray(offset).toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const { duration_ms, with_decryption, access_key_id, ...same } = JSON.parse(line) as LogLine;
      return { ...same, durationMs: duration_ms, withDecryption: with_decryption, accessKeyId: access_key_id };
    });
}
