import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteParameterCommand, PutParameterCommand, SSMClient, type ParameterType } from '@aws-sdk/client-ssm';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { run } from '../../../../src/programs/cli/run';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../../support/synth';
import { useEnvironment } from '../account';
import { CapturedTerminal } from '../captured';

const CANARY = 'CANARY-inventory-5c1';
const before = { ...process.env };
let aws: LocalAws;
let ssm: SSMClient;

async function put(Name: string, Type: ParameterType = 'SecureString'): Promise<void> {
  await ssm.send(
    new PutParameterCommand({
      Name,
      Type,
      Value: `${CANARY}${Name}`,
      Description: '1',
      KeyId: Type === 'SecureString' ? 'alias/acme-prod-chamber' : undefined,
    }),
  );
}

beforeAll(async () => {
  aws = await LocalAws.start();
  useEnvironment(aws.environment);
  ssm = new SSMClient({ region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials });
});
afterAll(async () => {
  process.env = before;
  ssm?.destroy();
  await aws?.stop();
});

/** Runs the command with a file of the test's own. */
async function inventory(file: string, ...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const terminal = new CapturedTerminal();
  const code = await run(['inventory', ...args, '--output', file], COMMANDS, terminal, new AbortController().signal);
  return { code, out: terminal.output, error: terminal.errors };
}

interface Written {
  readonly account: string;
  readonly region: string;
  readonly paths: string[];
  readonly parameters: Record<string, string>[];
}
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Written;

