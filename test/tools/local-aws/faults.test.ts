import { awsErrorAnswer } from '../../../tools/local-aws/aws-error';
import { AwsRequest, identifyAwsRequest } from '../../../tools/local-aws/aws-request';
import { InjectedFault, InjectedThrottle, TokenBucket } from '../../../tools/local-aws/faults';

function request(operation: string, service = 'ssm'): AwsRequest {
  return { service, operation, protocol: 'json' };
}

describe('a rule', () => {
  const hits = (fault: InjectedFault, ...operations: string[]) =>
    operations.map((operation) => fault.apply(request(operation)) !== undefined);

  test('is about every request that matches, by default', () => {
    const fault = new InjectedFault({ operation: 'PutParameter' }, () => undefined);
    expect(hits(fault, 'PutParameter', 'GetParameter', 'PutParameter')).toEqual([true, false, true]);
    expect(fault.hits).toBe(2);
  });

  test('lets through what it skips, and is over after its times', () => {
    const fault = new InjectedFault({ operation: 'PutParameter', skip: 1, times: 2 }, () => undefined);
    expect(hits(fault, 'PutParameter', 'GetParameter', 'PutParameter', 'PutParameter', 'PutParameter')).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(fault.hits).toBe(2);
  });

  test('matches by name, pattern or test', () => {
    expect(hits(new InjectedFault({ operation: 'Get' }, () => undefined), 'GetParameter')).toEqual([false]);
    expect(hits(new InjectedFault({ operation: /^Get/ }, () => undefined), 'GetParameter', 'PutParameter')).toEqual([true, false]);
    expect(hits(new InjectedFault({ operation: ({ service }) => service === 'kms' }, () => undefined), 'GetParameter')).toEqual([false]);
  });
});

describe('a token bucket', () => {
  test('gives its burst at once, then its rate, and never more than its burst', () => {
    let now = 0;
    const bucket = new TokenBucket(10, 2, () => now);
    const taken = (count: number) => Array.from({ length: count }, () => bucket.take());
    expect(taken(3)).toEqual([true, true, false]);
    now += 99;
    expect(taken(1)).toEqual([false]);
    now += 1;
    expect(taken(2)).toEqual([true, false]);
    now += 60_000;
    expect(taken(3)).toEqual([true, true, false]);
  });

  test('is one for each operation', () => {
    const throttle = new InjectedThrottle(
      { ratePerSecond: 1, burst: 1 },
      () => 0,
      () => undefined,
    );
    const codes = [request('GetParameter'), request('GetParameter'), request('PutParameter')].map((one) => throttle.refuse(one)?.code);
    expect(codes).toEqual([undefined, 'ThrottlingException', undefined]);
    expect(throttle.hits).toBe(1);
  });
});

describe('a request is identified', () => {
  const authorization = (service: string) =>
    `AWS4-HMAC-SHA256 Credential=AKIAFAULTS/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host`;
  const identify = (service: string, method: string, url: string, headers: Record<string, string> = {}, body = '') =>
    identifyAwsRequest({ method, url, headers: { authorization: authorization(service), ...headers }, body: Buffer.from(body) });

  test.each([
    [
      'JSON',
      identify('ssm', 'POST', '/', { 'x-amz-target': 'AmazonSSM.PutParameter' }, '{"Name":"/api/key","Value":"CANARY"}'),
      { service: 'ssm', operation: 'PutParameter', name: '/api/key', protocol: 'json', accessKeyId: 'AKIAFAULTS' },
    ],
    [
      'query',
      identify(
        'iam',
        'POST',
        '/',
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        'Action=CreateUser&UserName=alice',
      ),
      { service: 'iam', operation: 'CreateUser', name: 'alice', protocol: 'query', accessKeyId: 'AKIAFAULTS' },
    ],
    [
      'S3, which names itself',
      identify('s3', 'PUT', '/bucket/a%20key?x-id=PutObject'),
      { service: 's3', operation: 'PutObject', name: 'bucket/a key', protocol: 'rest-xml', accessKeyId: 'AKIAFAULTS' },
    ],
    [
      'S3, which does not',
      identify('s3', 'DELETE', '/bucket/key'),
      { service: 's3', operation: 'DeleteObject', name: 'bucket/key', protocol: 'rest-xml', accessKeyId: 'AKIAFAULTS' },
    ],
    [
      'S3, of a bucket',
      identify('s3', 'PUT', '/bucket?policy'),
      { service: 's3', operation: 'PUT /bucket?policy', name: 'bucket', protocol: 'rest-xml', accessKeyId: 'AKIAFAULTS' },
    ],
    [
      'Lambda',
      identify('lambda', 'POST', '/2015-03-31/functions/rotator/invocations'),
      { service: 'lambda', operation: 'Invoke', name: 'rotator', protocol: 'rest-json', accessKeyId: 'AKIAFAULTS' },
    ],
    [
      'nonsense',
      identifyAwsRequest({ method: 'GET', url: '//%zz?', headers: {}, body: Buffer.from('{') }),
      { service: '', operation: 'GET //%zz', protocol: 'rest-json', accessKeyId: undefined },
    ],
  ])('in %s', (_, identified, expected) => {
    expect(identified).toEqual(expected);
  });
});

test('an error in XML is escaped', () => {
  const answer = awsErrorAnswer({ status: 400, code: 'Bad', message: 'a < b & c' }, 'rest-xml');
  expect(answer.body.toString()).toContain('<Message>a &lt; b &amp; c</Message>');
});
