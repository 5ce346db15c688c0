import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { SshKeyPair } from '../../../src';
import { testAccessMatrix } from '../../support/access-matrix';

const [OWN, OTHER] = ['/ci/deploy_key', '/ci/host_key'];

testAccessMatrix(
  (stack, vault) => {
    const own = new SshKeyPair(stack, 'deploy', { vault, service: 'ci', key: 'deploy_key', ec2KeyPair: true });
    const other = new SshKeyPair(stack, 'host', { vault, service: 'ci', key: 'host_key' });
    own.grantRead(new IamRole(stack, 'agent', { assumeRolePolicy: '{}' }));
    other.privateKey.grantWrite(new IamRole(stack, 'host-maker', { assumeRolePolicy: '{}' }));
  },
  {
    principals: {
      agent: ({ here }) => here.role('agent'),
      'host maker': ({ here }) => here.role('host-maker'),
      'agent of the other stage': ({ other }) => other.role('agent'),
      'agent beside': ({ beside }) => beside.role('agent'),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      other: ({ here }) => here.parameter(OTHER),
      service: ({ here }) => here.parameter('/ci'),
      key: ({ here }) => here.key(),
      'EC2 key pair': ({ here }) => ({ arn: `arn:aws:ec2:eu-west-1:${here.account}:key-pair/acme-${here.stage}-ci-deploy_key` }),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
      'own, through Secrets Manager': ({ here }) => ({
        ...here.throughParameterStore(OWN),
        'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com',
      }),
    },
  },
  [
    ['agent', 'ssm:GetParameter', 'own', '-', 'Allowed'],
    ['agent', 'ssm:GetParameters', 'own', '-', 'Allowed'],
    ['agent', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['agent', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
    ['agent', 'kms:Decrypt', 'key', 'own, through Secrets Manager', 'ImplicitlyDenied'],
    ['agent', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['agent', 'ssm:GetParameter', 'other', '-', 'ImplicitlyDenied'],
    ['agent', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
    ['agent', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['agent', 'ec2:DeleteKeyPair', 'EC2 key pair', '-', 'ImplicitlyDenied'],
    ['host maker', 'ssm:PutParameter', 'other', '-', 'Allowed'],
    ['host maker', 'kms:Encrypt', 'key', 'other, through SSM', 'Allowed'],
    ['host maker', 'ssm:GetParameter', 'other', '-', 'ImplicitlyDenied'],
    ['host maker', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
    ['host maker', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['agent of the other stage', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['agent of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['agent beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['deployer', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
    ['administrator', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
  ],
);
