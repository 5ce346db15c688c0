import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeParametersCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { succeeded } from './succeeded';
import { trustAwsProvider } from './terraform';
import { LocalAws, type RequestRecord } from '../../tools/local-aws/local-aws';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { ExampleProject } from '../../tools/terraform/example-project';
import { runCommand, terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(600_000);

const CANARY = 'CANARY-<payment&token>-"quoted"-7f3a';

/** The example of the README, from nothing to nothing, as a newcomer would: in the order of the tests below. */
describe('examples/application-secrets', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-e2e-'));
  const trace = join(scratch, 'trace.log');
  let aws: LocalAws;
  let ssm: SSMClient;
  let project: ExampleProject;
  let environment: NodeJS.ProcessEnv;
  let deployment: RequestRecord[];

  beforeAll(async () => {
    aws = await LocalAws.start();
    ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials });
    project = new ExampleProject('application-secrets', join(scratch, 'project'));
    // A home with nothing in it but a copy of hashicorp/aws, where this machine has one; no setting of Terraform's own.
    environment = terraformEnvironment({ ...aws.environment, HOME: makeHome(join(scratch, 'home')), TF_VAR_payment_token: CANARY });
  });
  afterAll(async () => {
    ssm?.destroy();
    await aws?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const plan = (...args: string[]) =>
    project.terraform(['plan', '-detailed-exitcode', '-input=false', '-no-color', ...args], { env: environment });

  async function values(): Promise<Record<string, string>> {
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true }));
    return Object.fromEntries(Parameters!.map(({ Name, Value }) => [Name!, Value!]));
  }

  test('plain cdktf deploy finds the coffer provider by itself', async () => {
    const result = await project.cdktf(['deploy', 'application-secrets', '--auto-approve'], {
      env: { ...environment, TF_LOG: 'TRACE', TF_LOG_PATH: trace },
    });
    deployment = aws.requests();
    expect(succeeded(result).output).toContain('Apply complete');
    expect(Object.keys(await values()).sort()).toEqual([
      '/api/admin_password',
      '/api/db_password',
      '/api/payment_token',
      '/api/session_key',
    ]);
    expect((await values())['/api/payment_token']).toBe(CANARY);
    const lock = readFileSync(join(project.stackFolder, '.terraform.lock.hcl'), 'utf8');
    expect(lock).toMatch(
      /provider "registry\.terraform\.io\/cdktf-coffer\/coffer" \{\s+version\s+= "[\d.]+"\s+constraints = "[\d.]+"\s+hashes = \[\s+"h1:/,
    );
    trustAwsProvider(project.stackFolder);
  });

  test('the second plan is empty, for Terraform and for cdktf', async () => {
    aws.clearRequests();
    const result = await plan('-out=second.tfplan');
    expect({ code: result.code, said: result.output }).toMatchObject({ code: 0, said: expect.stringContaining('No changes') });
    deployment.push(...aws.requests());
    expect((await project.cdktf(['diff', 'application-secrets'], { env: environment })).output).toContain('No changes');
  });

  test('no value is in state, plan, synthesized output or the TRACE log', async () => {
    const shown = succeeded(await project.terraform(['show', '-json', 'second.tfplan'], { env: environment }));
    writeFileSync(join(scratch, 'plan.json'), shown.stdout);
    // A plan that creates everything has the most to leak.
    const fresh = await plan('-out=fresh.tfplan', `-state=${join(scratch, 'none.tfstate')}`, '-refresh=false');
    expect(fresh.code).toBe(2);
    writeFileSync(
      join(scratch, 'fresh.json'),
      succeeded(await project.terraform(['show', '-json', 'fresh.tfplan'], { env: environment })).stdout,
    );

    const secrets = Object.values(await values());
    expect(project.stateFiles()).not.toEqual([]);
    const places = [
      ...project.stateFiles(),
      join(project.folder, 'cdktf.out'),
      join(scratch, 'plan.json'),
      join(scratch, 'fresh.json'),
      trace,
    ];
    expect(findValues(secrets, places)).toEqual([]);
    expect(filesIn(places).length).toBeGreaterThan(8);
    expect(readFileSync(trace, 'utf8')).toContain('PutParameter');
  });

  test('deploy, refresh and plan decrypted nothing', () => {
    expect(deployment.filter(({ operation }) => operation === 'PutParameter')).toHaveLength(4);
    expect(deployment.filter(({ operation, withDecryption }) => operation === 'Decrypt' || withDecryption === true)).toEqual([]);
  });

  test('a chamber write, and the first value of a supplied secret, leave the next plan empty', async () => {
    const { Parameters } = await ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: ['/api/db_password'] }] }),
    );
    expect(Parameters![0]).toMatchObject({ Description: '1', KeyId: 'alias/acme-dev-chamber', Type: 'SecureString' });
    const write = (name: string, value: string, version: number) =>
      ssm.send(
        new PutParameterCommand({
          Name: name,
          Value: value,
          Type: 'SecureString',
          KeyId: 'alias/acme-dev-chamber',
          Overwrite: true,
          Description: String(version),
        }),
      );
    await write('/api/db_password', 'CANARY-written-by-chamber', 2);
    await write('/api/smtp_password', 'CANARY-supplied', 1);

    expect((await plan()).code).toBe(0);
    succeeded(await project.cdktf(['deploy', 'application-secrets', '--auto-approve'], { env: environment }));
    expect(await values()).toMatchObject({ '/api/db_password': 'CANARY-written-by-chamber', '/api/smtp_password': 'CANARY-supplied' });
    const secrets = Object.values(await values());
    expect(findValues(secrets, [...project.stateFiles(), join(project.folder, 'cdktf.out')])).toEqual([]);
  });

  // docs/guides/leaving.md
  test('CDKTF can be left: a copy of the stack is a Terraform configuration of its own, and its plan is empty', async () => {
    const copy = new StackCopy(project, join(scratch, 'without-cdktf'), environment);
    succeeded(await copy.terraform('init', '-input=false'));
    const { code, output } = await copy.terraform('plan', '-detailed-exitcode', '-input=false');
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  test('Coffer can be left: what the state forgets stays in AWS, and the plan without Coffer is empty', async () => {
    const copy = new StackCopy(project, join(scratch, 'without-coffer'), environment);
    copy.edit(({ terraform }) => {
      const state = join(copy.folder, 'left.tfstate');
      copyFileSync(
        project.stateFiles().find((file) => file.endsWith('.tfstate'))!,
        state,
      );
      terraform.backend = { local: { path: state } };
    });
    succeeded(await copy.terraform('init', '-input=false'));
    const addresses = succeeded(await copy.terraform('state', 'list'))
      .stdout.trim()
      .split('\n');
    const left = addresses.filter((address) => /^(coffer_|aws_kms_|aws_iam_policy\.|aws_iam_role_policy_attachment\.)/.test(address));
    expect(left).toHaveLength(11);
    succeeded(await copy.terraform('state', 'rm', ...left));
    copy.edit((configuration) => {
      for (const type of ['coffer_secret', 'aws_kms_key', 'aws_kms_alias', 'aws_iam_policy', 'aws_iam_role_policy_attachment']) {
        delete configuration.resource[type];
      }
      delete configuration.data;
      delete configuration.provider.coffer;
      delete configuration.terraform.required_providers.coffer;
    });
    const { code, output } = await copy.terraform('plan', '-detailed-exitcode', '-input=false');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('No changes') as string });
    expect(Object.keys(await values())).toHaveLength(5);
  });

  test('destroy is refused while the secrets are protected, and works after', async () => {
    expect((await project.cdktf(['destroy', 'application-secrets', '--auto-approve'], { env: environment })).code).not.toBe(0);
    // cdktf may lose the end of what Terraform says when that fails; Terraform itself does not.
    const refused = await plan('-destroy');
    expect(refused.code).toBe(1);
    expect(refused.stderr.replace(/[\s│]+/g, ' ')).toContain('Error: Secret /api/payment_token is protected from deletion');
    expect(Object.keys(await values())).toHaveLength(5);

    const unprotected = { ...environment, COFFER_EXAMPLE_DELETION_PROTECTION: 'off' };
    succeeded(await project.cdktf(['deploy', 'application-secrets', '--auto-approve'], { env: unprotected }));
    succeeded(await project.cdktf(['destroy', 'application-secrets', '--auto-approve'], { env: unprotected }));
    expect(await values()).toEqual({});
  });
});

interface Synthesized {
  readonly terraform: { backend: object; readonly required_providers: Record<string, object> };
  readonly provider: Record<string, object>;
  readonly resource: Record<string, object>;
  data?: object;
}

/** A stack's folder in another place, without what `terraform init` made there. */
class StackCopy {
  constructor(
    project: ExampleProject,
    public readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    cpSync(project.stackFolder, folder, { recursive: true, filter: (path) => !path.endsWith('/.terraform') });
  }

  public terraform(...args: string[]): Promise<CommandResult> {
    return runCommand('terraform', args, { cwd: this.folder, env: this.env });
  }

  public edit(change: (configuration: Synthesized) => void): void {
    const file = join(this.folder, 'cdk.tf.json');
    const configuration = JSON.parse(readFileSync(file, 'utf8')) as Synthesized;
    change(configuration);
    writeFileSync(file, JSON.stringify(configuration));
  }
}
