import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand, InvokeCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { succeeded } from './succeeded';
import { runTerraform } from './terraform';
import { ApplicationSecret, audit, SecretEngine, SecretSource, SecretVault } from '../../src';
import type { AuditNotice } from '../../src/contracts/audit/findings';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { archive } from '../../tools/package/archive';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { terraformEnvironment } from '../../tools/terraform/terraform';

jest.setTimeout(600_000);

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const ORGANIZATION_TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/organization`;
/** Who owns an audit: one has a trail of its own, one that of the organization, without a log group. */
const OWNERS = ['team', 'security'] as const;

const scratch = mkdtempSync(join(tmpdir(), 'coffer-audit-rules-'));
let aws: LocalAws;
const queues: Record<string, string> = {};

const client = <C>(type: new (settings: never) => C, credentials: object = aws.credentials): C =>
  new type({ region: REGION, endpoint: aws.endpoint, credentials, forcePathStyle: true } as never);

/** Two audits over one vault, each with its own trail, topic and watcher. */
function declare(outdir: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'prod');
  new LocalBackend(stack, { path: join(scratch, 'prod.tfstate') });
  new AwsProvider(stack, 'aws', { region: REGION, skipCredentialsValidation: true, skipMetadataApiCheck: 'true', s3UsePathStyle: true });
  const engine = SecretEngine.AWS_ONLY;
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'prod', engine });
  new ApplicationSecret(stack, 'token', { vault, service: 'api', key: 'token', source: SecretSource.generated() });
  const trails = {
    team: audit.TrailSource.create({ deletionProtection: false }),
    security: audit.TrailSource.organization({ trailArn: ORGANIZATION_TRAIL, organizationId: 'o-exampleorgid' }),
  };
  // hashicorp/aws alone decrypts what it refreshes.
  const deployers = [role('deploy')];
  for (const owner of OWNERS) {
    new audit.AuditTrail(stack, owner, { vaults: [vault], name: `acme-${owner}`, trail: trails[owner], deployers, alsoReaders: deployers });
  }
  app.synth();
}

beforeAll(async () => {
  aws = await LocalAws.start();
  const trail = client(CloudTrailClient);
  await client(S3Client).send(
    new CreateBucketCommand({ Bucket: 'organization', CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  await trail.send(new CreateTrailCommand({ Name: 'organization', S3BucketName: 'organization', IsMultiRegionTrail: true }));
  const management = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };
  await trail.send(new PutEventSelectorsCommand({ TrailName: 'organization', AdvancedEventSelectors: [management] }));
  await trail.send(new StartLoggingCommand({ Name: 'organization' }));
  declare(join(scratch, 'out'));
  await makeRole('stranger');
  await makeRole('deploy');
  const env = terraformEnvironment({ ...aws.environment, ...variables(await as('deploy')), HOME: makeHome(join(scratch, 'home')) });
  const cwd = join(scratch, 'out', 'stacks', 'prod');
  for (const args of [['init'], ['apply', '-auto-approve']]) {
    succeeded(await runTerraform([...args, '-input=false', '-no-color'], { cwd, env, timeoutMs: 600_000 }));
  }
  await aws.dropUndelivered();
  for (const owner of OWNERS) {
    queues[owner] = (await client(SQSClient).send(new CreateQueueCommand({ QueueName: owner }))).QueueUrl!;
    const TopicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:acme-${owner}`;
    await client(SNSClient).send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:${owner}` }),
    );
  }
});
afterAll(async () => {
  await aws?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function makeRole(RoleName: string): Promise<void> {
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const iam = client(IAMClient);
  await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document({ Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }) }),
  );
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: document({ Action: '*', Resource: '*' }) }));
}

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const variables = ({ accessKeyId, secretAccessKey, sessionToken }: Session) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
});

/** Credentials of a role's session. */
async function as(name: string): Promise<Session> {
  const { Credentials } = await client(STSClient).send(new AssumeRoleCommand({ RoleArn: role(name), RoleSessionName: 'run-7' }));
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials!;
  return { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, sessionToken: sessionToken! };
}

/** Notices of an audit, once there are as many, as people get them. */
async function told(owner: (typeof OWNERS)[number], count: number): Promise<{ readonly text: string; readonly notice: AuditNotice }[]> {
  const sqs = client(SQSClient);
  const QueueUrl = queues[owner]!;
  const texts: string[] = [];
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { Body, ReceiptHandle } of Messages) {
      texts.push((JSON.parse(Body!) as { Message: string }).Message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    if (Messages.length === 0 && texts.length >= count) break;
    if (Messages.length === 0) await sleep(200);
  }
  return texts.map((text) => ({ text, notice: JSON.parse(text.slice(text.indexOf('{'))) as AuditNotice }));
}

test('a read by a stranger is told to both owners, each by its own way: a log group, or a rule of EventBridge', async () => {
  const [ssm, lambda] = [client(SSMClient, await as('stranger')), client(LambdaClient)];
  await ssm.send(new GetParameterCommand({ Name: '/api/token', WithDecryption: true }));
  for (const owner of OWNERS) {
    const FunctionName = `acme-${owner}-watcher`;
    await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify({ heartbeat: true })) }));
  }
  await aws.deliverTrail();
  for (const owner of OWNERS) {
    const notices = await told(owner, 1);
    const [{ notice }] = notices as [(typeof notices)[number]];
    expect(notices.map((each) => each.notice.kind)).toEqual(['SecretReadByStranger']);
    expect(notice).toMatchObject({
      audit: `acme-${owner}`,
      vault: 'acme-prod',
      about: ['/api/token'],
      who: { principal: role('stranger') },
    });
    // The heartbeat comes back as well, by the rule that has all events.
    const look = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/acme-${owner}-watcher`, filterPattern: '' });
    const beat = async () =>
      ((await client(CloudWatchLogsClient).send(look)).events ?? []).some(({ message }) => message!.includes('"WatcherHeartbeats":1'));
    for (let waited = 0; waited < 20_000 && !(await beat()); waited += 250) await sleep(250);
    expect(await beat()).toBe(true);
  }
});

test('what is done to an audit is told by its rules, in words, and only to its owner; what a deployer changes is not', async () => {
  const [stranger, deployer] = [await as('stranger'), await as('deploy')];
  const ZipFile = await archive([{ name: 'index.js', content: Buffer.from('exports.handler = async () => {};'), executable: false }]);
  await client(LambdaClient, deployer).send(new UpdateFunctionCodeCommand({ FunctionName: 'acme-team-watcher', ZipFile }));
  // From here on nothing is told by the functions.
  await client(LambdaClient, stranger).send(new UpdateFunctionCodeCommand({ FunctionName: 'acme-team-watcher', ZipFile }));
  await client(CloudTrailClient, stranger).send(new StopLoggingCommand({ Name: 'acme-team' }));
  await client(LambdaClient, stranger).send(new DeleteFunctionCommand({ FunctionName: 'acme-security-watcher' }));
  await aws.deliverTrail();
  const what = async (owner: (typeof OWNERS)[number], count: number) =>
    (await told(owner, count)).map(({ notice }) => `${notice.kind}: ${notice.what}`).sort();
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/stranger/run-7`;
  expect(await what('team', 2)).toEqual([
    `WatcherSwitchedOff: ${session} changed a part of the audit: UpdateFunctionCode20150331v2.`,
    `WatcherSwitchedOff: ${session} switched off a part of the audit: StopLogging.`,
  ]);
  expect(await what('security', 1)).toEqual([`WatcherSwitchedOff: ${session} switched off a part of the audit: DeleteFunction20150331.`]);
});
