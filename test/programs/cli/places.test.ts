import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { useEnvironment } from './account';
import { CapturedTerminal } from './captured';
import { COMMANDS } from '../../../src/programs/cli/commands';
import { run } from '../../../src/programs/cli/run';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../support/synth';

/** Places of one program: two regions and a second partition of an account, and a second account, each a stage of its own. */
const FIRST = '123456789012';
const SECOND = '222233334444';
const PLACES = [
  { stage: 'dev', version: 1, partition: 'aws', account: FIRST, region: 'us-east-1', key: 'only_dev' },
  { stage: 'prod', version: 2, partition: 'aws', account: FIRST, region: 'eu-west-1', key: 'only_prod' },
  { stage: 'china', version: 3, partition: 'aws-cn', account: FIRST, region: 'cn-north-1', key: 'only_china' },
  { stage: 'test', version: 4, partition: 'aws', account: SECOND, region: 'us-east-1', key: 'only_test' },
] as const;
type Place = (typeof PLACES)[number];

/** What each command is asked; of doctor, what a vault's place decides. */
const COMMANDS_ASKED = [
  ['status', ['status', '--json']],
  ['history', ['history', 'api', 'shared', '--json']],
  ['audit', ['audit', 'api', '--json']],
  ['doctor', ['doctor', '--json']],
] as const;

const before = { ...process.env };
let aws: LocalAws;
let manifest: string;
let second: NodeJS.ProcessEnv;

beforeAll(async () => {
  aws = await LocalAws.start();
  const of = async ({ account, region, stage, key, version }: Place) => {
    const settings = { endpoint: aws.endpoint, region, credentials: account === FIRST ? aws.credentials : credentialsIn(second) };
    const [kms, ssm] = [new KMSClient(settings), new SSMClient(settings)];
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = `alias/acme-${stage}-chamber`;
    await kms.send(new CreateAliasCommand({ AliasName: KeyId, TargetKeyId: KeyMetadata!.KeyId }));
    for (const Name of ['/api/shared', `/api/${key}`]) {
      await ssm.send(
        new PutParameterCommand({ Name, KeyId, Type: 'SecureString', Value: `CANARY-${stage}`, Description: String(version) }),
      );
    }
    kms.destroy();
    ssm.destroy();
  };
  const sts = new STSClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.credentials });
  const assumed = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${SECOND}:role/people`, RoleSessionName: 'ada' }));
  sts.destroy();
  second = {
    AWS_ACCESS_KEY_ID: assumed.Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: assumed.Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: assumed.Credentials!.SessionToken,
  };
  for (const place of PLACES) await of(place);
  manifest = join(temporaryFolder(), 'coffer.manifest.json');
  writeFileSync(manifest, JSON.stringify({ manifest: 1, stacks: PLACES.map(stackOf) }));
});
afterAll(async () => {
  process.env = before;
  await aws?.stop();
});

function credentialsIn(environment: NodeJS.ProcessEnv) {
  return {
    accessKeyId: environment.AWS_ACCESS_KEY_ID!,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
    sessionToken: environment.AWS_SESSION_TOKEN,
  };
}

function stackOf({ stage, account, region, key }: Place): object {
  const secretOf = (name: string) => ({
    ...{ type: 'ApplicationSecret', systemOfRecord: 'parameter-store', vault: `${stage}/vault`, service: 'api', key: name },
    ...{ name: `/api/${name}`, environmentName: null, path: `${stage}/${name}`, address: null, owner: null, description: null },
    ...{ sharedWith: [], rotation: null, promisedAgeDays: null, replicas: [], readers: [] },
  });
  const vault = { name: `acme-${stage}`, path: `${stage}/vault`, namespace: 'acme', stage, engine: 'coffer' };
  return {
    ...{ name: stage, account, region, stage, imported: [], services: [], copies: [] },
    vaults: [{ ...vault, keyAlias: `alias/acme-${stage}-chamber` }],
    secrets: [secretOf('shared'), secretOf(key)],
  };
}

async function coffer(args: readonly string[], account: string, region: string): Promise<{ code: number; out: string; error: string }> {
  process.env = { ...before };
  useEnvironment({ ...aws.environment, AWS_SESSION_TOKEN: undefined, CHAMBER_KMS_KEY_ALIAS: undefined, TF_CLI_CONFIG_FILE: undefined });
  if (account === SECOND) useEnvironment(second);
  const terminal = new CapturedTerminal();
  const code = await run([...args, '--manifest', manifest, '--region', region], COMMANDS, terminal, new AbortController().signal);
  return { code, out: terminal.output, error: terminal.errors };
}

describe.each(PLACES)('in account $account, $region', (place) => {
  const { stage, account, region, key, partition, version } = place;
  const others = PLACES.filter((each) => each !== place);

  test.each(COMMANDS_ASKED)('%s is about the vault that is there alone', async (name, args) => {
    const { out, error } = await coffer(args, account, region);
    expect(error).toBe('');
    const answer = JSON.parse(out) as Record<string, unknown>;
    const expected: Record<typeof name, object> = {
      status: { vault: `acme-${stage}`, account, region, secrets: expect.any(Array) },
      history: { name: '/api/shared', rotation: null, versions: [expect.objectContaining({ version })] },
      audit: { account, region, complete: true },
      doctor: {
        findings: expect.arrayContaining([
          { check: 'region', level: 'ok', says: region },
          { check: 'vault', level: 'ok', says: expect.stringContaining(`acme-${stage}, from `) },
          { check: 'key', level: 'ok', says: expect.stringMatching(`is arn:${partition}:kms:${region}:${account}:key/`) },
        ]),
      },
    };
    expect(answer).toMatchObject(expected[name]);
    if (name === 'status' || name === 'audit') expect(out).toContain(`/api/${key}`);
    for (const other of others) expect(out).not.toMatch(new RegExp(`${other.key}|acme-${other.stage}\\b|CANARY`));
  });
});

test('status finds each place as it was declared, under a key of that place', async () => {
  for (const { account, region } of PLACES) expect((await coffer(['status'], account, region)).out).toMatch(/\n2 secrets: 2 present\.$/);
});

describe.each(COMMANDS_ASKED)('%s', (name, args) => {
  test.each([
    ['a region that no vault is in', FIRST, 'ap-south-1', []],
    ['the region of another account’s vault', SECOND, 'eu-west-1', []],
    ['another stage’s place, for a vault by name', FIRST, 'us-east-1', ['--vault', 'acme-prod']],
    ['the right region of the wrong account', FIRST, 'us-east-1', ['--vault', 'acme-test']],
  ] as const)('reads nothing in %s, and says where the vaults are', async (_, account, region, more) => {
    aws.clearRequests();
    const { code, out, error } = await coffer([...args, ...more], account, region);
    expect(code).toBe(name === 'doctor' ? 2 : 1);
    const said = name === 'doctor' ? out : error;
    expect(said).toMatch(
      new RegExp(`is in account \\d{12} in [a-z]{2}-.*your credentials and settings lead to account ${account} in ${region}`),
    );
    expect(said).toContain('Nothing was read or written');
    expect([...new Set(aws.requests().map(({ operation }) => operation))]).toEqual(['GetCallerIdentity']);
  });
});
