import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { ApplicationSecret, SecretSource } from '../../../src';
import { testAccessMatrix } from '../../support/access-matrix';

const [OWN, OTHER, PR] = ['/api/db_password', '/api/other', '/api/pr-12/db_password'];

testAccessMatrix(
  (stack, vault) => {
    const secret = (id: string, props: { service: string; key: string; environment?: string; sharedWith?: string[] }) =>
      new ApplicationSecret(stack, id, { vault, source: SecretSource.generated(), ...props });
    const own = secret('own', { service: 'api', key: 'db_password' });
    secret('other', { service: 'api', key: 'other' });
    const preview = secret('preview', { service: 'api', key: 'db_password', environment: 'pr-12' });
    const role = (id: string) => new IamRole(stack, id, { assumeRolePolicy: '{}' });
    own.grantRead(role('reader'));
    own.grantWrite(role('writer'));
    preview.grantRead(role('preview-reader'));
  },
  {
    principals: {
      reader: ({ here }) => here.role('reader'),
      writer: ({ here }) => here.role('writer'),
      preview: ({ here }) => here.role('preview-reader'),
      'reader of the other stage': ({ other }) => other.role('reader'),
      'reader beside': ({ beside }) => beside.role('reader'),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      other: ({ here }) => here.parameter(OTHER),
      'pr-12': ({ here }) => here.parameter(PR),
      service: ({ here }) => here.parameter('/api'),
      everything: () => ({ arn: '*' }),
      key: ({ here }) => here.key(),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
      'pr-12, through SSM': ({ here }) => here.throughParameterStore(PR),
    },
  },
  [
    ['reader', 'ssm:GetParameter', 'own', '-', 'Allowed'],
    ['reader', 'ssm:GetParameters', 'own', '-', 'Allowed'],
    ['reader', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['reader', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
    ['reader', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:GetParameter', 'other', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:GetParameter', 'pr-12', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:DescribeParameters', 'everything', '-', 'ImplicitlyDenied'],
    ['reader', 'kms:Encrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['writer', 'ssm:PutParameter', 'own', '-', 'Allowed'],
    ['writer', 'kms:Encrypt', 'key', 'own, through SSM', 'Allowed'],
    ['writer', 'kms:Encrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
    ['writer', 'kms:Encrypt', 'key', '-', 'ImplicitlyDenied'],
    ['writer', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['writer', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['writer', 'ssm:PutParameter', 'other', '-', 'ImplicitlyDenied'],
    ['writer', 'ssm:DeleteParameter', 'own', '-', 'ImplicitlyDenied'],
    ['preview', 'ssm:GetParameter', 'pr-12', '-', 'Allowed'],
    ['preview', 'kms:Decrypt', 'key', 'pr-12, through SSM', 'Allowed'],
    ['preview', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['preview', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['reader of the other stage', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['reader of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['reader beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['deployer', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
    ['deployer', 'kms:Encrypt', 'key', 'own, through SSM', 'Allowed'],
    ['administrator', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['administrator', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['administrator', 'kms:CreateGrant', 'key', '-', 'ImplicitlyDenied'],
    ['administrator of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ],
);
