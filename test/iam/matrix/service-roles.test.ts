import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import type { TerraformStack } from 'cdktf';
import { access, ApplicationSecret, audit, Grantee, kubernetes, type SecretVault, SecretSource } from '../../../src';
import { type Names, type Row, type Stage, type Stages, testAccessMatrix } from '../../support/access-matrix';
import { EVERYTHING, PARAMETERS_ONLY } from '../../support/iam';

/** The roles of what moves secrets' news and not their values: restarts, a cluster's reloader, and those who look into an audit. */

const OWN = '/api/db_password';

/** Ids in the stack: those of constructs that are declared with the same ids stay what they are. */
const ROLES = {
  'restart of tasks': 'tasks_machine-role_400708A6',
  'rule of tasks': 'tasks_rule-role_E9E7A25E',
  'restart of code': 'code_machine-role_A4FD9428',
  'rule of code': 'code_rule-role_EB7966DD',
  reloader: 'reloader',
  CloudTrail: 'audit_trail_records-role_39427972',
  investigator: 'investigator',
};
type Role = keyof typeof ROLES;
const [TASKS_MACHINE, CODE_MACHINE] = ['tasks_machine_8EC1CC13', 'code_machine_4C25163C'];

function declare(stack: TerraformStack, vault: SecretVault): void {
  new KubernetesProvider(stack, 'kubernetes', {});
  const secrets = ['api', 'web'].map(
    (service) => new ApplicationSecret(stack, service, { vault, service, key: 'db_password', source: SecretSource.generated() }),
  );
  new access.EcsRestart(stack, 'tasks', { vault, secrets, clusterName: 'apps', serviceName: 'api' });
  const lambdaFunction = new LambdaFunction(stack, 'function', { functionName: 'api', role: 'arn:aws:iam::111122223333:role/api' });
  new access.LambdaRestart(stack, 'code', { vault, secrets, lambdaFunction });

  const oidcProviderArn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
  const account = (serviceAccount: string) =>
    new kubernetes.ServiceAccountRole(stack, serviceAccount, { vault, oidcProviderArn, namespace: 'api', serviceAccount });
  const store = new kubernetes.SecretStore(stack, 'store', { vault, namespace: 'api', serviceAccount: account('secrets') });
  const all = new kubernetes.ExternalSecret(stack, 'all', { store, name: 'api-env', services: ['api'] });
  new kubernetes.SecretChangeQueue(stack, 'queue', {
    vault,
    services: ['api'],
    externalSecrets: [all],
    serviceAccount: account('reloader'),
  });

  const trail = new audit.AuditTrail(stack, 'audit', { vaults: [vault], name: 'acme-audit' });
  const investigator = new IamRole(stack, 'investigator', { name: 'investigator', assumeRolePolicy: '{}' });
  new audit.AuditQueries(stack, 'queries', { audit: trail }).grantQuery(Grantee.fromRole(investigator));
}

const arn =
  (service: string, rest: string, region = 'eu-west-1', of: keyof Stages = 'here') =>
  (stages: Stages) => ({ arn: `arn:aws:${service}:${region}:${stages[of].account}:${rest}` });
const bucket =
  (name: string, object = '') =>
  ({ here }: Stages) => ({ arn: `arn:aws:s3:::${name}-${here.account}${object}` });
const key =
  (id: string) =>
  ({ here }: Stages) => ({ arn: here.deployed.keyArnOf(id), keyPolicy: here.deployed.policyOf('aws_kms_key', id) });
const through = (service: string, name: string, value: (stage: Stage) => string) => (stages: Stages) => ({
  'kms:ViaService': `${service}.eu-west-1.amazonaws.com`,
  [`kms:EncryptionContext:aws:${name}:arn`]: value(stages.here),
});

const [ANSWERS, LOGS] = ['acme-audit-q', 'acme-audit'];