describe('coffer inventory', () => {
  const file = join(temporaryFolder(), 'coffer-inventory.json');

  test('writes down what is below a path, sorted, by listing alone and without a value', async () => {
    for (const name of ['/api/smtp_password', '/api/db_password', '/api/pr-12/token', '/global/sentry_dsn']) await put(name);
    // More than a page of moto's.
    for (let number = 0; number < 23; number++) await put(`/api/many_${String(number).padStart(2, '0')}`);
    aws.clearRequests();
    const { code, out, error } = await inventory(file, '/api');
    expect({ code, out, error }).toEqual({ code: 0, out: `Wrote ${file}: 26 parameters below /api, 26 adoptable.`, error: '' });
    const written = read(file);
    expect(written).toMatchObject({ account: '123456789012', region: 'us-east-1', paths: ['/api'] });
    expect(written.parameters).toHaveLength(26);
    expect(written.parameters[0]).toEqual({
      name: '/api/db_password',
      type: 'SecureString',
      tier: 'Standard',
      key: 'alias/acme-prod-chamber',
    });
    expect(written.parameters.map(({ name }) => name)).toEqual([...written.parameters.map(({ name }) => name)].sort());
    expect(new Set(aws.requests().map(({ operation }) => operation))).toEqual(new Set(['GetCallerIdentity', 'DescribeParameters']));
    expect(readFileSync(file, 'utf8')).not.toContain('CANARY');
  });

  test('leaves the file as it is where nothing changed', async () => {
    const text = readFileSync(file, 'utf8');
    expect((await inventory(file)).out).toBe(`Nothing changed in ${file}: 26 parameters below /api, 26 adoptable.`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('says what was added and removed since, and keeps what it says of other paths', async () => {
    expect((await inventory(file, '/global')).out).toBe(`+ /global/sentry_dsn\nWrote ${file}: 1 parameter below /global, 1 adoptable.`);
    await ssm.send(new DeleteParameterCommand({ Name: '/api/smtp_password' }));
    await put('/api/jwt_key');
    const checked = await inventory(file, '--check');
    expect(checked.code).toBe(1);
    expect(checked.out).toBe(`+ /api/jwt_key\n- /api/smtp_password\n${file} is out of date. Run coffer inventory`);
    expect(read(file).parameters.map(({ name }) => name)).toContain('/api/smtp_password');
    expect((await inventory(file, '/api')).out).toBe(
      `+ /api/jwt_key\n- /api/smtp_password\nWrote ${file}: 26 parameters below /api, 26 adoptable.`,
    );
    expect(read(file).paths).toEqual(['/api', '/global']);
    expect((await inventory(file, '--check')).out).toBe(`${file} is current.`);
  });

  test('lists what cannot be adopted, and why', async () => {
    await put('/mixed/host', 'String');
    await put('/mixed/Password');
    await put('/mixed/db-pass');
    await put('/mixed/db_pass');
    const other = join(temporaryFolder(), 'mixed.json');
    const { code, error, out } = await inventory(other, '/mixed');
    expect(code).toBe(0);
    expect(out).toBe(`Wrote ${other}: 4 parameters below /mixed, 2 adoptable.`);
    expect(error).toContain('Not adoptable: /mixed/host: it is a String, which is not encrypted.');
    expect(error).toContain("Not adoptable: /mixed/Password: key 'Password' has capital letters");
    expect(error).toContain("'/mixed/db-pass' and '/mixed/db_pass' both become DB_PASS");
    expect(read(other).parameters.find(({ name }) => name === '/mixed/host')!.notAdoptable).toContain('is not encrypted');
  });

  test('says where there is nothing', async () => {
    expect((await inventory(join(temporaryFolder(), 'none.json'), '/apj')).error).toBe(
      'There is no parameter below /apj. Check the path, the region and the account.',
    );
  });

  test('refuses to mix two regions in one file', async () => {
    const text = readFileSync(file, 'utf8');
    const { code, error } = await inventory(file, '/api', '--region', 'eu-west-1');
    expect(code).toBe(1);
    expect(error).toContain('is of account 123456789012 in us-east-1, and this run lists account 123456789012 in eu-west-1');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('does not overwrite a file that is something else', async () => {
    const other = join(temporaryFolder(), 'other.json');
    writeFileSync(other, '{"mine": true}');
    expect((await inventory(other, '/api')).error).toContain("is not an inventory: it has no member 'inventory'. It was left as it is");
    expect(readFileSync(other, 'utf8')).toBe('{"mine": true}');
  });

  test('says what permission is missing', async () => {
    await aws.enforceAuthorization(true);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIANOBODY', AWS_SECRET_ACCESS_KEY: 'wrong' });
    const target = join(temporaryFolder(), 'denied.json');
    const { code, error } = await inventory(target, '/api');
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey });
    await aws.enforceAuthorization(false);
    expect(code).toBe(1);
    expect(error).toMatch(/^coffer inventory: AWS does not accept the credentials/);
    expect(existsSync(target)).toBe(false);
  });
});

describe('called wrongly, coffer inventory', () => {
  const file = join(temporaryFolder(), 'coffer-inventory.json');

  test.each([
    [['api'], "coffer inventory: path 'api' does not begin with '/'. Write '/api'. See coffer inventory --help."],
    [
      ['/api/'],
      "coffer inventory: path '/api/' is not one of Parameter Store (letters, digits, '_', '-', '.', " +
        "with '/' between levels and none at the end). Write '/api'. See coffer inventory --help.",
    ],
    [
      [],
      `coffer inventory: no path is given, and there is no ${file} yet to take them from. Write coffer inventory /api. ` +
        `See coffer inventory --help.`,
    ],
    [['--colour'], "coffer inventory: Unknown option '--colour'. See coffer inventory --help."],
  ])('with %j, says what to write, and exits with 64', async (args, message) => {
    expect(await inventory(file, ...args)).toEqual({ code: 64, out: '', error: message });
    expect(existsSync(file)).toBe(false);
  });

  test('without a region, says how to give one', async () => {
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    delete process.env.AWS_REGION;
    delete process.env.AWS_DEFAULT_REGION;
    const result = await inventory(file, '/api');
    Object.assign(process.env, { AWS_REGION, AWS_DEFAULT_REGION });
    expect(result).toEqual({
      code: 1,
      out: '',
      error: 'coffer inventory: no AWS region is set. Give --region, or set AWS_REGION, or region in the profile.',
    });
  });

  test('without credentials, says how to give some', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const result = await inventory(file, '/api');
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    expect(result.error).toMatch(
      /^coffer inventory: No AWS credentials: .* Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --profile\.$/,
    );
    expect(result.code).toBe(1);
  });
});
