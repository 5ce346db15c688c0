import { createHash } from 'node:crypto';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing } from 'cdktf';
import {
  access,
  ApplicationSecret,
  audit,
  Grantee,
  MasterKeyBucket,
  MasterKeyReplication,
  Rotation,
  SecretSource,
  SecretVault,
} from '../../src';
import type { DeclarationPart } from '../../src/contracts/audit/declarations';
import { type Configuration, newApp, newStack, only, synthesize } from '../support/synth';

jest.setTimeout(120_000);

const ACCOUNT = '111122223333';
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const TRUST = JSON.stringify({ Statement: [] });

function newVault(stack: TerraformStack, id = 'vault', more: object = {}): SecretVault {
  const deployers = [role('deploy')];
  return new SecretVault(stack, id, { namespace: 'acme', stage: 'prod', deployers, breakGlass: [role('break-glass')], ...more });
}

/** What the watcher is told, by the local of a table. */
function partsIn(configuration: Configuration, table = 'audit_table'): DeclarationPart[] {
  const { locals } = configuration as unknown as { readonly locals: { readonly [id: string]: { readonly [part: string]: string } } };
  const [, parts] = Object.entries(locals).find(([id]) => id.startsWith(`${table}_parts`))!;
  return Object.values(parts).map((text) => JSON.parse(text) as DeclarationPart);
}

/** Principals by the ends of their ARNs. */
function principalsIn(parts: readonly DeclarationPart[]) {
  return Object.fromEntries(
    parts
      .flatMap(({ principals = [] }) => principals)
      .map(({ who, reads, changes, as }) => [
        `${who.replace(/^.*?([\w*-]+)(\.arn\}|\.name\})?$/, '$1')}${as ? ` (${as})` : ''}`,
        { reads, changes },
      ]),
  );
}

const secret = (stack: TerraformStack, vault: SecretVault, service: string, key: string, rotation?: Rotation) =>
  new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated(), rotation });

test('the watcher is told who may do what, as the program says it in the end, and no more', () => {
  const stack = newStack();
  const vault = newVault(stack);
  new audit.AuditTrail(stack, 'audit', { vaults: [vault], deployers: [role('audit-deploy')], alsoReaders: [role('legacy-*')] });
  const [api, tool, own] = ['api', 'tool', 'own'].map((id) => new IamRole(stack, id, { namePrefix: `${id}-`, assumeRolePolicy: TRUST }));
  const handler = new LambdaFunction(stack, 'handler', { functionName: 'handler', role: own!.arn });
  const rotated = secret(stack, vault, 'api', 'token', Rotation.random({ afterDays: 30 }));
  rotated.grantRead(api!);
  rotated.grantWrite(tool!);
  secret(stack, vault, 'web', 'key', Rotation.lambdaFunction(handler, { role: own! }));
  access.EcsSecret.of(rotated, Grantee.fromRoleName(stack, 'execution'));
  new access.TerraformAccess(stack, 'terraform', { vault, assumedBy: [role('ci')], services: ['run'] });
  new MasterKeyBucket(stack, 'master-keys', { vault });
  const parts = partsIn(synthesize(stack));
  expect(parts[0]).toMatchObject({
    watcher: { deployers: [role('audit-deploy')], region: expect.any(String) as string, account: expect.any(String) as string },
    vaults: [{ name: 'acme-prod', region: 'eu-west-1', copies: [], services: ['api', 'run', 'web'], aliases: ['alias/acme-prod-chamber'] }],
  });
  expect(parts[0]!.vaults![0]!.keys).toHaveLength(2);
  expect(parts[0]!.vaults![0]!.buckets).toHaveLength(1);
  expect(principalsIn(parts)).toMatchObject({
    api: { reads: ['/api/token'], changes: [] },
    tool: { reads: [], changes: ['/api/token'] },
    own: { reads: ['/_coffer/pending/web/key', '/web/key'], changes: ['/_coffer/supplied/web/key'] },
    execution: { reads: ['/api/token'], changes: [] },
    'deploy (deployer)': { reads: [], changes: ['*'] },
    'break-glass (break-glass)': { reads: ['*'], changes: [] },
    'legacy-*': { reads: ['*'], changes: [] },
  });
  const functions = parts.flatMap(({ principals = [] }) => principals).filter(({ as }) => as === 'function');
  expect(functions.map(({ changes }) => changes)).toContainEqual(['/api/token', '/web/key']);
});

