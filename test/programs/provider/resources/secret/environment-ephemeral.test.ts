import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../../../../tools/local-aws/fault-proxy';
import { LocalAwsForProvider } from '../../local-aws-for-provider';

jest.setTimeout(120_000);

const local = LocalAwsForProvider.forThisFile();

/** An environment, echoed: its names into the state, its variables as JSON into a parameter. */
const environment = (services: string, more = '') => `
  ephemeral "coffer_environment" "app" {
    services = ${services}
  }
  resource "coffer_secret" "echo" {
    name             = "/echo/variables"
    value_wo = jsonencode({
      variables = ephemeral.coffer_environment.app.variables
      names     = ephemeral.coffer_environment.app.names
    })
    value_wo_version = 1
  }
  ${more}`;

const echoed = async () => JSON.parse(await local.valueOf('/echo/variables')) as { variables: Record<string, string>; names: string[] };

async function put(values: Record<string, string>, Type: 'SecureString' | 'String' | 'StringList' = 'SecureString'): Promise<void> {
  for (const [Name, Value] of Object.entries(values)) await local.ssm.send(new PutParameterCommand({ Name, Value, Type }));
}

async function error(services: string): Promise<string> {
  local.terraform.configure(environment(services));
  return local.terraform.applyError();
}

describe('an environment', () => {
  test('is what chamber exec hands to a program: one level of each service, later services winning', async () => {
    await put({
      '/global/db-password': 'CANARY-global',
      '/global/log_level': 'CANARY-log',
      '/api/db_password': 'CANARY-api',
      '/api/MixedCase': 'CANARY-mixed',
      '/api/pr-12/db_password': 'CANARY-deeper',
      '/api2/db_password': 'CANARY-other',
    });
    await put({ '/api/plain': 'CANARY-plain' }, 'String');
    await put({ '/api/list': 'CANARY-1,CANARY-2' }, 'StringList');
    local.terraform.configure(environment('["global", "api"]'));
    await local.terraform.apply();
    expect(await echoed()).toEqual({
      variables: {
        DB_PASSWORD: 'CANARY-api',
        LOG_LEVEL: 'CANARY-log',
        MIXEDCASE: 'CANARY-mixed',
        PLAIN: 'CANARY-plain',
        LIST: 'CANARY-1,CANARY-2',
      },
      names: ['DB_PASSWORD', 'LIST', 'LOG_LEVEL', 'MIXEDCASE', 'PLAIN'],
    });
  });

  test('of the services in the other order has the other values', async () => {
    await put({ '/global/db-password': 'CANARY-global', '/api/db_password': 'CANARY-api' });
    local.terraform.configure(environment('["api", "global"]'));
    await local.terraform.apply();
    expect((await echoed()).variables).toEqual({ DB_PASSWORD: 'CANARY-global' });
  });

  test('of 45 parameters takes five calls, and reads them all', async () => {
    await Promise.all(Array.from({ length: 45 }, (_, index) => put({ [`/api/key_${index}`]: `CANARY-${index}` })));
    local.terraform.configure(environment('["api"]'));
    local.aws.clearRequests();
    expect(await local.terraform.plan()).toContain('coffer_secret.echo will be created');
    expect(local.calls('GetParametersByPath')).toBe(5);
    await local.terraform.apply();
    expect((await echoed()).variables).toEqual(
      Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`KEY_${index}`, `CANARY-${index}`])),
    );
  });

  test('of a service without parameters is empty, and a warning names the service', async () => {
    await put({ '/api/key': 'CANARY-api' });
    local.terraform.configure(environment('["api", "nothing-yet"]'));
    const { output } = await local.terraform.apply();
    expect(output).toContain('Warning: Service nothing-yet has no parameters');
    expect(output.replace(/\s+/g, ' ')).toContain(
      'There is none one level under /nothing-yet/ in this account and region: it adds no variables. Check the name, ' +
        'or write its secrets first.',
    );
    expect((await echoed()).variables).toEqual({ KEY: 'CANARY-api' });
  });

  test('of services that are known after apply is read then', async () => {
    await put({ '/api/key': 'CANARY-api' });
    local.terraform.configure(environment('[terraform_data.service.output]', 'resource "terraform_data" "service" {\n input = "api"\n }'));
    await local.terraform.apply();
    expect((await echoed()).variables).toEqual({ KEY: 'CANARY-api' });
  });

  test('can become no output, so that it stays out of the state', async () => {
    await put({ '/api/key': 'CANARY-api' });
    local.terraform.configure(environment('["api"]', 'output "values" {\n value = ephemeral.coffer_environment.app.variables\n }'));
    expect(await local.terraform.applyError()).toContain('Error: Ephemeral value not allowed');
  });
});

