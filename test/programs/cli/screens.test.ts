import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { makeKey, settingsOf } from './account';
import { COFFER, coffer, runProgram } from './coffer-process';
import { renderInventory } from '../../../src/contracts/inventory';
import { displayWidth } from '../../../src/programs/cli/display-width';
import { layOut, table } from '../../../src/programs/cli/table';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { temporaryFolder } from '../../support/synth';

const ACCOUNT = '123456789012';
const KEY = 'alias/acme-dev-chamber';
/** The longest that people meet: names of 200 characters, roles with paths, sessions and source identities of 64. */
const SERVICE = 'api';
const LONG = `/${SERVICE}/${'customer_ledger_reconciliation_'.repeat(7)}`.slice(0, 200);
const SHORT = `/${SERVICE}/db`;
const ROLE = 'AWSReservedSSO_PaymentsPlatformEngineering_0123456789abcdef';
const SESSION = 'maximiliane.von-und-zu-hohenlohe-langenburg@engineering.acme.com'.slice(0, 64);
const PERSON = 'maximiliane.von-und-zu-hohenlohe-langenburg@payments.acme.com';
/** What an item of 1Password may be called: wide characters, and marks that are drawn onto others. */
const WIDE = 'データベースの接続パスワード（本番環境）';
const COMBINING = 'Zuga\u0308nge fu\u0308r die Bu\u0308chereien';

const folder = temporaryFolder();
let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start();
  await makeKey(aws, KEY);
  const settings = settingsOf(aws);
  const [iam, ssm, sts] = [new IAMClient(settings), new SSMClient(settings), new STSClient(settings)];
  const trust = [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }];
  const policy = [{ Effect: 'Allow', Action: ['ssm:*', 'kms:*'], Resource: '*' }];
  const document = (Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const Path = '/aws-reserved/sso.amazonaws.com/eu-central-1/';
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: ROLE, Path, AssumeRolePolicyDocument: document(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'all', PolicyDocument: document(policy) }));
  await iam.send(new CreateUserCommand({ UserName: 'ada' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  const user = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const theirs = new STSClient({ ...settings, credentials: user });
  const { Credentials } = await theirs.send(
    new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: SESSION, SourceIdentity: PERSON }),
  );
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken,
  };
  const session = new SSMClient({ ...settings, credentials });
  for (const [client, Name, Description] of [
    [ssm, SHORT, '1'],
    [ssm, LONG, '1'],
    [session, LONG, '2'],
  ] as const) {
    await client.send(
      new PutParameterCommand({ Name, Value: 'CANARY-screen', Type: 'SecureString', KeyId: KEY, Description, Overwrite: true }),
    );
  }
  for (const Name of [SHORT, LONG]) await session.send(new GetParameterCommand({ Name, WithDecryption: true }));
  for (const client of [iam, ssm, sts, theirs, session]) client.destroy();

  const secret = (name: string | null, key: string, systemOfRecord = 'parameter-store') => ({
    ...{ type: 'ApplicationSecret', systemOfRecord, vault: 'dev/vault', service: SERVICE, key, name, environmentName: null },
    ...{ path: `dev/${key}`, address: null, owner: null, description: null, sharedWith: [], rotation: null, promisedAgeDays: null },
    ...{ replicas: [], readers: [] },
  });
  const stack = {
    ...{ name: 'dev', account: ACCOUNT, region: 'us-east-1', stage: 'dev', imported: [], services: [], copies: [] },
    vaults: [{ name: 'acme-dev', path: 'dev/vault', namespace: 'acme', stage: 'dev', keyAlias: KEY, engine: 'coffer' }],
    secrets: [
      secret(SHORT, 'db'),
      secret(LONG, 'long'),
      secret(`${LONG.slice(0, 190)}_none`, 'none'),
      secret(null, WIDE, 'one-password'),
      secret(null, COMBINING, 'one-password'),
    ],
  };
  const before = [
    { name: SHORT, type: 'SecureString', tier: 'Standard', key: `alias/${WIDE}` },
    { name: `${LONG}_gone`, type: 'SecureString', tier: 'Standard', key: KEY },
  ] as const;
  writeFileSync(
    join(folder, '目録.json'),
    renderInventory({ account: ACCOUNT, region: 'us-east-1', paths: [`/${SERVICE}`], parameters: [...before] }),
  );
  writeFileSync(join(folder, 'coffer.manifest.json'), JSON.stringify({ manifest: 1, stacks: [stack] }));
});
afterAll(() => aws?.stop());

const env = () => ({ ...process.env, ...aws.environment, NO_COLOR: '1', PATH: '/usr/bin:/bin', TF_CLI_CONFIG_FILE: '/dev/null' });

interface Screen {
  readonly code: number;
  readonly lines: readonly { readonly text: string; readonly columns: number }[];
}

