import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { decryptions, Deployment } from './deployment';
import { succeeded } from './succeeded';
import { findValues } from '../../tools/quickstart/leak-check';
import { type CommandResult, runCommand } from '../../tools/terraform/terraform';

jest.setTimeout(600_000);

const RUN = 'terraform-bootstrap-run';

let deployment: Deployment;
/** What the providers are configured with, as a person and a rotator write it. */
const secretKeys: string[] = [];
/** Terraform, under the role for its runs, with IAM enforced. */
let terraform: (...args: string[]) => Promise<CommandResult>;
let log: string;

async function supply(iam: IAMClient, user: string, parameter: string, alias: string): Promise<void> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
  secretKeys.push(AccessKey!.SecretAccessKey!);
  await deployment.ssm.send(
    new PutParameterCommand({
      Name: parameter,
      Value: JSON.stringify({ Version: 1, AccessKeyId: AccessKey!.AccessKeyId, SecretAccessKey: AccessKey!.SecretAccessKey }),
      Type: 'SecureString',
      KeyId: alias,
      Description: '1',
    }),
  );
}

beforeAll(async () => {
  deployment = await Deployment.of('terraform-bootstrap', { environment: { COFFER_EXAMPLE_ROTATION: 'off' } });
  await deployment.deploy();
  const client = { region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials: deployment.aws.credentials };
  const [iam, sts] = [new IAMClient(client), new STSClient(client)];
  const { role, user } = (await deployment.outputs()) as { readonly role: string; readonly user: string };
  await iam.send(new CreateUserCommand({ UserName: 'partner-root' }));
  await supply(iam, 'partner-root', '/bootstrap/partner-account/access_key', 'alias/acme-dev-bootstrap');
  await supply(iam, user, '/artifacts/aws_credentials', 'alias/acme-dev-chamber');
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'run' }));
  iam.destroy();
  sts.destroy();
  log = join(deployment.project.folder, 'run.log');
  const env = {
    ...deployment.environment,
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
    TF_LOG: 'TRACE',
    TF_LOG_PATH: log,
  };
  const cwd = join(deployment.project.folder, 'cdktf.out', 'stacks', RUN);
  terraform = (...args) => runCommand('terraform', args, { cwd, env, timeoutMs: 300_000 });
  deployment.aws.clearRequests();
  await deployment.aws.enforceAuthorization(true);
});
afterAll(() => deployment?.close());

test('providers are configured with a bootstrap secret and with AWS credentials, by a role that reads no more than these', async () => {
  succeeded(await terraform('init', '-input=false', '-no-color'));
  succeeded(await terraform('plan', '-input=false', '-no-color', '-out=first.tfplan'));
  succeeded(await terraform('apply', '-input=false', '-no-color', 'first.tfplan'));
  const { stdout } = succeeded(await terraform('output', '-json'));
  const outputs = JSON.parse(stdout) as { readonly [name: string]: { readonly value: string } };
  expect(outputs.partner!.value).toMatch(/:user\/partner-root$/);
  expect(outputs.uploader!.value).toMatch(/:user\/acme-dev-artifacts-aws_credentials$/);
  // By their names, one by one: no path is listed.
  expect(decryptions(deployment.aws).length).toBeGreaterThan(0);
  expect([...new Set(deployment.aws.requests().map(({ operation }) => operation))]).not.toContain('GetParametersByPath');
});

test('the next plan is empty, and no value is in state, plans, synthesized output or TRACE log', async () => {
  expect((await terraform('plan', '-detailed-exitcode', '-input=false', '-no-color', '-out=second.tfplan')).code).toBe(0);
  const { folder } = deployment.project;
  const stackFolder = join(folder, 'cdktf.out', 'stacks', RUN);
  writeFileSync(join(folder, 'first.json'), succeeded(await terraform('show', '-json', 'first.tfplan')).stdout);
  const states = readdirSync(folder).filter((file) => file.startsWith('terraform.') && file.includes('.tfstate'));
  expect(states).toContain(`terraform.${RUN}.tfstate`);
  expect(readFileSync(log, 'utf8').length).toBeGreaterThan(10_000);
  const plans = [...['first', 'second'].map((plan) => join(stackFolder, `${plan}.tfplan`)), join(folder, 'first.json')];
  expect(secretKeys).toHaveLength(2);
  expect(findValues(secretKeys, [...states.map((file) => join(folder, file)), ...plans, join(folder, 'cdktf.out'), log])).toEqual([]);
});
