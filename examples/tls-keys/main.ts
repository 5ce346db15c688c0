import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { CertificateAuthority, CertificateUse, Grantee, SecretVault, SshKeyPair, TlsCertificate } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false, s3UsePathStyle: true }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

const ACCOUNT = '123456789012';

/** A root and an issuing authority, certificates for a server and a Kubernetes user, and a key pair for SSH. */
class TlsKeys extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
      // The role of everyday deploys, which reads no key.
      deployers: [`arn:aws:iam::${ACCOUNT}:role/acme-dev-pipeline`],
      deletionProtection,
    });

    // The role that Terraform runs under when certificates are made or renewed. Nobody else reads the keys of authorities.
    const signers = [Grantee.fromRoleName(this, 'acme-dev-terraform')];
    const root = new CertificateAuthority(this, 'root', {
      vault,
      signers,
      key: 'root',
      subject: { commonName: 'Acme Root', organization: 'Acme' },
      deletionProtection,
    });
    const issuing = new CertificateAuthority(this, 'issuing', {
      vault,
      signers,
      key: 'issuing',
      parent: root,
      subject: { commonName: 'Acme Issuing', organization: 'Acme' },
      validityDays: 1825,
      deletionProtection,
    });

    // TLS_KEY, TLS_CERT and TLS_CA of the service api.
    const server = new TlsCertificate(this, 'server', {
      vault,
      service: 'api',
      key: 'tls',
      authority: issuing,
      dnsNames: ['api.acme.example', 'api'],
      deletionProtection,
    });
    // The Kubernetes API takes the common name for the user, and organizations for the groups.
    new TlsCertificate(this, 'deployer', {
      vault,
      service: 'ci',
      key: 'kube',
      authority: issuing,
      uses: [CertificateUse.CLIENT],
      subject: { commonName: 'deployer', organization: 'deployers' },
      validityDays: 30,
      deletionProtection,
    });

    const ssh = new SshKeyPair(this, 'ssh', { vault, service: 'ci', key: 'deploy_key', ec2KeyPair: true, deletionProtection });

    const task = new IamRole(this, 'task', {
      name: 'acme-dev-api',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
      }),
    });
    server.grantRead(task);

    new TerraformOutput(this, 'root_certificate', { value: root.certificatePem, description: 'What clients trust' });
    new TerraformOutput(this, 'server_ends', { value: server.notAfter });
    new TerraformOutput(this, 'deploy_key', { value: ssh.publicKeyOpenssh, description: 'For authorized_keys' });
  }
}

const app = new App();
new TlsKeys(app, 'tls-keys');
app.synth();