async function screenOf(args: readonly string[], columns: number): Promise<Screen> {
  const program = [join(__dirname, 'screen_of.py'), String(columns), process.execPath, COFFER, ...args];
  const { stdout } = await runProgram('python3', program, { env: env(), cwd: folder });
  return JSON.parse(stdout) as Screen;
}

/** What each command shows, by the texts that people copy from it, and the rows that programs look for. */
const SHOWN: readonly [command: string, copied: readonly string[], rows: readonly RegExp[]][] = [
  [
    'status',
    [SHORT, LONG, `${LONG.slice(0, 190)}_none`],
    [new RegExp(`^${LONG} +present `), new RegExp(`^api/${WIDE} +elsewhere$`), /^\/api\/db +present +0 d$/],
  ],
  [`list ${SERVICE}`, [LONG, LONG.slice(5).toUpperCase()], [new RegExp(`^${LONG} +${LONG.slice(5).toUpperCase()} +2 +20`)]],
  [`history ${LONG}`, [PERSON, `${ROLE}/${SESSION}`], [new RegExp(`^2 +2 +20\\S+ \\S+ +${PERSON} as ${ROLE}/${SESSION}$`)]],
  [
    'audit api',
    [LONG, PERSON, `${ROLE}/${SESSION}`, `(${PERSON})`],
    [
      new RegExp(`^${LONG} +20\\S+ \\S+ +PutParameter +${PERSON} as ${ROLE}/${SESSION}$`),
      new RegExp(`^${LONG} +${ROLE} \\(${PERSON}\\) +NO +1 +20`),
    ],
  ],
  [
    `inventory /${SERVICE} --check --output 目録.json`,
    [LONG, `${LONG}_gone`],
    [
      new RegExp(`^\\+ ${LONG}$`),
      new RegExp(`^~ ${SHORT} \\(key: .*${WIDE} -> alias/`),
      /^目録\.json is out of date\. Run coffer inventory \/api$/,
    ],
  ],
  ['doctor', ['acme-dev,'], [/^note +aws\/ssm key |^ok +vault +acme-dev, from /, /^(note|\?|PROBLEM) +trail +\S.* → \S/]],
];

describe.each(SHOWN)('coffer %s', (command, copied, rows) => {
  const args = command.split(' ');

  test.each([80, 100, 200])('keeps to a terminal of %i columns, and cuts nothing off', async (columns) => {
    const { lines } = await screenOf(args, columns);
    // A word that is longer than the line runs on, so that it is copied in one piece; the sign of a change is before its name.
    expect(lines.filter((line) => line.columns > columns && /\S\S+\s+\S/.test(line.text))).toEqual([]);
    const words = lines.flatMap(({ text }) => text.split(/\s+/));
    expect(copied.filter((text) => !words.includes(text))).toEqual([]);
    expect(lines.filter(({ text }) => /…$/.test(text))).toEqual([]);
  });

  test('has each row on one line for a pipe', async () => {
    const { stdout } = await coffer(args, { env: env(), cwd: folder });
    for (const row of rows) expect(stdout.split('\n')).toContainEqual(expect.stringMatching(row));
  });
});

describe('a table', () => {
  test('has names in columns again as soon as there is room, and short rows on one line beside a long one', () => {
    const rows = [
      ['/api/db', 'present', '3 d'],
      [LONG, 'awaiting', ''],
    ];
    expect(table(['SECRET', 'STATE', 'AGE'], rows, 80)).toEqual([
      'SECRET   STATE     AGE',
      '/api/db  present   3 d',
      LONG,
      '         awaiting',
    ]);
    expect(table(['SECRET', 'STATE', 'AGE'], rows, 220)[2]).toBe(`${LONG}  awaiting`);
  });

  test('knows which lines are of which row, for their colours', () => {
    const { rows } = layOut(
      ['A', 'B'],
      [
        ['x', 'y'],
        [LONG, 'z'],
      ],
      40,
    );
    expect(rows).toEqual([['x  y'], [LONG, '   z']]);
  });

  test('breaks a long cell between its words, below its row', () => {
    expect(table(['NAME', 'BY'], [['/api/db', `${PERSON} as ${ROLE}`]], 70)).toEqual([
      'NAME     BY',
      '/api/db',
      `  ${PERSON} as`,
      `  ${ROLE}`,
    ]);
  });

  test('puts columns below each other whatever characters are in the cells before', () => {
    const lines = table(
      ['NAME', 'STATE'],
      [WIDE, COMBINING, '🔑 key', 'plain'].map((name) => [name, 'there']),
    );
    expect(new Set(lines.slice(1).map((line) => displayWidth(line.replace(/there$/, ''))))).toEqual(new Set([42]));
  });
});
