import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { access, ApplicationSecret, SecretSource } from '../../../src';
import { type Row, testAccessMatrix } from '../../support/access-matrix';

const [OWN, SECOND, OTHER, BELOW] = ['/api/db_password', '/api/token', '/web/session_key', '/api/pr-12/db_password'];
const [THIRD, SHARED, NEW, NEW_SHARED] = ['/api/license', '/global/metrics', '/api/new', '/global/new'];
const LAYER = 'arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12';

/** By the names of their parameters: what the agent of ECS and the extension of Lambda read. */
const byName = (who: string): Row[] => [
  ...['own', 'second', 'third', 'shared'].flatMap((secret): Row[] => [
    [who, 'ssm:GetParameter', secret, '-', 'Allowed'],
    [who, 'ssm:GetParameters', secret, '-', 'Allowed'],
    [who, 'kms:Decrypt', 'key', `${secret}, through SSM`, 'Allowed'],
  ]),
  [who, 'ssm:GetParameters', 'other', '-', 'ImplicitlyDenied'],
  [who, 'ssm:GetParameters', 'new', '-', 'ImplicitlyDenied'],
  [who, 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
  [who, 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
  [who, 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
  [who, 'ssm:DescribeParameters', 'everything', '-', 'ImplicitlyDenied'],
  [who, 'kms:Encrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ...['own, by itself', 'other, through SSM', 'new, through SSM', 'below, through SSM', 'own of the other stage, through SSM', '-'].map(
    (context): Row => [who, 'kms:Decrypt', 'key', context, 'ImplicitlyDenied'],
  ),
];

/** By the paths of its services, whatever is there: what chamber exec reads. */
const BY_PATH: readonly Row[] = [
  ...['service', 'service without a slash', 'shared service', 'shared service without a slash'].map((service): Row => [
    'instance',
    'ssm:GetParametersByPath',
    service,
    '-',
    'Allowed',
  ]),
  ...['own', 'second', 'third', 'new', 'shared', 'new shared'].map((secret): Row => [
    'instance',
    'kms:Decrypt',
    'key',
    `${secret}, through SSM`,
    'Allowed',
  ]),
  ['instance', 'ssm:GetParametersByPath', 'service', 'one level', 'Allowed'],
  ['instance', 'ssm:GetParametersByPath', 'shared service', 'one level', 'Allowed'],
  ['instance', 'ssm:GetParametersByPath', 'service', 'all levels', 'ImplicitlyDenied'],
  ['instance', 'ssm:GetParametersByPath', 'other service', '-', 'ImplicitlyDenied'],
  ['instance', 'ssm:GetParametersByPath', 'service of the other stage', '-', 'ImplicitlyDenied'],
  ['instance', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
  ['instance', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
  ['instance', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
  ['instance', 'kms:Encrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ...['own, by itself', 'other, through SSM', 'below, through SSM', 'own of the other stage, through SSM', '-'].map((context): Row => [
    'instance',
    'kms:Decrypt',
    'key',
    context,
    'ImplicitlyDenied',
  ]),
];

testAccessMatrix(
  (stack, vault) => {
    const secret = (service: string, key: string) =>
      new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated() });
    const read = [secret('api', 'db_password'), secret('api', 'token'), secret('api', 'license'), secret('global', 'metrics')];
    secret('web', 'session_key');
    const role = (id: string) => new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });
    const execution = role('execution');
    for (const each of read) access.EcsSecret.of(each, execution);
    new access.LambdaParameters({ secrets: read, role: role('function'), layerArn: LAYER });
    new access.InstanceSecrets({
      vault,
      services: ['global', 'api'],
      role: role('instance'),
      unit: 'api.service',
      command: '/usr/local/bin/api',
    });
  },
  {
    principals: {
      'ECS agent': ({ here }) => here.role('execution'),
      function: ({ here }) => here.role('function'),
      instance: ({ here }) => here.role('instance'),
      'ECS agent of the other stage': ({ other }) => other.role('execution'),
      'function beside': ({ beside }) => beside.role('function'),
      'instance of the other stage': ({ other }) => other.role('instance'),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      second: ({ here }) => here.parameter(SECOND),
      third: ({ here }) => here.parameter(THIRD),
      shared: ({ here }) => here.parameter(SHARED),
      new: ({ here }) => here.parameter(NEW),
      other: ({ here }) => here.parameter(OTHER),
      everything: () => ({ arn: '*' }),
      service: ({ here }) => here.parameter('/api/'),
      'service without a slash': ({ here }) => here.parameter('/api'),
      'shared service': ({ here }) => here.parameter('/global/'),
      'shared service without a slash': ({ here }) => here.parameter('/global'),
      'other service': ({ here }) => here.parameter('/web/'),
      'service of the other stage': ({ other }) => other.parameter('/api/'),
      key: ({ here }) => here.key(),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'second, through SSM': ({ here }) => here.throughParameterStore(SECOND),
      'third, through SSM': ({ here }) => here.throughParameterStore(THIRD),
      'shared, through SSM': ({ here }) => here.throughParameterStore(SHARED),
      'new, through SSM': ({ here }) => here.throughParameterStore(NEW),
      'new shared, through SSM': ({ here }) => here.throughParameterStore(NEW_SHARED),
      'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
      'below, through SSM': ({ here }) => here.throughParameterStore(BELOW),
      'own of the other stage, through SSM': ({ other }) => other.throughParameterStore(OWN),
      'own, by itself': ({ here }) => ({ 'kms:EncryptionContext:PARAMETER_ARN': here.deployed.parameterArn(OWN) }),
      'one level': () => ({ 'ssm:Recursive': 'false' }),
      'all levels': () => ({ 'ssm:Recursive': 'true' }),
    },
  },
  [
    ...byName('ECS agent'),
    ...byName('function'),
    ...BY_PATH,
    ['ECS agent of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['function beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['instance of the other stage', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
  ],
);
