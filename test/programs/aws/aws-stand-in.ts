import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { awsErrorAnswer, type AwsError } from '../../../tools/local-aws/aws-error';
import { identifyAwsRequest, type AwsRequest } from '../../../tools/local-aws/aws-request';

/** A request as it arrived, whole: unlike Local AWS's log, this one has no values to protect. */
export interface ReceivedRequest extends AwsRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body's fields, of forms and of JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type Answer =
  | { readonly json: object; readonly headers?: Record<string, string> }
  | { readonly xml: string; readonly headers?: Record<string, string> }
  | { readonly error: AwsError; readonly headers?: Record<string, string> }
  | { readonly status: number; readonly headers?: Record<string, string> }
  | 'silence';

type Answering = Answer | ((request: ReceivedRequest) => Answer);

/** AWS as far as a test says: it remembers every request, and gives the answers that it was told. */
export class AwsStandIn {
  public static async start(tls?: { readonly keyPem: string; readonly certificatePem: string }): Promise<AwsStandIn> {
    const standIn = new AwsStandIn(tls);
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  public readonly requests: ReceivedRequest[] = [];
  private readonly server: Server;
  private readonly answers = new Map<string, Answering[]>();

  private constructor(private readonly tls: { readonly keyPem: string; readonly certificatePem: string } | undefined) {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response);
    this.server = tls ? createHttpsServer({ key: tls.keyPem, cert: tls.certificatePem }, listener) : createHttpServer(listener);
    this.reset();
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public get endpoint(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** Says what an operation is answered, one answer after another; the last one stays. */
  public answer(operation: string, ...answers: readonly Answering[]): void {
    this.answers.set(operation, [...answers]);
  }

  public operations(): string[] {
    return this.requests.map(({ operation }) => operation);
  }

  public of(operation: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.operation === operation);
  }

  public reset(): void {
    this.requests.length = 0;
    this.answers.clear();
    this.answer('GetCallerIdentity', callerIdentity());
    this.answer('AssumeRole', session('ASIAROLE'));
    this.answer('AssumeRoleWithWebIdentity', session('ASIAWEB', 'AssumeRoleWithWebIdentity'));
    this.answer('DeleteParameter', { json: {} });
    this.answer('DescribeKey', { json: { KeyMetadata: { KeyId: 'k', Arn: 'arn:aws:kms:eu-west-1:111122223333:key/k' } } });
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const identified = identifyAwsRequest({ method: request.method!, url: request.url!, headers: request.headers, body });
    const received = {
      ...identified,
      url: request.url!,
      headers: request.headers,
      body: body.toString('utf8'),
      fields: fieldsOf(request, body.toString('utf8')),
    };
    this.requests.push(received);
    const queue = this.answers.get(identified.operation) ?? [
      { error: { status: 501, code: 'NotTold', message: `nobody said what ${identified.operation} is answered` } },
    ];
    const next = queue.length > 1 ? queue.shift()! : queue[0]!;
    const answer = typeof next === 'function' ? next(received) : next;
    if (answer === 'silence') return;
    const { status, headers, text } = written(answer, identified);
    response.writeHead(status, { ...headers, ...answer.headers }).end(request.method === 'HEAD' ? undefined : text);
  }
}

/** What STS says of whoever asks. */
export function callerIdentity(account = '111122223333'): Answer {
  return {
    xml:
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::${account}:assumed-role/deploy/ci</Arn><UserId>u</UserId>` +
      `<Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
  };
}

/** Temporary keys from STS. */
export function session(accessKeyId: string, operation = 'AssumeRole', secondsLeft = 3600): Answer {
  return {
    xml:
      `<${operation}Response><${operation}Result><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/s</Arn><AssumedRoleId>r:s</AssumedRoleId></AssumedRoleUser>` +
      `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>CANARY-secret</SecretAccessKey><SessionToken>CANARY-session</SessionToken>` +
      `<Expiration>${new Date(
        Date.now() + secondsLeft * 1000,
      ).toISOString()}</Expiration></Credentials></${operation}Result></${operation}Response>`,
  };
}

function written(
  answer: Exclude<Answer, 'silence'>,
  { protocol }: AwsRequest,
): { status: number; headers: Record<string, string | string[]>; text: string } {
  if ('error' in answer) {
    const { status, headers, body } = awsErrorAnswer(answer.error, protocol);
    return { status, headers, text: body.toString('utf8') };
  }
  if ('status' in answer) return { status: answer.status, headers: {}, text: '' };
  return 'json' in answer
    ? { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, text: JSON.stringify(answer.json) }
    : { status: 200, headers: { 'content-type': 'text/xml' }, text: answer.xml };
}

function fieldsOf(request: IncomingMessage, body: string): Record<string, unknown> {
  if (request.headers['content-type']?.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(body));
  return request.headers['content-type']?.includes('json') && body !== '' ? (JSON.parse(body) as Record<string, unknown>) : {};
}
