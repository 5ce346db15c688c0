import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { DeleteBucketPolicyCommand, DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describePublicKey, publicKeyOf } from '../../src/values/key-material';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { ExampleProject } from '../../tools/terraform/example-project';
import { runCommand, terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const UNPROTECTED = { COFFER_EXAMPLE_DELETION_PROTECTION: 'off' };

/** An example as its users have it, from synth to destroy, against an AWS of its own. */
class Deployment {
  /** @param role name of the role that everything runs under. Default: the account's root */
  public static async of(name: string, role?: string): Promise<Deployment> {
    const scratch = mkdtempSync(join(tmpdir(), `coffer-${name}-`));
    const aws = await LocalAws.start();
    return new Deployment(name, scratch, aws, role === undefined ? {} : await assumed(aws, role));
  }

  public readonly project: ExampleProject;
  public readonly ssm: SSMClient;
  public readonly s3: S3Client;
  private readonly environment: NodeJS.ProcessEnv;
  private first: Promise<string> | undefined;

  private constructor(private readonly name: string, private readonly scratch: string, public readonly aws: LocalAws, identity: NodeJS.ProcessEnv) {
    const client = { region: 'eu-west-1', endpoint: aws.endpoint, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
    this.ssm = new SSMClient(client);
    this.s3 = new S3Client({ ...client, forcePathStyle: true });
    this.project = new ExampleProject(name, join(scratch, 'project'));
    const log = { TF_LOG: 'TRACE', TF_LOG_PATH: join(scratch, 'trace.log') };
    this.environment = terraformEnvironment({ ...aws.environment, ...identity, ...log, HOME: makeHome(join(scratch, 'home')) });
  }

  /** Begins the first deploy, in the background. */
  public begin(): void {
    this.first = this.deploy();
    this.first.catch(() => undefined); // whoever waits for it is told
  }

  /** What the first deploy said. */
  public deployed(): Promise<string> {
    return this.first!;
  }

  public async deploy(more: NodeJS.ProcessEnv = {}): Promise<string> {
    return (await this.succeed(this.project.cdktf(['deploy', this.name, '--auto-approve'], { env: { ...this.environment, ...more }, timeoutMs: 600_000 }))).output;
  }

  /** Plans again. Everything is empty where nothing changed. */
  public async plan(...args: string[]): Promise<CommandResult> {
    return this.project.terraform(['plan', '-detailed-exitcode', '-input=false', '-no-color', ...args], { env: this.environment, timeoutMs: 600_000 });
  }

  public async destroy(): Promise<void> {
    await this.deploy(UNPROTECTED);
    // Keys' earlier versions stay with their bucket, so that it is emptied by hand: what the READMEs say.
    for (const bucket of this.buckets()) await this.empty(bucket);
    const destroy = () => this.project.cdktf(['destroy', this.name, '--auto-approve'], { env: { ...this.environment, ...UNPROTECTED }, timeoutMs: 600_000 });
    if (this.buckets().length === 0) {
      await this.succeed(destroy());
      return;
    }
    // What Terraform itself does to the bucket is in its access log until the end: the log is emptied last.
    expect((await destroy()).output).toContain('BucketNotEmpty');
    for (const bucket of this.buckets()) await this.empty(`${bucket}-log`);
    await this.succeed(destroy());
  }

  public async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.succeed(this.project.terraform(['output', '-json'], { env: this.environment }));
    return Object.fromEntries(Object.entries(JSON.parse(stdout) as Record<string, { value: unknown }>).map(([name, { value }]) => [name, value]));
  }

  /** Values below a service, decrypted. */
  public async values(path: string): Promise<Record<string, string>> {
    const { Parameters } = await this.ssm.send(new GetParametersByPathCommand({ Path: path, WithDecryption: true }));
    return Object.fromEntries(Parameters!.map(({ Name, Value }) => [Name!.slice(path.length + 1), Value!]));
  }

  public async object(key: string): Promise<string> {
    const [bucket] = this.buckets();
    // Its policy lets nobody read without a second factor, which there is none of here; the account's owner may change it.
    await this.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    return (await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body!.transformToString();
  }

  /** Where one of the values was found: state, plans, synthesized output, TRACE log. */
  public async leaks(secrets: readonly string[]): Promise<unknown[]> {
    const planFile = join(this.scratch, 'fresh.tfplan');
    await this.plan(`-out=${planFile}`, `-state=${join(this.scratch, 'none.tfstate')}`, '-refresh=false');
    const shown = await this.succeed(this.project.terraform(['show', '-json', planFile], { env: this.environment }));
    writeFileSync(join(this.scratch, 'fresh.json'), shown.stdout);
    const places = [...this.project.stateFiles(), join(this.project.folder, 'cdktf.out'), join(this.scratch, 'fresh.json'), join(this.scratch, 'trace.log')];
    expect(filesIn(places).length).toBeGreaterThan(4);
    return findValues(secrets, places);
  }

  public async close(): Promise<void> {
    this.ssm.destroy();
    this.s3.destroy();
    await this.aws.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private buckets(): string[] {
    return [...new Set(this.aws.requests().map(({ service, name }) => (service === 's3' ? /^([a-z0-9-]+-master-keys-\d+)(\/|$)/.exec(name ?? '')?.[1] : undefined)))].filter((name): name is string => name !== undefined);
  }

  private async empty(bucket: string): Promise<void> {
    await this.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) await this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }

  private async succeed(running: Promise<CommandResult>): Promise<CommandResult> {
    const result = await running;
    if (result.code !== 0) throw new Error(`exit code ${result.code}:\n${result.output.slice(-6000)}`);
    return result;
  }
}

/** The environment of a session of a role, which is made for it. */
async function assumed(aws: LocalAws, role: string): Promise<NodeJS.ProcessEnv> {
  const client = { region: 'eu-west-1', endpoint: aws.endpoint, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  const [iam, sts] = [new IAMClient(client), new STSClient(client)];
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }) }));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'test' }));
  iam.destroy();
  sts.destroy();
  return { AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId, AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey, AWS_SESSION_TOKEN: Credentials!.SessionToken };
}

