import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  CofferFunctions,
  EphemeralSecret,
  MasterKey,
  ProviderInstallation,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT } from './roles';

/** Every type with nothing but what it needs: what its defaults are. */
export class DefaultsStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'us-east-1' });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'defaults',
      stage: 'dev',
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
      deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`],
      installation: ProviderInstallation.registry('~> 0.1'),
    });
    const secret = new ApplicationSecret(this, 'secret', { vault, service: 'api', key: 'secret', source: SecretSource.generated() });
    new BootstrapSecret(this, 'bootstrap', { vault, system: 'system', key: 'token', source: SecretSource.supplied() });
    new MasterKey(this, 'master', { vault, service: 'backup', key: 'key' });
    new SshKeyPair(this, 'ssh', { vault, service: 'ci', key: 'ssh' });
    const authority = new CertificateAuthority(this, 'authority', { vault, key: 'root', subject: { commonName: 'Root' } });
    new TlsCertificate(this, 'tls', { vault, service: 'api', key: 'tls', authority, dnsNames: ['api.example.com'] });
    new AwsCredentials(this, 'credentials', {
      vault,
      service: 'artifacts',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' }],
      }),
    });
    new EphemeralSecret(this, 'ephemeral', { secret });
    new TerraformOutput(this, 'functions', {
      value: [
        CofferFunctions.parameterName(this, 'api', 'key'),
        CofferFunctions.envName(this, 'key'),
        CofferFunctions.tfVarName(this, 'key'),
        CofferFunctions.dotenv(this, { A: 'b' }),
      ],
    });
  }
}