const NAMES: Names = {
  principals: {
    ...Object.fromEntries(Object.entries(ROLES).map(([name, id]) => [name, ({ here }: Stages) => here.role(id)])),
    ...Object.fromEntries(
      Object.entries(ROLES).map(([name, id]) => [
        `${name}, bounded to Parameter Store`,
        ({ here }: Stages) => ({ ...here.role(id), boundary: PARAMETERS_ONLY }),
      ]),
    ),
    ...Object.fromEntries(Object.entries(ROLES).map(([name, id]) => [`${name} of the other stage`, ({ other }: Stages) => other.role(id)])),
    'administrator, bounded to the restart of tasks': ({ here }) => ({
      ...here.mighty('administrator'),
      boundary: here.role(ROLES['restart of tasks']).policies[0],
    }),
    'mighty investigator': ({ here }) => ({ ...here.role('investigator'), policies: [EVERYTHING] }),
  },
  resources: {
    own: ({ here }) => here.parameter(OWN),
    service: ({ here }) => here.parameter('/api'),
    "vault's key": ({ here }) => here.key(),
    'key of the audit': key('audit_key_0A822D18'),
    'operations key': key('vault_operations-key_80626A60'),
    tasks: arn('ecs', 'service/apps/api'),
    'other tasks': arn('ecs', 'service/apps/web'),
    'tasks of a longer name': arn('ecs', 'service/apps/api-2'),
    'tasks in another cluster': arn('ecs', 'service/apps-2/api'),
    'tasks in another region': arn('ecs', 'service/apps/api', 'us-east-1'),
    'tasks of the other stage': arn('ecs', 'service/apps/api', 'eu-west-1', 'other'),
    'task definition': arn('ecs', 'task-definition/api:1'),
    code: arn('lambda', 'function:function'),
    'other code': arn('lambda', 'function:web'),
    'code in another region': arn('lambda', 'function:function', 'us-east-1'),
    'code of the other stage': arn('lambda', 'function:function', 'eu-west-1', 'other'),
    'machine of tasks': arn('states', `stateMachine:${TASKS_MACHINE}`),
    'machine of code': arn('states', `stateMachine:${CODE_MACHINE}`),
    'another machine': arn('states', 'stateMachine:orders'),
    'machine in another region': arn('states', `stateMachine:${TASKS_MACHINE}`, 'us-east-1'),
    'machine of the other stage': arn('states', `stateMachine:${TASKS_MACHINE}`, 'eu-west-1', 'other'),
    queue: arn('sqs', 'queue'),
    'another queue': arn('sqs', 'orders'),
    'queue of the other stage': arn('sqs', 'queue', 'eu-west-1', 'other'),
    workgroup: arn('athena', 'workgroup/acme-audit'),
    'another workgroup': arn('athena', 'workgroup/primary'),
    'workgroup of the other stage': arn('athena', 'workgroup/acme-audit', 'eu-west-1', 'other'),
    database: arn('glue', 'database/acme_audit'),
    'table of the trail': arn('glue', 'table/acme_audit/cloudtrail'),
    'another table': arn('glue', 'table/orders/lines'),
    logs: bucket(LOGS),
    'a log': bucket(LOGS, '/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/28/a.json.gz'),
    'beside the logs': bucket(LOGS, '/notes/a.txt'),
    answers: bucket(ANSWERS),
    'an answer': bucket(ANSWERS, '/answers/a.csv'),
    declared: bucket(ANSWERS, '/declared/a.json'),
    'another bucket': bucket('orders', '/answers/a.csv'),
    'own stream': ({ here }) => stream(here, `${here.account}_CloudTrail_eu-west-1`),
    'second stream': ({ here }) => stream(here, `${here.account}_CloudTrail_us-east-1_2`),
    'another stream': ({ here }) => stream(here, 'forged'),
    'stream of another account': ({ here, other }) => stream(here, `${other.account}_CloudTrail_eu-west-1`),
    'stream of the watcher': arn('logs', 'log-group:/aws/lambda/acme-audit-watcher:log-stream:1'),
    group: arn('logs', 'log-group:/aws/cloudtrail/acme-audit'),
    trail: arn('cloudtrail', 'trail/acme-audit'),
  },
  contexts: {
    'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
    'own, by itself': ({ here }) => ({ 'kms:EncryptionContext:PARAMETER_ARN': here.deployed.parameterArn(OWN) }),
    'own queue, through SQS': through('sqs', 'sqs', ({ account }) => `arn:aws:sqs:eu-west-1:${account}:queue`),
    'another queue, through SQS': through('sqs', 'sqs', ({ account }) => `arn:aws:sqs:eu-west-1:${account}:orders`),
    'an answer, through S3': through('s3', 's3', ({ account }) => `arn:aws:s3:::${ANSWERS}-${account}/answers/a.csv`),
    'the answers, through S3': through('s3', 's3', ({ account }) => `arn:aws:s3:::${ANSWERS}-${account}`),
    'another bucket, through S3': through('s3', 's3', () => 'arn:aws:s3:::orders'),
    'a log, through S3': through('s3', 'cloudtrail', ({ account }) => `arn:aws:cloudtrail:eu-west-1:${account}:trail/acme-audit`),
    'a log, by itself': ({ here }) => ({
      'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:eu-west-1:${here.account}:trail/acme-audit`,
    }),
    'in AWSLogs': () => ({ 's3:prefix': 'AWSLogs/111122223333/' }),
    'in answers': () => ({ 's3:prefix': 'answers/' }),
    'in declared': () => ({ 's3:prefix': 'declared/' }),
    everywhere: () => ({ 's3:prefix': '' }),
  },
};

