import { eventsOf, eventsQuery, MOST_RECORDS } from '../../../../src/programs/cli/audit/events-query';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { run } from '../../../../src/programs/cli/run';
import { AwsStandIn } from '../../aws/aws-stand-in';
import { useEnvironment } from '../account';
import { CapturedTerminal } from '../captured';

const before = { ...process.env };
let aws: AwsStandIn;

beforeAll(async () => {
  aws = await AwsStandIn.start();
});
beforeEach(() => {
  aws.reset();
  useEnvironment({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'CANARY-secret-key',
    AWS_MAX_ATTEMPTS: '1',
  });
  aws.answer('GetWorkGroup', { json: { WorkGroup: { Name: 'asked', State: 'ENABLED' } } });
  aws.answer('ListNamedQueries', { json: { NamedQueryIds: ['one'] } });
  saved('FROM "acme_dev_audit"."cloudtrail"');
  aws.answer('StartQueryExecution', { json: { QueryExecutionId: 'query-1' } });
  aws.answer('StopQueryExecution', { json: {} });
  aws.answer('GetQueryResults', { json: { ResultSet: { Rows: [{ Data: [{ VarCharValue: 'id' }] }] } } });
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});

function saved(QueryString: string, Name = '1 Who read this secret'): void {
  aws.answer('GetNamedQuery', { json: { NamedQuery: { Name, Database: 'acme_dev_audit', QueryString } } });
}

function state(Status: object): { json: object } {
  return { json: { QueryExecution: { QueryExecutionId: 'query-1', Status, Statistics: { DataScannedInBytes: 2_000_000 } } } };
}

async function audit(workgroup = 'asked', signal = new AbortController().signal) {
  const terminal = new CapturedTerminal();
  const code = await run(['audit', '/api/db', '--manifest', 'none', '--workgroup', workgroup], COMMANDS, terminal, signal);
  expect(terminal.output + terminal.errors).not.toContain('CANARY');
  return { code, out: terminal.output, error: terminal.errors };
}

