import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { access } from '../../../src';
import { type Names, type Row, testAccessMatrix } from '../../support/access-matrix';

const [OWN, NEW, OTHER, BELOW, SETTINGS] = [
  '/api/db_password',
  '/api/nobody_wrote_this_yet',
  '/web/session_key',
  '/api/pr-12/db_password',
  '/_chamber/store-config',
];

const NAMES: Names = {
  principals: {
    profile: ({ here }) => here.role('somebody'),
    'profile of the other stage': ({ other }) => other.role('somebody'),
    'profile beside': ({ beside }) => beside.role('somebody'),
  },
  resources: {
    own: ({ here }) => here.parameter(OWN),
    new: ({ here }) => here.parameter(NEW),
    other: ({ here }) => here.parameter(OTHER),
    below: ({ here }) => here.parameter(BELOW),
    settings: ({ here }) => here.parameter(SETTINGS),
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
  ['profile', 'ssm:GetParametersByPath', 'service below', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'other service', '-', 'ImplicitlyDenied'],
];
const NOT_BY_PATH: readonly Row[] = [
  ['profile', 'ssm:GetParametersByPath', 'service', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParametersByPath', 'service/', 'one level', 'ImplicitlyDenied'],
];
const BY_NAME: readonly Row[] = [
  ['profile', 'ssm:GetParameters', 'own', '-', 'Allowed'],
  ['profile', 'ssm:GetParameters', 'other', '-', 'ImplicitlyDenied'],
  ['profile', 'ssm:GetParameters', 'of the other stage', '-', 'ImplicitlyDenied'],
];
const DECRYPTS: readonly Row[] = [
  ['profile', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
  ['profile', 'kms:Decrypt', 'key', 'new, through SSM', 'Allowed'],
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
    ['profile', 'ssm:GetParameterHistory', 'own', '-', 'Allowed'],
    ['profile', 'ssm:GetParameterHistory', 'other', '-', 'ImplicitlyDenied'],
    ['profile', 'ssm:ListTagsForResource', 'own', '-', 'Allowed'],
    ['profile', 'kms:Decrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ['profile', 'kms:Decrypt', 'key', '-', 'ImplicitlyDenied'],
    ['profile', 'kms:Encrypt', 'key', 'own, through SSM', 'ImplicitlyDenied'],
    ...denied('ssm:GetParameter', 'ssm:GetParameters', 'ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:AddTagsToResource'),
    LISTS,
  ],
};

describe.each(Object.values(access.AccessProfile))('profile %s', (profile) => {
  testAccessMatrix(
    (stack, vault) => {
      const role = new IamRole(stack, 'somebody', { assumeRolePolicy: '{}' });
      access.AccessProfiles.grant(role, { vault, services: ['api'], profile });
    },
    NAMES,
    ROWS[profile],
  );
});
