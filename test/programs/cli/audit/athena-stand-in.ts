import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SAVED_QUERIES } from '../../../../src/audit/queries/saved-queries';
import { projection, TRAIL_COLUMNS, TRAIL_PARTITIONS, trailLocation } from '../../../../src/audit/queries/trail-table';
import { runQueries } from '../../../audit/queries/run-queries';

const DATABASE = 'acme_dev_audit';
const TABLE = 'cloudtrail';
export const WORKGROUP = 'acme-dev-audit';
const LOGS = { bucketName: 'acme-trail', accounts: '123456789012', regions: 'us-east-1,eu-west-1' };

interface Fields {
  readonly WorkGroup?: string;
  readonly NamedQueryId?: string;
  readonly QueryString?: string;
  readonly ExecutionParameters?: readonly string[];
  readonly NextToken?: string;
}

type Cells = { readonly Data: readonly { readonly VarCharValue?: string }[] };

/** Athena with the workgroup of an AuditQueries, at the network's edge: it runs the very SQL that it is sent, on the files of a trail. */
export class AthenaStandIn {
  public static async start(folder: () => string): Promise<AthenaStandIn> {
    const standIn = new AthenaStandIn(folder);
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  public readonly queries: { readonly sql: string; readonly parameters: readonly string[] }[] = [];
  public pages = 0;
  private readonly server: Server;
  private rows: Cells[] = [];

  private constructor(private readonly folder: () => string) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const operation = String(request.headers['x-amz-target']).split('.')[1]!;
        this.answer(operation, JSON.parse(Buffer.concat(chunks).toString()) as Fields).then(
          (answer) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer)),
          (error) => response.writeHead(400).end(JSON.stringify({ __type: 'InvalidRequestException', message: String(error) })),
        );
      });
    });
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(operation: string, fields: Fields): Promise<object> {
    switch (operation) {
      case 'GetWorkGroup':
        if (fields.WorkGroup !== WORKGROUP) throw new Error(`WorkGroup ${fields.WorkGroup} is not found.`);
        return { WorkGroup: { Name: WORKGROUP, State: 'ENABLED' } };
      case 'ListNamedQueries':
        // In an order of its own, and on several pages.
        return fields.NextToken === undefined ? { NamedQueryIds: ['2', '1'], NextToken: 'more' } : { NamedQueryIds: ['0'] };
      case 'GetNamedQuery': {
        const { name, sql } = SAVED_QUERIES[Number(fields.NamedQueryId)]!;
        const QueryString = sql({ database: DATABASE, trail: TABLE, declared: 'declared', days: 90 });
        return { NamedQuery: { Name: name, Database: DATABASE, QueryString } };
      }
      case 'StartQueryExecution':
        await this.run(fields.QueryString!, (fields.ExecutionParameters ?? []).map(unquoted));
        return { QueryExecutionId: 'query-1' };
      case 'GetQueryExecution':
        return { QueryExecution: { QueryExecutionId: 'query-1', Status: { State: 'SUCCEEDED' } } };
      case 'GetQueryResults': {
        // Small pages, so that there are several.
        const at = Number(fields.NextToken ?? 0);
        this.pages += 1;
        const NextToken = at + 3 < this.rows.length ? String(at + 3) : undefined;
        return { ResultSet: { Rows: this.rows.slice(at, at + 3) }, NextToken };
      }
      default:
        throw new Error(`nobody told what ${operation} is answered`);
    }
  }

  private async run(sql: string, parameters: readonly string[]): Promise<void> {
    this.queries.push({ sql, parameters });
    const settings = projection(LOGS);
    const table = {
      database: DATABASE,
      name: TABLE,
      format: 'trail' as const,
      columns: TRAIL_COLUMNS,
      partitions: TRAIL_PARTITIONS,
      location: trailLocation(LOGS),
      template: settings['storage.location.template']!.replace(/\$\$\{/g, '${'),
      projection: settings,
      folder: this.folder(),
    };
    const [found] = await runQueries([table], [{ sql, parameters }]);
    const cells = found!.map((row) => ({
      Data: Object.values(row).map((value) => (value === null ? {} : { VarCharValue: String(value) })),
    }));
    this.rows = [{ Data: [{ VarCharValue: 'heading' }] }, ...cells];
  }
}

/** A parameter is a literal, of which only texts are sent. */
function unquoted(parameter: string): string {
  const [, text] = /^'((?:[^']|'')*)'$/.exec(parameter) ?? [];
  if (text === undefined) throw new Error(`the parameter ${parameter} is no text in quotes`);
  return text.replace(/''/g, "'");
}
