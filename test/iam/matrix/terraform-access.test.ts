import { access, ApplicationSecret, AwsCredentials, BootstrapSecret, SecretSource } from '../../../src';
import { testAccessMatrix } from '../../support/access-matrix';

const [OWN, NEIGHBOUR] = ['/bootstrap/postgresql/admin', '/bootstrap/postgresql/replication'];
const [CREDENTIALS, SHARED, DEEPER, API] = ['/ci/aws_credentials', '/terraform/tf_var_token', '/terraform/pr-12/token', '/api/db_password'];

testAccessMatrix(
  (stack, vault) => {
    const terraform = new access.TerraformAccess(stack, 'terraform', {
      vault,
      assumedBy: ['arn:aws:iam::111122223333:role/pipeline'],
      services: ['terraform'],
    });
    const supplied = SecretSource.supplied();
    const boot = { vault, system: 'postgresql', source: supplied };
    terraform.value(new BootstrapSecret(stack, 'own', { ...boot, key: 'admin', readers: [terraform.role] }));
    new BootstrapSecret(stack, 'neighbour', { ...boot, key: 'replication' });
    terraform.value(
      new AwsCredentials(stack, 'ci', {
        vault,
        service: 'ci',
        rotated: false,
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/object' }],
        }),
      }),
    );
    new ApplicationSecret(stack, 'shared', { vault, service: 'terraform', key: 'tf_var_token', source: supplied });
    new ApplicationSecret(stack, 'api', { vault, service: 'api', key: 'db_password', source: supplied });
  },
  {
    principals: {
      terraform: ({ here }) => here.role('terraform_role_8B226860'),
      'terraform of the other stage': ({ other }) => other.role('terraform_role_8B226860'),
      'terraform beside': ({ beside }) => beside.role('terraform_role_8B226860'),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      neighbour: ({ here }) => here.parameter(NEIGHBOUR),
      credentials: ({ here }) => here.parameter(CREDENTIALS),
      api: ({ here }) => here.parameter(API),
      'bootstrap/postgresql': ({ here }) => here.parameter('/bootstrap/postgresql'),
      ci: ({ here }) => here.parameter('/ci'),
      'the service terraform': ({ here }) => here.parameter('/terraform'),
      'the service terraform, with a slash': ({ here }) => here.parameter('/terraform/'),
      'the service api': ({ here }) => here.parameter('/api'),
      everything: () => ({ arn: '*' }),
      'bootstrap key': ({ here }) => here.key('bootstrap'),
      'bootstrap key beside': ({ beside }) => beside.key('bootstrap'),
      key: ({ here }) => here.key(),
      'key beside': ({ beside }) => beside.key(),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'neighbour, through SSM': ({ here }) => here.throughParameterStore(NEIGHBOUR),
      'credentials, through SSM': ({ here }) => here.throughParameterStore(CREDENTIALS),
      'terraform, through SSM': ({ here }) => here.throughParameterStore(SHARED),
      'below terraform, through SSM': ({ here }) => here.throughParameterStore(DEEPER),
      'api, through SSM': ({ here }) => here.throughParameterStore(API),
      'own, not through SSM': ({ here }) => {
        const { 'kms:ViaService': _, ...context } = here.throughParameterStore(OWN);
        return context;
      },
      'credentials, not through SSM': ({ here }) => {
        const { 'kms:ViaService': _, ...context } = here.throughParameterStore(CREDENTIALS);
        return context;
      },
    },
  },
  [
    // What it is given by name, and its service as a whole.
    ['terraform', 'ssm:GetParameter', 'own', '-', 'Allowed'],
    ['terraform', 'ssm:GetParameters', 'own', '-', 'Allowed'],
    ['terraform', 'kms:Decrypt', 'bootstrap key', 'own, through SSM', 'Allowed'],
    ['terraform', 'ssm:GetParameter', 'credentials', '-', 'Allowed'],
    ['terraform', 'ssm:GetParameters', 'credentials', '-', 'Allowed'],
    ['terraform', 'kms:Decrypt', 'key', 'credentials, through SSM', 'Allowed'],
    ['terraform', 'ssm:GetParametersByPath', 'the service terraform', '-', 'Allowed'],
    ['terraform', 'ssm:GetParametersByPath', 'the service terraform, with a slash', '-', 'Allowed'],
    ['terraform', 'kms:Decrypt', 'key', 'terraform, through SSM', 'Allowed'],
    ['break-glass', 'kms:Decrypt', 'bootstrap key', 'own, through SSM', 'Allowed'],
    ['break-glass', 'kms:Decrypt', 'bootstrap key', 'neighbour, through SSM', 'Allowed'],
    ['deployer', 'kms:Encrypt', 'bootstrap key', 'own, through SSM', 'Allowed'],
    // No path but that of its service, no history, no list, no write.
    ['terraform', 'ssm:GetParametersByPath', 'bootstrap/postgresql', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:GetParametersByPath', 'ci', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:GetParametersByPath', 'the service api', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:GetParameterHistory', 'credentials', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:DescribeParameters', 'everything', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    // Not the neighbour's, by whatever context.
    ['terraform', 'ssm:GetParameter', 'neighbour', '-', 'ImplicitlyDenied'],
    ['terraform', 'ssm:GetParameter', 'api', '-', 'ImplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'bootstrap key', 'neighbour, through SSM', 'ExplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'key', 'api, through SSM', 'ImplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'key', 'below terraform, through SSM', 'ImplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    // Not by KMS itself.
    ['terraform', 'kms:Decrypt', 'bootstrap key', 'own, not through SSM', 'ImplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'key', 'credentials, not through SSM', 'ImplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    // Nor from stage to stage.
    ['terraform', 'kms:Decrypt', 'bootstrap key beside', 'own, through SSM', 'ImplicitlyDenied'],
    ['terraform', 'kms:Decrypt', 'key beside', 'credentials, through SSM', 'ImplicitlyDenied'],
    ['terraform of the other stage', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['terraform of the other stage', 'kms:Decrypt', 'bootstrap key', 'own, through SSM', 'ExplicitlyDenied'],
    ['terraform beside', 'kms:Decrypt', 'key', 'credentials, through SSM', 'ImplicitlyDenied'],
    ['administrator', 'kms:Decrypt', 'bootstrap key', 'own, through SSM', 'ExplicitlyDenied'],
    ['deployer', 'kms:Decrypt', 'bootstrap key', 'own, through SSM', 'ExplicitlyDenied'],
  ],
);
