import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  CertificateUse,
  EllipticCurve,
  EphemeralResource,
  EphemeralSecret,
  Grantee,
  JsonField,
  KeyAlgorithm,
  MasterKey,
  MasterKeyBucket,
  MasterKeyReplication,
  ParameterTier,
  provider,
  ProviderInstallation,
  SecretFormat,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
  VaultKey,
} from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT, roleOf } from './roles';

const TAGS = { Team: 'platform', CostCenter: '17' };
const SUBJECT = {
  commonName: 'Acme',
  organization: 'Acme',
  organizationalUnit: 'Platform',
  country: 'DE',
  province: 'Berlin',
  locality: 'Berlin',
};

/** Every type of secret that is kept in AWS, with its options. */
export class TypesStack extends TerraformStack {
  private readonly vault: SecretVault;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const frankfurt = new AwsProvider(this, 'frankfurt', { region: 'eu-central-1', alias: 'frankfurt' });
    this.vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'prod',
      key: VaultKey.managed({ rotationPeriodDays: 180, deletionWindowDays: 7 }),
      deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`],
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
      provider: new provider.CofferProvider(this, 'coffer', { region: 'eu-west-1', maxRetries: 5 }),
      installation: ProviderInstallation.bundled({ lockEntries: false }),
      tags: TAGS,
    });
    new MasterKeyBucket(this, 'master-keys', {
      vault: this.vault,
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/other-break-glass`],
      bucketName: 'acme-prod-keys',
      oldVersionDays: 400,
      objectLockDays: 30,
      accessLogDays: 90,
      replication: MasterKeyReplication.toRegion({ region: 'eu-central-1', provider: frankfurt, bucketName: 'acme-prod-keys-copy' }),
    });
    this.applicationSecrets();
    this.keys();
    this.certificates();
    this.others();
  }

  private applicationSecrets(): void {
    const { vault } = this;
    const [reader, writer] = [roleOf(this, 'reader'), roleOf(this, 'writer')];
    const variable = new TerraformVariable(this, 'token', { type: 'string' });
    const api = { vault, service: 'api' };
    const full = new ApplicationSecret(this, 'full', {
      ...api,
      key: 'full',
      source: SecretSource.generated({
        format: SecretFormat.PASSWORD,
        length: 40,
        lower: true,
        upper: false,
        digits: true,
        symbols: true,
        excludeCharacters: '%&',
        generation: 3,
      }),
      tier: ParameterTier.ADVANCED,
      description: 'With every option',
      owner: 'payments',
      sharedWith: ['web', 'worker'],
      deletionProtection: false,
      tags: TAGS,
    });
    new ApplicationSecret(this, 'preview', {
      ...api,
      key: 'full',
      environment: 'pr-12',
      source: SecretSource.generated(),
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
    for (const format of [SecretFormat.HEX, SecretFormat.BASE64, SecretFormat.UUID]) {
      new ApplicationSecret(this, format, {
        ...api,
        key: `format_${format}`,
        source: SecretSource.generated({ format }),
        tier: ParameterTier.STANDARD,
      });
    }
    const json = new ApplicationSecret(this, 'json', {
      ...api,
      key: 'json',
      source: SecretSource.json({
        version: 2,
        fields: {
          user: JsonField.text('acme'),
          password: JsonField.generated({ length: 20, generation: 2 }),
          token: JsonField.fromVariable(variable),
        },
      }),
    });
    new ApplicationSecret(this, 'given', { ...api, key: 'given', source: SecretSource.fromVariable(variable, { version: 4 }) });
    new ApplicationSecret(this, 'adopted', { ...api, key: 'adopted', adopt: true, source: SecretSource.supplied() });
    const imported = ApplicationSecret.fromName(this, 'imported', { vault, service: 'elsewhere', key: 'imported' });
    for (const secret of [full, json, imported]) {
      secret.grantRead(reader);
      secret.grantWrite(writer);
      secret.grantRead(Grantee.fromRoleName(this, 'named'));
    }
    full.grantRead(Grantee.fromRole(roleOf(this, 'wrapped')));
    const ephemeral = new EphemeralSecret(this, 'ephemeral', { secret: json, version: 2 });
    new EphemeralResource(this, 'random', { type: 'coffer_random', config: { length: 12, prefix: ephemeral.jsonField('user') } });
    new EphemeralResource(this, 'other', { type: 'coffer_random', config: { value: ephemeral.value } });
    new TerraformOutput(this, 'names', {
      value: [
        full.parameterName,
        full.parameterArn,
        full.environmentName,
        full.version,
        imported.parameterArn,
        vault.keyAlias,
        vault.keyArn,
      ],
    });
  }

  private keys(): void {
    const { vault } = this;
    const algorithms = {
      rsa: KeyAlgorithm.rsa(),
      rsa4096: KeyAlgorithm.rsa(4096),
      p384: KeyAlgorithm.ecdsa(EllipticCurve.P384),
      ed25519: KeyAlgorithm.ed25519(),
    };
    for (const [name, algorithm] of Object.entries(algorithms)) {
      const key = new MasterKey(this, `master-${name}`, {
        vault,
        service: 'backup',
        key: name,
        algorithm,
        generation: 2,
        deletionProtection: false,
        tags: TAGS,
      });
      key.grantRead(roleOf(this, `restores-${name}`));
      new TerraformOutput(this, `key-${name}`, { value: [key.objectKey, key.publicKeyPem, key.publicKeyOpenssh, key.fingerprint] });
    }
    new MasterKey(this, 'master-adopted', {
      vault,
      service: 'backup',
      key: 'adopted',
      adopt: true,
      publicKeyPem: 'PEM',
    });
    const ssh = new SshKeyPair(this, 'ssh', {
      vault,
      service: 'ci',
      key: 'ssh',
      algorithm: KeyAlgorithm.rsa(2048),
      ec2KeyPair: true,
      generation: 3,
      deletionProtection: false,
      tags: TAGS,
    });
    new SshKeyPair(this, 'ssh-adopted', { vault, service: 'ci', key: 'ssh_adopted', adopt: true, publicKeyPem: 'PEM' });
    ssh.grantRead(roleOf(this, 'ssh'));
    SshKeyPair.fromName(this, 'ssh-imported', { vault, service: 'elsewhere', key: 'ssh' }).grantRead(roleOf(this, 'ssh-elsewhere'));
    new TerraformOutput(this, 'ssh-outputs', { value: [ssh.publicKeyOpenssh, ssh.fingerprint, ssh.ec2KeyName] });
  }

  private certificates(): void {
    const { vault } = this;
    const signers = [Grantee.fromRoleName(this, 'signer')];
    const root = new CertificateAuthority(this, 'root', {
      vault,
      service: 'pki',
      key: 'root',
      subject: SUBJECT,
      algorithm: KeyAlgorithm.ecdsa(EllipticCurve.P521),
      maxPathLength: 1,
      validityDays: 3650,
      renewBeforeDays: 400,
      signers,
      generation: 2,
      deletionProtection: false,
    });
    const issuing = new CertificateAuthority(this, 'issuing', {
      vault,
      key: 'issuing',
      parent: root,
      subject: { commonName: 'Issuing' },
      validityDays: 1825,
      signers,
    });
    const tls = new TlsCertificate(this, 'tls', {
      vault,
      service: 'api',
      key: 'tls',
      authority: issuing,
      uses: [CertificateUse.SERVER, CertificateUse.CLIENT],
      dnsNames: ['api.example.com', '*.api.example.com'],
      ipAddresses: ['10.0.0.1', 'fd00::1'],
      uris: ['spiffe://acme/api'],
      subject: SUBJECT,
      algorithm: KeyAlgorithm.rsa(2048),
      validityDays: 60,
      renewBeforeDays: 20,
      generation: 2,
      tier: ParameterTier.ADVANCED,
      deletionProtection: false,
      tags: TAGS,
    });
    tls.grantRead(roleOf(this, 'tls'));
    TlsCertificate.fromName(this, 'tls-imported', { vault, service: 'elsewhere', key: 'tls' }).grantRead(roleOf(this, 'tls-elsewhere'));
    new TerraformOutput(this, 'certificates', {
      value: [root.certificatePem, issuing.chainPem, issuing.notAfter, tls.certificatePem, tls.notAfter],
    });
  }

  private others(): void {
    const { vault } = this;
    const bootstrap = new BootstrapSecret(this, 'bootstrap', {
      vault,
      system: 'hashicorp-vault',
      key: 'token',
      source: SecretSource.supplied(),
      readers: [roleOf(this, 'boots'), Grantee.fromRoleName(this, 'boots-too')],
      tier: ParameterTier.ADVANCED,
      deletionProtection: false,
      tags: TAGS,
    });
    bootstrap.grantWrite(roleOf(this, 'writes-bootstrap'));
    BootstrapSecret.fromName(this, 'bootstrap-imported', { vault, system: 'elsewhere', key: 'token' });
    new BootstrapSecret(this, 'bootstrap-adopted', {
      vault,
      system: 'hashicorp-vault',
      key: 'adopted',
      source: SecretSource.generated(),
      adopt: true,
    });
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Upload', Effect: 'Allow', Action: ['s3:PutObject'], Resource: 'arn:aws:s3:::acme/incoming/*' },
        { Sid: 'WhoAmI', Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' },
      ],
    });
    const credentials = new AwsCredentials(this, 'credentials', {
      vault,
      service: 'artifacts',
      key: 'uploader',
      policy,
      actionsWithoutResources: ['sts:GetCallerIdentity'],
      permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
      rotation: { afterDays: 20, graceDays: 3 },
      userName: 'acme-uploader',
      deletionProtection: false,
      tags: TAGS,
    });
    credentials.grantRead(roleOf(this, 'uploads'));
    AwsCredentials.fromName(this, 'credentials-imported', { vault, service: 'elsewhere' }).grantRead(roleOf(this, 'uploads-elsewhere'));
    new TerraformOutput(this, 'user', { value: [credentials.userName, credentials.userArn, credentials.version, bootstrap.version] });
  }
}