/** The lines of a private key that its public half does not have too: that of RSA is the same modulus, in OpenSSH's form even in the same places. */
function pemLines(pem: string): string[] {
  const { openssh, pem: publicPem } = describePublicKey(publicKeyOf(pem));
  return pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----') && !openssh.includes(line) && !publicPem.includes(line));
}

const decryptions = (aws: LocalAws) => aws.requests().filter(({ operation, withDecryption }) => operation === 'GetObject' || operation === 'Decrypt' || withDecryption === true);

// All are deployed at once: the AWS provider waits for most of the time, a minute for the lifecycle of a bucket alone.
let bootstrap: Deployment;
let tls: Deployment;
let credentials: Deployment;
beforeAll(async () => {
  [bootstrap, tls, credentials] = await Promise.all([Deployment.of('bootstrap-secrets'), Deployment.of('tls-keys', 'acme-dev-terraform'), Deployment.of('aws-credentials')]);
  for (const each of [bootstrap, tls, credentials]) each.begin();
});
afterAll(() => Promise.all([bootstrap?.close(), tls?.close(), credentials?.close()]));

describe('bootstrap secrets', () => {
  let deployment: Deployment;
  beforeAll(() => { deployment = bootstrap; });

  test('are deployed without a value being read, and the next plan is empty', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    expect((await deployment.plan()).stdout).toContain('No changes');
    expect(decryptions(deployment.aws)).toEqual([]);
    expect((await deployment.outputs()).backup_public_key).toMatch(/BEGIN PUBLIC KEY/);
  });

  test('leave the plan empty once a person wrote them, and are nowhere else', async () => {
    await deployment.ssm.send(new PutParameterCommand({ Name: '/bootstrap/hashicorp-vault/root_token', Value: 'CANARY-root-token-9b1', Type: 'SecureString', KeyId: 'alias/acme-prod-bootstrap', Description: '1' }));
    expect((await deployment.plan()).code).toBe(0);
    const pem = await deployment.object('hashicorp-vault/backup.pem');
    expect(pemLines(pem).length).toBeGreaterThan(30);
    expect(await deployment.leaks(['CANARY-root-token-9b1', ...pemLines(pem)])).toEqual([]);
  });

  test('are destroyed once their protection is off', async () => {
    expect((await deployment.plan('-destroy')).stderr).toContain('is protected from deletion');
    await deployment.destroy();
    expect(await deployment.values('/bootstrap/hashicorp-vault')).toEqual({});
  });
});

