import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { access } from '../../../src';
import { type Names, type Row, type Stage, testAccessMatrix } from '../../support/access-matrix';
import { EVERYTHING, PARAMETERS_ONLY } from '../../support/iam';

const [OWN, NEW, OTHER, BELOW, SETTINGS] = [
  '/api/db_password',
  '/api/nobody_wrote_this_yet',
  '/web/session_key',
  '/api/pr-12/db_password',
  '/_chamber/store-config',
];
const [DOTTED, SECOND, NEW_SECOND, LONGER, SECOND_BELOW] = [
  '/api/a.key-with_all.kinds',
  '/global/metrics_token',
  '/global/nobody_wrote_this_yet',
  '/api-2/db_password',
  '/global/pr-12/token',
];
/** Those that a profile for the services api and global reaches. */
const REACHED = ['own', 'new', 'dotted', 'second', 'new second'];

const inRegion = (region: string, { deployed }: Stage, name: string) => deployed.parameterArn(name).replace('eu-west-1', region);

const NAMES: Names = {
  principals: {
    profile: ({ here }) => here.role('somebody'),
    'profile of the other stage': ({ other }) => other.role('somebody'),
    'profile beside': ({ beside }) => beside.role('somebody'),
    'profile, bounded to Parameter Store': ({ here }) => ({ ...here.role('somebody'), boundary: PARAMETERS_ONLY }),
    // The policies of a profile as the most that somebody may do.
    'administrator, bounded to the profile': ({ here }) => ({
      arn: here.deployed.roleArn('administrator'),
      policies: [EVERYTHING],
      boundary: here.role('somebody').policies[0],
    }),
  },
  resources: {
    own: ({ here }) => here.parameter(OWN),
    new: ({ here }) => here.parameter(NEW),
    other: ({ here }) => here.parameter(OTHER),
    below: ({ here }) => here.parameter(BELOW),
    settings: ({ here }) => here.parameter(SETTINGS),
    dotted: ({ here }) => here.parameter(DOTTED),
    second: ({ here }) => here.parameter(SECOND),
    'new second': ({ here }) => here.parameter(NEW_SECOND),
    longer: ({ here }) => here.parameter(LONGER),
    'own in another region': ({ here }) => ({ arn: inRegion('us-east-1', here, OWN) }),
    'service in another region': ({ here }) => ({ arn: inRegion('us-east-1', here, '/api') }),
    'second service': ({ here }) => here.parameter('/global'),
    'second service/': ({ here }) => here.parameter('/global/'),
    'longer service': ({ here }) => here.parameter('/api-2'),
    service: ({ here }) => here.parameter('/api'),
    'service/': ({ here }) => here.parameter('/api/'),
    'service below': ({ here }) => here.parameter('/api/pr-12'),
    'other service': ({ here }) => here.parameter('/web'),
    'of the other stage': ({ other }) => other.parameter(OWN),
    everything: () => ({ arn: '*' }),
    key: ({ here }) => here.key(),
  },
  contexts: {
    'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
    'new, through SSM': ({ here }) => here.throughParameterStore(NEW),
    'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
    'below, through SSM': ({ here }) => here.throughParameterStore(BELOW),
    'dotted, through SSM': ({ here }) => here.throughParameterStore(DOTTED),
    'second, through SSM': ({ here }) => here.throughParameterStore(SECOND),
    'new second, through SSM': ({ here }) => here.throughParameterStore(NEW_SECOND),
    'second below, through SSM': ({ here }) => here.throughParameterStore(SECOND_BELOW),
    'longer, through SSM': ({ here }) => here.throughParameterStore(LONGER),
    'own, through another region': ({ here }) => ({ ...here.throughParameterStore(OWN), 'kms:ViaService': 'ssm.us-east-1.amazonaws.com' }),
    'own, through Secrets Manager': ({ here }) => ({
      ...here.throughParameterStore(OWN),
      'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com',
    }),
    'settings, through SSM': ({ here }) => here.throughParameterStore(SETTINGS),
    'own of the other stage, through SSM': ({ other }) => other.throughParameterStore(OWN),
    'own, by itself': ({ here }) => {
      const { 'kms:ViaService': _, ...rest } = here.throughParameterStore(OWN) as Record<string, string>;
      return rest;
    },
    'one level': () => ({ 'ssm:Recursive': 'false' }),
    'all levels': () => ({ 'ssm:Recursive': 'true' }),
  },
};