test('what a vault under two objects grants is one vault, also if one of them is imported', () => {
  const stack = newStack();
  const attributes = {
    namespace: 'acme',
    stage: 'prod',
    keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`,
  };
  const [one, other] = ['one', 'other'].map((id) => SecretVault.fromAttributes(stack, id, attributes));
  new audit.AuditTrail(stack, 'audit', { vaults: [one!, other!], deployers: [role('deploy')] });
  ApplicationSecret.fromName(stack, 'a', { vault: one!, service: 'api', key: 'a' }).grantRead(Grantee.fromRoleName(stack, 'reader'));
  ApplicationSecret.fromName(stack, 'b', { vault: other!, service: 'web', key: 'b' }).grantRead(Grantee.fromRoleName(stack, 'reader'));
  const parts = partsIn(synthesize(stack));
  expect(parts[0]!.vaults).toMatchObject([{ name: 'acme-prod', account: ACCOUNT, services: ['api', 'web'], keys: [attributes.keyArn] }]);
  expect(principalsIn(parts)).toMatchObject({ reader: { reads: ['/api/a', '/web/b'] } });
});

test('1,000 secrets with 10 readers each fit into the table and the environment', () => {
  const stack = newStack();
  const attributes = {
    namespace: 'acme',
    stage: 'prod',
    keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`,
  };
  const vault = SecretVault.fromAttributes(stack, 'vault', attributes);
  new audit.AuditTrail(stack, 'audit', { vaults: [vault], deployers: [role('deploy')] });
  const readers = Array.from({ length: 100 }, (_, index) => Grantee.fromRoleName(stack, `reader-${index}`));
  for (let index = 0; index < 1_000; index++) {
    const each = ApplicationSecret.fromName(stack, `s${index}`, {
      vault,
      service: `service-${index % 50}`,
      key: `a_long_name_of_a_key_${index}`,
    });
    for (let reader = 0; reader < 10; reader++) each.grantRead(readers[(index + reader * 7) % 100]!);
  }
  const texts = partsIn(synthesize(stack)).map((part) => JSON.stringify(part));
  expect(texts.length).toBeGreaterThan(1);
  expect(texts.length).toBeLessThanOrEqual(20);
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(300_000);
  expect(texts.join('').split('a_long_name_of_a_key').length - 1).toBe(10_000);
});

