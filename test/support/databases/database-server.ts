import type { ServerCertificate } from './certificates';
import type { Login } from '../../../src/programs/rotator/strategies/databases/database-value';

/** A real server on this machine, as tests of all engines use it. */
export interface DatabaseServer {
  /** Name in its certificate. */
  readonly host: string;
  readonly port: number;
  readonly tls: ServerCertificate;
  readonly admin: Login;
  /** Runs statements as the administrator, one after another; the rows of the last one. */
  sql(...statements: string[]): Promise<ReadonlyArray<Record<string, unknown>>>;
  /** Logs in as anybody, with a driver and verified TLS, and runs a statement. @throws whatever the driver throws */
  query(login: Login, statement: string, port?: number): Promise<ReadonlyArray<Record<string, unknown>>>;
  /** Every statement that the server has seen, as it logs them. */
  statements(): string;
  stop(): Promise<void>;
}