function stream({ account }: Stage, name: string) {
  return { arn: `arn:aws:logs:eu-west-1:${account}:log-group:/aws/cloudtrail/acme-audit:log-stream:${name}` };
}

const allowed = (role: string, action: string, resource: string, context = '-'): Row => [role, action, resource, context, 'Allowed'];
const denied = (role: string, action: string, resource: string, context = '-'): Row =>
  [role, action, resource, context, 'ImplicitlyDenied'] as const;

/** What none of these roles may, whatever else it does: values, keys of values, and roles. */
const noValues = (role: Role): Row[] => [
  denied(role, 'ssm:GetParameter', 'own'),
  denied(role, 'ssm:GetParameters', 'own'),
  denied(role, 'ssm:GetParameterHistory', 'own'),
  denied(role, 'ssm:GetParametersByPath', 'service'),
  denied(role, 'ssm:PutParameter', 'own'),
  denied(role, 'kms:Decrypt', "vault's key", 'own, through SSM'),
  denied(role, 'kms:Encrypt', "vault's key", 'own, through SSM'),
];

/** A role that makes one call, which is all that it may. */
const onlyCall = (role: Role, action: string, resource: string, others: readonly string[]): Row[] => [
  allowed(role, action, resource),
  ...others.map((other) => denied(role, action, other)),
  denied(`${role}, bounded to Parameter Store`, action, resource),
  denied(`${role} of the other stage`, action, resource),
  ...noValues(role),
];

describe('restarts', () => {
  testAccessMatrix(declare, NAMES, [
    ...onlyCall('restart of tasks', 'ecs:UpdateService', 'tasks', [
      'other tasks',
      'tasks of a longer name',
      'tasks in another cluster',
      'tasks in another region',
      'tasks of the other stage',
    ]),
    ...['ecs:DeleteService', 'ecs:DescribeServices'].map((action) => denied('restart of tasks', action, 'tasks')),
    denied('restart of tasks', 'lambda:UpdateFunctionConfiguration', 'code'),
    denied('restart of tasks', 'states:StartExecution', 'machine of tasks'),
    ...onlyCall('restart of code', 'lambda:UpdateFunctionConfiguration', 'code', [
      'other code',
      'code in another region',
      'code of the other stage',
    ]),
    ...['lambda:UpdateFunctionCode', 'lambda:InvokeFunction', 'lambda:GetFunction', 'lambda:AddPermission'].map((action) =>
      denied('restart of code', action, 'code'),
    ),
    denied('restart of code', 'ecs:UpdateService', 'tasks'),
    ...onlyCall('rule of tasks', 'states:StartExecution', 'machine of tasks', [
      'machine of code',
      'another machine',
      'machine in another region',
      'machine of the other stage',
    ]),
    ...['states:UpdateStateMachine', 'states:DeleteStateMachine', 'states:DescribeStateMachine'].map((action) =>
      denied('rule of tasks', action, 'machine of tasks'),
    ),
    denied('rule of tasks', 'ecs:UpdateService', 'tasks'),
    ...onlyCall('rule of code', 'states:StartExecution', 'machine of code', ['machine of tasks', 'another machine']),
    ...['states:UpdateStateMachine', 'states:StartSyncExecution'].map((action) => denied('rule of code', action, 'machine of code')),
    denied('rule of code', 'lambda:UpdateFunctionConfiguration', 'code'),
    // As a boundary, such a policy leaves nothing else.
    allowed('administrator, bounded to the restart of tasks', 'ecs:UpdateService', 'tasks'),
    denied('administrator, bounded to the restart of tasks', 'ecs:UpdateService', 'other tasks'),
    denied('administrator, bounded to the restart of tasks', 'ssm:GetParameter', 'own'),
    denied('administrator, bounded to the restart of tasks', 'kms:Decrypt', "vault's key", 'own, through SSM'),
  ]);
});

describe('the reloader of a cluster', () => {
  testAccessMatrix(declare, NAMES, [
    allowed('reloader', 'sqs:ReceiveMessage', 'queue'),
    allowed('reloader', 'sqs:DeleteMessage', 'queue'),
    allowed('reloader', 'kms:Decrypt', 'operations key', 'own queue, through SQS'),
    denied('reloader', 'kms:Decrypt', 'operations key', 'another queue, through SQS'),
    denied('reloader', 'kms:Decrypt', 'operations key'),
    denied('reloader', 'kms:GenerateDataKey', 'operations key', 'own queue, through SQS'),
    ...['sqs:SendMessage', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes', 'sqs:DeleteQueue'].map((action) =>
      denied('reloader', action, 'queue'),
    ),
    denied('reloader', 'sqs:ReceiveMessage', 'another queue'),
    denied('reloader', 'sqs:ReceiveMessage', 'queue of the other stage'),
    denied('reloader of the other stage', 'sqs:ReceiveMessage', 'queue'),
    denied('reloader, bounded to Parameter Store', 'sqs:ReceiveMessage', 'queue'),
    ...noValues('reloader'),
  ]);
});

