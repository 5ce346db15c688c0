import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsCredentials } from '../../../src';
import { type Principal, type Stage, testAccessMatrix } from '../../support/access-matrix';

const OWN = '/ci/aws_credentials';
const BUCKET = 'arn:aws:s3:::acme-artifacts';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:PutObject'], Resource: `${BUCKET}/*` }],
});

const user = (stage: Stage): Principal => ({
  arn: `arn:aws:iam::${stage.account}:user/acme-${stage.stage}-ci-aws_credentials`,
  policies: [stage.deployed.policyFor('aws_iam_group_policy_attachment')],
});

testAccessMatrix(
  (stack, vault) => {
    const own = new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy: POLICY });
    new AwsCredentials(stack, 'other', { vault, service: 'other', policy: POLICY });
    own.grantRead(new IamRole(stack, 'agent', { assumeRolePolicy: '{}' }));
    own.grantWrite(new IamRole(stack, 'key-maker', { assumeRolePolicy: '{}' }));
  },
  {
    principals: {
      agent: ({ here }) => here.role('agent'),
      'key maker': ({ here }) => here.role('key-maker'),
      user: ({ here }) => user(here),
      'agent of the other stage': ({ other }) => other.role('agent'),
      'agent beside': ({ beside }) => beside.role('agent'),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      other: ({ here }) => here.parameter('/other/aws_credentials'),
      key: ({ here }) => here.key(),
      user: ({ here }) => ({ arn: user(here).arn }),
      artifact: () => ({ arn: `${BUCKET}/x` }),
      'artifact elsewhere': () => ({ arn: 'arn:aws:s3:::other/x' }),
    },
    contexts: { 'own, through SSM': ({ here }) => here.throughParameterStore(OWN) },
  },
  [
    // The program that hands out the credentials.
    ['agent', 'ssm:GetParameter', 'own', '-', 'Allowed'],
    ['agent', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['agent', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['agent', 'ssm:GetParameter', 'other', '-', 'ImplicitlyDenied'],
    ['agent', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['agent', 'iam:CreateAccessKey', 'user', '-', 'ImplicitlyDenied'],
    ['agent', 's3:PutObject', 'artifact', '-', 'ImplicitlyDenied'],
    // Whoever puts a new key there does not read the old one.
    ['key maker', 'ssm:PutParameter', 'own', '-', 'Allowed'],
    ['key maker', 'kms:Encrypt', 'key', 'own, through SSM', 'Allowed'],
    ['key maker', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    // The user does what its policy says, and nothing about itself or its credentials.
    ['user', 's3:PutObject', 'artifact', '-', 'Allowed'],
    ['user', 's3:GetObject', 'artifact', '-', 'ImplicitlyDenied'],
    ['user', 's3:PutObject', 'artifact elsewhere', '-', 'ImplicitlyDenied'],
    ['user', 'iam:CreateAccessKey', 'user', '-', 'ImplicitlyDenied'],
    ['user', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['user', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['agent of the other stage', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['agent of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['agent beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['deployer', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
  ],
);
