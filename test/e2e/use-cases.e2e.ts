import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { App } from 'cdktf';
import { decryptions, Deployment } from './deployment';
import { declareUseCases } from './importing-use-cases';
import { succeeded } from './succeeded';
import { runTerraform } from './terraform';
import type { Manifest, ManifestStack } from '../../src/contracts/manifest';
import { TokenIssuer } from '../../tools/local-aws/token-issuer';
import { synthesize } from '../support/synth';

jest.setTimeout(900_000);

const ISSUER = 'https://token.actions.githubusercontent.com';
const ACCOUNT = '123456789012';
const SECRET = '/api/token';

/** What a plan looks at, in place of AWS's own ReadOnlyAccess, which a local AWS does not have. */
const LOOK = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['events', 'iam', 'kms', 'ssm', 'states'].flatMap((service) =>
        ['Describe', 'Get', 'List'].map((verb) => `${service}:${verb}*`),
      ),
      Resource: '*',
    },
  ],
});

/** The use cases in another program than the vault's, beside an OIDC provider that exists, and plans under the roles that plan. */
describe('use cases in another program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-use-cases-'));
  const stackFolder = join(folder, 'stack');
  let deployment: Deployment;
  let issuer: TokenIssuer;
  const client = (credentials: object = deployment.aws.credentials) => ({
    region: 'eu-west-1',
    endpoint: deployment.aws.endpoint,
    credentials: credentials as typeof deployment.aws.credentials,
    maxAttempts: 1,
  });
  const terraform = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runTerraform([...args, '-input=false', '-no-color'], {
      cwd: stackFolder,
      env: { ...deployment.environment, ...env },
      timeoutMs: 600_000,
    });

  beforeAll(async () => {
    [deployment, issuer] = await Promise.all([Deployment.of('ci-cd'), TokenIssuer.start(ISSUER)]);
    await deployment.aws.serveIssuer(issuer.url, issuer.address);
    await deployment.deploy();
    const iam = new IAMClient(client());
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'look', PolicyDocument: LOOK }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'acme-dev-plan', PolicyArn: Policy!.Arn }));
    await deployment.ssm.send(
      new PutParameterCommand({ Name: '/web/key', Value: 'CANARY-web', Type: 'SecureString', KeyId: 'alias/acme-dev-chamber' }),
    );
    const { KeyMetadata } = await new KMSClient(client()).send(new DescribeKeyCommand({ KeyId: 'alias/acme-dev-chamber' }));
    const stack = declareUseCases({ keyArn: KeyMetadata!.Arn!, account: ACCOUNT, issuer: ISSUER, looks: Policy!.Arn!, folder });
    const { terraform: settings, ...configuration } = synthesize(stack);
    mkdirSync(stackFolder);
    const written = { terraform: { required_providers: settings!.required_providers }, ...configuration };
    writeFileSync(join(stackFolder, 'cdk.tf.json'), JSON.stringify(written));
    // For the manifest, which is the app's and not a stack's.
    App.of(stack).synth();
    succeeded(await terraform(['init']));
    succeeded(await terraform(['apply', '-auto-approve']));
  });
  afterAll(async () => {
    await Promise.all([deployment?.close(), issuer?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const keysOf = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) => ({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  });

  /** A session of a role, by a token of a job. */
  async function byToken(role: string, context: string) {
    const WebIdentityToken = issuer.token({
      aud: 'sts.amazonaws.com',
      sub: `repo:acme@7/api@42:${context}`,
      repository_id: '42',
      repository_owner_id: '7',
    });
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
    const assume = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'gha-17-1', WebIdentityToken });
    return keysOf((await new STSClient(client()).send(assume)).Credentials!);
  }

  /** A session of a role whose trust policy is not what this is about. */
  async function ofRole(role: string) {
    await deployment.aws.enforceAuthorization(false);
    const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: 'test' });
    const session = keysOf((await new STSClient(client()).send(assume)).Credentials!);
    await deployment.aws.enforceAuthorization(true);
    return session;
  }

  const variables = ({ accessKeyId, secretAccessKey, sessionToken }: ReturnType<typeof keysOf>) => ({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  });

  /** What a session gets of a service by its path, and of a secret by its name: names, or the error. */
  async function reads(session: object, service: string, name: string): Promise<readonly string[]> {
    const ssm = new SSMClient(client(session));
    const byPath = ssm.send(new GetParametersByPathCommand({ Path: `/${service}/`, WithDecryption: true }));
    const byName = ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Promise.all([
      byPath.then(
        ({ Parameters }) => Parameters!.map(({ Name }) => Name!).join(),
        (error: Error) => error.name,
      ),
      byName.then(
        ({ Parameter }) => Parameter!.Name!,
        (error: Error) => error.name,
      ),
    ]);
  }
  const DENIED = 'AccessDeniedException';

  test('are deployed beside a provider that exists, and the next plan is empty', async () => {
    const planned = await terraform(['plan', '-detailed-exitcode']);
    expect(planned.stdout).toContain('No changes');
  });

  test('are in the manifest of their own program, which has the secret as one of another program', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'coffer.manifest.json'), 'utf8')) as Manifest;
    const [{ secrets, imported }] = manifest.stacks as readonly [ManifestStack];
    expect(secrets).toEqual([]);
    expect(imported.map(({ name }) => name)).toEqual([SECRET]);
    const readers = imported[0]!.readers.map(({ role }) => role);
    for (const role of ['acme-dev-developer', 'acme-dev-execution', 'acme-dev-profile-exec']) expect(readers).toContain(role);
    expect(readers).not.toContain('acme-dev-profile-audit');
  });

  test.each<[string, string, readonly string[]]>([
    ['LocalDevelopment', 'acme-dev-developer', [SECRET, DENIED]],
    ['KubernetesAccess', 'acme-dev-api-api-env', [SECRET, DENIED]],
    ['TerraformAccess', 'acme-dev-terraform-reader', [SECRET, DENIED]],
    ['InstanceSecrets', 'acme-dev-instances', [SECRET, DENIED]],
    ['EcsSecret', 'acme-dev-execution', [DENIED, SECRET]],
    ['AccessProfiles to exec', 'acme-dev-profile-exec', [SECRET, DENIED]],
    ['AccessProfiles to audit', 'acme-dev-profile-audit', [DENIED, DENIED]],
    ['LambdaParameters', 'acme-dev-function', [DENIED, SECRET]],
    ['CiCdDeployRole', 'acme-dev-deploy-elsewhere', [DENIED, DENIED]],
  ])('%s reads what it names, and nothing beside that', async (_, role, own) => {
    const session = await ofRole(role);
    expect(await reads(session, 'api', SECRET)).toEqual(own);
    expect(await reads(session, 'web', '/web/key')).toEqual([DENIED, DENIED]);
  });

  test.each(['acme-dev-looked-up', 'acme-dev-given'])('CiCdAccess reads, with a provider that exists: %s', async (role) => {
    await deployment.aws.enforceAuthorization(true);
    expect(await reads(await byToken(role, 'environment:dev'), 'api', SECRET)).toEqual([SECRET, DENIED]);
    await expect(byToken(role, 'pull_request')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('a role that plans does so under enforced IAM, and decrypts nothing', async () => {
    await deployment.aws.enforceAuthorization(true);
    const session = await byToken('acme-dev-plan', 'pull_request');
    deployment.aws.clearRequests();
    const command = ['plan', '-detailed-exitcode', '-input=false', '-lock=false', '-no-color'];
    const env = { ...deployment.environment, ...variables(session) };
    const planned = await deployment.project.terraform(command, { env, timeoutMs: 600_000 });
    expect(planned.output).toContain('No changes');
    expect(decryptions(deployment.aws)).toEqual([]);
    expect(await reads(session, 'api', SECRET)).toEqual([DENIED, DENIED]);
  });

  test('a stack that reads ephemerally is planned by the role that names these secrets, and by no other', async () => {
    await deployment.aws.enforceAuthorization(true);
    const [reading, other] = [await byToken('acme-dev-reading', 'pull_request'), await byToken('acme-dev-plan', 'pull_request')];
    const plan = (session: ReturnType<typeof keysOf>) => terraform(['plan', '-lock=false'], variables(session));
    expect((await plan(reading)).output).toContain('No changes');
    const refused = (await plan(other)).output;
    expect(refused).toContain('with ephemeral.aws_ssm_parameter.opened');
    expect(refused).toMatch(/not authorized to perform: (kms:Decrypt|ssm:GetParameter)|AccessDenied/);
    expect(await reads(reading, 'web', '/web/key')).toEqual([DENIED, DENIED]);
  });
});
