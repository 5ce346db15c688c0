import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Row, runQueries } from './run-queries';
import { ACCOUNT, role, Scenario, VALUE } from './scenario';
import { AuditTrail } from '../../../src/audit/audit-trail';
import { AuditQueries } from '../../../src/audit/queries/audit-queries';
import type { AuditQueriesProps } from '../../../src/audit/queries/audit-queries-props';
import { declaredRows } from '../../../src/audit/queries/declared-table';
import { TrailSource } from '../../../src/audit/trail-source';
import { Grantee } from '../../../src/iam/grantee';
import { SecretSource } from '../../../src/secret/secret-source';
import { SecretVault } from '../../../src/secret-vault';
import { ApplicationSecret } from '../../../src/types/application/application-secret';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { type Block, type Configuration, newStack, synthesize, temporaryFolder } from '../../support/synth';

// The first run on a machine installs what reads and runs queries.
jest.setTimeout(300_000);

const TRAIL = TrailSource.existing({ logGroupName: 'trail', bucketName: 'acme-trail', keyPrefix: 'audit' });
const REGIONS = ['us-east-1', 'eu-central-1'];

function declare(props: Partial<AuditQueriesProps> = {}) {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const audit = new AuditTrail(stack, 'audit', { vaults: [vault], name: 'acme-dev-audit', trail: TRAIL, deployers: [role('deploy')] });
  const queries = new AuditQueries(stack, 'queries', { audit, ...props });
  return { stack, vault, queries };
}

function block(configuration: Configuration, type: string, id: string): Block {
  const found = Object.entries(configuration.resource[type]!).find(([name]) => name.startsWith(id));
  return found![1];
}

