import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { succeeded } from './succeeded';
import { runTerraform } from './terraform';
import { ApplicationSecret, MasterKey, MasterKeyBucket, SecretSource, SecretVault, VaultKey } from '../../src';
import { CofferProvider } from '../../src/bindings/provider';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { terraformEnvironment } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';
const REFUSED = /AccessDenied|not authorized/;

/** How a program declares its vault, and what is in it. */
interface Program {
  readonly stage: string;
  /** Id of the vault's construct; undefined where it is not declared any more. */
  readonly vault?: string;
  readonly otherKey?: boolean;
  readonly protectsVault?: boolean;
  readonly protectsSecrets?: boolean;
}

/** What people do to a vault that secrets are in, deployed by a role with AdministratorAccess, with IAM enforced. */
describe('a protected vault', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'coffer-protected-'));
  const programs = new Map<string, Promise<Program>>();
  let aws: LocalAws;
  let environment: NodeJS.ProcessEnv;
  let [kms, s3, ssm]: [KMSClient?, S3Client?, SSMClient?] = [];

  beforeAll(async () => {
    aws = await LocalAws.start();
    const client = { endpoint: aws.endpoint, region: REGION, credentials: aws.credentials };
    [kms, s3, ssm] = [new KMSClient(client), new S3Client({ ...client, forcePathStyle: true }), new SSMClient(client)];
    const [iam, sts] = [new IAMClient(client), new STSClient(client)];
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }) }),
    );
    const everything = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'everything', PolicyDocument: everything }));
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'ci' }));
    for (const each of [iam, sts]) each.destroy();
    await aws.enforceAuthorization(true);
    environment = terraformEnvironment({
      ...aws.environment,
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials!.SessionToken,
      HOME: makeHome(join(scratch, 'home')),
    });
    // All at once: the AWS provider waits for most of the time. Whoever waits for one is told why it failed.
    for (const stage of ['renamed', 'rekeyed', 'removed', 'gone']) {
      const program = deployed({ stage, vault: 'vault', protectsSecrets: stage !== 'removed' });
      program.catch(() => undefined);
      programs.set(stage, program);
    }
  });
  afterAll(async () => {
    for (const client of [kms, s3, ssm]) client?.destroy();
    await aws?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const folder = (stage: string) => join(scratch, stage, 'stacks', stage);
  const terraform = (stage: string, ...args: string[]) =>
    runTerraform([...args, '-input=false', '-no-color'], { cwd: folder(stage), env: environment, timeoutMs: 600_000 });
  const apply = (program: Program) => {
    declare(program);
    return terraform(program.stage, 'apply', '-auto-approve');
  };

  /** Deploys a vault with a secret and a master key. */
  async function deployed(program: Program): Promise<Program> {
    declare(program);
    succeeded(await terraform(program.stage, 'init'));
    succeeded(await terraform(program.stage, 'apply', '-auto-approve'));
    return program;
  }

  /** All that the values hang on: the state of each key that an alias leads to, and what closes the bucket. */
  async function standing(stage: string) {
    const { Aliases } = await kms!.send(new ListAliasesCommand({ Limit: 100 }));
    const own = Aliases!
      .filter(({ AliasName }) => AliasName!.startsWith(`alias/acme-${stage}-`))
      .sort((a, b) => (a.AliasName! < b.AliasName! ? -1 : 1));
    const stateOf = async (KeyId: string | undefined) => (await kms!.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!.KeyState;
    const keys = await Promise.all(own.map(async ({ AliasName, TargetKeyId }) => [AliasName, TargetKeyId, await stateOf(TargetKeyId)]));
    const Bucket = `acme-${stage}-master-keys-${ACCOUNT}`;
    return {
      keys,
      policy: (
        JSON.parse((await s3!.send(new GetBucketPolicyCommand({ Bucket }))).Policy!) as { Statement: { Sid: string }[] }
      ).Statement.map(({ Sid }) => Sid),
      publicAccess: (await s3!.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
      encryption: (await s3!.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules,
      versioning: (await s3!.send(new GetBucketVersioningCommand({ Bucket }))).Status,
    };
  }

  const valueIn = async (stage: string) =>
    (await ssm!.send(new GetParameterCommand({ Name: `/${stage}/key`, WithDecryption: true }))).Parameter!.Value;

  test.each<[string, string, (program: Program) => Program]>([
    ['whose construct is renamed', 'renamed', (program) => ({ ...program, vault: 'other' })],
    ['that gets another key', 'rekeyed', (program) => ({ ...program, otherKey: true })],
    ['that is removed with secrets that are not protected', 'removed', (program) => ({ ...program, vault: undefined })],
  ])('%s keeps keys, aliases, bucket and what closes it: the apply fails', async (_name, stage, change) => {
    const program = (await programs.get(stage))!;
    const before = await standing(stage);
    expect(before).toMatchObject({
      keys: [
        [`alias/acme-${stage}-chamber`, expect.any(String), 'Enabled'],
        [`alias/acme-${stage}-master-keys`, expect.any(String), 'Enabled'],
      ],
      versioning: 'Enabled',
    });
    expect(before.policy).toContain('StaysWhileProtected');
    const value = stage === 'removed' ? undefined : await valueIn(stage);

    const refused = await apply(change(program));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(REFUSED);
    expect(await standing(stage)).toEqual(before);
    if (value !== undefined) expect(await valueIn(stage)).toBe(value);
  });

  test('is destroyed with its stack only after an apply with protection turned off; before, the plan names the secrets', async () => {
    const program = (await programs.get('gone'))!;
    const before = await standing('gone');
    const planned = await terraform('gone', 'plan', '-destroy');
    expect(planned.output).toContain('Secret /gone/key is protected from deletion');
    expect(planned.output).toContain('Private key s3://acme-gone-master-keys');

    succeeded(await apply({ ...program, protectsSecrets: false }));
    const refused = await terraform('gone', 'destroy', '-auto-approve');
    expect(refused.output).toMatch(REFUSED);
    expect(await standing('gone')).toEqual(before);

    succeeded(await apply({ ...program, protectsSecrets: false, protectsVault: false }));
    const destroyed = await terraform('gone', 'destroy', '-auto-approve');
    // All that is left is what Terraform never deletes: versions of keys.
    expect(destroyed.output).toContain('BucketNotEmpty');
    expect(destroyed.output).not.toMatch(REFUSED);
    const { KeyMetadata } = await kms!.send(new DescribeKeyCommand({ KeyId: before.keys[0]![1] }));
    expect(KeyMetadata!.KeyState).toBe('PendingDeletion');
  });

  /** Synthesizes a program. */
  function declare({ stage, vault: id, otherKey, protectsVault, protectsSecrets }: Program): void {
    const outdir = join(scratch, stage);
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir });
    const stack = new TerraformStack(app, stage);
    stack.addOverride('terraform.backend.local.path', join(folder(stage), 'state.tfstate'));
    new AwsProvider(stack, 'aws', { region: REGION, skipCredentialsValidation: true, skipMetadataApiCheck: 'true', s3UsePathStyle: true });
    // There in every program, so that no plan differs by them.
    new CofferProvider(stack, 'coffer', { region: REGION });
    const other = new KmsKey(stack, 'other-key', { description: 'other' });
    if (id !== undefined) {
      const vault = new SecretVault(stack, id, {
        namespace: 'acme',
        stage,
        breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
        deletionProtection: protectsVault,
        ...(otherKey && { key: VaultKey.fromArn(other.arn) }),
      });
      new MasterKeyBucket(vault, 'master-keys', { vault, deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`] });
      const shared = { vault, service: stage, deletionProtection: protectsSecrets };
      new ApplicationSecret(stack, 'secret', { ...shared, key: 'key', source: SecretSource.generated() });
      new MasterKey(stack, 'master', { ...shared, key: 'root' });
    }
    app.synth();
  }
});
