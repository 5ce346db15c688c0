import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { ApplicationSecret, BootstrapSecret, SecretSource, SecretVault, VaultReplicationProps } from '../../src';
import { readReplicatorVariables } from '../../src/contracts/function-environment';
import { readRequest } from '../../src/programs/replicator/request';
import { type Call, DeployedStack } from '../support/iam';
import { type Configuration, newApp, newStack, synthesize } from '../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'eu-west-1', keyId: '11111111-1111-1111-1111-111111111111' };
const AWAY = 'eu-central-1';
const BREAK_GLASS = 'arn:aws:iam::111122223333:role/break-glass';
const [OWN, OTHER, BOOT] = ['/api/db_password', '/api/unreplicated', '/bootstrap/hashicorp-vault/root_token'];

function declareVault(stack: TerraformStack, replication: Partial<VaultReplicationProps> = {}, stage = 'prod') {
  const provider = (region: string) => new AwsProvider(stack, region, { alias: region, region });
  return new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage,
    breakGlass: [BREAK_GLASS],
    deployers: ['arn:aws:iam::111122223333:role/deployer'],
    replication: { regions: [AWAY, 'us-east-1'].map((region) => ({ region, provider: provider(region) })), ...replication },
  });
}

function declare() {
  const stack = newStack(newApp(), 'prod');
  const vault = declareVault(stack);
  const role = (id: string) => new IamRole(stack, id, { assumeRolePolicy: '{}' });
  const own = new ApplicationSecret(stack, 'own', {
    vault,
    service: 'api',
    key: 'db_password',
    source: SecretSource.generated(),
    replicaRegions: [AWAY],
  });
  new ApplicationSecret(stack, 'other', { vault, service: 'api', key: 'unreplicated', source: SecretSource.generated() });
  own.grantRead(role('reader-at-home'));
  own.replicaIn(AWAY).grantRead(role('reader-away'));
  new BootstrapSecret(stack, 'boot', {
    vault,
    system: 'hashicorp-vault',
    key: 'root_token',
    source: SecretSource.supplied(),
    readers: [role('terraform')],
    replicaRegions: [AWAY],
  });
  return { stack, vault, own };
}

/** The elements of a type whose ids contain a text. */
function like(configuration: Configuration, type: string, text: string) {
  return Object.entries(configuration.resource[type] ?? {})
    .filter(([id]) => id.includes(text))
    .map(([, block]) => block);
}

