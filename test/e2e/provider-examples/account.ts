import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateDescribeParameters, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Permission } from '../../../tools/docs/provider/permissions';
import type { LocalAws } from '../../../tools/local-aws/local-aws';
import { type TokenClaims, TokenIssuer } from '../../../tools/local-aws/token-issuer';
import { createUser, type Statement } from '../../tools/local-aws/authorization/users';
import { clientSettings } from '../../tools/local-aws/fixes/fault';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';
const KEY_ALIAS = 'alias/acme-prod';
const AWS_KEY = 'alias/aws/ssm';
const BUCKET = 'acme-prod-keys';

/** An AWS account as somebody prepared it before an example is applied, with users that may do what is granted them only. */
export class Account {
  /** @param services those whose parameters users may be granted */
  public static async fresh(aws: LocalAws, services: readonly string[]): Promise<Account> {
    await aws.reset();
    return new Account(aws, services);
  }

  private readonly root: ReturnType<typeof clientSettings>;
  private keyId: string | undefined;

  private constructor(
    private readonly aws: LocalAws,
    private readonly services: readonly string[],
  ) {
    this.root = { ...clientSettings(aws.endpoint, aws.credentials), region: REGION };
  }

  /** Names of the parameters that are under a key of the account's own. */
  public async namesUnderOwnKey(): Promise<string[]> {
    const names: string[] = [];
    for await (const { Parameters = [] } of paginateDescribeParameters({ client: new SSMClient(this.root) }, {})) {
      for (const { Name, KeyId } of Parameters) if (KeyId !== AWS_KEY) names.push(Name!);
    }
    return names;
  }

  public async makeKey(): Promise<void> {
    const kms = new KMSClient(this.root);
    this.keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
    await kms.send(new CreateAliasCommand({ AliasName: KEY_ALIAS, TargetKeyId: this.keyId }));
  }

  public async makeBucket(): Promise<void> {
    const s3 = new S3Client(this.root);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }));
  }

  /** Writes a parameter as chamber does, once for each value: under the account's own key once that is made. */
  public async writeParameter(Name: string, ...values: string[]): Promise<void> {
    const ssm = new SSMClient(this.root);
    for (const [index, Value] of values.entries()) {
      await ssm.send(
        new PutParameterCommand({
          Name,
          Value,
          Type: 'SecureString',
          KeyId: this.keyId ?? AWS_KEY,
          Overwrite: index > 0,
          Description: String(index + 1),
        }),
      );
    }
  }

  /** A token of an issuer that IAM knows, for one audience. The issuer ends with the process. */
  public async makeToken(url: string, audience: string, claims: TokenClaims): Promise<string> {
    const issuer = await TokenIssuer.start(url);
    await this.aws.serveIssuer(issuer.url, issuer.address);
    const provider = { Url: url, ClientIDList: [audience], ThumbprintList: ['0'.repeat(40)] };
    await new IAMClient(this.root).send(new CreateOpenIDConnectProviderCommand(provider));
    return issuer.token({ aud: audience, ...claims });
  }

  public async makeRole(RoleName: string, trust: object, permissions: readonly Permission[]): Promise<void> {
    const iam = new IAMClient(this.root);
    const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document([{ Effect: 'Allow', ...trust }]) }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(this.statements(permissions)) }));
  }

  /** A user who may do just this, as the variables of a process that acts as that user. */
  public async makeUser(name: string, permissions: readonly Permission[]): Promise<NodeJS.ProcessEnv> {
    const { credentials } = await createUser(this.root, name, this.statements(permissions));
    return { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };
  }

  /** From now on, IAM decides. */
  public enforce(): Promise<void> {
    return this.aws.enforceAuthorization(true);
  }

  private statements(permissions: readonly Permission[]): Statement[] {
    const values: Record<string, string> = {
      region: REGION,
      account: ACCOUNT,
      'key id': this.keyId ?? 'none',
      bucket: BUCKET,
      object: 'ca/root.pem',
    };
    const fill = (text: string) =>
      text.replace(/<([^>]+)>/g, (_, name: string) => {
        if (values[name] === undefined) throw new Error(`'${text}' has a place holder that nobody fills`);
        return values[name];
      });
    // Of each service, where it is one of several.
    const filled = (text: string) =>
      text.includes('<service>') ? this.services.map((service) => fill(text.replace('<service>', service))) : fill(text);
    return permissions.map(({ action, resource, condition }) => ({
      Effect: 'Allow',
      Action: action,
      Resource: filled(resource),
      ...(condition && {
        Condition: JSON.parse(JSON.stringify(condition), (_, value: unknown) =>
          typeof value === 'string' ? filled(value) : value,
        ) as typeof condition,
      }),
    }));
  }
}