describe('services that cannot be', () => {
  test.each([
    ['none', '[]', 'Error: No services services is empty. Name one service or more, such as ["api"].'],
    [
      'one twice',
      '["api", "global", "api"]',
      "Error: A service is named twice 'api' is services[0] and services[2]. Keep the later one if it should win, else the earlier one.",
    ],
    [
      'a name in capitals',
      '["global", "API"]',
      "Error: Wrong service 'API': service 'API' has capital letters (chamber lowercases it and would look elsewhere). Write 'api'.",
    ],
    [
      'a path',
      '["/api"]',
      "Error: Wrong service '/api': service '/api' is not a name chamber can read (letters, digits, '_', '-', '.', " +
        "with '/' between levels). Write 'api'.",
    ],
    [
      'a reserved name',
      '["_coffer"]',
      "Error: Wrong service '_coffer': service '_coffer' is reserved. Choose another name for the service.",
    ],
    ['a null', '["api", null]', "Error: Wrong service '': the service is empty. Name the service, such as api."],
  ])('%s', async (_what, services, message) => {
    expect(await error(services)).toBe(message);
    expect(local.aws.requests()).toEqual([]);
  });

  test('are pointed at in the list', async () => {
    local.terraform.configure(environment('[\n      "global",\n      "API",\n    ]'));
    const { stderr } = await local.terraform.run(['validate', '-no-color']);
    expect(stderr).toContain('"API",');
  });

  test('are found at apply where they were unknown before', async () => {
    local.terraform.configure(environment('[terraform_data.service.output]', 'resource "terraform_data" "service" {\n input = "API"\n }'));
    expect(await local.terraform.applyError()).toContain("Error: Wrong service 'API': service 'API' has capital letters");
    expect(local.calls('GetParametersByPath')).toBe(0);
  });
});

describe('parameters that chamber exec would hand out wrongly are errors', () => {
  test('names that no program can read, all at once, with the way to rename them', async () => {
    await put({ '/api/db.pass': 'CANARY-dot', '/api/2fa': 'CANARY-digit', '/api/good': 'CANARY-good' });
    const said = await error('["api"]');
    expect(said).toContain(
      "Error: Service api cannot be an environment Parameter '/api/db.pass' gives the environment name DB.PASS, " +
        'which no program can read ' +
        "(chamber exec maps '-' to '_' but leaves '.'). Rename it to '/api/db_pass', or move it out of the service.",
    );
    expect(said).toContain(
      "Error: Service api cannot be an environment Parameter '/api/2fa' gives the environment name 2FA, which no program can read " +
        "(a variable cannot begin with a digit). Rename it to '/api/_2fa', or move it out of the service.",
    );
    expect(said).not.toContain('CANARY');
  });

  test('two of one service that become one variable, whatever service comes after', async () => {
    await put({ '/api/db-pass': 'CANARY-dash', '/api/db_pass': 'CANARY-underscore', '/last/db_pass': 'CANARY-last' });
    expect(await error('["api", "last"]')).toBe(
      "Error: Service api cannot be an environment Parameters '/api/db-pass' and '/api/db_pass' both become DB_PASS " +
        "(chamber exec maps '-' to '_', takes no notice of case, and would take either). Rename or delete one of them.",
    );
  });
});

describe('AWS that says no', () => {
  let proxy: FaultProxy;
  beforeEach(async () => {
    proxy = await FaultProxy.start({ target: local.aws.endpoint });
  });
  afterEach(() => proxy.close());

  test('is answered with the actions that are missing', async () => {
    proxy.inject({
      operation: 'GetParametersByPath',
      before: {
        kind: 'error',
        status: 400,
        code: 'AccessDeniedException',
        message: 'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ssm:GetParametersByPath',
      },
    });
    local.terraform.connectTo(proxy.endpoint);
    expect(await error('["api"]')).toBe(
      'Error: GetParametersByPath of /api/ was denied AWS says: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ' +
        'ssm:GetParametersByPath. The identity that runs Terraform needs ssm:GetParametersByPath and kms:Decrypt.',
    );
  });

  test('while it is throttled is asked again', async () => {
    await put({ '/api/key': 'CANARY-api' });
    const throttled = proxy.inject({
      operation: 'GetParametersByPath',
      times: 2,
      before: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
    });
    local.terraform.connectTo(proxy.endpoint);
    local.terraform.configure(environment('["api"]'));
    await local.terraform.apply();
    expect((await echoed()).variables).toEqual({ KEY: 'CANARY-api' });
    expect(throttled.hits).toBe(2);
  });
});

