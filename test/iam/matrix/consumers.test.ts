import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { access, ApplicationSecret, SecretSource } from '../../../src';
import { type Row, testAccessMatrix } from '../../support/access-matrix';

const [OWN, SECOND, OTHER, BELOW] = ['/api/db_password', '/api/token', '/web/session_key', '/api/pr-12/db_password'];
const LAYER = 'arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension:12';

/** By the names of their parameters: what the agent of ECS and the extension of Lambda read. */
const byName = (who: string): Row[] => [
  [who, 'ssm:GetParameter', 'own', '-', 'Allowed'],
  [who, 'ssm:GetParameters', 'own', '-', 'Allowed'],
  [who, 'ssm:GetParameters', 'second', '-', 'Allowed'],
  [who, 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
  [who, 'kms:Decrypt', 'key', 'second, through SSM', 'Allowed'],
  [who, 'ssm:GetParameters', 'other', '-', 'ImplicitlyDenied'],
  [who, 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
];

testAccessMatrix(
  (stack, vault) => {
    const secret = (service: string, key: string) =>
      new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source: SecretSource.generated() });
    const [own, second] = [secret('api', 'db_password'), secret('api', 'token'), secret('web', 'session_key')];
    const role = (id: string) => new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });
    const execution = role('execution');
    for (const each of [own!, second!]) access.EcsSecret.of(each, execution);
    new access.LambdaParameters({ secrets: [own!, second!], role: role('function'), layerArn: LAYER });
    new access.InstanceSecrets({
      vault,
      services: ['api'],
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
      other: ({ here }) => here.parameter(OTHER),
      service: ({ here }) => here.parameter('/api/'),
      'other service': ({ here }) => here.parameter('/web/'),
      'service of the other stage': ({ other }) => other.parameter('/api/'),
      key: ({ here }) => here.key(),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'second, through SSM': ({ here }) => here.throughParameterStore(SECOND),
      'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
      'below, through SSM': ({ here }) => here.throughParameterStore(BELOW),
      'own of the other stage, through SSM': ({ other }) => other.throughParameterStore(OWN),
      'own, by itself': ({ here }) => ({ 'kms:EncryptionContext:PARAMETER_ARN': here.deployed.parameterArn(OWN) }),
      'all levels': () => ({ 'ssm:Recursive': 'true' }),
    },
  },
  [
    ...byName('ECS agent'),
    ...byName('function'),
    ['instance', 'ssm:GetParametersByPath', 'service', '-', 'Allowed'],
    ['instance', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['instance', 'kms:Decrypt', 'key', 'second, through SSM', 'Allowed'],
    ['instance', 'ssm:GetParametersByPath', 'service', 'all levels', 'ImplicitlyDenied'],
    ['instance', 'ssm:GetParametersByPath', 'other service', '-', 'ImplicitlyDenied'],
    ['instance', 'ssm:GetParametersByPath', 'service of the other stage', '-', 'ImplicitlyDenied'],
    ['instance', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
    ['instance', 'kms:Decrypt', 'key', 'below, through SSM', 'ImplicitlyDenied'],
    ['instance', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
    ['ECS agent', 'kms:Decrypt', 'key', 'own, by itself', 'ImplicitlyDenied'],
    ['ECS agent', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
    ['ECS agent', 'kms:Decrypt', 'key', 'own of the other stage, through SSM', 'ImplicitlyDenied'],
    ['ECS agent', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
    ['ECS agent', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['function', 'kms:Decrypt', 'key', 'own, by itself', 'ImplicitlyDenied'],
    ['function', 'kms:Decrypt', 'key', 'below, through SSM', 'ImplicitlyDenied'],
    ['function', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
    ['ECS agent of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['function beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['instance of the other stage', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
  ],
);