describe('the audit', () => {
  testAccessMatrix(declare, NAMES, [
    ...['own stream', 'second stream'].flatMap((each) => [
      allowed('CloudTrail', 'logs:PutLogEvents', each),
      allowed('CloudTrail', 'logs:CreateLogStream', each),
    ]),
    ...['another stream', 'stream of another account', 'stream of the watcher'].map((each) =>
      denied('CloudTrail', 'logs:PutLogEvents', each),
    ),
    ...['logs:DeleteLogGroup', 'logs:DeleteSubscriptionFilter', 'logs:PutRetentionPolicy'].map((action) =>
      denied('CloudTrail', action, 'group'),
    ),
    denied('CloudTrail', 'logs:DeleteLogStream', 'own stream'),
    denied('CloudTrail', 'cloudtrail:StopLogging', 'trail'),
    denied('CloudTrail of the other stage', 'logs:PutLogEvents', 'own stream'),
    denied('CloudTrail, bounded to Parameter Store', 'logs:PutLogEvents', 'own stream'),
    ...noValues('CloudTrail'),

    ...['athena:StartQueryExecution', 'athena:GetQueryResults', 'athena:GetQueryExecution', 'athena:StopQueryExecution'].map((action) =>
      allowed('investigator', action, 'workgroup'),
    ),
    allowed('investigator', 'glue:GetDatabase', 'database'),
    allowed('investigator', 'glue:GetTable', 'table of the trail'),
    allowed('investigator', 's3:ListBucket', 'logs', 'in AWSLogs'),
    allowed('investigator', 's3:ListBucket', 'answers', 'in answers'),
    allowed('investigator', 's3:ListBucket', 'answers', 'in declared'),
    allowed('investigator', 's3:GetBucketLocation', 'logs'),
    allowed('investigator', 's3:GetObject', 'a log'),
    allowed('investigator', 's3:GetObject', 'declared'),
    allowed('investigator', 's3:GetObject', 'an answer'),
    allowed('investigator', 's3:PutObject', 'an answer'),
    allowed('investigator', 'kms:GenerateDataKey', 'key of the audit', 'an answer, through S3'),
    allowed('investigator', 'kms:Decrypt', 'key of the audit', 'the answers, through S3'),
    allowed('investigator', 'kms:Decrypt', 'key of the audit', 'a log, through S3'),
    denied('investigator', 'athena:StartQueryExecution', 'another workgroup'),
    denied('investigator', 'athena:StartQueryExecution', 'workgroup of the other stage'),
    denied('investigator', 'athena:UpdateWorkGroup', 'workgroup'),
    denied('investigator', 'athena:DeleteNamedQuery', 'workgroup'),
    denied('investigator', 'glue:UpdateTable', 'table of the trail'),
    denied('investigator', 'glue:DeleteTable', 'table of the trail'),
    denied('investigator', 'glue:GetTable', 'another table'),
    denied('investigator', 's3:ListBucket', 'logs', 'everywhere'),
    denied('investigator', 's3:GetObject', 'beside the logs'),
    denied('investigator', 's3:GetObject', 'another bucket'),
    // Who looks into what happened changes none of it, nor what was declared.
    denied('investigator', 's3:PutObject', 'a log'),
    denied('investigator', 's3:DeleteObject', 'a log'),
    denied('investigator', 's3:PutObject', 'declared'),
    denied('investigator', 's3:DeleteObject', 'an answer'),
    denied('investigator', 'kms:Decrypt', 'key of the audit', 'a log, by itself'),
    denied('investigator', 'kms:Decrypt', 'key of the audit', 'another bucket, through S3'),
    denied('investigator', 'kms:Decrypt', 'key of the audit'),
    denied('investigator of the other stage', 'athena:StartQueryExecution', 'workgroup'),
    denied('investigator of the other stage', 'kms:Decrypt', 'key of the audit', 'a log, through S3'),
    denied('investigator, bounded to Parameter Store', 'athena:StartQueryExecution', 'workgroup'),
    ...noValues('investigator'),
    // Even if somebody attaches a policy to it, KMS decrypts no value for it outside of Parameter Store.
    denied('mighty investigator', 'kms:Decrypt', "vault's key", 'own, by itself'),
  ]);
});
