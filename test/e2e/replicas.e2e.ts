import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { succeeded } from './succeeded';
import { runTerraform } from './terraform';
import { ApplicationSecret, BootstrapSecret, ParameterTier, SecretSource, SecretVault } from '../../src';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { terraformEnvironment } from '../../tools/terraform/terraform';

jest.setTimeout(600_000);

const [HOME, AWAY] = ['eu-west-1', 'eu-central-1'];
const [OWN, AWAITING, BOOT] = ['/api/db_password', '/api/api_token', '/bootstrap/consul/token'];

/** Secrets that are copied to another region, and one that another account reads, in the order of the tests below. */
describe('secrets with copies in another region', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-replicas-'));
  const folder = join(scratch, 'out', 'stacks', 'prod');
  const trace = join(scratch, 'trace.log');
  const written: string[] = [];
  let lastWrite = '';
  let aws: LocalAws;
  let environment: NodeJS.ProcessEnv;
  let ssm: Record<string, SSMClient>;
  let lambda: LambdaClient;

  beforeAll(async () => {
    aws = await LocalAws.start();
    const client = { endpoint: aws.endpoint, credentials: aws.credentials };
    ssm = { [HOME]: new SSMClient({ ...client, region: HOME }), [AWAY]: new SSMClient({ ...client, region: AWAY }) };
    lambda = new LambdaClient({ ...client, region: HOME });
    environment = terraformEnvironment({ ...aws.environment, HOME: makeHome(join(scratch, 'home')), TF_LOG: 'TRACE', TF_LOG_PATH: trace });
    declare(join(scratch, 'out'));
    succeeded(await terraform('init', '-input=false', '-no-color'));
    succeeded(await terraform('apply', '-auto-approve', '-input=false', '-no-color'));
  });
  afterAll(async () => {
    for (const client of [...Object.values(ssm ?? {}), lambda]) client?.destroy();
    await aws?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const terraform = (...args: string[]) => runTerraform(args, { cwd: folder, env: environment, timeoutMs: 600_000 });
  /** Only the apply is logged at TRACE, which costs as much again. */
  const planned = (...args: string[]) =>
    runTerraform(['plan', '-input=false', '-no-color', ...args], {
      cwd: folder,
      env: { ...environment, TF_LOG: '' },
      timeoutMs: 600_000,
    });
  const read = async (name: string, region: string) =>
    (await ssm[region]!.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter!.Value!;

  /** As chamber writes. */
  async function write(name: string, value: string, version: number): Promise<void> {
    written.push(value);
    await ssm[HOME]!.send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: 'SecureString',
        KeyId: 'alias/acme-prod-chamber',
        Overwrite: true,
        Tier: 'Advanced',
        Description: String(version),
      }),
    );
    lastWrite = new Date().toISOString();
  }

  /** What EventBridge, which local AWS does not have send such events, makes of a change by the rule's template. */
  async function tell(name: string, operation: string): Promise<void> {
    const state = JSON.parse(readFileSync(join(folder, 'prod.tfstate'), 'utf8')) as {
      resources: { type: string; instances: { attributes: Record<string, never> }[] }[];
    };
    const resources = state.resources.flatMap(({ type, instances }) => instances.map(({ attributes: values }) => ({ type, values })));
    const rules = resources.filter(
      ({ type, values }) =>
        type === 'aws_cloudwatch_event_rule' &&
        (JSON.parse(values.event_pattern || '{"detail":{"name":[]}}') as { detail: { name: string[] } }).detail.name.includes(name),
    );
    expect(rules).toHaveLength(1);
    const target = resources.find(({ type, values }) => type === 'aws_cloudwatch_event_target' && values.rule === rules[0]!.values.name)!;
    const event: Record<string, string> = { '$.detail.name': name, '$.detail.operation': operation, '$.time': lastWrite };
    const { input_paths: paths, input_template: template } = (
      target.values.input_transformer as { input_paths: Record<string, string>; input_template: string }[]
    )[0]!;
    const payload = Object.entries(paths).reduce(
      (text, [field, path]) => text.replaceAll(`<${field}>`, JSON.stringify(event[path])),
      template,
    );
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: (target.values.arn as string).split(':').pop(), Payload: Buffer.from(payload) }),
    );
    expect({ failed: answer.FunctionError, said: Buffer.from(answer.Payload ?? []).toString() }).toEqual({
      failed: undefined,
      said: 'null',
    });
  }

  test('the apply copies what has a value, and leaves what awaits one', async () => {
    for (const name of [OWN, BOOT]) expect(await read(name, AWAY)).toBe(await read(name, HOME));
    await expect(read(AWAITING, AWAY)).rejects.toMatchObject({ name: 'ParameterNotFound' });
    written.push(await read(OWN, HOME), await read(BOOT, HOME));
  });

  test('whoever deploys has nothing decrypted: the replicator does, as its own role', () => {
    const reads = aws.requests().filter(({ withDecryption, operation }) => withDecryption === true || operation === 'Decrypt');
    const asRole = reads.filter(({ accessKeyId }) => accessKeyId !== aws.credentials.accessKeyId);
    expect(asRole.map(({ name }) => name!.split(':')[0]).sort()).toEqual([OWN, BOOT].sort());
    // The rest are the reads of the test above: each record twice, and each copy and the missing one once.
    expect(reads.length - asRole.length).toBe(7);
  });

  test('the next plan is empty', async () => {
    expect(await planned('-detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('a copy follows what chamber writes, with what the role is allowed and no more', async () => {
    await aws.enforceAuthorization(true);
    await write(OWN, 'CANARY-written-by-chamber', 2);
    await tell(OWN, 'Update');
    expect(await read(OWN, AWAY)).toBe('CANARY-written-by-chamber');
    await write(AWAITING, 'CANARY-first-value', 1);
    await tell(AWAITING, 'Create');
    expect(await read(AWAITING, AWAY)).toBe('CANARY-first-value');
    await aws.enforceAuthorization(false);
  });

  test('and the plan is empty still', async () => {
    expect(await planned('-detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test("no value is in state, plan, Terraform's log or the replicator's", async () => {
    // The search looks into saved plans.
    succeeded(await planned('-out=again.tfplan', '-refresh=false', `-state=${join(scratch, 'none.tfstate')}`));
    const logs = new CloudWatchLogsClient({ region: HOME, endpoint: aws.endpoint, credentials: aws.credentials });
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/acme-prod-replicator' }));
    logs.destroy();
    // Each version once, whether it was told of by the rule of EventBridge or by the test, which does not wait for that.
    const copied = events.filter(({ message }) => message!.includes('"Copied"')).map(({ message }) => message!);
    const facts = copied.map(
      (line) => JSON.parse(line) as { readonly name: string; readonly region: string; readonly sourceVersion: number },
    );
    expect(new Set(facts.map(({ name, region, sourceVersion }) => `${name} ${region} ${sourceVersion}`)).size).toBe(4);
    writeFileSync(join(scratch, 'function.log'), events.map(({ message }) => message).join('\n'));
    const places = [folder, trace, join(scratch, 'function.log')];
    for (const ending of ['.tfstate', '.tfplan']) expect(filesIn(places).some((file) => file.endsWith(ending))).toBe(true);
    expect(await findValues(written, places)).toEqual([]);
    expect(written).toHaveLength(4);
  });

  /** Synthesizes what the tests are about. */
  function declare(outdir: string): void {
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir });
    const stack = new TerraformStack(app, 'prod');
    stack.addOverride('terraform.backend.local.path', join(folder, 'prod.tfstate'));
    const settings = { skipCredentialsValidation: true, skipMetadataApiCheck: 'true' };
    new AwsProvider(stack, 'aws', { region: HOME, ...settings });
    const provider = new AwsProvider(stack, 'away', { alias: 'away', region: AWAY, ...settings });
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      breakGlass: ['arn:aws:iam::123456789012:role/break-glass'],
      replication: { regions: [{ region: AWAY, provider }] },
    });
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const role = new IamRole(stack, 'reader', { name: 'reader', assumeRolePolicy: JSON.stringify(trust) });
    const replicaRegions = [AWAY];
    const own = new ApplicationSecret(stack, 'own', {
      vault,
      service: 'api',
      key: 'db_password',
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      replicaRegions,
      crossAccount: { accounts: ['444455556666'] },
    });
    own.replicaIn(AWAY).grantRead(role);
    new ApplicationSecret(stack, 'awaiting', {
      vault,
      service: 'api',
      key: 'api_token',
      source: SecretSource.supplied(),
      tier: ParameterTier.ADVANCED,
      replicaRegions,
    });
    new BootstrapSecret(stack, 'boot', {
      vault,
      system: 'consul',
      key: 'token',
      source: SecretSource.generated(),
      readers: [role],
      replicaRegions,
    });
    app.synth();
    expect(readdirSync(folder)).toContain('cdk.tf.json');
  }
});