describe('credentials in an environment', () => {
  const KEY = { AccessKeyId: 'AKIACANARY0000000001', SecretAccessKey: 'CANARY-secret', SmtpPassword: 'CANARY-smtp' };
  const expanding = (arguments_: string) => environment(`["ci"]\n    ${arguments_}`);
  const AWS = 'aws_credentials = "AWS_CREDENTIALS"';
  const SMTP = 'smtp_credentials = "AWS_CREDENTIALS"';

  test('stay JSON unless they are to be expanded', async () => {
    await put({ '/ci/aws_credentials': JSON.stringify(KEY) });
    local.terraform.configure(environment('["ci"]'));
    await local.terraform.apply();
    expect((await echoed()).variables).toEqual({ AWS_CREDENTIALS: JSON.stringify(KEY) });
  });

  test('become the variables that programs want, both kinds of one key, and nothing of them is in plan or state', async () => {
    await put({ '/ci/aws_credentials': JSON.stringify({ Version: 1, ...KEY }), '/ci/other': 'CANARY-other' });
    local.terraform.configure(expanding(`${AWS}\n    ${SMTP}`));
    const { output } = await local.terraform.apply();
    expect(await echoed()).toEqual({
      variables: {
        AWS_ACCESS_KEY_ID: KEY.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: KEY.SecretAccessKey,
        SMTP_USERNAME: KEY.AccessKeyId,
        SMTP_PASSWORD: KEY.SmtpPassword,
        OTHER: 'CANARY-other',
      },
      names: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'OTHER', 'SMTP_PASSWORD', 'SMTP_USERNAME'],
    });
    expect(output).not.toContain('CANARY');
    expect((await local.terraform.run(['show', '-json'])).output).not.toContain('CANARY');
  });

  test('that await their first value are missed by a warning', async () => {
    await put({ '/ci/other': 'CANARY-other' });
    local.terraform.configure(expanding(AWS));
    const { output } = await local.terraform.apply();
    expect(output).toContain('Warning: There is no variable AWS_CREDENTIALS');
    expect((await echoed()).variables).toEqual({ OTHER: 'CANARY-other' });
  });

  test.each<[string, string, string, Record<string, string>]>([
    [
      'that are no access key',
      AWS,
      'Error: AWS_CREDENTIALS is not an access key Its value is not JSON with AccessKeyId and SecretAccessKey. Rotate it.',
      { '/ci/aws_credentials': '"CANARY-text"' },
    ],
    [
      'without an SMTP password',
      SMTP,
      'Error: AWS_CREDENTIALS is not SMTP credentials Its value is not JSON with AccessKeyId and SmtpPassword. ' +
        'Give its AwsCredentials a smtpRegion, and rotate it.',
      { '/ci/aws_credentials': JSON.stringify({ ...KEY, SmtpPassword: undefined }) },
    ],
    [
      'beside a variable of that name',
      AWS,
      'Error: AWS_ACCESS_KEY_ID is there already The services have a variable AWS_ACCESS_KEY_ID, and AWS_CREDENTIALS would become ' +
        'one too. Rename or delete the parameter, or leave aws_credentials out.',
      { '/ci/aws_credentials': JSON.stringify(KEY), '/ci/aws_access_key_id': 'CANARY-id' },
    ],
    [
      'under a name that is none',
      'aws_credentials = "aws.credentials"',
      "Error: Wrong aws_credentials 'aws.credentials' is no name of an environment variable: letters, digits and '_', and no digit " +
        "in front. Write it like 'AWS_CREDENTIALS'.",
      {},
    ],
  ])('%s are refused, and no value is quoted', async (_, arguments_, message, values) => {
    await put(values);
    local.terraform.configure(expanding(arguments_));
    expect(await local.terraform.applyError()).toBe(message);
  });
});
