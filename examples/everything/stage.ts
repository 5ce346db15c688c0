import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  audit,
  AwsCredentials,
  CertificateAuthority,
  CertificateUse,
  Grantee,
  JsonField,
  KeyAlgorithm,
  Rotation,
  SecretFormat,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from 'cdktf-coffer';
import { Construct } from 'constructs';
import { letProgramsIn } from './consumers';
import { letPeopleIn } from './people';
import { letPipelinesIn } from './pipelines';
import { assumedBy, deletionProtection, LOCAL_AWS } from './settings';
import { bootHashiCorpVault } from './unseal';

export interface StageProps {
  /** Name of the stage: dev or prod. */
  readonly stage: string;
  /** The AWS account that is the stage's. */
  readonly account: string;
  /** Pull requests that run as environments of their own. */
  readonly previews: readonly string[];
}

/** One stage of an application with the services api, web and worker, and all that its secrets need in AWS. */
export class Stage extends TerraformStack {
  public readonly vault: SecretVault;
  /** What the cluster gets of the service api. */
  public readonly forCluster: ApplicationSecret[];
  /** What a Terraform run uses. */
  public readonly uploader: AwsCredentials;
  /** What the cluster sends mail with. */
  public readonly mail: AwsCredentials;

  constructor(scope: Construct, id: string, { stage, account, previews }: StageProps) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });

    this.vault = new SecretVault(this, 'vault', {
      namespace: 'acme',
      stage,
      breakGlass: [`arn:aws:iam::${account}:role/break-glass`],
      // The pipeline's role deploys and never decrypts; certificates are signed under another one, below.
      deployers: [`arn:aws:iam::${account}:role/acme-${stage}-pipeline`],
      deletionProtection,
      tags: { Application: 'acme', Stage: stage },
    });
    const { vault } = this;
    const role = (name: string, service: string) =>
      new IamRole(this, `role-${name}`, { name: `acme-${stage}-${name}`, assumeRolePolicy: assumedBy(service) });
    const [api, web, worker] = ['api', 'web', 'worker'].map((name) => role(name, 'ecs-tasks.amazonaws.com')) as [IamRole, IamRole, IamRole];

    // One service: values from everywhere, one of them a JSON object whose parts change together.
    const variable = (name: string, description: string) => new TerraformVariable(this, name, { type: 'string', description });
    const partner = variable('partner_token', 'Token of the partner, a part of api/partner');
    const payment = variable('payment_token', 'Token of the payment service');
    const ofApi = { vault, service: 'api', owner: 'payments', deletionProtection };
    const database = new ApplicationSecret(this, 'database', {
      ...ofApi,
      key: 'db_password',
      source: SecretSource.generated({ length: 40 }),
    });
    const payments = new ApplicationSecret(this, 'payment', {
      ...ofApi,
      key: 'payment_token',
      description: 'Live key of the payment service',
      source: SecretSource.fromVariable(payment),
    });
    const partners = new ApplicationSecret(this, 'partner', {
      ...ofApi,
      key: 'partner',
      source: SecretSource.json({
        fields: { user: JsonField.text('acme'), password: JsonField.generated({ length: 48 }), token: JsonField.fromVariable(partner) },
      }),
    });
    for (const secret of [database, payments, partners]) secret.grantRead(api);

    // One that all three services read along with their own.
    const metrics = new ApplicationSecret(this, 'metrics', {
      vault,
      service: 'global',
      key: 'metrics_token',
      source: SecretSource.generated({ format: SecretFormat.HEX, length: 32 }),
      sharedWith: ['api', 'web', 'worker'],
      deletionProtection,
    });
    for (const reader of [api, web, worker]) metrics.grantRead(reader);

    // Replaced every month by the vault's rotator, which made the first one too.
    const rotation = Rotation.random({ length: 64 });
    const session = new ApplicationSecret(this, 'session', {
      vault,
      service: 'web',
      key: 'session_key',
      source: SecretSource.rotated(),
      rotation,
      deletionProtection,
    });
    session.grantRead(web);
    // Passing environments have secrets of their own, which go with them.
    for (const environment of previews) {
      new ApplicationSecret(this, `session-${environment}`, {
        vault,
        service: 'web',
        key: 'session_key',
        environment,
        source: SecretSource.generated({ length: 64 }),
        deletionProtection: false,
      });
    }

    // Written by a person, or by the role of whoever changes it: chamber write worker smtp_password
    const smtp = new ApplicationSecret(this, 'smtp', {
      vault,
      service: 'worker',
      key: 'smtp_password',
      source: SecretSource.supplied(),
      deletionProtection,
    });
    smtp.grantRead(worker);
    const operators = role('operators', 'codebuild.amazonaws.com');
    smtp.grantWrite(operators);

    // Keys and certificates. The role that Terraform runs under when they are made or renewed reads the keys of authorities.
    const signers = [Grantee.fromRoleName(this, `acme-${stage}-terraform`)];
    const root = new CertificateAuthority(this, 'root', {
      vault,
      signers,
      key: 'root',
      subject: { commonName: `Acme ${stage} Root` },
      deletionProtection,
    });
    const issuing = new CertificateAuthority(this, 'issuing', {
      vault,
      signers,
      key: 'issuing',
      parent: root,
      subject: { commonName: `Acme ${stage} Issuing` },
      validityDays: 1825,
      deletionProtection,
    });
    const server = new TlsCertificate(this, 'server', {
      vault,
      service: 'api',
      key: 'tls',
      authority: issuing,
      dnsNames: [`api.${stage}.acme.example`],
      deletionProtection,
    });
    server.grantRead(api);
    const client = new TlsCertificate(this, 'client', {
      vault,
      service: 'worker',
      key: 'client',
      authority: issuing,
      uses: [CertificateUse.CLIENT],
      subject: { commonName: 'worker' },
      algorithm: KeyAlgorithm.rsa(2048),
      deletionProtection,
    });
    client.grantRead(worker);
    const ssh = new SshKeyPair(this, 'ssh', { vault, service: 'worker', key: 'deploy_key', ec2KeyPair: true, deletionProtection });
    ssh.grantRead(worker);

    // For a SaaS that knows no roles. The rotator makes its keys, and replaces them.
    const artifacts = `arn:aws:s3:::acme-${stage}-artifacts/incoming/*`;
    this.uploader = new AwsCredentials(this, 'uploader', {
      vault,
      service: 'artifacts',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: 'Upload', Effect: 'Allow', Action: ['s3:PutObject'], Resource: artifacts }],
      }),
      deletionProtection,
    });
    // Amazon SES takes mail by SMTP, with a password that is derived from the access key and rotated with it.
    const sender = `arn:aws:ses:eu-west-1:${account}:identity/acme.example`;
    this.mail = new AwsCredentials(this, 'mail', {
      vault,
      service: 'mail',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Sid: 'SendMail', Effect: 'Allow', Action: ['ses:SendRawEmail'], Resource: sender }],
      }),
      smtpRegion: 'eu-west-1',
      deletionProtection,
    });

    bootHashiCorpVault(this, vault);

    // Who read and changed what, and who was not meant to: by the trail that the account has anyway. Certificates are signed, and
    // everything is deployed, under a role of the account that the stack is deployed to.
    const here = new DataAwsCallerIdentity(this, 'here', {}).accountId;
    new audit.AuditTrail(this, 'audit', {
      vaults: [vault],
      name: `acme-${stage}-audit`,
      trail: audit.TrailSource.existing({ logGroupName: 'account-trail' }),
      deployers: [`arn:aws:iam::${here}:role/acme-${stage}-terraform`],
      deletionProtection,
    });

    this.forCluster = [database, payments];
    letPeopleIn(this, { vault, account, developed: stage === 'dev', operators });
    letPipelinesIn(this, {
      vault,
      account,
      stackName: id,
      services: ['api', 'global', 'web', ...previews.map((preview) => `web/${preview}`), 'worker'],
      forTests: metrics,
      forTerraform: this.uploader,
    });
    letProgramsIn(this, { vault, ofApi: [database, payments], ofFunction: session });
    new TerraformOutput(this, 'key_alias', { value: vault.keyAlias, description: 'CHAMBER_KMS_KEY_ALIAS' });
    new TerraformOutput(this, 'root_certificate', { value: root.certificatePem, description: 'What clients trust' });
    new TerraformOutput(this, 'deploy_key', { value: ssh.publicKeyOpenssh, description: 'For authorized_keys' });
  }
}
