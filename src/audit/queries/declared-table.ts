import type { Column } from './trail-table';

/** Somebody who is declared to read: an ARN with wildcards, and names of secrets, `/<service>/*` for a whole service, `*` for all. */
export interface QueriedPrincipal {
  readonly who: string;
  readonly reads: readonly string[];
  /** Of what kind. @default - a program or a person */
  readonly as?: string;
}

/** A vault that is asked about, with those who read in it. What a program knows at synth, or tokens. */
export interface QueriedVault {
  readonly vault: {
    readonly name: string;
    readonly account: string;
    readonly region: string;
    /** Regions that its secrets are copied to. @default - none */
    readonly copies?: readonly string[];
    readonly services: readonly string[];
    /** ARNs of the keys of its values. */
    readonly keys: readonly string[];
    /** Names of its buckets of master keys. */
    readonly buckets: readonly string[];
  };
  readonly principals: readonly QueriedPrincipal[];
}

export const DECLARED_COLUMNS: readonly Column[] = [
  { name: 'kind', type: 'string' },
  { name: 'vault', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'who', type: 'string' },
  { name: 'how', type: 'string' },
];

export const DECLARED_FORMAT = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  serde: 'org.openx.data.jsonserde.JsonSerDe',
} as const;

/** One row of the table. */
interface DeclaredRow {
  readonly kind: 'key' | 'bucket' | 'service' | 'reader';
  readonly vault: string;
  readonly name: string;
  readonly who?: string;
  readonly how?: string;
}

/**
 * The file of the table, a JSON object in each line: names, ARNs and no value. It is a table and not a part of the queries, since those
 * have 256 KB at most, and since no quote in a name can change a query so.
 */
export function declaredRows(vaults: readonly QueriedVault[]): string {
  const rows = vaults.flatMap(({ vault: { name, account, region, ...vault }, principals }): DeclaredRow[] => {
    const of = `${name} ${account} ${region}`;
    return [
      ...vault.keys.map((key): DeclaredRow => ({ kind: 'key', vault: of, name: key })),
      ...vault.buckets.map((bucket): DeclaredRow => ({ kind: 'bucket', vault: of, name: bucket })),
      ...[region, ...(vault.copies ?? [])].flatMap((each) =>
        vault.services.map((service): DeclaredRow => ({ kind: 'service', vault: of, name: `${each}:${account}:parameter/${service}/` })),
      ),
      ...principals.flatMap(({ who, reads, as }) =>
        reads.map((secret): DeclaredRow => ({ kind: 'reader', vault: of, name: secret, who, ...(as && { how: as }) })),
      ),
    ];
  });
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
