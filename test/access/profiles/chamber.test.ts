import { execFile, execFileSync } from 'node:child_process';
import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { DeleteParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { access, SecretVault } from '../../../src';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { DeployedStack } from '../../support/iam';
import { newStack, synthesize } from '../../support/synth';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const PROFILES = Object.values(access.AccessProfile);

/** Commands of chamber, by what they take, and the profiles that may run them. */
const COMMANDS: readonly (readonly [command: string, allowed: readonly string[]])[] = [
  ['list api', ['read', 'write', 'admin', 'rotate', 'audit']],
  ['list -e api', ['read', 'write', 'admin', 'rotate']],
  ['read -q api db_password', ['read', 'write', 'admin', 'rotate']],
  ['read -q -v 1 api db_password', ['admin', 'rotate']],
  ['history api db_password', ['admin', 'rotate', 'audit']],
  ['exec api -- sh -c echo', ['exec', 'admin']],
  ['env api', ['exec', 'admin']],
  ['export api', ['exec', 'admin']],
  ['exec web -- sh -c echo', []],
  ['read -q web token', []],
  ['tag read api db_password', ['admin', 'audit']],
  ['tag write api db_password owner=api', ['admin']],
  ['tag delete api db_password owner', ['admin']],
  ['write api db_password CANARY-second', ['write', 'admin', 'rotate']],
  ['write api brand_new CANARY-new', ['write', 'admin']],
  ['write web token CANARY-stolen', []],
  ['write api/pr-12 db_password CANARY-stolen', []],
  ['delete api/pr-12 db_password', []],
  ['delete api db_password', ['admin']],
];

const there = (() => {
  try {
    execFileSync('chamber', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

// Chamber is no dependency of this project: where somebody has it, it has the last word on what its commands take.
(there ? describe : describe.skip)('chamber, under IAM, may', () => {
  let aws: LocalAws;
  let ssm: SSMClient;
  let keyAlias: string;
  const sessions = new Map<string, NodeJS.ProcessEnv>();

  beforeAll(async () => {
    aws = await LocalAws.start();
    const client = { region: REGION, endpoint: aws.endpoint, credentials: aws.credentials };
    ssm = new SSMClient(client);
    const [iam, kms, sts] = [new IAMClient(client), new KMSClient(client), new STSClient(client)];
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata!.KeyId!;
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
    keyAlias = vault.keyAlias;
    for (const profile of PROFILES) {
      access.AccessProfiles.grant(new IamRole(stack, profile, { name: profile, assumeRolePolicy: '{}' }), {
        vault,
        services: ['api'],
        profile,
      });
    }
    const deployed = new DeployedStack(synthesize(stack), { account: ACCOUNT, region: REGION, keyId: KeyId });
    await kms.send(new CreateAliasCommand({ AliasName: vault.keyAlias, TargetKeyId: KeyId }));
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: deployed.keyPolicy }));
    const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };
    for (const profile of PROFILES) {
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: profile,
          AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
        }),
      );
      const [document] = deployed.policiesOf(profile);
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: profile, PolicyDocument: document }));
      await iam.send(new AttachRolePolicyCommand({ RoleName: profile, PolicyArn: Policy!.Arn }));
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'person' }));
      sessions.set(profile, {
        ...process.env,
        ...aws.environment,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials!.SessionToken,
        CHAMBER_KMS_KEY_ALIAS: vault.keyAlias,
        CHAMBER_AWS_SSM_ENDPOINT: aws.endpoint,
        CHAMBER_RETRIES: '1',
      });
    }
    [iam, kms, sts].forEach((each) => each.destroy());
    await aws.enforceAuthorization(true);
  }, 120_000);
  afterAll(async () => {
    ssm?.destroy();
    await aws?.stop();
  });

  test.each(COMMANDS)('%s', async (command, allowed) => {
    const may: string[] = [];
    for (const profile of PROFILES) {
      await ssm.send(new DeleteParametersCommand({ Names: ['/api/brand_new'] }));
      for (const [Name, Value] of Object.entries({
        '/api/db_password': 'CANARY-first',
        '/web/token': 'CANARY-token',
        '/api/pr-12/db_password': 'CANARY-preview',
      })) {
        await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId: keyAlias, Description: '1', Overwrite: true }));
      }
      const said = await run(command.split(' '), sessions.get(profile)!);
      if (said.code === 0) may.push(profile);
      else expect(said.output).toMatch(/AccessDenied|not authorized|secret not found/);
    }
    expect(may).toEqual(allowed);
  });
});

function run(args: string[], env: NodeJS.ProcessEnv): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile('chamber', args, { env }, (error, stdout, stderr) => resolve({ code: error ? 1 : 0, output: stdout + stderr }));
  });
}
