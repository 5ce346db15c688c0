import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ApplicationSecret, SecretEngine, SecretSource, SecretVault, VaultKey } from '../../src';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { runCommand, terraformEnvironment } from '../../tools/terraform/terraform';
import { type Configuration, newStack, synthesize } from '../support/synth';

jest.setTimeout(900_000);

const ADDRESS = 'aws_ssm_parameter.token';
const REFUSED =
  "ApplicationSecret 'api/token': the state, or an import block, holds values of the parameter /api/token, " +
  'and Terraform would keep them for good. ' +
  `Take the import block out, or run: terraform state rm '${ADDRESS}'. ` +
  'Then declare the secret under another name, or take the parameter over in a vault of SecretEngine.COFFER (adopt: true), ' +
  'which reads nothing. ' +
  'Delete earlier versions of the state and saved plans, which have the values too, and rotate what was in them.';

/** A parameter that exists already, and a secret of hashicorp/aws alone that would be it: in the order of the tests. */
describe('an import into SecretEngine.AWS_ONLY', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-imported-'));
  const file = (name: string) => join(folder, name);
  const state = () => (existsSync(file('terraform.tfstate')) ? readFileSync(file('terraform.tfstate'), 'utf8') : '');
  let aws: LocalAws;
  let ssm: SSMClient;

  beforeAll(async () => {
    aws = await LocalAws.start();
    ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials });
    await ssm.send(new PutParameterCommand({ Name: '/api/token', Value: 'CANARY-existing', Type: 'SecureString' }));
    configure();
    expect((await terraform('init', '-input=false')).output).toContain('successfully initialized');
  });
  afterAll(async () => {
    ssm?.destroy();
    await aws?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function terraform(command: string, ...args: string[]) {
    const env = terraformEnvironment({ ...aws.environment, HOME: makeHome(file('home')) });
    const result = await runCommand('terraform', [command, '-no-color', ...args], { cwd: folder, env });
    return { ...result, said: result.output.replace(/[│\s]+/g, ' ') };
  }

  function configure(more: object = {}): void {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      engine: SecretEngine.AWS_ONLY,
      key: VaultKey.fromAlias('alias/aws/ssm'),
    });
    new ApplicationSecret(stack, 'token', {
      vault,
      service: 'api',
      key: 'token',
      source: SecretSource.generated(),
      deletionProtection: false,
    });
    const { terraform: settings, ...configuration }: Configuration = synthesize(stack);
    const written = { terraform: { required_providers: settings!.required_providers }, ...configuration, ...more };
    writeFileSync(file('cdk.tf.json'), JSON.stringify(written, undefined, 1));
  }

  test('by an import block is refused by plan and apply, and leaves no value in the state', async () => {
    configure({ import: [{ to: ADDRESS, id: '/api/token' }] });
    for (const { code, said } of [await terraform('plan', '-out=plan'), await terraform('apply', '-auto-approve')]) {
      expect(code).toBe(1);
      expect(said).toContain(REFUSED);
      expect(said).not.toContain('CANARY');
    }
    expect(state()).not.toContain('CANARY');
  });

  test('by terraform import is refused by every plan after it, which quotes nothing', async () => {
    configure();
    expect(await terraform('import', ADDRESS, '/api/token')).toMatchObject({ code: 0 });
    expect(state()).toContain('CANARY-existing');
    for (const { code, said } of [await terraform('plan'), await terraform('apply', '-auto-approve'), await terraform('plan')]) {
      expect(code).toBe(1);
      expect(said).toContain(REFUSED);
      expect(said).not.toContain('CANARY');
    }
  });

  test('is over with terraform state rm; what is made then plans nothing', async () => {
    expect(
      (await runCommand('terraform', ['state', 'rm', ADDRESS], { cwd: folder, env: terraformEnvironment(aws.environment) })).code,
    ).toBe(0);
    await ssm.send(new DeleteParameterCommand({ Name: '/api/token' }));
    expect(await terraform('apply', '-auto-approve')).toMatchObject({ code: 0 });
    expect(await terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('of a parameter that is no SecureString is refused likewise, and its value is not below the message', async () => {
    await runCommand('terraform', ['state', 'rm', ADDRESS], { cwd: folder, env: terraformEnvironment(aws.environment) });
    await ssm.send(new DeleteParameterCommand({ Name: '/api/token' }));
    await ssm.send(new PutParameterCommand({ Name: '/api/token', Value: 'CANARY-plain', Type: 'String' }));
    await terraform('import', ADDRESS, '/api/token');
    const { code, said } = await terraform('plan');
    expect(code).toBe(1);
    expect(said).toContain(REFUSED);
    // From the message on: above it, hashicorp/aws shows what it takes for no secret.
    expect(said.slice(said.indexOf('Error:'))).not.toContain('CANARY');
  });
});
