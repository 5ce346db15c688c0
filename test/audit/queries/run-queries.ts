import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { Column } from '../../../src/audit/queries/trail-table';
import { findSqlPython } from '../../../tools/sql/python';

const RUNNER = path.join(__dirname, '..', '..', '..', 'tools', 'sql', 'run.py');

/** A table as Glue has it, and a folder that stands for what its location leads to. */
export interface TestedTable {
  readonly database: string;
  readonly name: string;
  readonly format: 'trail' | 'lines';
  readonly columns: readonly Column[];
  readonly partitions: readonly Column[];
  readonly location: string;
  readonly template: string;
  /** Parameters of the table. */
  readonly projection: Readonly<Record<string, string>>;
  readonly folder: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** The rows that queries answer with, in their order. */
export async function runQueries(
  tables: readonly TestedTable[],
  queries: readonly { readonly sql: string; readonly parameters: readonly string[] }[],
): Promise<Row[][]> {
  const python = await findSqlPython();
  const { status, stdout, stderr } = spawnSync(python, [RUNNER], {
    input: JSON.stringify({ tables, queries }),
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`The queries could not be run: ${stderr}`);
  return JSON.parse(stdout) as Row[][];
}
