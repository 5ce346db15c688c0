import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsEnvironment, deleteParameter, messageOf } from './environment';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { allow, createUser, parameter } from '../../tools/local-aws/authorization/users';
import { clientSettings } from '../../tools/local-aws/fixes/fault';
import { coffer } from '../cli/coffer-process';

const local = AwsEnvironment.forThisFile();
const DEPLOY = 'arn:aws:iam::123456789012:role/deploy';
let aws: LocalAws;
let keys: { readonly accessKeyId: string; readonly secretAccessKey: string };

jest.setTimeout(60_000);

beforeAll(async () => {
  aws = await LocalAws.start();
  const root = clientSettings(aws.endpoint, aws.credentials);
  const iam = new IAMClient(root);
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
  };
  await iam.send(
    new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }) }),
  );
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow('ssm:DeleteParameter', parameter('/api/*'))] });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'own', PolicyDocument }));
  const readers = {
    'named-reader': ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    'plain-reader': ['sts:AssumeRole'],
  };
  for (const [RoleName, Action] of Object.entries(readers)) {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: Action.map((each) => ({
        ...trust,
        Action: each,
        // As the roles of LocalDevelopment have it.
        Condition: each === 'sts:SetSourceIdentity' ? { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } } : {},
      })),
    });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const reads = JSON.stringify({ Version: '2012-10-17', Statement: [allow('ssm:GetParametersByPath', parameter('/web'))] });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'reads', PolicyDocument: reads }));
  }
  await new SSMClient(root).send(new PutParameterCommand({ Name: '/web/key', Value: 'CANARY-web', Type: 'SecureString' }));
  await new SSMClient(root).send(new PutParameterCommand({ Name: '/api/key', Value: 'CANARY-parameter', Type: 'SecureString' }));
  const { credentials } = await createUser(root, 'ci', [
    allow('sts:AssumeRole', DEPLOY),
    allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], 'arn:aws:iam::123456789012:role/*-reader'),
  ]);
  keys = credentials;
  await aws.enforceAuthorization(true);
});
afterAll(() => aws?.stop());

// What a policy decides, a stand-in cannot show: here signatures, trust policies and permissions count.
function clients(externalId?: string, more: object = {}) {
  return local.clients({
    keys,
    region: 'us-east-1',
    endpoints: { ssm: aws.endpoint, sts: aws.endpoint },
    assumeRoles: [{ roleArn: DEPLOY, externalId, sessionName: 'ci' }],
    ...more,
  });
}

test('a role whose trust policy asks for an external id is assumed with it, and acts by its own policy', async () => {
  await deleteParameter(clients('agreed'));
  expect(
    aws
      .requests()
      .slice(-2)
      .map(({ operation }) => operation),
  ).toEqual(['AssumeRole', 'DeleteParameter']);
});

test.each([undefined, 'wrong'])('with the external id %s it is not, and the error says what to look at', async (externalId) => {
  expect(await messageOf(deleteParameter(clients(externalId)))).toMatch(
    new RegExp(
      `^The role ${DEPLOY} cannot be assumed: AWS says: .*sts:AssumeRole.* needs sts:AssumeRole on the role, ` +
        `and the role's trust policy has to name it and allow the same under its conditions, such as an external_id\\.$`,
    ),
  );
});

test('without the role, the error names the action that is missing', async () => {
  expect(await messageOf(deleteParameter(clients(undefined, { assumeRoles: [] })))).toMatch(
    /^DeleteParameter of \/api\/key was denied: AWS says: User: arn:aws:iam::123456789012:user\/ci is not authorized to perform: ssm:DeleteParameter.*\. The identity that runs Terraform needs ssm:DeleteParameter\.$/,
  );
});

describe('coffer exec --role --reason', () => {
  const exec = (role: string, ...more: string[]) =>
    coffer(['exec', 'web', '--role', `arn:aws:iam::123456789012:role/${role}`, ...more, '--', '/bin/sh', '-c', 'echo $KEY'], {
      env: {
        ...process.env,
        ...aws.environment,
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_REGION: 'us-east-1',
        COFFER_MANIFEST: 'none',
      },
    });

  test('CloudTrail records the reason and the person with the read itself', async () => {
    aws.clearTrail();
    expect(await exec('named-reader', '--reason', 'incident 4711: login fails')).toMatchObject({
      code: 0,
      stdout: 'CANARY-web\n',
      stderr: '',
    });
    const [read] = aws.trail().filter(({ eventName }) => eventName === 'GetParametersByPath');
    expect(read!.userIdentity).toMatchObject({
      type: 'AssumedRole',
      arn: 'arn:aws:sts::123456789012:assumed-role/named-reader/incident-4711-login-fails',
      sessionContext: { sourceIdentity: 'ci' },
    });
    expect(JSON.stringify(aws.trail())).not.toContain('CANARY');
  });

  test('a role that takes no source identity is told in one line, and without a reason it is used', async () => {
    const { code, stdout, stderr } = await exec('plain-reader', '--reason', 'incident 4711');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^coffer exec: The role arn:aws:iam::123456789012:role\/plain-reader cannot be assumed with a source identity: AWS says: [^\n]*sts:SetSourceIdentity[^\n]*\. The role's trust policy has to allow sts:SetSourceIdentity to this caller, [^\n]*Add it, or leave --reason out\.\n$/,
    );
    expect(await exec('plain-reader')).toMatchObject({ code: 0, stdout: 'CANARY-web\n', stderr: '' });
  });
});
