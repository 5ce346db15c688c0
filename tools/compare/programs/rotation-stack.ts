import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  DatabaseSecretForm,
  DatabaseUsers,
  Grantee,
  KeyAlgorithm,
  onepassword,
  OrganizationalSecret,
  RateUnit,
  Rotation,
  RotationSchedule,
  SecretFormat,
  SecretRotator,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
  VaultKey,
} from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT, roleOf } from './roles';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' }],
});

/** Every rotation and every schedule, with a rotator that has every option. */
export class RotationStack extends TerraformStack {
  private count = 0;
  private readonly vault: SecretVault;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    this.vault = new SecretVault(this, 'vault', {
      namespace: 'rotation',
      stage: 'prod',
      deployers: [`arn:aws:iam::${ACCOUNT}:role/deploy`],
      breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
      tags: { Team: 'platform' },
    });
    const rotator = new SecretRotator(this, 'rotator', {
      vault: this.vault,
      network: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
      concurrency: 3,
      timeoutSeconds: 120,
      memoryMb: 512,
      logRetentionDays: 400,
      codeSigningConfigArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:code-signing-config:csc-1`,
    });
    this.schedules();
    this.strategies(rotator);
    new TerraformOutput(this, 'outputs', { value: [rotator.functionName, rotator.topicArn] });
    new PausedStack(scope, `${id}-paused`);
  }

  private rotated(rotation: Rotation, source = SecretSource.rotated()): ApplicationSecret {
    const key = `key_${++this.count}`;
    return new ApplicationSecret(this, key, { vault: this.vault, service: 'api', key, source, rotation });
  }

  private schedules(): void {
    const options = {
      timeZone: 'Europe/Berlin',
      windowMinutes: 30,
      startDate: '2030-01-01T00:00:00Z',
      endDate: '2031-01-01T00:00:00Z',
      paused: true,
    };
    const schedules = [
      RotationSchedule.afterDays(10),
      RotationSchedule.afterDays(1, options),
      RotationSchedule.cron('0 3 1 * ? *', 31),
      RotationSchedule.cron('0 3 ? * MON *', 7, options),
      ...[RateUnit.MINUTES, RateUnit.HOURS, RateUnit.DAYS].flatMap((unit) => [
        RotationSchedule.rate(60, unit),
        RotationSchedule.rate(90, unit, { windowMinutes: 10 }),
      ]),
    ];
    for (const schedule of schedules) this.rotated(Rotation.random({ schedule }));
  }

  private strategies(rotator: SecretRotator): void {
    const { vault } = this;
    this.rotated(
      Rotation.random({
        afterDays: 7,
        format: SecretFormat.PASSWORD,
        length: 50,
        lower: true,
        upper: true,
        digits: false,
        symbols: true,
        excludeCharacters: '!',
      }),
      SecretSource.generated(),
    );
    for (const format of [SecretFormat.HEX, SecretFormat.BASE64, SecretFormat.UUID]) this.rotated(Rotation.random({ format }));
    const admin = new ApplicationSecret(this, 'admin', { vault, service: 'database', key: 'admin', source: SecretSource.supplied() });
    for (const engine of [Rotation.postgresql, Rotation.mysql]) {
      this.rotated(engine({ host: 'db.example.com', username: 'single', users: DatabaseUsers.SINGLE }), SecretSource.generated());
      for (const form of [DatabaseSecretForm.JSON, DatabaseSecretForm.URL]) {
        this.rotated(
          engine({
            host: 'db.example.com',
            port: 1234,
            database: 'app',
            username: `user_${form}`,
            users: DatabaseUsers.ALTERNATING,
            form,
            admin,
            certificateAuthority: 'PEM',
            afterDays: 9,
            password: { length: 30, symbols: true },
            ...(engine === Rotation.mysql ? { hostMask: '10.%' } : {}),
          }),
        );
      }
    }
    const handler = new LambdaFunction(this, 'handler', {
      functionName: 'handler',
      role: `arn:aws:iam::${ACCOUNT}:role/handler`,
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      filename: 'x.zip',
    });
    this.rotated(Rotation.lambdaFunction(handler, { makesFirst: true, role: roleOf(this, 'handler') }));
    this.rotated(Rotation.lambdaFunction(handler, { afterDays: 3 }), SecretSource.supplied());
    this.rotated(Rotation.reminder({ afterDays: 100 }), SecretSource.supplied());
    new BootstrapSecret(this, 'bootstrap', {
      vault,
      system: 'system',
      key: 'token',
      source: SecretSource.supplied(),
      rotation: Rotation.reminder(),
    });
    new AwsCredentials(this, 'credentials', {
      vault,
      service: 'artifacts',
      policy: POLICY,
      rotation: { schedule: RotationSchedule.afterDays(15), graceDays: 2 },
    });
    new AwsCredentials(this, 'still', { vault, service: 'artifacts', key: 'still', policy: POLICY, rotated: false });
    const authority = new CertificateAuthority(this, 'authority', {
      vault,
      key: 'root',
      subject: { commonName: 'Root' },
      signers: [Grantee.fromRoleName(this, 'signer')],
    });
    new TlsCertificate(this, 'tls', {
      vault,
      service: 'api',
      key: 'tls',
      authority,
      dnsNames: ['api.example.com'],
      ipAddresses: ['10.0.0.1'],
      uris: ['spiffe://acme/api'],
      subject: { commonName: 'api' },
      renewal: { schedule: RotationSchedule.cron('0 3 * * ? *', 1) },
      algorithm: KeyAlgorithm.ed25519(),
    });
    new TlsCertificate(this, 'tls-default', {
      vault,
      service: 'api',
      key: 'tls_default',
      authority,
      dnsNames: ['api.example.com'],
      renewal: {},
    });
    new SshKeyPair(this, 'ssh', { vault, service: 'ci', key: 'ssh', rotation: { afterDays: 60, graceDays: 4 } });
    new OrganizationalSecret(this, 'organizational', {
      vault: onepassword.OnePasswordVault.fromName('Infrastructure'),
      service: 'registrar',
      key: 'admin',
      owner: 'platform',
      source: SecretSource.supplied(),
      reminder: { rotator, afterDays: 90 },
    });
  }
}

/** A rotator that stands still. */
class PausedStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage: 'test',
      key: VaultKey.fromArn(`arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`),
      deletionProtection: false,
    });
    new SecretRotator(this, 'rotator', { vault, paused: true, reserveConcurrency: false });
    new ApplicationSecret(this, 'secret', {
      vault,
      service: 'api',
      key: 'key',
      source: SecretSource.rotated(),
      rotation: Rotation.random(),
    });
  }
}
