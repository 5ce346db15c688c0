import { access } from '../../../src';
import { type Names, type Principal, type Row, type Stage, testAccessMatrix } from '../../support/access-matrix';

const { AccessProfile, DeveloperSignIn, LocalDevelopment } = access;
const [OWN, SECOND, OTHER, BELOW] = ['/api/db_password', '/global/metrics_token', '/web/session_key', '/api/pr-12/db_password'];
const OFFICE = '203.0.113.0/24';

const namesOf = (developer: (stage: Stage) => Principal): Names => ({
  principals: {
    developer: ({ here }) => developer(here),
    'developer of the other stage': ({ other }) => developer(other),
    'developer beside': ({ beside }) => developer(beside),
  },
  resources: {
    own: ({ here }) => here.parameter(OWN),
    other: ({ here }) => here.parameter(OTHER),
    'own of the other stage': ({ other }) => other.parameter(OWN),
    service: ({ here }) => here.parameter('/api/'),
    'second service': ({ here }) => here.parameter('/global/'),
    'other service': ({ here }) => here.parameter('/web/'),
    'service of the other stage': ({ other }) => other.parameter('/api/'),
    everything: () => ({ arn: '*' }),
    key: ({ here }) => here.key(),
    'key of the other stage': ({ other }) => other.key(),
  },
  contexts: {
    office: () => ({ 'aws:SourceIp': '203.0.113.7' }),
    'office, all levels': () => ({ 'aws:SourceIp': '203.0.113.7', 'ssm:Recursive': 'true' }),
    elsewhere: () => ({ 'aws:SourceIp': '198.51.100.9' }),
    'own VPC': () => ({ 'aws:SourceVpc': 'vpc-0123456789abcdef0' }),
    'other VPC': () => ({ 'aws:SourceVpc': 'vpc-00000000000000000' }),
    'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
    'second, through SSM': ({ here }) => here.throughParameterStore(SECOND),
    'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
    'below, through SSM': ({ here }) => here.throughParameterStore(BELOW),
    'own of the other stage, through SSM': ({ other }) => other.throughParameterStore(OWN),
    'own, by itself': ({ here }) => ({ 'kms:EncryptionContext:PARAMETER_ARN': here.deployed.parameterArn(OWN) }),
    'through SSM, no context': ({ here }) => ({ 'kms:ViaService': here.throughParameterStore(OWN)['kms:ViaService']! }),
  },
});

const ROWS: readonly Row[] = [
  ['developer', 'ssm:GetParametersByPath', 'service', 'office', 'Allowed'],
  ['developer', 'ssm:GetParametersByPath', 'second service', 'office', 'Allowed'],
  ['developer', 'ssm:GetParametersByPath', 'service', 'own VPC', 'Allowed'],
  ['developer', 'ssm:GetParameters', 'own', 'office', 'Allowed'],
  ['developer', 'ssm:GetParameters', 'own', 'own VPC', 'Allowed'],
  ['developer', 'ssm:DescribeParameters', 'everything', 'office', 'Allowed'],
  ['developer', 'ssm:PutParameter', 'own', 'office', 'Allowed'],
  ['developer', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
  ['developer', 'kms:Decrypt', 'key', 'second, through SSM', 'Allowed'],
  ['developer', 'kms:Encrypt', 'key', 'own, through SSM', 'Allowed'],
  ['developer', 'kms:Encrypt', 'key', 'second, through SSM', 'Allowed'],
  ['developer', 'kms:GenerateDataKey', 'key', 'own, through SSM', 'Allowed'],
  ['developer', 'ssm:GetParametersByPath', 'service', 'office, all levels', 'ImplicitlyDenied'],
  ['developer', 'ssm:GetParametersByPath', 'other service', 'office', 'ImplicitlyDenied'],
  ['developer', 'ssm:GetParametersByPath', 'service of the other stage', 'office', 'ImplicitlyDenied'],
  ['developer', 'ssm:GetParametersByPath', 'service', 'elsewhere', 'ExplicitlyDenied'],
  ['developer', 'ssm:GetParametersByPath', 'service', 'other VPC', 'ExplicitlyDenied'],
  ['developer', 'ssm:GetParameterHistory', 'own', 'office', 'ImplicitlyDenied'],
  ['developer', 'ssm:DeleteParameter', 'own', 'office', 'ImplicitlyDenied'],
  ['developer', 'ssm:GetParameters', 'other', 'office', 'ImplicitlyDenied'],
  ['developer', 'ssm:GetParameters', 'own of the other stage', 'office', 'ImplicitlyDenied'],
  ['developer', 'ssm:PutParameter', 'own', 'elsewhere', 'ExplicitlyDenied'],
  ['developer', 'kms:Decrypt', 'key', 'own, by itself', 'ImplicitlyDenied'],
  ['developer', 'kms:Decrypt', 'key', 'through SSM, no context', 'ImplicitlyDenied'],
  ['developer', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
  ['developer', 'kms:Decrypt', 'key', 'below, through SSM', 'ImplicitlyDenied'],
  ['developer', 'kms:Decrypt', 'key', 'own of the other stage, through SSM', 'ImplicitlyDenied'],
  ['developer', 'kms:Decrypt', 'key of the other stage', 'own of the other stage, through SSM', 'ImplicitlyDenied'],
  ['developer of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ['developer of the other stage', 'ssm:GetParametersByPath', 'service', 'office', 'ImplicitlyDenied'],
  ['developer beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
];

const COMMON = {
  services: ['global', 'api'],
  profiles: [AccessProfile.EXEC, AccessProfile.WRITE],
  allowProduction: true,
  sourceAddresses: [OFFICE],
  sourceVpcs: ['vpc-0123456789abcdef0'],
};

describe('a role', () => {
  testAccessMatrix(
    (stack, vault) => {
      new LocalDevelopment(stack, 'developers', {
        vault,
        signIn: DeveloperSignIn.mfa({ principals: ['arn:aws:iam::111122223333:user/dora'] }),
        ...COMMON,
      });
    },
    namesOf((stage) => stage.role('developers')),
    ROWS,
  );
});

describe('a permission set', () => {
  testAccessMatrix(
    (stack, vault) => {
      new LocalDevelopment(stack, 'developers', {
        vault,
        signIn: DeveloperSignIn.permissionSet({
          permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1111222233334444/ps-5555666677778888',
          instanceArn: 'arn:aws:sso:::instance/ssoins-1111222233334444',
          mfaEnforcedByIdentityCenter: true,
        }),
        ...COMMON,
      });
    },
    namesOf(({ deployed }) => ({
      arn: deployed.roleArn('aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Developer_0123456789abcdef'),
      policies: [deployed.permissionSetPolicy],
    })),
    ROWS,
  );
});