describe('a secret that is copied to another region', () => {
  const configuration = synthesize(declare().stack);
  const deployed = new DeployedStack(configuration, DEPLOYMENT);

  test('has its changes told to the replicator, by its exact name', () => {
    const patterns = like(configuration, 'aws_cloudwatch_event_rule', 'changes').map(
      (rule) => JSON.parse(rule.event_pattern as string) as { detail: { name: string[] } },
    );
    expect(patterns.map(({ detail }) => detail.name)).toEqual([[BOOT], [OWN]]);
    expect(patterns[1]).toEqual({
      source: ['aws.ssm'],
      'detail-type': ['Parameter Store Change'],
      detail: { name: [OWN], operation: ['Create', 'Update', 'Delete'] },
    });
  });

  test('is asked for in requests that the replicator understands and may follow, on a change, every hour and in the apply', () => {
    const [{ environment }] = Object.values(configuration.resource.aws_lambda_function!) as [
      { environment: { variables: Record<string, string> } },
    ];
    const { keys } = readReplicatorVariables(environment.variables);
    const [change] = like(configuration, 'aws_cloudwatch_event_target', '_to-eu-central-1_changes');
    const { input_paths: paths, input_template: template } = change!.input_transformer as {
      input_paths: Record<string, string>;
      input_template: string;
    };
    // As EventBridge fills a template in: texts with their quotation marks.
    const event: Record<string, string> = { '$.detail.name': OWN, '$.detail.operation': 'Update', '$.time': '2026-01-31T03:00:00Z' };
    const filled = Object.entries(paths).reduce(
      (text, [name, path]) => text.replaceAll(`<${name}>`, JSON.stringify(event[path])),
      template,
    );
    expect(readRequest(JSON.parse(filled), keys)).toEqual({
      names: [OWN],
      operation: 'Update',
      time: '2026-01-31T03:00:00Z',
      regions: [AWAY],
      key: 'alias/acme-prod-chamber',
    });

    const [hourly] = like(configuration, 'aws_cloudwatch_event_target', '_to-eu-central-1_hourly');
    expect(readRequest(JSON.parse(hourly!.input as string), keys)).toEqual({
      names: [OWN],
      regions: [AWAY],
      key: 'alias/acme-prod-chamber',
    });
    const [first] = like(configuration, 'aws_lambda_invocation', '_to-eu-central-1_first');
    expect(readRequest(JSON.parse(first!.input as string), keys)).toEqual({
      names: [OWN],
      regions: [AWAY],
      key: 'alias/acme-prod-chamber',
      first: true,
    });
  });

  test("is copied for the first time when the secret, the role's policies, the key's alias and the rules are there", () => {
    const [first] = like(configuration, 'aws_lambda_invocation', '_to-eu-central-1_first');
    const needs = (first!.depends_on as string[]).map((address) => address.replace(/_[0-9A-F]{8}$/, ''));
    for (const type of ['coffer_secret.own', 'aws_kms_alias.vault_replication_key-eu-central-1', 'aws_cloudwatch_event_target.']) {
      expect(needs.filter((address) => address.startsWith(type)).length).toBeGreaterThan(0);
    }
    // running it; from and to, for both keys
    expect(needs.filter((address) => address.startsWith('aws_iam_role_policy_attachment.')).length).toBe(1 + 4);
  });

  test('is encrypted there under a key of that region, under the alias of the key at home', () => {
    expect(like(configuration, 'aws_kms_alias', 'replication').map(({ name, provider }) => [name as string, provider as string])).toEqual([
      ['alias/acme-prod-bootstrap', 'aws.eu-central-1'],
      ['alias/acme-prod-chamber', 'aws.eu-central-1'],
    ]);
    for (const key of like(configuration, 'aws_kms_key', 'replication_key')) {
      expect(key).toMatchObject({ provider: 'aws.eu-central-1', enable_key_rotation: true });
      expect(key.lifecycle.precondition[0].error_message).toContain("which is the vault's own region");
    }
  });

  test('makes one function, that runs one at a time, is watched, and files what fails', () => {
    const [lambda] = like(configuration, 'aws_lambda_function', 'function');
    expect(Object.keys(configuration.resource.aws_lambda_function!)).toHaveLength(1);
    expect(lambda).toMatchObject({
      function_name: 'acme-prod-replicator',
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      reserved_concurrent_executions: 1,
      dead_letter_config: { target_arn: expect.stringContaining('aws_sqs_queue') as string },
      tracing_config: { mode: 'Active' },
      source_code_hash: expect.stringMatching(/^[\w+/]{43}=$/) as string,
    });
    expect(like(configuration, 'aws_cloudwatch_log_group', 'log')[0]).toMatchObject({
      name: '/aws/lambda/acme-prod-replicator',
      retention_in_days: 365,
      kms_key_id: expect.stringContaining('operations-key') as string,
    });
    expect(
      like(configuration, 'aws_cloudwatch_metric_alarm', '')
        .map(({ alarm_name: name }) => name as string)
        .sort(),
    ).toEqual(['acme-prod-replicator-errors', 'acme-prod-replicator-failed', 'acme-prod-replicator-source-missing']);
    expect(like(configuration, 'aws_cloudwatch_log_metric_filter', '')[0]).toMatchObject({ pattern: '{ $.message = "SourceMissing" }' });
  });

  test('no policy has a wildcard but for listing names and tracing', () => {
    const statementsOf = (policy: string) =>
      (JSON.parse(policy) as { Statement: { Sid: string; Resource: unknown; Action: unknown }[] }).Statement;
    const wild = Object.values(configuration.resource.aws_iam_policy!)
      .flatMap(({ policy }) => statementsOf(policy as string))
      .filter(({ Resource, Action }) => JSON.stringify([Resource, Action]).includes('"*"') || JSON.stringify(Action).includes('*'));
    expect([...new Set(wild.map(({ Sid }) => Sid))].sort()).toEqual(['ContinueVersionNumbers', 'Trace']);
  });

  describe('may be reached only as the policies of the roles and the keys say together', () => {
    const id = (type: string, text: string) => Object.keys(configuration.resource[type]!).find((each) => each.includes(text))!;
    const keys = Object.fromEntries(
      (
        [
          ['home', '_key_'],
          ['away', 'replication_key-eu-central-1'],
          ['boot', 'vault_bootstrap-key'],
          ['bootAway', 'key-bootstrap-eu-central-1'],
        ] as const
      ).map(([name, text]) => [
        name,
        { arn: deployed.keyArnOf(id('aws_kms_key', text)), policy: deployed.policyOf('aws_kms_key', id('aws_kms_key', text)) },
      ]),
    ) as Record<'home' | 'away' | 'boot' | 'bootAway', { arn: string; policy: string }>;
    const replicatorId = id('aws_iam_role', 'replicator');
    const who = (role: string) => ({ principal: deployed.roleArn(role), policies: deployed.policiesOf(role) });
    const replicator = who(replicatorId);
    const [atHome, away, terraform] = [who('reader-at-home'), who('reader-away'), who('terraform')];
    const everything = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    const admin = { principal: deployed.roleArn('admin'), policies: [everything] };
    const deployer = { principal: deployed.roleArn('deployer'), policies: [everything] };
    const there = (name: string, region = AWAY) => `arn:aws:ssm:${region}:${DEPLOYMENT.account}:parameter${name}`;
    const through = (name: string, region = AWAY) => ({
      'kms:ViaService': `ssm.${region}.amazonaws.com`,
      'kms:CallerAccount': DEPLOYMENT.account,
      'kms:EncryptionContext:PARAMETER_ARN': there(name, region),
    });
    const [HOME] = ['eu-west-1'];
    const onKey = (action: string, key: keyof typeof keys, context: Record<string, string>) => ({
      action,
      resource: keys[key].arn,
      keyPolicy: keys[key].policy,
      context,
    });
    const on = (action: string, name: string, region = AWAY) => ({ action, resource: there(name, region) });

    const cells: [string, string, Omit<Call, 'keyPolicy'> & { keyPolicy?: string }][] = [
      ['Allowed', 'the replicator reads the record', { ...replicator, ...on('ssm:GetParameter', OWN, HOME) }],
      ['Allowed', 'and has it decrypted', { ...replicator, ...onKey('kms:Decrypt', 'home', through(OWN, HOME)) }],
      ['Allowed', 'a bootstrap secret too', { ...replicator, ...onKey('kms:Decrypt', 'boot', through(BOOT, HOME)) }],
      ['Allowed', 'it writes the copy', { ...replicator, ...on('ssm:PutParameter', OWN) }],
      ['Allowed', 'and its tags', { ...replicator, ...on('ssm:AddTagsToResource', OWN) }],
      ['Allowed', 'and has it encrypted', { ...replicator, ...onKey('kms:Encrypt', 'away', through(OWN)) }],
      ['Allowed', 'that of a bootstrap secret too', { ...replicator, ...onKey('kms:Encrypt', 'bootAway', through(BOOT)) }],
      ['ImplicitlyDenied', 'it reads no secret that is not copied', { ...replicator, ...on('ssm:GetParameter', OTHER, HOME) }],
      ['ImplicitlyDenied', 'nor decrypts one', { ...replicator, ...onKey('kms:Decrypt', 'home', through(OTHER, HOME)) }],
      ['ImplicitlyDenied', 'it reads no former value', { ...replicator, ...on('ssm:GetParameterHistory', OWN, HOME) }],
      ['ImplicitlyDenied', 'it writes no record', { ...replicator, ...on('ssm:PutParameter', OWN, HOME) }],
      ['ImplicitlyDenied', 'nor encrypts one', { ...replicator, ...onKey('kms:Encrypt', 'home', through(OWN, HOME)) }],
      ['ImplicitlyDenied', 'it reads no copy', { ...replicator, ...on('ssm:GetParameter', OWN) }],
      ['ImplicitlyDenied', 'nor decrypts one', { ...replicator, ...onKey('kms:Decrypt', 'away', through(OWN)) }],
      ['ExplicitlyDenied', 'least of all of a bootstrap secret', { ...replicator, ...onKey('kms:Decrypt', 'bootAway', through(BOOT)) }],
      [
        'ImplicitlyDenied',
        'it writes to no region that the secret is not copied to',
        { ...replicator, ...on('ssm:PutParameter', OWN, 'us-east-1') },
      ],
      ['ImplicitlyDenied', 'it deletes nothing', { ...replicator, ...on('ssm:DeleteParameter', OWN) }],
      [
        'ImplicitlyDenied',
        'it decrypts nothing past Parameter Store',
        { ...replicator, ...onKey('kms:Decrypt', 'home', { 'kms:CallerAccount': DEPLOYMENT.account }) },
      ],
      ['Allowed', 'who was granted the copy reads it', { ...away, ...on('ssm:GetParameter', OWN) }],
      ['Allowed', 'and has it decrypted', { ...away, ...onKey('kms:Decrypt', 'away', through(OWN)) }],
      ['ImplicitlyDenied', 'and not the record', { ...away, ...on('ssm:GetParameter', OWN, HOME) }],
      ['ImplicitlyDenied', 'nor has that decrypted', { ...away, ...onKey('kms:Decrypt', 'home', through(OWN, HOME)) }],
      ['ImplicitlyDenied', 'nor another copy', { ...away, ...on('ssm:GetParameter', BOOT) }],
      ['ImplicitlyDenied', 'who was granted the record does not read the copy', { ...atHome, ...on('ssm:GetParameter', OWN) }],
      ['ImplicitlyDenied', 'nor has it decrypted', { ...atHome, ...onKey('kms:Decrypt', 'away', through(OWN)) }],
      ['Allowed', 'readers of a bootstrap secret read its copy', { ...terraform, ...on('ssm:GetParameter', BOOT) }],
      ['Allowed', 'and have it decrypted', { ...terraform, ...onKey('kms:Decrypt', 'bootAway', through(BOOT)) }],
      ['ExplicitlyDenied', 'an administrator does not', { ...admin, ...onKey('kms:Decrypt', 'bootAway', through(BOOT)) }],
      [
        'ImplicitlyDenied',
        'nobody but the replicator writes a copy, whatever IAM allows',
        { ...admin, ...onKey('kms:Encrypt', 'away', through(OWN)) },
      ],
      ['ImplicitlyDenied', 'of whatever tier', { ...admin, ...onKey('kms:GenerateDataKey', 'away', through(OWN)) }],
      ['ExplicitlyDenied', 'whoever deploys decrypts no copy', { ...deployer, ...onKey('kms:Decrypt', 'away', through(OWN)) }],
      [
        'ImplicitlyDenied',
        'a reader of the other stage reads no copy of this one',
        { principal: deployed.roleArn('reader-away'), policies: otherStage(), ...on('ssm:GetParameter', OWN) },
      ],
      [
        'ImplicitlyDenied',
        'nor has it decrypted',
        { principal: deployed.roleArn('reader-away'), policies: otherStage(), ...onKey('kms:Decrypt', 'away', through(OWN)) },
      ],
    ];

    test.each(cells)('%s: %s', async (decision, _name, call) => {
      expect(await deployed.decide(call)).toBe(decision);
    });
  });
});

