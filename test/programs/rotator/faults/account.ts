import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { LocalAws } from '../../../../tools/local-aws/local-aws';

/** The bucket that keys of authorities are in. */
export const AUTHORITIES = 'acme-authorities';

/** What is in the account, for somebody who may read everything and goes round the rotator. */
export class Account {
  public readonly ssm: SSMClient;
  public readonly iam: IAMClient;
  public readonly s3: S3Client;
  public readonly lambda: LambdaClient;
  private readonly settings: { readonly region: string; readonly endpoint: string };

  constructor(aws: LocalAws) {
    this.settings = { region: 'us-east-1', endpoint: aws.endpoint };
    const settings = { ...this.settings, credentials: aws.credentials };
    this.ssm = new SSMClient(settings);
    this.iam = new IAMClient(settings);
    this.s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.lambda = new LambdaClient(settings);
  }

  public close(): void {
    for (const client of [this.ssm, this.iam, this.s3, this.lambda]) client.destroy();
  }

  /** As chamber writes: the value, and its own version number in the Description. */
  public async write(name: string, Value: string, chamberVersion = 1): Promise<number> {
    return (
      await this.ssm.send(
        new PutParameterCommand({
          Name: name,
          Value,
          Type: 'SecureString',
          KeyId: 'alias/aws/ssm',
          Overwrite: true,
          Description: String(chamberVersion),
        }),
      )
    ).Version!;
  }

  public async label(name: string, version: number, label: string): Promise<void> {
    await this.ssm.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [label] }));
  }

  /** A value with its version; undefined where there is none. */
  public async read(name: string): Promise<{ value: string; version: number } | undefined> {
    try {
      const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
      return { value: Parameter!.Value!, version: Parameter!.Version! };
    } catch (error) {
      if (['ParameterNotFound', 'ParameterVersionNotFound'].includes((error as Error).name)) return undefined;
      throw error;
    }
  }

  /** Every value that a parameter ever had. */
  public async history(name: string): Promise<string[]> {
    try {
      const { Parameters = [] } = await this.ssm.send(new GetParameterHistoryCommand({ Name: name, WithDecryption: true }));
      return Parameters.map(({ Value }) => Value!);
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return [];
      throw error;
    }
  }

  public async chamberVersion(name: string): Promise<string | undefined> {
    const { Parameters } = await this.ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: [name] }] }));
    return Parameters?.[0]?.Description;
  }

  public async tags(name: string): Promise<Record<string, string>> {
    const { TagList = [] } = await this.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }));
    return Object.fromEntries(TagList.map(({ Key, Value }) => [Key!, Value!]));
  }

  /** A role for functions. @returns its ARN */
  public async functionRole(RoleName: string): Promise<string> {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    return (await this.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }))).Role!.Arn!;
  }

  public async user(name: string): Promise<void> {
    await this.iam.send(new CreateUserCommand({ UserName: name }));
  }

  /** A new access key, as the value of a secret. */
  public async accessKey(user: string): Promise<string> {
    const { AccessKey } = await this.iam.send(new CreateAccessKeyCommand({ UserName: user }));
    return JSON.stringify({ Version: 1, AccessKeyId: AccessKey!.AccessKeyId, SecretAccessKey: AccessKey!.SecretAccessKey });
  }

  /** Ids of the access keys of a user, with their states. */
  public async accessKeys(user: string): Promise<Record<string, string>> {
    const { AccessKeyMetadata = [] } = await this.iam.send(new ListAccessKeysCommand({ UserName: user }));
    return Object.fromEntries(AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId!, Status!]));
  }

  /** Who the keys in a value are. */
  public async caller(value: string): Promise<string> {
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = JSON.parse(value) as Record<string, string>;
    const client = new STSClient({
      ...this.settings,
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
      maxAttempts: 1,
    });
    try {
      return (await client.send(new GetCallerIdentityCommand({}))).Arn!;
    } finally {
      client.destroy();
    }
  }

  public async bucket(Bucket: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket }));
  }

  /** The content of an object in the bucket of authorities. */
  public async object(Key: string): Promise<string> {
    return (await this.s3.send(new GetObjectCommand({ Bucket: AUTHORITIES, Key }))).Body!.transformToString();
  }

  public async put(Bucket: string, Key: string, Body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
}
