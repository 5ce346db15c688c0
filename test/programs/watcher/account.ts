import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { DeclarationPart } from '../../../src/contracts/audit/declarations';
import type { AuditNotice } from '../../../src/contracts/audit/findings';
import type { WatcherSettings } from '../../../src/contracts/audit/watcher-environment';
import { AwsClients } from '../../../src/programs/aws/clients';
import { Log } from '../../../src/programs/aws/function-log';
import { Declared } from '../../../src/programs/watcher/declared';
import { deliveryOf } from '../../../src/programs/watcher/delivery';
import type { Publisher } from '../../../src/programs/watcher/publisher';
import { TableMemory } from '../../../src/programs/watcher/table-memory';
import { watch } from '../../../src/programs/watcher/watch';
import { LocalAws } from '../../../tools/local-aws/local-aws';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
export const TABLE = 'audit';
export const BUCKET = 'acme-prod-master-keys';
export const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:acme-prod-rotation`;
export const AUDIT_TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:acme-audit`;
export const WATCHER = 'acme-audit-watcher';
export const ALIAS = 'alias/acme-prod-chamber';
const CANARY = 'CANARY-watched-5d11';

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** What is declared: roles by the names that the account has, and one that is not declared at all. */
export const ROLES = ['api', 'batch', 'writer', 'rotator', 'deploy', 'break-glass', 'stranger', 'idle'] as const;
export type RoleName = (typeof ROLES)[number];

const DEFAULTS: WatcherSettings = { events: false, everyChange: false, drainSecrets: 50, drainMinutes: 10, learningDays: 0 };

/** An account of local AWS with a vault's key, roles and secrets, and the watcher in process. */
export class WatchedAccount {
  public static async start(): Promise<WatchedAccount> {
    const account = new WatchedAccount(await LocalAws.start());
    await account.prepare();
    return account;
  }

  public readonly root: { readonly region: string; readonly endpoint: string; readonly credentials: object };
  /** Notices in topics, and events. */
  public readonly told: { readonly topicArn: string; readonly notice: AuditNotice }[] = [];
  public readonly events: AuditNotice[] = [];
  public readonly log: Record<string, unknown>[] = [];
  public failing = 0;
  public keyArn = '';
  public memory!: TableMemory;
  private declared!: Declared;

  private constructor(public readonly aws: LocalAws) {
    this.root = { region: REGION, endpoint: aws.endpoint, credentials: aws.credentials };
  }

  /** By which moto takes keys in some calls. */
  public get keyId(): string {
    return this.keyArn.split('/')[1]!;
  }

  public client<C>(type: new (settings: never) => C, settings: object = this.root): C {
    return new type({ ...settings, forcePathStyle: true } as never);
  }

  /** Settings of clients with a session of a role. */
  public async as(role: RoleName, session = 'run-42', sourceIdentity?: string): Promise<object> {
    const sts = this.client(STSClient);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn(role), RoleSessionName: session, SourceIdentity: sourceIdentity }),
    );
    return {
      ...this.root,
      credentials: {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      },
    };
  }

  public async put(name: string, settings: object = this.root): Promise<void> {
    await this.client(SSMClient, settings).send(
      new PutParameterCommand({ Name: name, Value: CANARY, Type: 'SecureString', KeyId: this.keyArn, Overwrite: true }),
    );
  }

  /** Judges what is in the trail since it was cleared. */
  public async judge({
    settings = DEFAULTS,
    events = this.aws.awsLogsEvents(),
  }: { settings?: Partial<WatcherSettings>; events?: unknown[] } = {}) {
    const publisher: Publisher = {
      toTopic: async (topicArn, notice) => {
        if (this.failing-- > 0) throw new Error('not told');
        this.told.push({ topicArn, notice });
      },
      toEventBus: async (notice) => void this.events.push(notice),
    };
    const log = new Log({}, (line) => this.log.push(JSON.parse(line) as Record<string, unknown>));
    let unread = 0;
    for (const event of events) {
      const delivery = deliveryOf(event);
      unread += delivery.unread;
      const surroundings = {
        audit: 'acme-audit',
        memory: this.memory,
        publisher,
        log,
        settings: { ...DEFAULTS, ...settings },
        topicArn: AUDIT_TOPIC,
      };
      await watch(delivery.records, this.declared, surroundings, AbortSignal.timeout(60_000));
    }
    return { unread };
  }

  /** Alerts since the last time, as kinds with what they are about. */
  public alerts(): [kind: string, about: string][] {
    return this.told.splice(0).map(({ notice: { kind, about } }) => [kind, about.join(' ')]);
  }

  /** Deletes a role, and makes another one of its name. */
  public async remake(role: RoleName): Promise<void> {
    const iam = this.client(IAMClient);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: 'all' }));
    await iam.send(new DeleteRoleCommand({ RoleName: role }));
    await this.make(role);
  }

  private async make(role: RoleName): Promise<void> {
    const iam = this.client(IAMClient);
    const statement = (Action: string | string[]) => ({ Effect: 'Allow', Action, Resource: '*' });
    const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] });
    await iam.send(new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: trust }));
    // The attacker's account is badly configured: who may do what is the policies' business, and the watcher tells.
    const actions = role === 'idle' ? 'sts:GetCallerIdentity' : '*';
    await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: 'all', PolicyDocument: document(statement(actions)) }));
  }

  private async prepare(): Promise<void> {
    const [kms, s3] = [this.client(KMSClient), this.client(S3Client)];
    for (const role of ROLES) await this.make(role);
    this.keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
    await kms.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: this.keyArn }));
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'ca/root.pem', Body: CANARY }));
    await this.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    for (const name of ['/api/db_password', '/api/token', '/web/session_key']) await this.put(name);
    await this.aws.enforceAuthorization(true);
    this.memory = new TableMemory(this.clients(), TABLE);
    this.declared = new Declared(this.parts());
  }

  public clients(): AwsClients {
    const { accessKeyId, secretAccessKey } = this.aws.credentials;
    return new AwsClients({
      region: REGION,
      keys: { accessKeyId, secretAccessKey },
      userAgent: ['coffer-watcher', '1'],
      maxRetries: 2,
      endpoints: { dynamodb: this.aws.endpoint },
    });
  }

  public parts(): DeclarationPart[] {
    const vault = `acme-prod ${ACCOUNT} ${REGION}`;
    const nothing = { reads: [], changes: [] };
    return [
      {
        watcher: { topicArn: AUDIT_TOPIC, names: [WATCHER, 'acme-audit', AUDIT_TOPIC], deployers: [] },
        vaults: [
          {
            name: 'acme-prod',
            account: ACCOUNT,
            region: REGION,
            copies: [],
            services: ['api', 'web'],
            keys: [this.keyArn],
            aliases: [ALIAS],
            buckets: [BUCKET],
            topicArn: TOPIC,
          },
        ],
      },
      {
        principals: [
          { vault, who: roleArn('some/path/api'), reads: ['/api/*'], changes: [] },
          { vault, who: roleArn('batch'), reads: ['/api/*'], changes: [] },
          { vault, who: roleArn('writer'), reads: [], changes: ['/api/token'] },
          { vault, who: roleArn('rotator'), reads: ['/api/token'], changes: ['/api/token'], as: 'function' },
          { vault, who: roleArn('deploy'), ...nothing, changes: ['*'], as: 'deployer' },
          { vault, who: roleArn('break-glass'), ...nothing, reads: ['*'], as: 'break-glass' },
        ],
      },
    ];
  }
}

/** What a store of secrets holds in these tests. */
export const VALUE = CANARY;
