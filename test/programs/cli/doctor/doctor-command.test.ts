import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  type AdvancedFieldSelector,
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { COMMANDS } from '../../../../src/programs/cli/commands';
import { checkChamber } from '../../../../src/programs/cli/doctor/check-chamber';
import { checkCredentials } from '../../../../src/programs/cli/doctor/check-credentials';
import { checkTerraform } from '../../../../src/programs/cli/doctor/check-terraform';
import type { Finding } from '../../../../src/programs/cli/doctor/finding';
import { whyReadsAreMissing } from '../../../../src/programs/cli/doctor/records-reads';
import { run } from '../../../../src/programs/cli/run';
import { LocalAws } from '../../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../../support/synth';
import { CapturedTerminal } from '../captured';

const CANARY = 'CANARY-doctor-41';
const KEY = 'alias/acme-prod-chamber';
const signal = new AbortController().signal;
const before = { ...process.env };
const folder = temporaryFolder();
let aws: LocalAws;
let kms: KMSClient;
let iam: IAMClient;
let trails: CloudTrailClient;
let keyId: string;

beforeAll(async () => {
  aws = await LocalAws.start();
  process.env = { ...process.env, ...aws.environment, CHAMBER_KMS_KEY_ALIAS: KEY, TF_CLI_CONFIG_FILE: join(folder, 'terraformrc') };
  for (const [name, value] of Object.entries(process.env)) if (value === undefined) delete process.env[name];
  writeFileSync(join(folder, 'terraformrc'), '');
  const settings = { region: 'us-east-1', endpoint: aws.endpoint, credentials: aws.credentials };
  kms = new KMSClient(settings);
  iam = new IAMClient(settings);
  trails = new CloudTrailClient(settings);
  keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
  await kms.send(new CreateAliasCommand({ AliasName: KEY, TargetKeyId: keyId }));
  const ssm = new SSMClient(settings);
  for (const [Name, KeyId] of [
    ['/api/db', KEY],
    ['/legacy/token', 'alias/aws/ssm'],
  ] as const) {
    await ssm.send(new PutParameterCommand({ Name, KeyId, Type: 'SecureString', Value: CANARY, Description: '\u001b[2J' }));
  }
  await new S3Client({ ...settings, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'trails' }));
  ssm.destroy();
});
afterAll(async () => {
  process.env = before;
  for (const client of [kms, iam, trails]) client?.destroy();
  await aws?.stop();
});

interface Answer {
  readonly code: number;
  readonly findings: Finding[];
  readonly error: string;
}

async function doctor(args: string[] = [], change: NodeJS.ProcessEnv = {}): Promise<Answer> {
  const own = { ...process.env };
  Object.assign(process.env, change);
  for (const [name, value] of Object.entries(change)) if (value === undefined) delete process.env[name];
  try {
    const terminal = new CapturedTerminal();
    const code = await run(
      ['doctor', '--json', ...(args.includes('--manifest') ? [] : ['--manifest', 'none']), ...args],
      COMMANDS,
      terminal,
      signal,
    );
    expect(terminal.output).not.toContain('CANARY');
    const { findings } = JSON.parse(terminal.output || '{"findings":[]}') as { findings: Finding[] };
    // What is not in order says what to do.
    for (const { level, todo } of findings) if (level !== 'ok') expect(todo).toMatch(/\w/);
    return { code, findings, error: terminal.errors };
  } finally {
    process.env = own;
  }
}

const finding = (check: string, level: string, says: RegExp | string) =>
  expect.objectContaining({ check, level, says: typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says) });