describe('TLS keys', () => {
  let deployment: Deployment;
  beforeAll(() => { deployment = tls; });

  test('are deployed, the chain is good, and the next plan is empty and reads nothing', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    const { tls_cert: chain, tls_key: key, tls_ca: root } = await deployment.values('/api');
    const folder = mkdtempSync(join(tmpdir(), 'coffer-chain-'));
    for (const [name, pem] of Object.entries({ root, chain, key })) writeFileSync(join(folder, name), pem!);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    expect(openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'api.acme.example', '-CAfile', 'root', '-untrusted', 'chain', 'chain')).toContain('OK');
    expect(openssl('x509', '-in', 'chain', '-noout', '-pubkey')).toBe(openssl('pkey', '-in', 'key', '-pubout'));
    rmSync(folder, { recursive: true });
    deployment.aws.clearRequests();
    expect((await deployment.plan()).stdout).toContain('No changes');
    expect(decryptions(deployment.aws)).toEqual([]);
  });

  test('are in no state, plan, output or log', async () => {
    const values = [...Object.entries(await deployment.values('/api')), ...Object.entries(await deployment.values('/ci'))];
    const keys = values.filter(([name]) => name.endsWith('_key')).map(([, pem]) => pem);
    expect(keys).toHaveLength(3);
    expect(await deployment.leaks(keys.flatMap(pemLines))).toEqual([]);
  });

  test('are destroyed once their protection is off', async () => {
    await deployment.destroy();
    expect(await deployment.values('/api')).toEqual({});
  });
});

describe('AWS credentials', () => {
  let deployment: Deployment;
  beforeAll(() => { deployment = credentials; });

  test('are deployed without a key of Terraform\'s, and the plan stays empty when one was written', async () => {
    expect(await deployment.deployed()).toContain('Apply complete');
    const iam = new IAMClient({ region: 'eu-west-1', endpoint: deployment.aws.endpoint, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } });
    expect((await iam.send(new ListAccessKeysCommand({ UserName: 'acme-prod-artifacts-aws_credentials' }))).AccessKeyMetadata).toEqual([]);
    iam.destroy();
    expect((await deployment.plan()).stdout).toContain('No changes');
    const value = JSON.stringify({ Version: 1, AccessKeyId: 'AKIACANARY', SecretAccessKey: 'CANARY-secret-access-key-55' });
    await deployment.ssm.send(new PutParameterCommand({ Name: '/artifacts/aws_credentials', Value: value, Type: 'SecureString', KeyId: 'alias/acme-prod-chamber', Description: '1' }));
    expect((await deployment.plan()).code).toBe(0);
    expect(await deployment.leaks(['CANARY-secret-access-key-55'])).toEqual([]);
  });

  test('are destroyed once their protection is off', async () => {
    await deployment.destroy();
    expect(await deployment.values('/artifacts')).toEqual({});
  });
});

// Used by the runner's own checks: an example without a test would be one that nobody knows to work.
test('every example of a type of secrets is deployed by a test', async () => {
  const listed = await runCommand('ls', [join(__dirname, '..', '..', 'examples')], { cwd: __dirname, env: process.env });
  expect(listed.stdout.split('\n').filter((name) => name !== '' && name !== 'terraform').sort()).toEqual(expect.arrayContaining(['application-secrets', 'aws-credentials', 'bootstrap-secrets', 'tls-keys']));
});
