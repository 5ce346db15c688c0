import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DescribeParametersCommand, type ParameterMetadata, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { decryptions, Deployment } from './deployment';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { runCommand, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const CHAMBER_KEY = 'alias/parameter_store_key';
const CANARY = 'CANARY-<estate&value>-"quoted"-';

/** What chamber left: secrets on two levels, one of them in the advanced tier, and a setting that is no secret. */
const SECRETS = ['db_password', 'license', 'pr-12/db_password', 'smtp_password', 'token'];
const valueOf = (name: string) => `${CANARY}${name}-${'x'.repeat(name === 'license' ? 5000 : 20)}`;

/** As chamber write does it: by alias, and with its version number as the description. */
async function chamberWrite(ssm: SSMClient, Name: string, Value: string, version: number, KeyId: string): Promise<void> {
  await ssm.send(
    new PutParameterCommand({
      Name,
      Value,
      Type: 'SecureString',
      KeyId,
      Description: String(version),
      Overwrite: true,
      Tier: Value.length > 4096 ? 'Advanced' : undefined,
    }),
  );
}

async function described(ssm: SSMClient): Promise<Map<string, ParameterMetadata>> {
  const found = new Map<string, ParameterMetadata>();
  let NextToken: string | undefined;
  do {
    const page = await ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: ['/api'] }], NextToken }),
    );
    for (const parameter of page.Parameters ?? []) found.set(parameter.Name!, parameter);
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

// Both are deployed at once: the AWS provider waits for most of the time.
let estate: Deployment;
let plain: Deployment;
let inventory: CommandResult;
const TOKEN = 'CANARY-<payment&token>-"quoted"-e11';

beforeAll(async () => {
  [estate, plain] = await Promise.all([
    Deployment.of('existing-estate', { trace: true }),
    // hashicorp/aws logs what it sends where TF_LOG is set: the guide says to use TF_LOG_CORE. The lock is skipped as there may be no
    // registry here.
    Deployment.of('without-coffer-provider', {
      environment: { TF_VAR_payment_token: TOKEN, TF_LOG_CORE: 'TRACE' },
      cdktf: true,
      args: ['--skip-provider-lock'],
    }),
  ]);
  plain.begin();
  const kms = new KMSClient({ region: 'eu-west-1', endpoint: estate.aws.endpoint, credentials: estate.aws.credentials });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: CHAMBER_KEY, TargetKeyId: KeyMetadata!.KeyId! }));
  kms.destroy();
  for (const name of SECRETS) await chamberWrite(estate.ssm, `/api/${name}`, valueOf(name), 1, CHAMBER_KEY);
  await estate.ssm.send(new PutParameterCommand({ Name: '/api/log_level', Value: 'debug', Type: 'String' }));

  estate.aws.clearRequests();
  const { bin } = JSON.parse(readFileSync(join(estate.project.folder, 'node_modules', 'cdktf-coffer', 'package.json'), 'utf8')) as {
    bin: { coffer: string };
  };
  rmSync(join(estate.project.folder, 'coffer-inventory.json'));
  // As it is installed: the bundled file itself, by its first line.
  inventory = await runCommand(
    join(estate.project.folder, 'node_modules', 'cdktf-coffer', bin.coffer),
    ['inventory', '/api', '--region', 'eu-west-1'],
    {
      cwd: estate.project.folder,
      env: estate.environment,
    },
  );
});
afterAll(() => Promise.all([estate?.close(), plain?.close()]));