describe('each failure is one line that says what to do', () => {
  const refused = { error: { status: 400, code: 'AccessDeniedException', message: 'User: eve is not authorized to perform: athena' } };

  test.each([
    [
      'no such workgroup',
      'GetWorkGroup',
      { error: { status: 400, code: 'InvalidRequestException', message: 'WorkGroup asked is not found.' } },
      /there is no workgroup asked in account \d+, eu-west-1\. Name that of an AuditQueries/,
    ],
    ['a disabled workgroup', 'GetWorkGroup', { json: { WorkGroup: { Name: 'asked', State: 'DISABLED' } } }, /workgroup asked is disabled/],
    ['a workgroup of something else', 'ListNamedQueries', { json: { NamedQueryIds: [] } }, /has no saved query '1 Who read this secret'/],
    ['no permission to look at it', 'GetWorkGroup', refused, /GetWorkGroup of workgroup asked was denied.*athena:GetWorkGroup/],
    [
      'no permission to ask',
      'StartQueryExecution',
      refused,
      /StartQueryExecution of workgroup asked was denied.*athena:StartQueryExecution/,
    ],
    ['no permission for the answer', 'GetQueryResults', refused, /GetQueryResults of workgroup asked was denied/],
    [
      'too many bytes',
      'GetQueryExecution',
      state({ State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' }),
      /would have scanned more than the workgroup allows.*mostGigabytes/,
    ],
    [
      'a query that somebody stopped',
      'GetQueryExecution',
      state({ State: 'CANCELLED', StateChangeReason: 'Query cancelled by user' }),
      /was cancelled\. Athena says: Query cancelled by user\./,
    ],
    [
      'a query that fails',
      'GetQueryExecution',
      state({ State: 'FAILED', StateChangeReason: 'TABLE_NOT_FOUND: line 2:6: no such\ntable' }),
      /failed\. Athena says: TABLE_NOT_FOUND: line 2:6: no such table\./,
    ],
    [
      'no permission in Glue',
      'GetQueryExecution',
      state({
        State: 'FAILED',
        StateChangeReason: 'Insufficient permissions to execute the query. User: eve is not authorized to perform: glue:GetTable',
      }),
      /was denied\. Athena says: .*glue:GetTable\. .*grantQuery\(\)/,
    ],
    [
      'no permission in S3',
      'GetQueryExecution',
      state({ State: 'FAILED', StateChangeReason: 'Access Denied (Service: Amazon S3; Status Code: 403)' }),
      /was denied\. Athena says: Access Denied \(Service: Amazon S3/,
    ],
    [
      'no permission for the key',
      'GetQueryExecution',
      state({ State: 'FAILED', StateChangeReason: 'PERMISSION_DENIED: User: eve is not authorized to perform: kms:Decrypt' }),
      /was denied\. Athena says: .*kms:Decrypt/,
    ],
  ])('%s', async (_, operation, answer, message) => {
    aws.answer('GetQueryExecution', state({ State: 'SUCCEEDED' }));
    aws.answer(operation, answer);
    const { code, out, error } = await audit();
    expect(error).toMatch(message);
    expect({ code, out, lines: error.split('\n').length }).toEqual({ code: 1, out: '', lines: 1 });
  });

  test("a name that is none of a workgroup's is refused before anything is called", async () => {
    expect(await audit("asked' OR 1=1")).toMatchObject({ code: 64, error: expect.stringContaining('is not the name of a workgroup') });
    expect(aws.requests).toEqual([]);
  });
});

test.each(['FROM "a"."x"; DROP TABLE "b"."cloudtrail"', 'FROM "a""b"."cloudtrail"', 'FROM "A b"."cloudtrail"'])(
  'a saved query that somebody changed to %s starts nothing with their text in it',
  async (text) => {
    saved(text);
    expect(await audit()).toMatchObject({ code: 1, error: expect.stringContaining('has no saved query') });
    expect(aws.of('StartQueryExecution')).toEqual([]);
  },
);

test('waits while Athena works, tells how far it is, and stops nothing that has ended', async () => {
  aws.answer('GetQueryExecution', state({ State: 'QUEUED' }), ...Array(5).fill(state({ State: 'RUNNING' })), state({ State: 'SUCCEEDED' }));
  const { code, error } = await audit();
  expect({ code, error }).toEqual({ code: 0, error: 'Athena is searching the logs (2 MB so far) …' });
  expect(aws.of('GetQueryExecution')).toHaveLength(7);
  expect(aws.of('StopQueryExecution')).toEqual([]);
});

test('Ctrl-C stops the query', async () => {
  const controller = new AbortController();
  aws.answer('GetQueryExecution', () => {
    setTimeout(() => controller.abort(), 20);
    return state({ State: 'RUNNING' });
  });
  expect(await audit('asked', controller.signal)).toMatchObject({ code: 130, error: 'coffer audit: stopped.' });
  expect(aws.of('StopQueryExecution').map(({ fields }) => fields.QueryExecutionId)).toEqual(['query-1']);
});

test('a query that cannot be watched is stopped', async () => {
  aws.answer('GetQueryExecution', { error: { status: 400, code: 'AccessDeniedException', message: 'no' } });
  expect(await audit()).toMatchObject({ code: 1, error: expect.stringContaining('GetQueryExecution of workgroup asked was denied') });
  expect(aws.of('StopQueryExecution')).toHaveLength(1);
});

test('a query asks for one record more than are counted, so that it is known whether there are more', () => {
  const sought = { calls: ['Decrypt'], account: '123456789012', since: new Date('2026-11-01T10:20:30.400Z'), part: '/api/db' };
  const { sql, parameters } = eventsQuery('acme', 'cloudtrail', sought);
  expect(sql).toMatch(new RegExp(`LIMIT ${MOST_RECORDS + 1}$`));
  expect(parameters).toEqual(["'2026/11/01'", "'123456789012'", "'2026-11-01T10:20:30Z'", "'/api/db'"]);
});

test('a record that was delivered twice counts once, and one of another region says so', () => {
  const row = (id: string, region: string) => [id, '2026-11-01T10:20:30Z', 'PutParameter', region, ...Array<undefined>(10), '/api/db'];
  const events = eventsOf([row('1', 'eu-west-1'), row('1', 'eu-west-1'), row('2', 'us-east-1')], 'eu-west-1');
  expect(events.map(({ names, region }) => [names, region])).toEqual([
    [['/api/db'], undefined],
    [['/api/db'], 'us-east-1'],
  ]);
});