describe('a trail', () => {
  test('that the audit makes is of all regions, validated, encrypted, and logs reads, KMS and objects of master keys', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const made = new audit.AuditTrail(stack, 'audit', { vaults: [vault] });
    new MasterKeyBucket(stack, 'master-keys', { vault });
    const { resource } = synthesize(stack);
    const trail = only(resource.aws_cloudtrail);
    expect(trail).toMatchObject({
      name: made.auditName,
      is_multi_region_trail: true,
      include_global_service_events: true,
      enable_log_file_validation: true,
      kms_key_id: expect.stringContaining('aws_kms_key.audit_key') as string,
    });
    const [management, objects] = (trail.advanced_event_selector as { field_selector: { field: string }[] }[]).map(
      (each) => each.field_selector,
    );
    // No selector on readOnly, and none that leaves AWS KMS out.
    expect(management).toEqual([{ field: 'eventCategory', equals: ['Management'] }]);
    expect(objects!.map(({ field }) => field)).toEqual(['eventCategory', 'resources.type', 'resources.ARN']);
    expect(Object.keys(resource.aws_cloudwatch_log_metric_filter!)).toHaveLength(5);
  });

  test('that is there already is changed in nothing, and gets one subscription and no metric filter', () => {
    const stack = newStack();
    const trailArn = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/all`;
    const trail = audit.TrailSource.existing({ logGroupName: 'all-events', trailArn, bucketName: 'acme-logs' });
    const watching = new audit.AuditTrail(stack, 'audit', { vaults: [newVault(stack)], trail });
    const configuration = synthesize(stack);
    const { resource } = configuration;
    expect([resource.aws_cloudtrail, resource.aws_s3_bucket, resource.aws_cloudwatch_log_metric_filter]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(only(resource.aws_cloudwatch_log_subscription_filter)).toMatchObject({ log_group_name: 'all-events', name: watching.auditName });
    expect(partsIn(configuration)[0]!.watcher!.names).toEqual(expect.arrayContaining([trailArn, 'all', 'all-events', 'acme-logs']));
    expect([watching.bucketName, watching.trailArn]).toEqual(['acme-logs', trailArn]);
  });

  test('of an organization is watched by a rule that gets reads too', () => {
    const stack = newStack();
    const trailArn = 'arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization';
    const trail = audit.TrailSource.organization({ trailArn, organizationId: 'o-exampleorgid' });
    const { auditName } = new audit.AuditTrail(stack, 'audit', { vaults: [newVault(stack)], trail });
    const { resource } = synthesize(stack);
    expect(resource.aws_cloudwatch_log_subscription_filter).toBeUndefined();
    const rules = Object.values(resource.aws_cloudwatch_event_rule!);
    expect(rules.find(({ name }) => name === `${auditName}-records`)).toMatchObject({
      state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    });
  });

  test('refuses to be taken away while it is protected, and says how it may go', () => {
    const policies = (protectedTrail: boolean) => {
      const stack = newStack();
      const trail = audit.TrailSource.create({ deletionProtection: protectedTrail });
      new audit.AuditTrail(stack, 'audit', { vaults: [newVault(stack)], trail });
      const { resource } = synthesize(stack);
      const [, bucket] = Object.entries(resource.aws_s3_bucket_policy!).find(([id]) => id.startsWith('audit_trail_policy'))!;
      const [, key] = Object.entries(resource.aws_kms_key!).find(([id]) => id.startsWith('audit_key'))!;
      return [bucket, key].map(({ policy }) => String(policy));
    };
    const [bucket, key] = policies(true) as [string, string];
    expect(bucket).toContain('"s3:DeleteBucketPolicy"');
    expect(bucket).toContain('"s3:DeleteObjectVersion"');
    expect(key).toContain('StaysWhileProtected');
    expect(policies(false).join()).not.toMatch(/BucketStays|LogsStay|StaysWhileProtected/);
  });

  test('its trail and log group go after the table, which refuses to go while it is protected', () => {
    const stack = newStack();
    new audit.AuditTrail(stack, 'audit', { vaults: [newVault(stack)] });
    const { resource } = synthesize(stack);
    const [trail, made] = Object.entries(resource.aws_cloudtrail!)[0]!;
    const [group] = Object.keys(resource.aws_cloudwatch_log_group!).filter((id) => id.startsWith('audit_trail'));
    expect(Object.values(resource.aws_dynamodb_table!)).toEqual([
      expect.objectContaining({ deletion_protection_enabled: true, depends_on: [`aws_cloudtrail.${trail}`] }),
    ]);
    expect(made.cloud_watch_logs_group_arn).toContain(`aws_cloudwatch_log_group.${group}.arn`);
  });
});

test('copies of master keys in another region are watched as the bucket itself, and two vaults with copies fit', () => {
  const stack = newStack();
  const provider = new AwsProvider(stack, 'far', { alias: 'far', region: 'eu-central-1' });
  const vaults = [newVault(stack), newVault(stack, 'second', { namespace: 'other' })];
  vaults.forEach((vault, index) => {
    const replication = MasterKeyReplication.toRegion({ region: 'eu-central-1', provider });
    new MasterKeyBucket(stack, `keys-${index}`, { vault, replication });
  });
  new audit.AuditTrail(stack, 'audit', { vaults });
  const configuration = synthesize(stack);
  const watched = partsIn(configuration)[0]!.vaults!;
  const names = watched.flatMap(({ buckets }) => buckets.map((name) => name.replace(/\$\{[^}]+\}/, ACCOUNT)));
  expect(names).toEqual([
    `acme-prod-master-keys-${ACCOUNT}`,
    `acme-prod-master-keys-copy-${ACCOUNT}`,
    `other-prod-master-keys-${ACCOUNT}`,
    `other-prod-master-keys-copy-${ACCOUNT}`,
  ]);
  // The key of the vault, of its master keys, and of their copies.
  expect(watched.map(({ keys }) => new Set(keys).size)).toEqual([3, 3]);
  const text = JSON.stringify([
    only(configuration.resource.aws_cloudtrail).advanced_event_selector,
    only(configuration.resource.aws_cloudwatch_log_subscription_filter).filter_pattern,
  ]).replace(/\$\{[^}]+account_id\}/g, ACCOUNT);
  for (const name of names) expect(text.split(name).length - 1).toBe(2);
});

test('policies of keys that services use stay letter by letter as they were deployed', () => {
  const stack = newStack();
  const vault = newVault(stack);
  void vault.rotator.topicArn;
  new audit.AuditTrail(stack, 'audit', { name: 'acme-audit', vaults: [vault] });
  const keys = Object.entries(synthesize(stack).resource.aws_kms_key!);
  const hashOf = (like: RegExp) => {
    const [, key] = keys.find(([id]) => like.test(id))!;
    const policy = String(key.policy).replace(/\$\{[^}]+\.(\w+)\}/g, '<$1>');
    return createHash('sha256').update(policy).digest('hex').slice(0, 16);
  };
  expect([hashOf(/^audit_key/), hashOf(/operations/)]).toEqual(['183b4752f34c4ecc', '89a57f14225c8346']);
});

test('two audits of one app do not collide, and one serves several vaults', () => {
  const app = newApp();
  const stack = newStack(app, 'prod');
  const [first, second] = [newVault(stack), newVault(stack, 'second', { namespace: 'other' })];
  const audits = [
    new audit.AuditTrail(stack, 'audit', { vaults: [first, second] }),
    new audit.AuditTrail(stack, 'again', { vaults: [first] }),
  ];
  const far = new TerraformStack(app, 'far');
  new AwsProvider(far, 'aws', { region: 'us-gov-west-1' });
  const elsewhere = new SecretVault(far, 'vault', { namespace: 'acme', stage: 'gov', deployers: [role('deploy')] });
  audits.push(new audit.AuditTrail(far, 'audit', { vaults: [elsewhere] }));
  expect(new Set(audits.map(({ auditName }) => auditName)).size).toBe(3);
  const configuration = synthesize(stack);
  expect(Object.keys(configuration.resource.aws_cloudtrail!)).toHaveLength(2);
  expect(partsIn(configuration)[0]!.vaults!.map(({ name }) => name)).toEqual(['acme-prod', 'other-prod']);
  const [names, buckets] = ['aws_lambda_function', 'aws_s3_bucket'].map((type) =>
    Object.values(configuration.resource[type]!).map((each) => String(each.function_name ?? each.bucket)),
  ) as [string[], string[]];
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(buckets).size).toBe(buckets.length);
  // No partition, account or region is written out.
  const there = Testing.synth(far);
  expect(there).not.toMatch(/arn:aws:(kms|s3|logs|lambda|cloudtrail|sns|sqs|dynamodb):/);
});

test('a role of another stack is named, and the stacks stay apart', () => {
  const app = newApp();
  const [own, user] = [newStack(app, 'own'), newStack(app, 'user')];
  const vault = newVault(own);
  const token = secret(own, vault, 'api', 'token');
  token.grantRead(new IamRole(user, 'task', { name: 'task', assumeRolePolicy: TRUST }));
  new audit.AuditTrail(own, 'audit', { vaults: [vault] });
  expect(principalsIn(partsIn(synthesize(own)))).toMatchObject({ task: { reads: ['/api/token'] } });
  expect(own.dependencies).toEqual([]);
});

describe('what would not work is refused', () => {
  const declare = (props: Partial<audit.AuditTrailProps>) => () => {
    const stack = newStack();
    new audit.AuditTrail(stack, 'audit', { vaults: [newVault(stack)], ...props });
    synthesize(stack);
  };
  const trailArn = 'arn:aws:cloudtrail:eu-west-1:1:trail/x';
  const logGroupName = 'all';

  test.each<[string, Partial<audit.AuditTrailProps> | (() => Partial<audit.AuditTrailProps>), string]>([
    ['no vault', { vaults: [] }, 'it has no vaults. Name at least one'],
    ['a name that no bucket has', { name: 'Acme_Audit' }, "name 'Acme_Audit' cannot be that of a bucket"],
    ['a drain of one', { drainSecrets: 1 }, 'drainSecrets is 1. Write a whole number from 2 to 10000.'],
    ['a window of hours', { drainMinutes: 61 }, 'drainMinutes is 61'],
    ['learning for years', { learningDays: 91 }, 'learningDays is 91'],
    ['a reader that is a session', { alsoReaders: [`arn:aws:sts::${ACCOUNT}:assumed-role/a/b`] }, 'alsoReaders has'],
    ['an ARN that is no trail', { trail: audit.TrailSource.existing({ logGroupName, trailArn }) }, 'is not the ARN of a trail'],
    ['a retention that CloudWatch Logs has not', { logRetentionDays: 366 }, 'logRetentionDays is 366. CloudWatch Logs takes 365'],
    ['logs for a month', { trail: audit.TrailSource.create({ keepDays: 30 }) }, 'keepDays is 30. Write a whole number of days from 365'],
    ['reserved tags', { tags: { 'coffer:claim': 'x' } }, 'begins with coffer:'],
    [
      'deployers beyond a rule',
      { deployers: Array.from({ length: 30 }, (_, n) => role(`deploy-with-a-long-name-${n}`)) },
      'EventBridge takes 2048',
    ],
  ])('%s', (_what, props, message) => {
    expect(declare(props as Partial<audit.AuditTrailProps>)).toThrow(message);
  });
});
