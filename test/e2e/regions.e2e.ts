import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { succeeded } from './succeeded';
import { runTerraform } from './terraform';
import { ApplicationSecret, AwsCredentials, Rotation, SecretSource, SecretVault } from '../../src';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const [OURS, THEIRS] = ['123456789012', '444455556666'];
/** The stacks of one app: a second region of one account, and another account. */
const PLACES = {
  home: { region: 'eu-west-1', account: OURS, regionInNames: false },
  away: { region: 'eu-central-1', account: OURS, regionInNames: true },
  other: { region: 'eu-west-1', account: THEIRS, regionInNames: false },
} as const;
type Place = keyof typeof PLACES;
const NAMES = Object.keys(PLACES) as Place[];

/** Vaults of one name in two regions and two accounts, with the same secrets. */
describe('one app in two regions and two accounts', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-regions-'));
  const folderOf = (name: Place) => join(scratch, 'out', 'stacks', name);
  let aws: LocalAws;
  let environment: NodeJS.ProcessEnv;

  const terraform = (name: Place, ...args: string[]): Promise<CommandResult> =>
    runTerraform([...args, '-input=false', '-no-color'], { cwd: folderOf(name), env: environment, timeoutMs: 600_000 });

  beforeAll(async () => {
    aws = await LocalAws.start();
    environment = terraformEnvironment({ ...aws.environment, HOME: makeHome(join(scratch, 'home')) });
    declare(join(scratch, 'out'));
    await Promise.all(NAMES.map(async (name) => succeeded(await terraform(name, 'init'))));
  });
  afterAll(async () => {
    await aws?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  test('is deployed with no name twice', async () => {
    // All at once: of two that want one name, the second fails.
    const applied = await Promise.all(NAMES.map(async (name) => succeeded(await terraform(name, 'apply', '-auto-approve')).stdout));
    for (const said of applied) expect(said).toContain('Apply complete');
  });

  test('has a value of its own in each of them', async () => {
    const values = await Promise.all(
      NAMES.map(async (name) => {
        const { region, account } = PLACES[name];
        const ssm = new SSMClient({
          region,
          endpoint: aws.endpoint,
          credentials: account === OURS ? aws.credentials : await credentialsIn(THEIRS),
        });
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/api/session_key', WithDecryption: true }));
        ssm.destroy();
        return Parameter!;
      }),
    );
    expect(values.map(({ ARN }) => ARN)).toEqual(
      NAMES.map((name) => `arn:aws:ssm:${PLACES[name].region}:${PLACES[name].account}:parameter/api/session_key`),
    );
    expect(new Set(values.map(({ Value }) => Value)).size).toBe(NAMES.length);
  });

  test('is planned again without a change', async () => {
    const plans = await Promise.all(NAMES.map((name) => terraform(name, 'plan', '-detailed-exitcode')));
    expect(plans.map(({ code, output }) => (code === 0 ? 'No changes' : output))).toEqual(NAMES.map(() => 'No changes'));
  });

  async function credentialsIn(account: string): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> {
    const sts = new STSClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/terraform`, RoleSessionName: 'test' }),
    );
    sts.destroy();
    return {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
  }

  /** Synthesizes what the tests are about. */
  function declare(outdir: string): void {
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir });
    for (const name of NAMES) {
      const { region, account, regionInNames } = PLACES[name];
      const stack = new TerraformStack(app, name);
      stack.addOverride('terraform.backend.local.path', join(folderOf(name), `${name}.tfstate`));
      new AwsProvider(stack, 'aws', {
        region,
        allowedAccountIds: [account],
        skipMetadataApiCheck: 'true',
        ...(account === OURS ? {} : { assumeRole: [{ roleArn: `arn:aws:iam::${account}:role/terraform` }] }),
      });
      const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', regionInNames });
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      };
      const role = new IamRole(stack, 'api', { namePrefix: 'acme-prod-api-', assumeRolePolicy: JSON.stringify(trust) });
      const secret = new ApplicationSecret(stack, 'session-key', {
        vault,
        service: 'api',
        key: 'session_key',
        source: SecretSource.generated(),
        rotation: Rotation.random(),
      });
      secret.grantRead(role);
      const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-artifacts/*' }],
      });
      new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy, rotated: false });
    }
    app.synth();
  }
});