/** A table of the configuration, with a folder for its location. */
function table(configuration: Configuration, id: string, format: 'trail' | 'lines', folder: string) {
  const { name, partition_keys: partitions, parameters, storage_descriptor: storage } = block(configuration, 'aws_glue_catalog_table', id);
  const projection = parameters as Record<string, string>;
  const template = projection['storage.location.template']?.replace(/\$\$\{/g, '${');
  return {
    database: 'acme_dev_audit',
    name: name as string,
    format,
    columns: storage.columns as { name: string; type: string }[],
    partitions: (partitions ?? []) as { name: string; type: string }[],
    location: storage.location as string,
    template: template ?? (storage.location as string).replace(/\/$/, ''),
    projection,
    folder,
  };
}

describe('over records that really came about', () => {
  let aws: LocalAws;
  let answers: Record<string, Row[]>;

  beforeAll(async () => {
    aws = await LocalAws.start();
    const scenario = new Scenario(aws);
    await scenario.play();
    const logs = { bucketName: 'acme-trail', keyPrefix: 'audit', accounts: [ACCOUNT], regions: REGIONS };
    const configuration = synthesize(declare({ logs }).stack);
    const folder = temporaryFolder();
    aws.writeTrail(folder, { prefix: 'audit' });
    const declaredFolder = temporaryFolder();
    writeFileSync(path.join(declaredFolder, 'declared.json'), declaredRows(scenario.declared()));
    const saved = Object.values(configuration.resource.aws_athena_named_query!);
    const asked = [
      ['1', '/api/token'],
      ['1', 'api/root.pem'],
      ['2', '/api/db-password'],
      ['2', '/web/old'],
      ['3'],
      ['4'],
      ['5', 'ada@example.com'],
      ['5', "ada' OR '1'='1"],
      ['6'],
      ['7'],
    ];
    const queries = asked.map(([number, ...parameters]) => ({
      sql: saved.find(({ name }) => (name as string).startsWith(`${number} `))!.query as string,
      parameters,
    }));
    const rows = await runQueries(
      [
        table(configuration, 'queries_trail', 'trail', path.join(folder, 'audit', 'AWSLogs')),
        table(configuration, 'queries_declared', 'lines', declaredFolder),
      ],
      queries,
    );
    answers = Object.fromEntries(asked.map((question, index) => [question.join(' '), rows[index]!]));
  }, 120_000);

  afterAll(() => aws?.stop());

  /** When a role decrypted, by the trail. */
  const decryptions = (principal: string) =>
    aws
      .trail()
      .filter(({ eventName, userIdentity }) => eventName === 'Decrypt' && userIdentity.sessionContext?.sessionIssuer?.arn === principal)
      .map(({ eventTime }) => eventTime);

  const pick = (question: string, ...columns: string[]) => answers[question]!.map((row) => columns.map((column) => row[column]));

  test('who read this secret: by path, by name and by a stranger, with the person and the address', () => {
    const strangers = new Set(decryptions(role('reporting')));
    expect(pick('1 /api/token', 'principal', 'person', 'address').sort()).toEqual(
      [
        [role('api-task', '/services/'), 'task-1', '127.0.0.1'],
        [role('api-task', '/services/'), 'ada@example.com', '127.0.0.1'],
        // Two reads, which are one row if they are of one second.
        ...Array.from(strangers, () => [role('reporting'), 'eve', '127.0.0.1']),
      ].sort(),
    );
    expect([1, 2]).toContain(strangers.size);
    expect(pick('1 api/root.pem', 'principal', 'person', 'region')).toEqual([[role('api-task', '/services/'), 'task-1', 'us-east-1']]);
  });

  test('who changed this secret: the deploy, the rotation and its label, with versions', () => {
    expect(pick('2 /api/db-password', 'action', 'version', 'principal', 'person', 'region').sort()).toEqual([
      ['LabelParameterVersion', null, role('rotator'), 'acme-dev-rotator', 'us-east-1'],
      ['PutParameter', '1', role('deploy'), 'run-7', 'eu-central-1'],
      ['PutParameter', '1', role('deploy'), 'run-7', 'us-east-1'],
      ['PutParameter', '2', role('rotator'), 'acme-dev-rotator', 'us-east-1'],
    ]);
    expect(pick('2 /web/old', 'action').sort()).toEqual([['DeleteParameters'], ['PutParameter']]);
  });

  test('who reads without being declared: the stranger, and a reader of another stage', () => {
    expect(pick('3', 'vault', 'principal', 'person', 'secret', 'times')).toEqual([
      [`acme-dev ${ACCOUNT} us-east-1`, role('reporting'), 'eve', '/api/token', 2],
      [`acme-prod ${ACCOUNT} eu-central-1`, role('api-task', '/services/'), 'task-1', '/api/db-password', 1],
    ]);
  });

  test('who is declared and never reads: neither break-glass nor deployers', () => {
    expect(pick('4', 'who', 'name')).toEqual([
      [role('batch'), '/api/token'],
      [role('prod-*'), '/api/*'],
    ]);
  });

  test('what somebody who leaves could read, and what was read of it; a quote in a name asks nothing more', () => {
    expect(pick('5 ada@example.com', 'principal', 'may_read', 'has_read', 'times')).toEqual([
      [role('oncall'), '*', '/web/cookie', 1],
      [role('api-task', '/services/'), '/api/*', '/api/token', 1],
      [role('api-task', '/services/'), 'api/root.pem', null, 0],
    ]);
    expect(answers["5 ada' OR '1'='1"]).toEqual([]);
  });

  test('what was denied: of the vaults, and of nothing else', () => {
    expect(pick('6', 'vault', 'principal', 'person', 'action', 'resource', 'times')).toEqual([
      [
        `acme-dev ${ACCOUNT} us-east-1`,
        role('intern'),
        'eve',
        'ssm:GetParameter',
        `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/api/db-password`,
        1,
      ],
    ]);
  });

  test('what was read in emergencies', () => {
    expect(pick('7', 'principal', 'person', 'secret')).toEqual([[role('oncall'), 'ada@example.com', '/web/cookie']]);
  });

  test('no answer has a value', () => {
    expect(JSON.stringify(answers)).not.toContain(VALUE);
  });
});

describe('what is declared', () => {
  const of = (configuration: Configuration, type: string) => block(configuration, type, 'queries_');

  test('answers are encrypted, go to one place, and cost no more than they may; nobody chooses otherwise', () => {
    const configuration = synthesize(declare({ mostGigabytes: 5, keepAnswersDays: 7 }).stack);
    const { configuration: settings } = of(configuration, 'aws_athena_workgroup');
    expect(settings).toMatchObject({
      enforce_workgroup_configuration: true,
      bytes_scanned_cutoff_per_query: 5_000_000_000,
      result_configuration: {
        output_location: expect.stringMatching(/^s3:\/\/acme-dev-audit-q-.*account_id}\/answers\/$/) as string,
        encryption_configuration: { encryption_option: 'SSE_KMS' },
      },
    });
    const { rule } = block(configuration, 'aws_s3_bucket_lifecycle_configuration', 'queries_answers_lifecycle');
    // What is not below answers/ stays: the table of who is declared.
    expect(rule).toEqual([
      expect.not.objectContaining({ expiration: expect.anything() as unknown }),
      { id: 'answers', status: 'Enabled', filter: [{ prefix: 'answers/' }], expiration: [{ days: 7 }] },
    ]);
    expect(block(configuration, 'aws_s3_bucket_public_access_block', 'queries_answers')).toMatchObject({ restrict_public_buckets: true });
  });

  test('the table of the logs finds those of an organization, and each account and region once', () => {
    const logs = {
      bucketName: 'acme-trail',
      organizationId: 'o-exampleorgid',
      accounts: ['222222222222', ACCOUNT, ACCOUNT],
      regions: ['eu-west-1'],
    };
    const { parameters, storage_descriptor: storage } = block(
      synthesize(declare({ logs }).stack),
      'aws_glue_catalog_table',
      'queries_trail',
    );
    expect(storage.location).toBe('s3://acme-trail/AWSLogs/o-exampleorgid/');
    expect(parameters).toMatchObject({
      'projection.account.values': `${ACCOUNT},222222222222`,
      'projection.region.values': 'eu-west-1',
      'storage.location.template': 's3://acme-trail/AWSLogs/o-exampleorgid/$${account}/CloudTrail/$${region}/$${day}',
    });
  });

  test('who is declared comes from the grants of the program, also of those made later, in a file without a value', () => {
    const { stack, vault } = declare();
    const secret = new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'token', source: SecretSource.generated() });
    secret.grantRead(Grantee.fromRoleArn(stack, role('api-task')));
    const { content, server_side_encryption: encryption } = of(synthesize(stack), 'aws_s3_object');
    const rows = (content as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'reader', name: '/api/token', who: role('api-task') }),
        expect.objectContaining({ kind: 'key', name: expect.stringContaining('aws_kms_key.vault_') as string }),
        expect.objectContaining({ kind: 'service', name: expect.stringMatching(/^eu-west-1:.*:parameter\/api\/$/) as string }),
      ]),
    );
    expect(encryption).toBe('aws:kms');
  });

  test('1,000 readers of 1,000 secrets take one file, and queries stay as short as they were', () => {
    const principals = Array.from({ length: 1_000 }, (_, index) => ({ who: role(`task-${index}`), reads: [`/api/key-${index}`] }));
    const [vault] = new Scenario({ endpoint: '', credentials: { accessKeyId: '', secretAccessKey: '' } } as LocalAws).declared();
    expect(declaredRows([{ ...vault!, principals }]).split('\n')).toHaveLength(1_005);
    const queries = Object.values(synthesize(declare().stack).resource.aws_athena_named_query!);
    // Athena takes 262,144 bytes.
    expect(Math.max(...queries.map(({ query }) => (query as string).length))).toBeLessThan(5_000);
  });

  test('whoever may ask reads logs and answers, and nothing else', () => {
    const { stack, queries } = declare({ logs: { bucketName: 'acme-trail', keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1` } });
    queries.grantQuery(Grantee.fromRoleArn(stack, role('auditor')));
    queries.grantQuery(Grantee.fromRoleArn(stack, role('second')));
    const configuration = synthesize(stack);
    const policies = Object.entries(configuration.resource.aws_iam_policy!).filter(([name]) => name.startsWith('queries_ask'));
    expect(policies).toHaveLength(2);
    const { Statement } = JSON.parse(policies[0]![1].policy as string) as {
      Statement: { Sid: string; Action: unknown; Resource: unknown }[];
    };
    expect(Statement.map(({ Resource }) => Resource)).not.toContain('*');
    expect(JSON.stringify(Statement.map(({ Action }) => Action))).not.toMatch(/ssm:|\*|Delete|Create|Update/);
    expect(Statement.find(({ Sid }) => Sid === 'DecryptLogs')).toMatchObject({ Action: 'kms:Decrypt' });
    // `coffer audit --workgroup` takes these of Athena.
    const calls = ['GetWorkGroup', 'ListNamedQueries', 'GetNamedQuery', 'StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'];
    expect(Statement.find(({ Sid }) => Sid === 'Ask')!.Action).toEqual(
      expect.arrayContaining([...calls, 'StopQueryExecution'].map((call) => `athena:${call}`)),
    );
  });

  test("an imported vault is asked about without an audit, as in the account of an organization's trail", () => {
    const stack = newStack();
    const keyArn = `arn:aws:kms:eu-west-1:222222222222:key/1`;
    const vault = SecretVault.fromAttributes(stack, 'vault', { namespace: 'acme', stage: 'prod', keyArn });
    const queries = new AuditQueries(stack, 'queries', {
      vaults: [vault],
      logs: { bucketName: 'acme-trail', organizationId: 'o-exampleorgid' },
    });
    const configuration = synthesize(stack);
    expect(queries.node.tryFindChild('answers')!.node.tryFindChild('key')).toBeDefined();
    expect(of(configuration, 'aws_athena_workgroup').name).toBe('acme-prod-audit');
    expect(of(configuration, 'aws_s3_object').content).toContain(keyArn);
  });

  test.each([
    ['neither audit nor vaults', { audit: undefined }, /neither audit nor vaults.*Name the audit, or vaults with logs/],
    ['days beyond the logs', { lookBackDays: 1096 }, /lookBackDays is 1096.*from 1 to 1095/],
    ['a fraction of a gigabyte', { mostGigabytes: 0.5 }, /mostGigabytes is 0.5/],
    ['no region', { logs: { bucketName: 'b', regions: [] } }, /regions is empty/],
    ['a prefix with a slash', { logs: { bucketName: 'b', keyPrefix: '/audit' } }, /keyPrefix '\/audit' begins or ends with/],
    ['a name with a quote', { name: 'acme"; drop' }, /name 'acme"; drop' cannot be/],
  ])('refuses %s', (_, props, message) => {
    expect(() => declare(props)).toThrow(message);
  });
});
