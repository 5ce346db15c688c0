import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { BootstrapSecret, SecretSource } from '../../../src';
import { testAccessMatrix } from '../../support/access-matrix';

const [OWN, OTHER] = ['/bootstrap/hashicorp-vault/root_token', '/bootstrap/hashicorp-vault/recovery_key_1'];

testAccessMatrix(
  (stack, vault) => {
    const boot = { vault, system: 'hashicorp-vault', source: SecretSource.supplied() };
    const role = new IamRole(stack, 'terraform', { name: 'terraform', assumeRolePolicy: '{}' });
    new BootstrapSecret(stack, 'root-token', { ...boot, key: 'root_token', readers: [role] });
    new BootstrapSecret(stack, 'recovery', { ...boot, key: 'recovery_key_1' });
  },
  {
    principals: {
      reader: ({ here }) => here.role('terraform'),
      'reader to whom IAM allows everything': ({ here }) => here.mighty('terraform'),
      'reader of the other stage': ({ other }) => other.role('terraform'),
    },
    resources: {
      own: ({ here }) => here.parameter(OWN),
      other: ({ here }) => here.parameter(OTHER),
      'all of them': ({ here }) => here.parameter('/bootstrap'),
      key: ({ here }) => here.key('bootstrap'),
      'key beside': ({ beside }) => beside.key('bootstrap'),
      "vault's key": ({ here }) => here.key(),
    },
    contexts: {
      'own, through SSM': ({ here }) => here.throughParameterStore(OWN),
      'other, through SSM': ({ here }) => here.throughParameterStore(OTHER),
    },
  },
  [
    // A named role reads what names it.
    ['reader', 'ssm:GetParameter', 'own', '-', 'Allowed'],
    ['reader', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['reader', 'ssm:GetParameter', 'other', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:GetParametersByPath', 'all of them', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:GetParameterHistory', 'own', '-', 'ImplicitlyDenied'],
    ['reader', 'ssm:PutParameter', 'own', '-', 'ImplicitlyDenied'],
    ['reader', 'kms:Decrypt', 'key', 'other, through SSM', 'ExplicitlyDenied'],
    ['reader', 'kms:Decrypt', 'key', '-', 'ExplicitlyDenied'],
    ['reader', 'kms:Decrypt', "vault's key", 'own, through SSM', 'ImplicitlyDenied'],
    // And nothing else, however wide its rights are.
    ['reader to whom IAM allows everything', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['reader to whom IAM allows everything', 'kms:Decrypt', 'key', 'other, through SSM', 'ExplicitlyDenied'],
    // Whoever breaks the glass reads all of them. To others no IAM policy opens them.
    ['break-glass', 'kms:Decrypt', 'key', 'own, through SSM', 'Allowed'],
    ['break-glass', 'kms:Decrypt', 'key', 'other, through SSM', 'Allowed'],
    ['administrator', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
    ['administrator', 'kms:CreateGrant', 'key', '-', 'ImplicitlyDenied'],
    ['administrator', 'kms:ScheduleKeyDeletion', 'key', '-', 'ExplicitlyDenied'],
    ['break-glass', 'kms:DisableKey', 'key', '-', 'ExplicitlyDenied'],
    ['deployer', 'kms:DeleteAlias', 'key', '-', 'ExplicitlyDenied'],
    ['deployer', 'kms:PutKeyPolicy', 'key', '-', 'Allowed'],
    ['deployer', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
    ['deployer', 'kms:Encrypt', 'key', 'own, through SSM', 'Allowed'],
    ['deployer', 'kms:Encrypt', 'key', '-', 'ImplicitlyDenied'],
    // Nothing leads from one stage to the other.
    ['reader', 'kms:Decrypt', 'key beside', 'own, through SSM', 'ImplicitlyDenied'],
    ['reader of the other stage', 'ssm:GetParameter', 'own', '-', 'ImplicitlyDenied'],
    ['reader of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
    ['administrator of the other stage', 'kms:Decrypt', 'key', 'own, through SSM', 'ExplicitlyDenied'],
  ],
);