const BY_PATH: readonly Row[] = [
  ['profile', 'ssm:GetParametersByPath', 'service', '-', 'Allowed'],
  ['profile', 'ssm:GetParametersByPath', 'service/', 'one level', 'Allowed'],
  ['profile', 'ssm:GetParametersByPath', 'service/', 'all levels', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'service', 'one level', 'Allowed'],
  ['profile', 'ssm:GetParametersByPath', 'service/', '-', 'Allowed'],
  ['profile', 'ssm:GetParametersByPath', 'second service', '-', 'Allowed'],
  ['profile', 'ssm:GetParametersByPath', 'second service/', 'one level', 'Allowed'],
  ['profile, bounded to Parameter Store', 'ssm:GetParametersByPath', 'service/', '-', 'Allowed'],
  ['administrator, bounded to the profile', 'ssm:GetParametersByPath', 'service/', '-', 'Allowed'],
  ['administrator, bounded to the profile', 'ssm:GetParametersByPath', 'service/', 'all levels', 'ImplicitlyDenied'],
  ['administrator, bounded to the profile', 'ssm:GetParametersByPath', 'other service', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'second service', 'all levels', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'service below', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'other service', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'longer service', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'service in another region', '-', 'ImplicitlyDenied'],
  ['administrator of the other stage', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
];
const NOT_BY_PATH: readonly Row[] = [
  ['profile', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'service/', 'one level', 'ImplicitlyDenied'],
];
const byName = (action: string): Row[] => [
  ...REACHED.map((name): Row => ['profile', action, name, '-', 'Allowed']),
  ['profile, bounded to Parameter Store', action, 'own', '-', 'Allowed'],
  ['administrator, bounded to the profile', action, 'own', '-', 'Allowed'],
  ['administrator, bounded to the profile', action, 'other', '-', 'ImplicitlyDenied'],
  ['administrator of the other stage', action, 'own', '-', 'ImplicitlyDenied'],
  ['profile', action, 'longer', '-', 'ImplicitlyDenied'],
  ['profile', action, 'own in another region', '-', 'ImplicitlyDenied'],
];
const BY_NAME: readonly Row[] = [
  ...byName('ssm:GetParameters'),
  ['profile', 'ssm:GetParameters', 'other', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParameters', 'of the other stage', '-', 'ImplicitlyDenied'],
];
const DECRYPTS: readonly Row[] = [
  ['profile', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'new, through SSM', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'dotted, through SSM', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'second, through SSM', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'new second, through SSM', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'second below, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'longer, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'own, through another region', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'own, through Secrets Manager', 'ImplicitlyDenied'],
  ['profile, bounded to Parameter Store', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ['administrator of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'below, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'own of the other stage, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', 'own, by itself', 'ImplicitlyDenied'],
  ['profile', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
  ['profile of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
  ['profile beside', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
];
const ENCRYPTS: readonly Row[] = [
  ['profile', 'kms:Encrypt', 'key', 'own, through SSM', 'Allowed'],
  ['profile', 'kms:GenerateDataKey', 'key', 'new, through SSM', 'Allowed'],
  ['profile', 'kms:Encrypt', 'key', 'second, through SSM', 'Allowed'],
  ['profile', 'kms:GenerateDataKey', 'key', 'new second, through SSM', 'Allowed'],
  ['profile', 'kms:Encrypt', 'key', 'other, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Encrypt', 'key', 'below, through SSM', 'ImplicitlyDenied'],
  ['profile', 'kms:Encrypt', 'key', 'own, by itself', 'ImplicitlyDenied'],
  ['profile', 'ssm:PutParameter', 'own', '-', 'Allowed'],
  ['profile', 'ssm:PutParameter', 'new', '-', 'Allowed'],
  ['profile', 'ssm:PutParameter', 'below', '-', 'ExplicitlyDenied'],
  ['profile', 'ssm:PutParameter', 'other', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:PutParameter', 'settings', '-', 'ImplicitlyDenied'],
];
const SETTINGS_ROWS: readonly Row[] = [
  ['profile', 'ssm:GetParameters', 'settings', '-', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'settings, through SSM', 'Allowed'],
];
const denied = (...actions: string[]): Row[] => actions.map((action) => ['profile', action, 'own', '-', 'ImplicitlyDenied']);
const LISTS: Row = ['profile', 'ssm:DescribeParameters', 'everything', '-', 'Allowed'];
const DOES_NOT_LIST: Row = ['profile', 'ssm:DescribeParameters', 'everything', '-', 'ImplicitlyDenied'];

const ROWS: { readonly [profile in access.AccessProfile]: readonly Row[] } = {
  exec: [
    ...BY_PATH,
    ...DECRYPTS,
    ...denied('ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:PutParameter', 'ssm:DeleteParameter'),
    DOES_NOT_LIST,
  ],
  read: [
    ...NOT_BY_PATH,
    ...BY_NAME,
    ...DECRYPTS,
    ...denied('ssm:GetParameterHistory', 'ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:AddTagsToResource'),
    ['profile', 'ssm:GetParameters', 'settings', '-', 'ImplicitlyDenied'],
    LISTS,
  ],
  write: [
    ...NOT_BY_PATH,
    ...BY_NAME,
    ...DECRYPTS,
    ...ENCRYPTS,
    ...SETTINGS_ROWS,
    ...denied('ssm:GetParameterHistory', 'ssm:DeleteParameter', 'ssm:AddTagsToResource', 'ssm:LabelParameterVersion'),
    LISTS,
  ],
  admin: [
    ...BY_PATH,
    ...BY_NAME,
    ...DECRYPTS,
    ...ENCRYPTS,
    ...SETTINGS_ROWS,
    ['profile', 'ssm:GetParameterHistory', 'own', '-', 'Allowed'],
    ['profile', 'ssm:DeleteParameter', 'own', '-', 'Allowed'],
    ['profile', 'ssm:DeleteParameter', 'below', '-', 'ExplicitlyDenied'],
    ['profile', 'ssm:DeleteParameter', 'other', '-', 'ImplicitlyDenied'],
    ['profile', 'ssm:AddTagsToResource', 'own', '-', 'Allowed'],
    ['profile', 'ssm:RemoveTagsFromResource', 'below', '-', 'ExplicitlyDenied'],
    ['profile', 'ssm:ListTagsForResource', 'own', '-', 'Allowed'],
    LISTS,
  ],
  rotate: [
    ...NOT_BY_PATH,
    ...BY_NAME,
    ...DECRYPTS,
    ...ENCRYPTS,
    ['profile', 'ssm:GetParameterHistory', 'own', '-', 'Allowed'],
    ['profile', 'ssm:GetParameterHistory', 'other', '-', 'ImplicitlyDenied'],
    ['profile', 'ssm:LabelParameterVersion', 'own', '-', 'Allowed'],
    ['profile', 'ssm:LabelParameterVersion', 'below', '-', 'ExplicitlyDenied'],
    ...denied('ssm:DeleteParameter', 'ssm:AddTagsToResource', 'ssm:UnlabelParameterVersion'),
    LISTS,
  ],
  audit: [
    ...NOT_BY_PATH,
    ...byName('ssm:GetParameterHistory'),
    ...byName('ssm:ListTagsForResource'),
    ['profile', 'ssm:GetParameterHistory', 'other', '-', 'ImplicitlyDenied'],
    ['profile', 'kms:Decrypt', 'key', 'second, through SSM', 'ImplicitlyDenied'],
    ['administrator, bounded to the profile', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['profile', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['profile', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['profile', 'kms:Encrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ...denied('ssm:GetParameter', 'ssm:GetParameters', 'ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:AddTagsToResource'),
    LISTS,
  ],
};

describe.each(Object.values(access.AccessProfile))('profile %s', (profile) => {
  test('has twelve requests that are allowed, and twelve that are denied', () => {
    const allowed = ROWS[profile].filter(([, , , , decision]) => decision === 'Allowed').length;
    expect(allowed).toBeGreaterThanOrEqual(12);
    expect(ROWS[profile].length - allowed).toBeGreaterThanOrEqual(12);
  });

  testAccessMatrix(
    (stack, vault) => {
      const role = new IamRole(stack, 'somebody', { assumeRolePolicy: '{}' });
      access.AccessProfiles.grant(role, { vault, services: ['global', 'api'], profile });
    },
    NAMES,
    ROWS[profile],
  );
});
