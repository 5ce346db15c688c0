import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { BootstrapSecret, KeyAlgorithm, MasterKey, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false, s3UsePathStyle: true }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

const ACCOUNT = '123456789012';

/** What HashiCorp Vault starts from: a key that unseals it, its recovery keys and its first token, and a key for its backups. */
class BootstrapSecrets extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });

    const vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
      deployers: [`arn:aws:iam::${ACCOUNT}:role/acme-prod-pipeline`],
      deletionProtection,
    });

    // Vault unseals itself with this key, under the role of its servers.
    const unseal = new KmsKey(this, 'unseal', {
      description: 'Auto-unseal of HashiCorp Vault',
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
    new KmsAlias(this, 'unseal-alias', { name: 'alias/acme-prod-vault-unseal', targetKeyId: unseal.arn });
    const servers = new IamRole(this, 'servers', { name: 'acme-prod-vault-servers', assumeRolePolicy: assumedBy('ec2.amazonaws.com') });
    const policy = new IamPolicy(this, 'unseal-policy', {
      name: 'acme-prod-vault-unseal',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: 'Unseal', Effect: 'Allow', Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'], Resource: unseal.arn }],
      }),
    });
    new IamRolePolicyAttachment(this, 'unseal-attachment', { role: servers.name, policyArn: policy.arn });

    // `vault operator init` gives these once, to a person, who writes them here. The role that configures Vault reads the token.
    const configuring = new IamRole(this, 'configuring', {
      name: 'acme-prod-vault-terraform',
      assumeRolePolicy: assumedBy('codebuild.amazonaws.com'),
    });
    const boot = { vault, system: 'hashicorp-vault', source: SecretSource.supplied(), deletionProtection };
    const token = new BootstrapSecret(this, 'root-token', { ...boot, key: 'root_token', readers: [configuring] });
    const recovery = [1, 2, 3, 4, 5].map(
      (number) => new BootstrapSecret(this, `recovery-key-${number}`, { ...boot, key: `recovery_key_${number}` }),
    );

    // Snapshots are encrypted for its public half, on machines that could not read them.
    const backup = new MasterKey(this, 'backup', {
      vault,
      service: 'hashicorp-vault',
      key: 'backup',
      algorithm: KeyAlgorithm.rsa(4096),
      deletionProtection,
    });

    new TerraformOutput(this, 'parameters', {
      value: [token, ...recovery].map((secret) => secret.parameterName),
      description: 'Where the values go',
    });
    new TerraformOutput(this, 'unseal_key', { value: 'alias/acme-prod-vault-unseal', description: 'seal "awskms" { kms_key_id }' });
    new TerraformOutput(this, 'backup_public_key', { value: backup.publicKeyPem, description: 'Encrypt snapshots for it' });
  }
}

function assumedBy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
}

const app = new App();
new BootstrapSecrets(app, 'bootstrap-secrets');
app.synth();
