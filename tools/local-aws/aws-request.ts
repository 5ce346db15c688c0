import { IncomingHttpHeaders } from 'node:http';

/** How a service talks, and so how its errors look. */
export type AwsProtocol = 'json' | 'query' | 'rest-json' | 'rest-xml';

/** What an HTTP request asks of AWS, without its body. */
export interface AwsRequest {
  /** Signing name, such as `ssm`; empty for an unsigned request. */
  readonly service: string;
  /** Such as `PutParameter`; method and path where a REST request does not tell. */
  readonly operation: string;
  /** The parameter, key, role or path that it is about, where that is known. */
  readonly name?: string;
  readonly protocol: AwsProtocol;
  readonly accessKeyId?: string;
}

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const NAMING_PARAMETERS = [
  'Name',
  'Path',
  'SecretId',
  'ResourceId',
  'AliasName',
  'KeyId',
  'QueueUrl',
  'QueueName',
  'RoleName',
  'UserName',
  'PolicyArn',
  'RoleArn',
  'logGroupName',
];

/** Tells what a request asks for. Takes any request: what it cannot tell stays empty. */
export function identifyAwsRequest(request: HttpRequest): AwsRequest {
  const [path, query = ''] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const signature = request.headers.authorization ?? parameters.get('X-Amz-Credential') ?? '';
  const [, accessKeyId, service = ''] = /([^/,\s=]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(signature) ?? [];
  const common = { service, accessKeyId };

  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return { ...common, protocol: 'json', operation: target.split('.').pop()!, name: nameOf(jsonObject(request.body)) };
  }
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
    return { ...common, protocol: 'query', operation: form.Action ?? '', name: nameOf(form) };
  }
  if (service === 'lambda') {
    return { ...common, protocol: 'rest-json', ...lambdaRequest(request.method, path) };
  }
  if (service === 's3') {
    return { ...common, protocol: 'rest-xml', ...s3Request(request.method, decoded(path), parameters) };
  }
  return { ...common, protocol: 'rest-json', operation: restName(request.method, decoded(path)) };
}

function s3Request(method: string, path: string, query: URLSearchParams): Pick<AwsRequest, 'operation' | 'name'> {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
  const name = (key ? `${bucket}/${key}` : bucket) || undefined;
  // The clients of S3 for JavaScript and Go name the simple operations themselves.
  const named = query.get('x-id');
  const [subresource] = query.keys();
  const operations: Record<string, string> = key
    ? { GET: 'GetObject', PUT: 'PutObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }
    : { PUT: 'CreateBucket', HEAD: 'HeadBucket', DELETE: 'DeleteBucket' };
  const simple = subresource === undefined && bucket ? operations[method] : undefined;
  return { operation: named ?? simple ?? restName(method, path, subresource), name };
}

/** For operations that only a service's own description could name. */
function restName(method: string, path: string, subresource?: string): string {
  return `${method} ${path}${subresource === undefined ? '' : `?${subresource}`}`;
}

function lambdaRequest(method: string, path: string): Pick<AwsRequest, 'operation' | 'name'> {
  const [, name, rest] = /^\/[\d-]+\/functions\/?([^/]*)(.*)$/.exec(path) ?? [];
  const operations: Record<string, string> = {
    POST: 'CreateFunction',
    GET: 'GetFunction',
    DELETE: 'DeleteFunction',
    'POST/invocations': 'Invoke',
    'PUT/code': 'UpdateFunctionCode',
    'PUT/configuration': 'UpdateFunctionConfiguration',
  };
  return { operation: operations[`${method}${rest}`] ?? restName(method, path), name: name ? decoded(name) : undefined };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function nameOf(parameters: Record<string, unknown>): string | undefined {
  const names = NAMING_PARAMETERS.map((key) => parameters[key]);
  return names.find((name): name is string => typeof name === 'string' && name !== '');
}

function jsonObject(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
