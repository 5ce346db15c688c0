import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { TerraformOutput } from 'cdktf';
import { BootstrapSecret, KeyAlgorithm, MasterKey, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { assumedBy, deletionProtection } from './settings';

/** What HashiCorp Vault starts from: a key that unseals it, its recovery keys and first token, and a key for its backups. */
export function bootHashiCorpVault(stack: Construct, vault: SecretVault): void {
  const name = `${vault.vaultName}-vault`;
  const { accountId } = new DataAwsCallerIdentity(stack, 'account');
  const unseal = new KmsKey(stack, 'unseal', {
    description: 'Auto-unseal of HashiCorp Vault',
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    // Who uses it is up to IAM of the account, where only the role below may.
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'LeaveItToIam', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' },
      ],
    }),
  });
  const alias = new KmsAlias(stack, 'unseal-alias', { name: `alias/${name}-unseal`, targetKeyId: unseal.arn });
  const servers = new IamRole(stack, 'vault-servers', { name: `${name}-servers`, assumeRolePolicy: assumedBy('ec2.amazonaws.com') });
  const policy = new IamPolicy(stack, 'unseal-policy', {
    name: `${name}-unseal`,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: 'Unseal', Effect: 'Allow', Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'], Resource: unseal.arn }],
    }),
  });
  new IamRolePolicyAttachment(stack, 'unseal-attachment', { role: servers.name, policyArn: policy.arn });

  // `vault operator init` gives these once, to a person, who writes them here. The role that configures Vault reads the token.
  const configuring = new IamRole(stack, 'vault-configuring', {
    name: `${name}-terraform`,
    assumeRolePolicy: assumedBy('codebuild.amazonaws.com'),
  });
  const boot = { vault, system: 'hashicorp-vault', source: SecretSource.supplied(), deletionProtection };
  new BootstrapSecret(stack, 'root-token', { ...boot, key: 'root_token', readers: [configuring] });
  for (const number of [1, 2, 3]) new BootstrapSecret(stack, `recovery-key-${number}`, { ...boot, key: `recovery_key_${number}` });

  // Snapshots are encrypted for its public half, on machines that could not read them.
  const backup = new MasterKey(stack, 'backup', {
    vault,
    service: 'hashicorp-vault',
    key: 'backup',
    algorithm: KeyAlgorithm.rsa(4096),
    deletionProtection,
  });
  new TerraformOutput(stack, 'unseal_key', { value: alias.name, description: 'seal "awskms" { kms_key_id }' });
  new TerraformOutput(stack, 'backup_public_key', { value: backup.publicKeyPem, description: 'Encrypt snapshots for it' });
}