/** What a reader of a copy may do in the other stage, in an account of its own. */
function otherStage(): string[] {
  const stack = newStack(newApp(), 'dev');
  const vault = declareVault(stack, {}, 'dev');
  const secret = new ApplicationSecret(stack, 'own', {
    vault,
    service: 'api',
    key: 'db_password',
    source: SecretSource.generated(),
    replicaRegions: [AWAY],
  });
  secret.replicaIn(AWAY).grantRead(new IamRole(stack, 'reader-away', { assumeRolePolicy: '{}' }));
  return new DeployedStack(synthesize(stack), {
    ...DEPLOYMENT,
    account: '444455556666',
    keyId: '22222222-2222-2222-2222-222222222222',
  }).policiesOf('reader-away');
}

test('more names than a rule holds are in several, each in one, and in the same one when others come', () => {
  const placesOf = (count: number) => {
    const stack = newStack(newApp(), 'prod');
    const vault = declareVault(stack);
    for (let number = 0; number < count; number++) {
      new ApplicationSecret(stack, `s${number}`, {
        vault,
        service: 'a-service-with-a-long-name',
        key: `a_key_with_a_long_name_${number}`,
        source: SecretSource.generated(),
        replicaRegions: [AWAY],
      });
    }
    const rules = Object.entries(synthesize(stack).resource.aws_cloudwatch_event_rule!).filter(([id]) => id.includes('changes'));
    expect(Math.max(...rules.map(([, { event_pattern: pattern }]) => (pattern as string).length))).toBeLessThanOrEqual(2048);
    return rules.flatMap(([id, { event_pattern: pattern }]) =>
      (JSON.parse(pattern as string) as { detail: { name: string[] } }).detail.name.map((name) => [name, id] as const),
    );
  };
  const [sixty, more] = [placesOf(60), placesOf(61)];
  expect(new Set(sixty.map(([name]) => name)).size).toBe(60);
  expect(sixty).toHaveLength(60);
  expect(new Set(sixty.map(([, id]) => id)).size).toBeGreaterThan(1);
  const later = new Map(more);
  expect(sixty.filter(([name, id]) => later.get(name) !== id)).toEqual([]);
});