describe('an existing estate', () => {
  let before: Map<string, ParameterMetadata>;

  test('is listed by the command without a value, into the very file that is checked in', () => {
    expect(inventory).toMatchObject({ code: 0, stdout: 'Wrote coffer-inventory.json: 6 parameters below /api, 5 adoptable.\n' });
    expect(inventory.stderr).toMatch(/^Not adoptable: \/api\/log_level: it is a String, which is not encrypted\./);
    expect(new Set(estate.aws.requests().map(({ operation }) => operation))).toEqual(new Set(['GetCallerIdentity', 'DescribeParameters']));
    const written = readFileSync(join(estate.project.folder, 'coffer-inventory.json'), 'utf8');
    expect(written).toBe(readFileSync(join(__dirname, '..', '..', 'examples', 'existing-estate', 'coffer-inventory.json'), 'utf8'));
  });

  test('is adopted with nothing written over, nothing decrypted, and an empty plan after it', async () => {
    before = await described(estate.ssm);
    estate.aws.clearRequests();
    estate.begin();
    expect(await estate.deployed()).toContain('Apply complete');
    expect((await estate.plan()).stdout).toContain('No changes');
    expect(decryptions(estate.aws)).toEqual([]);
    const operations = new Set(estate.aws.requests().map(({ operation }) => operation));
    expect(['PutParameter', 'DeleteParameter'].filter((operation) => operations.has(operation))).toEqual([]);
    expect((await estate.outputs()).adopted).toEqual(SECRETS.map((name) => `/api/${name}`).sort());

    const after = await described(estate.ssm);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [name, { Version, Description, KeyId, Tier, Type }] of after) {
      expect({ name, Version, Description, KeyId, Tier, Type }).toEqual({ name, ...pick(before.get(name)!) });
      expect(Version).toBe(1);
    }
    const values = {
      ...(await estate.values('/api')),
      ...Object.fromEntries(Object.entries(await estate.values('/api/pr-12')).map(([key, value]) => [`pr-12/${key}`, value])),
    };
    for (const name of SECRETS) expect(values[name] === valueOf(name)).toBe(true);
  });

  test('leaves the plan empty when chamber writes on', async () => {
    await chamberWrite(estate.ssm, '/api/smtp_password', `${CANARY}second`, 2, CHAMBER_KEY);
    expect((await estate.plan()).code).toBe(0);
  });

  test('is in no state, plan, output, log or inventory', async () => {
    const canaries = [...SECRETS.map(valueOf), `${CANARY}second`];
    await estate.planEverything();
    expect(estate.leaks(canaries)).toEqual([]);
    expect(filesIn([join(estate.project.folder, 'coffer-inventory.json')])).toHaveLength(1);
    expect(findValues([...canaries, CANARY], [join(estate.project.folder, 'coffer-inventory.json')])).toEqual([]);
    expect(inventory.output).not.toContain('CANARY');
  });
});

describe('without the coffer provider', () => {
  test('secrets are deployed by hashicorp/aws alone, and the next plan is empty', async () => {
    expect(await plain.deployed()).toContain('Apply complete');
    expect((await plain.plan()).stdout).toContain('No changes');
    expect(existsSync(join(plain.project.stackFolder, 'terraform.d'))).toBe(false);
    const installed = readdirSync(join(plain.project.stackFolder, '.terraform', 'providers'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => /terraform-provider-/.test(path),
    );
    expect(installed.length).toBeGreaterThan(0);
    expect(installed.filter((path) => !/terraform-provider-aws/.test(path))).toEqual([]);
    const { session_key: session, database, payment_token: token } = await plain.values('/api');
    expect(token === TOKEN).toBe(true);
    expect(/^[A-Za-z0-9!%*+.:=@^_~-]{48}$/.test(session!)).toBe(true);
    expect(Object.keys(JSON.parse(database!) as object).sort()).toEqual(['password', 'username']);
  });

  test("no value is in state, plan, output or Terraform's own log", async () => {
    const { session_key: session, database } = await plain.values('/api');
    await plain.planEverything();
    expect(plain.leaks([TOKEN, session!, database!, (JSON.parse(database!) as { password: string }).password])).toEqual([]);
  });

  test('plans stay empty after chamber write, and show a write under another key', async () => {
    await chamberWrite(plain.ssm, '/api/payment_token', 'CANARY-by-chamber', 2, 'alias/acme-dev-chamber');
    expect((await plain.plan()).code).toBe(0);
    await chamberWrite(plain.ssm, '/api/payment_token', 'CANARY-by-chamber-again', 3, 'alias/other');
    const { code, stdout } = await plain.plan();
    expect(code).toBe(2);
    expect(stdout).toContain('key_id');
    await chamberWrite(plain.ssm, '/api/payment_token', 'CANARY-by-chamber', 4, 'alias/acme-dev-chamber');
    plain.aws.clearRequests();
    expect((await plain.plan()).code).toBe(0);
    // Which the guide says: a refresh reads every value.
    expect(decryptions(plain.aws).map(({ operation }) => operation)).toEqual(['GetParameter', 'GetParameter', 'GetParameter']);
    expect(plain.leaks(['CANARY-by-chamber'])).toEqual([]);
  });
});

test('both are destroyed once their protection is off, but for what was not adopted', async () => {
  const [protectedEstate, protectedPlain] = await Promise.all([estate.plan('-destroy'), plain.plan('-destroy')]);
  expect(protectedEstate.stderr).toContain('is protected from deletion');
  expect(protectedPlain.output).toContain('prevent_destroy');
  await Promise.all([estate.destroy(), plain.destroy()]);
  expect(await estate.values('/api')).toEqual({ log_level: 'debug' });
  expect(await plain.values('/api')).toEqual({});
});

function pick({ Version, Description, KeyId, Tier, Type }: ParameterMetadata): object {
  return { Version, Description, KeyId, Tier, Type };
}
