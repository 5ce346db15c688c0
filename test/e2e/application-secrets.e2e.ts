import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeParametersCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { succeeded } from './succeeded';
import { trustAwsProvider } from './terraform';
import { LocalAws, type RequestRecord } from '../../tools/local-aws/local-aws';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { ExampleProject } from '../../tools/terraform/example-project';
import { terraformEnvironment } from '../../tools/terraform/terraform';

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
