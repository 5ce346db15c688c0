import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { QueriedVault } from '../../../src/audit/queries/declared-table';
import type { LocalAws } from '../../../tools/local-aws/local-aws';
import { ClientSettings, clientSettings, outcome } from '../../tools/local-aws/fixes/fault';

export const ACCOUNT = '123456789012';
export const VALUE = 'CANARY-queried';

const ALL = { Effect: 'Allow', Action: ['ssm:*', 'kms:*', 's3:*', 'sts:*'], Resource: '*' };

/** A role, whoever of the account assumes it. */
export function role(name: string, path = '/'): string {
  return `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
}

/** An account in which secrets are deployed, rotated, read by those who may and by others, on a local AWS. */
export class Scenario {
  private readonly root: ClientSettings;
  private readonly users = new Map<string, ClientSettings['credentials']>();
  private readonly keys = { dev: '', prod: '' };

  constructor(private readonly aws: LocalAws) {
    this.root = clientSettings(aws.endpoint, aws.credentials);
  }

  /** Everything that happens. */
  public async play(): Promise<void> {
    for (const [stage, region] of [
      ['dev', 'us-east-1'],
      ['prod', 'eu-central-1'],
    ] as const) {
      this.keys[stage] = (await new KMSClient({ ...this.root, region }).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
    }
    await new S3Client(this.root).send(new CreateBucketCommand({ Bucket: 'acme-keys' }));
    const users = ['ada', 'eve', 'pipeline'];
    for (const user of users) await this.makeUser(user);
    const roles = ['deploy', 'rotator', 'batch', 'oncall', 'reporting'];
    for (const name of roles) await this.makeRole(name, '/', ALL);
    await this.makeRole('api-task', '/services/', ALL);
    await this.makeRole('intern', '/', { Effect: 'Allow', Action: 'ssm:DescribeParameters', Resource: '*' });
    await this.aws.enforceAuthorization(true);
    await this.deployAndRotate();
    await this.read();
  }

  /** Who is declared in the vaults of the two stages, as AuditTrail says it. */
  public declared(): QueriedVault[] {
    const vault = (stage: 'dev' | 'prod', region: string) => ({
      name: `acme-${stage}`,
      account: ACCOUNT,
      region,
      keys: [this.keys[stage]],
    });
    return [
      {
        vault: { ...vault('dev', 'us-east-1'), services: ['api', 'web'], buckets: ['acme-keys'] },
        principals: [
          // By its name alone: the path of a role is not always known.
          { who: role('api-task'), reads: ['/api/*', 'api/root.pem'] },
          { who: role('batch'), reads: ['/api/token'] },
          { who: role('rotator'), reads: ['/api/db-password'], as: 'function' },
          { who: role('oncall'), reads: ['*'], as: 'break-glass' },
          { who: role('deploy'), reads: [], as: 'deployer' },
        ],
      },
      {
        vault: { ...vault('prod', 'eu-central-1'), services: ['api'], buckets: [] },
        principals: [{ who: role('prod-*'), reads: ['/api/*'] }],
      },
    ];
  }

  private async deployAndRotate(): Promise<void> {
    const deploy = await this.assume('pipeline', 'deploy', 'run-7');
    const put = (Name: string, KeyId: string, Overwrite = false) =>
      new PutParameterCommand({ Name, Type: 'SecureString', Value: VALUE, KeyId, Overwrite });
    for (const name of ['/api/db-password', '/api/token', '/web/cookie', '/web/old']) {
      await new SSMClient(deploy).send(put(name, this.keys.dev));
    }
    await new SSMClient({ ...deploy, region: 'eu-central-1' }).send(put('/api/db-password', this.keys.prod));
    await new S3Client(deploy).send(new PutObjectCommand({ Bucket: 'acme-keys', Key: 'api/root.pem', Body: VALUE }));
    await new SSMClient(deploy).send(new DeleteParametersCommand({ Names: ['/web/old'] }));

    const rotator = new SSMClient(await this.assume('pipeline', 'rotator', 'acme-dev-rotator'));
    await rotator.send(new GetParameterCommand({ Name: '/api/db-password', WithDecryption: true }));
    await rotator.send(put('/api/db-password', this.keys.dev, true));
    await rotator.send(new LabelParameterVersionCommand({ Name: '/api/db-password', ParameterVersion: 2, Labels: ['current'] }));
  }

  private async read(): Promise<void> {
    const task = await this.assume('pipeline', 'api-task', 'task-1', undefined, '/services/');
    // As chamber does it: the whole service by its path.
    await new SSMClient(task).send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true }));
    await new S3Client(task).send(new GetObjectCommand({ Bucket: 'acme-keys', Key: 'api/root.pem' }));
    // The same name in another stage, which it is not declared for.
    await new SSMClient({ ...task, region: 'eu-central-1' }).send(
      new GetParameterCommand({ Name: '/api/db-password', WithDecryption: true }),
    );
    const oncall = new SSMClient(await this.assume('ada', 'oncall', 'INC-42', 'ada@example.com'));
    await oncall.send(new GetParameterCommand({ Name: '/web/cookie', WithDecryption: true }));
    const developer = new SSMClient(await this.assume('ada', 'api-task', 'laptop', 'ada@example.com', '/services/'));
    await developer.send(new GetParametersCommand({ Names: ['/api/token'], WithDecryption: true }));
    const stranger = new SSMClient(await this.assume('eve', 'reporting', 'eve'));
    for (let times = 0; times < 2; times++) await stranger.send(new GetParameterCommand({ Name: '/api/token', WithDecryption: true }));
    // No value is read so.
    await stranger.send(new GetParameterCommand({ Name: '/web/cookie' }));
    const intern = new SSMClient(await this.assume('eve', 'intern', 'eve'));
    await outcome(intern.send(new GetParameterCommand({ Name: '/api/db-password', WithDecryption: true })));
    await outcome(intern.send(new GetParameterCommand({ Name: '/unrelated/db-password', WithDecryption: true })));
  }

  private async makeUser(UserName: string): Promise<void> {
    const iam = new IAMClient(this.root);
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    this.users.set(UserName, { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! });
  }

  private async makeRole(RoleName: string, Path: string, statement: object): Promise<void> {
    const iam = new IAMClient(this.root);
    const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
    const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] });
    await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trust }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(statement) }));
  }

  private async assume(user: string, name: string, RoleSessionName: string, SourceIdentity?: string, path = '/'): Promise<ClientSettings> {
    const sts = new STSClient({ ...this.root, credentials: this.users.get(user)! });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role(name, path), RoleSessionName, SourceIdentity }));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials!;
    return { ...this.root, credentials: { accessKeyId, secretAccessKey, sessionToken } as ClientSettings['credentials'] };
  }
}
