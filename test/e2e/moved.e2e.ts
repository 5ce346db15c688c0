import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterHistoryCommand, SSMClient } from '@aws-sdk/client-ssm';
import { runTerraform } from './terraform';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { bundledProvider, layBundledProvider } from '../../tools/terraform/bundled-provider';
import { terraformEnvironment } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const CANARY = 'CANARY-moved-4711-7f3a';
const AWS_VERSION = '5.100.0';

/** A parameter that hashicorp/aws made, value in its state and all, becomes a coffer_secret: in the order of the tests. */
describe('a moved block from aws_ssm_parameter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-moved-'));
  const file = (name: string) => join(folder, name);
  let aws: LocalAws;
  let ssm: SSMClient;

  beforeAll(async () => {
    aws = await LocalAws.start();
    ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials });
    layBundledProvider(folder);
  });
  afterAll(async () => {
    ssm?.destroy();
    await aws?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function terraform(...args: string[]) {
    const env = terraformEnvironment({ ...aws.environment, HOME: makeHome(file('home')), TF_LOG: 'TRACE', TF_LOG_PATH: file('trace.log') });
    const result = await runTerraform(args, { cwd: folder, env });
    if (result.code !== 0) throw new Error(`terraform ${args[0]} failed:\n${result.output}`);
    return result;
  }

  function configure(resource: string): void {
    const { address, version } = bundledProvider();
    writeFileSync(
      file('main.tf'),
      `
      terraform {
        required_providers {
          aws    = { source = "hashicorp/aws", version = "${AWS_VERSION}" }
          coffer = { source = "${address}", version = "${version}" }
        }
      }
      provider "aws" {
        region                      = "eu-west-1"
        skip_credentials_validation = true
        skip_metadata_api_check     = true
      }
      provider "coffer" {
        region = "eu-west-1"
      }
      ${resource}`,
    );
  }

  test('starts from a state that holds the value', async () => {
    configure(
      `resource "aws_ssm_parameter" "token" {\n name = "/api/token"\n type = "SecureString"\n value = "${CANARY}"\n tags = { ` +
        `Team = "payments" }\n}`,
    );
    await terraform('init', '-input=false', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color');
    expect(readFileSync(file('terraform.tfstate'), 'utf8')).toContain(CANARY);
  });

  test(
    "plans an adoption in place; the value is in neither the plan's text nor its JSON, " + 'and the person is told where it still is',
    async () => {
      configure(`
      moved {
        from = aws_ssm_parameter.token
        to   = coffer_secret.token
      }
      resource "coffer_secret" "token" {
        name = "/api/token"
        tags = { Team = "payments" }
      }`);
      rmSync(file('trace.log'), { force: true });
      const plan = await terraform('plan', '-out=plan', '-no-color');
      expect(plan.stdout).toContain('0 to add, 1 to change, 0 to destroy');
      expect(plan.output).toContain('Warning: The value of /api/token was in the state');
      const shown = await terraform('show', '-json', 'plan');
      expect(shown.stdout).toContain('/api/token');
      expect(plan.output + shown.output).not.toContain(CANARY.slice(0, 12));
    },
  );

  test('applies without touching the value, and takes it out of the state', async () => {
    await terraform('apply', '-no-color', 'plan');
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/api/token', WithDecryption: true }));
    expect(Parameters!.map(({ Value, Version }) => ({ Value, Version }))).toEqual([{ Value: CANARY, Version: 1 }]);
    expect(readFileSync(file('terraform.tfstate'), 'utf8')).not.toContain('CANARY-moved');
    expect((await terraform('plan', '-no-color')).stdout).toContain('No changes.');
  });

  test('leaves it in the backup of the state, which Terraform writes and the warning names; the saved plan has nothing of it', () => {
    expect(readFileSync(file('terraform.tfstate.backup'), 'utf8')).toContain(CANARY);
    const unzip =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); sys.stdout.write("".join(z.read(n).decode("latin-1") for n in z.namelist()))';
    const saved = execFileSync('python3', ['-c', unzip, file('plan')], { encoding: 'latin1' });
    expect(saved).toContain('/api/token');
    expect(saved).not.toContain(CANARY);
  });

  test("has no value of the move in the provider's own log", () => {
    const lines = readFileSync(file('trace.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('coffer'));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.includes('CANARY-moved'))).toEqual([]);
  });
});
