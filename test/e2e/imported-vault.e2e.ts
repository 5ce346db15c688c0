import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Deployment } from './deployment';
import { succeeded } from './succeeded';
import { PythonProject } from '../../tools/languages/python-project';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { ExampleProject } from '../../tools/terraform/example-project';
import { runCommand } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

/** A program that imports the vault, as Terraform has it. */
interface Importing {
  readonly stackFolder: string;
  readonly handedOn: string;
}

let declaring: Deployment;
let scratch: string;
let environment: NodeJS.ProcessEnv;

/** Both programs that import, in TypeScript and Python, by name. */
const importing = new Map<string, Importing>();

const terraform = (folder: string, ...args: string[]) =>
  runCommand('terraform', [...args, '-input=false', '-no-color'], { cwd: folder, env: environment, timeoutMs: 600_000 });

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'coffer-imported-vault-'));
  declaring = await Deployment.of('application-secrets', { environment: { TF_VAR_payment_token: 'CANARY-payment' } });
  declaring.begin();
  mkdirSync(join(scratch, 'package'));
  const python = await PythonProject.of(join(scratch, 'package'));
  await declaring.deployed();

  const kms = new KMSClient({ region: 'eu-west-1', endpoint: declaring.aws.endpoint, credentials: declaring.aws.credentials });
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/acme-dev-chamber' }));
  kms.destroy();
  environment = { ...declaring.environment, TF_VAR_vault_key_arn: KeyMetadata!.Arn };
  declaring.aws.clearRequests();

  const example = new ExampleProject('imported-vault', join(scratch, 'typescript'));
  succeeded(await example.synth({ env: environment }));
  importing.set('TypeScript', { stackFolder: example.stackFolder, handedOn: 'acme-dev-session-key' });
  succeeded(await python.run(join(__dirname, 'languages', 'importing.py'), join(scratch, 'python')));
  const stackFolder = join(scratch, 'python', 'stacks', 'imported-vault');
  importing.set('Python', { stackFolder, handedOn: 'acme-dev-session-key-by-python' });
  await Promise.all(
    [...importing.values()].map(async (program) => {
      succeeded(await terraform(program.stackFolder, 'init'));
      succeeded(await terraform(program.stackFolder, 'apply', '-auto-approve'));
    }),
  );
});
afterAll(async () => {
  await declaring?.close();
  rmSync(scratch, { recursive: true, force: true });
});

describe.each(['TypeScript', 'Python'])('a program in %s that only imports the vault', (language) => {
  const program = () => importing.get(language)!;

  test('makes no key, alias or parameter', () => {
    const { resource } = JSON.parse(readFileSync(join(program().stackFolder, 'cdk.tf.json'), 'utf8')) as { resource: object };
    expect(Object.keys(resource).sort()).toEqual([
      'aws_iam_policy',
      'aws_iam_role',
      'aws_iam_role_policy_attachment',
      'aws_secretsmanager_secret',
      'aws_secretsmanager_secret_version',
    ]);
  });

  test('hands on what it reads, and keeps it in no state and no output of synth', async () => {
    const { session_key: value } = await declaring.values('/api');
    const client = { region: 'eu-west-1', endpoint: declaring.aws.endpoint, credentials: declaring.aws.credentials };
    const secretsManager = new SecretsManagerClient(client);
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: program().handedOn }));
    secretsManager.destroy();
    expect(SecretString === value).toBe(true);
    expect(filesIn([join(scratch, language.toLowerCase())]).some((file) => file.includes('.tfstate'))).toBe(true);
    expect(findValues([value!], [join(scratch, language.toLowerCase())])).toEqual([]);
  });

  test('is planned empty', async () => {
    expect((await terraform(program().stackFolder, 'plan', '-detailed-exitcode')).code).toBe(0);
  });
});

test('the program that declares is planned empty beside them', async () => {
  const operations = new Set(declaring.aws.requests().map(({ operation }) => operation));
  expect(['CreateKey', 'CreateAlias', 'PutParameter', 'PutKeyPolicy'].filter((operation) => operations.has(operation))).toEqual([]);
  expect((await declaring.plan()).code).toBe(0);
});