test('a vault without copies has nothing of replication', () => {
  const stack = newStack(newApp(), 'prod');
  const vault = declareVault(stack);
  new ApplicationSecret(stack, 'own', { vault, service: 'api', key: 'db_password', source: SecretSource.generated() });
  const { resource } = synthesize(stack);
  expect(Object.keys(resource).sort()).toEqual(['aws_kms_alias', 'aws_kms_key', 'coffer_secret']);
});

test('alarms go where they are to go, and the reservation can be left out', () => {
  const stack = newStack(newApp(), 'prod');
  const topic = 'arn:aws:sns:eu-west-1:111122223333:alarms';
  const vault = declareVault(stack, { alarmTopics: [topic], reserveConcurrency: false, logRetentionDays: 731 });
  new ApplicationSecret(stack, 'own', {
    vault,
    service: 'api',
    key: 'db_password',
    source: SecretSource.generated(),
    replicaRegions: [AWAY],
  });
  const { resource } = synthesize(stack);
  for (const alarm of Object.values(resource.aws_cloudwatch_metric_alarm!)) expect(alarm.alarm_actions).toEqual([topic]);
  expect(Object.values(resource.aws_lambda_function!)[0]).not.toHaveProperty('reserved_concurrent_executions');
  expect(Object.values(resource.aws_cloudwatch_log_group!)[0]).toMatchObject({ retention_in_days: 731 });
});