function manifestOf(change: object = {}, services: readonly string[] = ['api']): string {
  const stack = {
    name: 'prod',
    account: '123456789012',
    region: 'us-east-1',
    stage: 'prod',
    vaults: [{ name: 'acme-prod', path: 'prod/vault', namespace: 'acme', stage: 'prod', keyAlias: KEY, engine: 'coffer' }],
    secrets: services.map((service) => ({
      type: 'ApplicationSecret',
      systemOfRecord: 'parameter-store',
      vault: 'prod/vault',
      service,
      key: 'db',
      name: `/${service}/db`,
      environmentName: 'DB',
      path: `prod/${service}`,
      address: null,
      owner: null,
      description: null,
      sharedWith: [],
      rotation: null,
      promisedAgeDays: null,
      replicas: [],
      readers: [],
    })),
    imported: [],
    services: [],
    copies: [],
    ...change,
  };
  const file = join(folder, 'coffer.manifest.json');
  writeFileSync(file, JSON.stringify({ manifest: 1, stacks: [stack] }));
  return file;
}

describe('coffer doctor', () => {
  test('finds the vault and its key, reads no value and changes nothing', async () => {
    aws.clearRequests();
    const { findings, error } = await doctor(['--manifest', manifestOf()]);
    expect(error).toBe('');
    expect(findings).toContainEqual(finding('vault', 'ok', 'acme-prod, from '));
    expect(findings).toContainEqual(finding('key', 'ok', /is arn:aws:kms:us-east-1:123456789012:key\//));
    expect(findings).toContainEqual(finding('aws/ssm key', 'note', '1 outside the vault: /legacy/token'));
    const operations = new Set(aws.requests().map(({ operation }) => operation));
    for (const operation of operations) expect(operation).toMatch(/^(Get|Describe|List|Simulate)/);
    expect([...operations].filter((operation) => /GetParameters?$|Decrypt/.test(operation))).toEqual([]);
  });

  test('tells of parameters of the vault under the key of the account', async () => {
    const { code, findings } = await doctor(['--manifest', manifestOf({}, ['legacy'])]);
    expect(code).toBe(2);
    expect(findings).toContainEqual(finding('aws/ssm key', 'problem', "1 of the vault's services: /legacy/token"));
  });

  test.each([
    ['another account', { account: '999999999999' }, 'acme-prod is in account 999999999999 in us-east-1'],
    ['another region', { region: 'cn-north-1' }, 'acme-prod is in account 123456789012 in cn-north-1'],
  ])('of a manifest of %s says where it is, and goes no further', async (_, change, says) => {
    aws.clearRequests();
    const { code, findings } = await doctor(['--manifest', manifestOf(change)]);
    expect(code).toBe(2);
    expect(findings).toContainEqual(finding('vault', 'problem', says));
    expect(aws.requests().every(({ operation }) => operation === 'GetCallerIdentity')).toBe(true);
  });

  test('finds no key in another region, and says so of a key that is disabled', async () => {
    const elsewhere = await doctor(['--vault', 'acme-prod', '--region', 'eu-west-1']);
    expect(elsewhere.findings).toContainEqual(finding('key', 'problem', 'vault acme-prod is not in account 123456789012 in eu-west-1'));
    await kms.send(new DisableKeyCommand({ KeyId: keyId }));
    try {
      expect((await doctor(['--vault', 'acme-prod'])).findings).toContainEqual(finding('key', 'problem', 'is disabled'));
    } finally {
      await kms.send(new EnableKeyCommand({ KeyId: keyId }));
    }
  });

  test('without a vault says that nothing guards, and without credentials asks nothing', async () => {
    expect((await doctor()).findings).toContainEqual(finding('vault', 'note', 'nothing guards'));
    aws.clearRequests();
    const { code, findings } = await doctor([], { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(code).toBe(2);
    expect(findings).toContainEqual(finding('credentials', 'problem', 'No AWS credentials'));
    expect(findings.filter(({ check }) => /key|trail|perm/.test(check))).toEqual([]);
    expect(aws.requests()).toEqual([]);
  });

  test('tells what somebody may not look at as unknown, and what they may not do as a problem', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
    const { AccessKey: user } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
    const theirs = { AWS_ACCESS_KEY_ID: user!.AccessKeyId, AWS_SECRET_ACCESS_KEY: user!.SecretAccessKey };
    await aws.enforceAuthorization(true);
    try {
      const { code, findings } = await doctor(['--manifest', manifestOf()], theirs);
      expect(code).toBe(2);
      expect(findings).toContainEqual(finding('credentials', 'note', /:user\/nobody: a user, whose access keys do not expire/));
      expect(findings).toContainEqual(finding('key', 'unknown', 'may not look up'));
      expect(findings).toContainEqual(finding('permissions', 'problem', 'may not list secrets'));
      expect(findings).toContainEqual(finding('permissions', 'problem', 'may not read service api by its path'));
      expect(findings).toContainEqual(finding('trail', 'unknown', 'may not look at trails'));
      const Statement = [{ Effect: 'Allow', Action: 'ssm:GetParametersByPath', Resource: 'arn:aws:ssm:*:*:parameter/api*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.send(new PutUserPolicyCommand({ UserName: 'nobody', PolicyName: 'api', PolicyDocument }));
      const later = await doctor(['--manifest', manifestOf()], theirs);
      expect(later.findings).toContainEqual(finding('permissions', 'unknown', 'may list service api; whether it may decrypt'));
    } finally {
      await aws.enforceAuthorization(false);
    }
  });

  test('fits its screen into 80 columns, and obeys nothing that others wrote', async () => {
    const terminal = Object.assign(new CapturedTerminal(), { columns: 80 });
    await run(['doctor', '--manifest', manifestOf(), 'api', '\u001b[2J'], COMMANDS, terminal, new AbortController().signal);
    const lines = terminal.output.split('\n');
    expect(lines.at(-1)).toMatch(/^\d+ findings: /);
    // Words that are longer than a line, such as ARNs, are left whole.
    expect(lines.filter((line) => line.length > 80 && !/\S{45}/.test(line))).toEqual([]);
    expect(terminal.output).not.toContain('\u001b');
  });
});

describe('of permissions, IAM itself is asked', () => {
  const decided: string[] = [];
  let denied = '';
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => void answer(request).then((body) => response.end(body)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  /** IAM as its API reference shows its answers; local AWS has no simulator. */
  async function answer(request: IncomingMessage): Promise<string> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked = new URLSearchParams(body);
    const action = asked.get('ActionNames.member.1')!;
    const context = [1, 2].flatMap((index) => {
      const name = asked.get(`ContextEntries.member.${index}.ContextKeyName`);
      return name === null ? [] : [`${name}=${asked.get(`ContextEntries.member.${index}.ContextKeyValues.member.1`)}`];
    });
    decided.push([action, asked.get('ResourceArns.member.1'), ...context].join(' '));
    const decision = action === denied ? 'implicitDeny' : 'allowed';
    const boundary =
      action === denied
        ? '<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary>' +
          '</PermissionsBoundaryDecisionDetail>'
        : '';
    return `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>
      <IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>${action}</EvalActionName>
      <EvalDecision>${decision}</EvalDecision>${boundary}</member></EvaluationResults></SimulatePrincipalPolicyResult>
      <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>`;
  }

  test('by path, by name and by key with the context of Parameter Store', async () => {
    const { AccessKey: user } = await iam
      .send(new CreateUserCommand({ UserName: 'asker' }))
      .then(() => iam.send(new CreateAccessKeyCommand({ UserName: 'asker' })));
    const theirs = {
      AWS_ACCESS_KEY_ID: user!.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: user!.SecretAccessKey,
      AWS_ENDPOINT_URL_IAM: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    const first = await doctor(['--manifest', manifestOf()], theirs);
    const path = 'arn:aws:ssm:us-east-1:123456789012:parameter/api';
    expect(decided).toEqual([
      `ssm:GetParametersByPath ${path}`,
      `ssm:GetParameters ${path}/doctor`,
      expect.stringMatching(
        new RegExp(
          `^kms:Decrypt arn:aws:kms:.* kms:ViaService=ssm.us-east-1.amazonaws.com kms:EncryptionContext:PARAMETER_ARN=${path}/doctor$`,
        ),
      ),
    ]);
    expect(first.findings).toContainEqual(finding('permissions', 'ok', 'may read service api, as IAM simulates it'));
    denied = 'kms:Decrypt';
    const second = await doctor(['--manifest', manifestOf()], theirs);
    expect(second.findings).toContainEqual(finding('permissions', 'problem', 'kms:Decrypt (the permissions boundary)'));
    decided.length = 0;
    const many = Array.from({ length: 12 }, (_, at) => `s${String(at).padStart(2, '0')}`);
    const third = await doctor(['--manifest', manifestOf({}, many)], theirs);
    expect(decided).toHaveLength(30);
    expect(third.findings).toContainEqual(finding('permissions', 'unknown', 'only the first 10 of 12 services'));
  });
});

describe('a trail', () => {
  const trail = async () => (await doctor(['--vault', 'acme-prod'])).findings.find(({ check }) => check === 'trail');

  test('is missing, then switched off, then leaves out KMS, then records reads', async () => {
    expect(await trail()).toEqual(finding('trail', 'problem', /^no trail records who reads secrets in us-east-1$/));
    await trails.send(new CreateTrailCommand({ Name: 'all', S3BucketName: 'trails', IsMultiRegionTrail: true }));
    expect(await trail()).toEqual(finding('trail', 'problem', 'all: it is switched off'));
    await trails.send(new StartLoggingCommand({ Name: 'all' }));
    const select = (ExcludeManagementEventSources: string[]) =>
      trails.send(
        new PutEventSelectorsCommand({
          TrailName: 'all',
          EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources }],
        }),
      );
    await select(['kms.amazonaws.com']);
    expect(await trail()).toEqual(finding('trail', 'problem', 'all: it excludes kms.amazonaws.com'));
    await select([]);
    expect(await trail()).toEqual(finding('trail', 'ok', 'all records who reads which secret in us-east-1'));
    await trails.send(new StopLoggingCommand({ Name: 'all' }));
  });

  const management: AdvancedFieldSelector = { Field: 'eventCategory', Equals: ['Management'] };
  const advanced = (...fields: AdvancedFieldSelector[]) => ({ AdvancedEventSelectors: [{ FieldSelectors: fields }] });
  test.each([
    ['nothing chosen', {}, undefined],
    ['reads alone', { EventSelectors: [{ ReadWriteType: 'ReadOnly' as const, IncludeManagementEvents: true }] }, undefined],
    ['writes alone', { EventSelectors: [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }] }, 'it logs writes only'],
    ['data alone', { EventSelectors: [{ ReadWriteType: 'All' as const, IncludeManagementEvents: false }] }, 'it logs no management events'],
    ['advanced management events', advanced(management), undefined],
    [
      'those without KMS',
      advanced(management, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
      /reads of kms\.amazonaws\.com$/,
    ],
    ['those of SSM alone', advanced(management, { Field: 'eventSource', Equals: ['ssm.amazonaws.com'] }), /reads of kms\.amazonaws\.com$/],
    ['those that write', advanced(management, { Field: 'readOnly', Equals: ['false'] }), /ssm\.amazonaws\.com and kms/],
    [
      'those of some users',
      advanced(management, { Field: 'userIdentity.arn', StartsWith: ['arn:aws:iam::1'] }),
      /ssm\.amazonaws\.com and kms/,
    ],
    ['those without Decrypt', advanced(management, { Field: 'eventName', NotStartsWith: ['Decry'] }), /kms/],
    ['data of a bucket', advanced({ Field: 'eventCategory', Equals: ['Data'] }), /ssm\.amazonaws\.com and kms/],
    [
      'SSM in one selector and KMS in the other',
      {
        AdvancedEventSelectors: ['ssm', 'kms'].map((service) => ({
          FieldSelectors: [management, { Field: 'eventSource', Equals: [`${service}.amazonaws.com`] }],
        })),
      },
      undefined,
    ],
  ])('with %s is judged by what it logs', (_, selectors, why) => {
    const found = whyReadsAreMissing(selectors);
    if (why instanceof RegExp) expect(found).toMatch(why);
    else expect(found).toBe(why);
  });
});

describe('beside AWS', () => {
  test.each([
    ['new enough', { terraform: '1.11.4', tofu: '1.12.0' }, ['ok', 'ok']],
    ['too old', { terraform: '1.9.8' }, ['problem']],
    ['of a later major version', { tofu: '2.0.1' }, ['ok']],
    ['that says nothing', { terraform: '' }, ['problem']],
    ['not there', {}, ['note']],
  ])('a Terraform that is %s', async (_, versions: Record<string, string>, levels) => {
    const environment = { TF_CLI_CONFIG_FILE: join(folder, 'terraformrc') };
    const found = await checkTerraform(environment, signal, (program) => Promise.resolve(versions[program]));
    expect(found.map(({ level }) => level)).toEqual([...levels, 'ok']);
  });

  test('a CLI configuration that keeps the provider out, or is not there, is told', async () => {
    const none = () => Promise.resolve('1.12.0');
    const file = join(folder, 'foreign');
    writeFileSync(file, 'provider_installation {\n  filesystem_mirror { path = "/opt/mirror" }\n}\n');
    const foreign = await checkTerraform({ TF_CLI_CONFIG_FILE: file, TF_REATTACH_PROVIDERS: '{}' }, signal, none);
    expect(foreign).toContainEqual(finding('terraform', 'problem', `${file} has a provider_installation block`));
    expect(foreign).toContainEqual(finding('terraform', 'note', 'TF_REATTACH_PROVIDERS'));
    const missing = await checkTerraform({ TF_CLI_CONFIG_FILE: `${file}-not` }, signal, none);
    expect(missing).toContainEqual(finding('terraform', 'note', 'which is not there'));
  });

  test.each([
    [{ CHAMBER_KMS_KEY_ALIAS: 'acme-prod-chamber' }, 'ok', 'no variable points it elsewhere'],
    [{}, 'note', 'CHAMBER_KMS_KEY_ALIAS is not set'],
    [{ CHAMBER_KMS_KEY_ALIAS: 'acme-dev-chamber' }, 'problem', 'would use the wrong one'],
    [{ CHAMBER_KMS_KEY_ALIAS: KEY, CHAMBER_AWS_REGION: 'eu-west-1' }, 'problem', 'CHAMBER_AWS_REGION is eu-west-1'],
    [{ CHAMBER_KMS_KEY_ALIAS: KEY, CHAMBER_SECRET_BACKEND: 'S3' }, 'problem', 'CHAMBER_SECRET_BACKEND is S3'],
    [{ CHAMBER_KMS_KEY_ALIAS: KEY, CHAMBER_NO_PATHS: '1' }, 'problem', 'CHAMBER_NO_PATHS'],
  ])("chamber's variables %j", (environment, level, says) => {
    expect(checkChamber(environment, { keyAlias: KEY, region: 'us-east-1' })).toEqual([finding("chamber's variables", level, says)]);
  });

  test.each([
    ['arn:aws:iam::123456789012:root', 'note'],
    ['arn:aws-cn:iam::123456789012:user/ann', 'note'],
    ['arn:aws-us-gov:sts::123456789012:assumed-role/AWSReservedSSO_dev_1/ann', 'ok'],
  ])('credentials of %s', (arn, level) => {
    expect(checkCredentials({ arn, accountId: '123456789012', partition: 'aws' }).level).toBe(level);
  });
});
