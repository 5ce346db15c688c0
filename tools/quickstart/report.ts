import { DeployedSecret } from './secrets';
import { RequestRecord } from '../local-aws/local-aws';

/** A variable as it may be shown: how long its value is, and nothing of it. */
export function masked(name: string, value: string): string {
  // As many dots for every value, and the length in figures: a row of 64 dots is only noise.
  return `${name}=••••••••(${[...value].length})`;
}

/** The secrets as a table. */
export function secretsTable(secrets: readonly DeployedSecret[]): string[] {
  const rows = secrets.map(({ parameter, source, status, version }) => [parameter, source, status, String(version)]);
  const all = [['parameter', 'where the value comes from', 'status', 'version'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}

/** Requests to AWS, told apart by whether they ask for a value. */
export interface RequestTally {
  readonly all: number;
  readonly decrypting: number;
}

/** Counts requests, and those that would hand out a secret's value. */
export function tally(requests: readonly RequestRecord[]): RequestTally {
  return { all: requests.length, decrypting: requests.filter(asksForValue).length };
}

function asksForValue({ operation, withDecryption }: RequestRecord): boolean {
  return withDecryption === true || operation === 'Decrypt' || operation === 'GetSecretValue';
}
