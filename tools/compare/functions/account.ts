import { createHash, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { CreateRoleCommand, CreateUserCommand, IAMClient, ListAccessKeysCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
  type ParameterMetadata,
} from '@aws-sdk/client-ssm';
import * as x509 from '@peculiar/x509';
import { zipSync } from 'fflate';
import type { LocalAws } from '../../local-aws/local-aws';
import { normal, shapeOf } from '../shapes';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const YEAR_MS = 31_536_000_000;

/** What is in a local AWS, for whoever sets it up and looks at it afterwards. */
export class Account {
  private readonly ssm: SSMClient;
  private readonly iam: IAMClient;
  private readonly s3: S3Client;
  private readonly lambda: LambdaClient;
  private readonly sns: SNSClient;
  private readonly scheduler: SchedulerClient;

  constructor(
    { endpoint, credentials }: LocalAws,
    private readonly region: string,
  ) {
    const settings = { region, endpoint, credentials };
    this.ssm = new SSMClient(settings);
    this.iam = new IAMClient(settings);
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.lambda = new LambdaClient(settings);
    this.sns = new SNSClient(settings);
    this.scheduler = new SchedulerClient(settings);
  }

  /** As chamber writes: the value, and its own version number in the Description. */
  public async write(name: string, Value: string, chamberVersion = 1, KeyId = 'alias/aws/ssm'): Promise<void> {
    await this.ssm.send(
      new PutParameterCommand({ Name: name, Value, Type: 'SecureString', KeyId, Overwrite: true, Description: String(chamberVersion) }),
    );
  }

  /** Writes the rotation plan of a secret as a deploy does: its digest is in the schedule of the secret. */
  public async deploy(vault: string, secret: string, plan: string): Promise<void> {
    await this.write(`/_coffer/rotation/${vault}${secret}`, plan);
    await this.scheduler.send(new CreateScheduleGroupCommand({ Name: vault })).catch((error: Error) => {
      if (error.name !== 'ConflictException') throw error;
    });
    const input = { rotate: secret, plan: createHash('sha256').update(plan).digest('hex') };
    await this.scheduler.send(
      new CreateScheduleCommand({
        Name: secret.slice(1).replaceAll('/', '.'),
        GroupName: vault,
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:lambda:eu-west-1:123456789012:function:rotator',
          RoleArn: 'arn:aws:iam::123456789012:role/schedules',
          Input: JSON.stringify(input),
        },
      }),
    );
  }

  public async label(name: string, ParameterVersion: number, label: string): Promise<void> {
    await this.ssm.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion, Labels: [label] }));
  }

  public async user(UserName: string): Promise<void> {
    await this.iam.send(new CreateUserCommand({ UserName }));
  }

  public async topic(Name: string): Promise<void> {
    await this.sns.send(new CreateTopicCommand({ Name }));
  }

  /** Ends its connections. */
  public close(): void {
    for (const client of [this.ssm, this.iam, this.s3, this.lambda, this.sns, this.scheduler]) client.destroy();
  }

  public async bucket(Bucket: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  }

  /** A certificate authority whose key is in a bucket. Returns its certificate. */
  public async authority(Bucket: string, Key: string): Promise<string> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: 'CN=Root',
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - YEAR_MS),
      notAfter: new Date(Date.now() + YEAR_MS),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    const pem = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    await this.s3.send(new PutObjectCommand({ Bucket, Key, Body: pem }));
    return certificate.toString('pem');
  }

  /** A key of a certificate, in a parameter. */
  public async privateKey(name: string): Promise<void> {
    const { privateKey } = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    await this.write(name, x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY'));
  }

  /** A function of the user's own. Returns its ARN. */
  public async function(FunctionName: string, code: string): Promise<string> {
    const { Role } = await this.iam.send(new CreateRoleCommand({ RoleName: FunctionName, AssumeRolePolicyDocument: '{}' }));
    const ZipFile = zipSync({ 'index.js': Buffer.from(code) });
    const made = await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: Role!.Arn,
        Code: { ZipFile },
        Timeout: 20,
      }),
    );
    return made.FunctionArn!;
  }

  /** Everything that rotations and copies leave, with values as their shapes. */
  public async look(): Promise<object> {
    const { Parameters = [] } = await this.ssm.send(new DescribeParametersCommand({ MaxResults: 50 }));
    const parameters = await Promise.all(Parameters.map(async (each) => [each.Name!, await this.parameter(each)] as const));
    const { Users = [] } = await this.iam.send(new ListUsersCommand({}));
    const keys = await Promise.all(
      Users.map(async ({ UserName }) => {
        const { AccessKeyMetadata = [] } = await this.iam.send(new ListAccessKeysCommand({ UserName }));
        return [UserName!, AccessKeyMetadata.map(({ Status }) => Status).sort()] as const;
      }),
    );
    return {
      parameters: Object.fromEntries(parameters.sort(([a], [b]) => (a < b ? -1 : 1))),
      accessKeys: Object.fromEntries(keys),
      region: this.region,
    };
  }

  private async parameter({ Name, Type, Tier, KeyId }: ParameterMetadata): Promise<object> {
    const { Parameters = [] } = await this.ssm.send(new GetParameterHistoryCommand({ Name, WithDecryption: true }));
    const { TagList = [] } = await this.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: Name }));
    return {
      type: Type,
      tier: Tier,
      keyId: KeyId,
      versions: Parameters.map(({ Version, Value, Description, Labels }) => ({
        version: Version,
        value: shapeOf(Value!),
        description: Description,
        labels: Labels,
      })),
      tags: Object.fromEntries(TagList.map(({ Key, Value }) => [Key!, normal(Value!)])),
    };
  }
}
