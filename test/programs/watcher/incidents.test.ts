import { spawnSync } from 'node:child_process';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateOpenIDConnectProviderCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ACCOUNT, REGION, roleArn, type RoleName, VALUE, WatchedAccount } from './account';
import { textOfNotice } from '../../../src/programs/watcher/words';
import { TokenIssuer } from '../../../tools/local-aws/token-issuer';

jest.setTimeout(120_000);

const CLUSTER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/CLUSTER';
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${CLUSTER.slice('https://'.length)}`;
const hasChamber = spawnSync('chamber', ['version']).status === 0;

let account: WatchedAccount;
let issuer: TokenIssuer;
beforeAll(async () => {
  [account, issuer] = await Promise.all([WatchedAccount.start(), TokenIssuer.start(CLUSTER)]);
  await account.aws.serveIssuer(issuer.url, issuer.address);
  const iam = account.client(IAMClient);
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: CLUSTER, ClientIDList: ['sts.amazonaws.com'] }));
  const name = CLUSTER.slice('https://'.length);
  // The roles of this account are careless, the tokens of the cluster are not: each says whose it is.
  const trust = (serviceAccount: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] },
        {
          Effect: 'Allow',
          Principal: { Federated: PROVIDER },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { [`${name}:sub`]: `system:serviceaccount:${serviceAccount}`, [`${name}:aud`]: 'sts.amazonaws.com' } },
        },
      ],
    });
  for (const [RoleName, serviceAccount] of [
    ['api', 'api:secrets'],
    ['stranger', 'kube-system:default'],
  ] as const) {
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust(serviceAccount) }));
  }
  // What was set up is no incident.
  account.aws.clearTrail();
});
afterAll(async () => {
  await issuer?.stop();
  await account?.aws.stop();
});
beforeEach(() => account.aws.clearTrail());
afterEach(() => void account.told.splice(0));

/** External Secrets Operator, which reads with the token of a service account, and whose sessions are all named alike. */
async function syncs(role: RoleName, serviceAccount: string): Promise<void> {
  const WebIdentityToken = issuer.token({ sub: `system:serviceaccount:${serviceAccount}`, aud: 'sts.amazonaws.com' });
  const { Credentials } = await account
    .client(STSClient)
    .send(
      new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn(role), RoleSessionName: 'external-secrets-provider-aws', WebIdentityToken }),
    );
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials!;
  const ssm = account.client(SSMClient, { ...account.root, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true }));
  expect(Parameters!.map(({ Value }) => Value)).toContain(VALUE);
}

test('a cluster that reads by its declared role is no incident after its first read', async () => {
  await syncs('api', 'api:secrets');
  await account.judge();
  expect(account.alerts().map(([kind]) => kind)).toEqual(['SecretFirstRead']);
  account.aws.clearTrail();
  await syncs('api', 'api:secrets');
  await account.judge();
  expect(account.alerts()).toEqual([]);
});

test('a token of another service account does not get the declared role', async () => {
  await expect(syncs('api', 'kube-system:default')).rejects.toThrow(/not authorized|AccessDenied/i);
});

test('an undeclared role is told with the cluster, and what it says to look up names the service account', async () => {
  await syncs('stranger', 'kube-system:default');
  await account.judge();
  const [{ notice }] = account.told as [(typeof account.told)[number]];
  expect(notice).toMatchObject({ kind: 'SecretReadByStranger', count: 2, who: { principal: roleArn('stranger'), federatedBy: PROVIDER } });
  const text = textOfNotice(notice);
  expect(text).toContain(`Signed in by: ${PROVIDER}. To see as whom: aws cloudtrail lookup-events`);
  const [, AttributeValue] = /AttributeKey=ResourceName,AttributeValue=(\w+)/.exec(text)!;
  const lookUp = new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue }] });
  // Requests without a signature, such as this one, are of us-east-1 here.
  const { Events } = await account.client(CloudTrailClient, { ...account.root, region: 'us-east-1' }).send(lookUp);
  expect(Events!.map(({ EventName }) => EventName)).toEqual(['AssumeRoleWithWebIdentity']);
  expect(Events![0]!.CloudTrailEvent).toContain('system:serviceaccount:kube-system:default');
  expect(text).not.toContain(VALUE);
});

const described = hasChamber ? 'the real chamber' : 'the real chamber (skipped: it is not on PATH)';
(hasChamber ? test : test.skip)(`${described}: what chamber exec of a stranger read is told, secret by secret`, async () => {
  const { credentials } = (await account.as('stranger', 'laptop')) as { credentials: Record<string, string> };
  const { status, stdout, stderr } = spawnSync(
    'chamber',
    ['exec', 'api', 'web', '--', 'sh', '-c', 'echo ${#DB_PASSWORD} ${#SESSION_KEY}'],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: account.aws.endpoint,
        CHAMBER_AWS_SSM_ENDPOINT: account.aws.endpoint,
        CHAMBER_KMS_KEY_ALIAS: 'alias/acme-prod-chamber',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      },
    },
  );
  expect([status, stderr, stdout.trim()]).toEqual([0, expect.any(String), `${VALUE.length} ${VALUE.length}`]);
  // It lists each service with decryption, and no name is in what it asks for.
  await account.judge();
  const about = account.told.flatMap(({ notice }) => (notice.kind === 'SecretReadByStranger' ? notice.about : []));
  expect([...about].sort()).toEqual(expect.arrayContaining(['/web/session_key']));
  expect(account.told.map(({ notice }) => notice.who.session)).toContain('laptop');
});
