import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { normal, shapeOfMembers } from './shapes';
import { identifyAwsRequest } from '../local-aws/aws-request';

/** What AWS was asked for. */
export interface Recorded {
  readonly requests: readonly string[];
  readonly writes: readonly string[];
}

const READS = /^(Get|GET |Describe|List|Head|HEAD |Simulate|Lookup)/;

/** Stands before a local AWS, and writes down what it is asked for, with values as their shapes. */
export class Recorder {
  public static async start(target: string): Promise<Recorder> {
    const recorder = new Recorder(new URL(target));
    await new Promise<void>((settle) => recorder.server.listen(0, '127.0.0.1', settle));
    return recorder;
  }

  private readonly lines: { readonly operation: string; readonly name: string; line: string }[] = [];
  private readonly server = http.createServer((request, response) => {
    this.serve(request, response).catch(() => request.socket.destroy());
  });

  private constructor(private readonly target: URL) {}

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /**
   * What came since the last call. Reads may be made in any order, and writes may not.
   *
   * @param across whether the order of writes to one thing and to another counts too
   */
  public take(across: boolean): Recorded {
    const taken = this.lines.splice(0);
    const writes = taken.filter(({ operation }) => !READS.test(operation));
    if (!across) writes.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
    return { requests: taken.map(({ line }) => line).sort(), writes: writes.map(({ line }) => line) };
  }

  public close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await read(request);
    const { method = 'GET', url = '/', headers } = request;
    const { service, operation, name = '' } = identifyAwsRequest({ method, url, headers, body });
    const entry = {
      operation,
      name,
      line: normal(
        [service, regionOf(headers.authorization), operation, name, sentIn(body, headers), taggedBy(headers)]
          .filter((part) => part !== '')
          .join(' '),
      ),
    };
    this.lines.push(entry);
    const answer = await this.forward(request, body);
    entry.line += ` -> ${answer.status}`;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private forward(
    { method, url, headers }: http.IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.target;
      const { 'transfer-encoding': _chunked, expect: _expect, ...kept } = headers;
      const outgoing = http.request(
        { hostname, port, path: url, method, headers: { ...kept, 'content-length': body.length } },
        (incoming) => {
          read(incoming).then((text) => {
            const { 'transfer-encoding': _encoding, connection: _connection, ...same } = incoming.headers;
            resolve({
              status: incoming.statusCode!,
              headers: method === 'HEAD' ? same : { ...same, 'content-length': String(text.length) },
              body: text,
            });
          }, reject);
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
}

async function read(stream: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function regionOf(authorization = ''): string {
  return /\/\d{8}\/([^/]+)\//.exec(authorization)?.[1] ?? '';
}

function sentIn(body: Buffer, headers: http.IncomingHttpHeaders): string {
  const text = body.toString('utf8');
  if (text === '') return '';
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return shapeOfMembers(Object.fromEntries(new URLSearchParams(text)));
  }
  try {
    return shapeOfMembers(JSON.parse(text) as object);
  } catch {
    return shapeOfMembers({ body: text });
  }
}

/** What S3 is told of an object beside its content. */
function taggedBy(headers: http.IncomingHttpHeaders): string {
  const told = Object.entries(headers)
    .filter(([name]) => /^(x-amz-(server-side|tagging|meta|acl|object-lock|bypass)|if-)/.test(name))
    .sort();
  return told.length === 0 ? '' : JSON.stringify(Object.fromEntries(told));
}
