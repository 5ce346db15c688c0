import { LocalAws } from '../../../../tools/local-aws/local-aws';

/** Settings for the clients of one server. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** One: a failure is to be seen, not repeated. */
  readonly maxAttempts: number;
  readonly forcePathStyle: true;
}

export function clientSettings(endpoint: string, credentials: ClientSettings['credentials']): ClientSettings {
  return { endpoint, region: 'us-east-1', credentials, maxAttempts: 1, forcePathStyle: true };
}

/** The result of a call, or the name of the error that it ends with. */
export async function outcome<T>(call: Promise<T>): Promise<T | string> {
  return call.catch((error: Error) => error.name);
}

/** A fault of moto: what one sees of it, with and without the fix. */
export interface Fault {
  /** Name of the fix. */
  readonly fix: string;
  /** What AWS does, and moto with the fix. */
  readonly behaviour: string;
  /** Makes the fault show. Runs once against moto as it is, and once against moto with the fixes. */
  readonly observe: (settings: ClientSettings, aws: LocalAws) => Promise<unknown>;
  readonly onStock: unknown;
  readonly mended: unknown;
}

/** Checks that what is observed and what is expected are of one type. */
export function fault<T>(
  described: Fault & {
    readonly observe: (settings: ClientSettings, aws: LocalAws) => Promise<T>;
    readonly onStock: T;
    readonly mended: T;
  },
): Fault {
  return described;
}
