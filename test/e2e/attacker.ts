import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

const ACCOUNT = '123456789012';

/** How somebody may write a parameter who may not encrypt under the vault's key. */
export type Disguise = 'a plain String' | 'a SecureString under a foreign key';

interface Settings {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
}

/**
 * A role that may write and delete some parameters, invoke functions, and no more. It has a key besides, whose policy lets
 * everybody use it: the roles of functions, too.
 */
export class Attacker {
  /** @param root settings of clients that may do anything */
  public static async among(root: Settings, parameters: readonly string[]): Promise<Attacker> {
    const [iam, sts, kms] = [new IAMClient(root), new STSClient(root), new KMSClient(root)];
    try {
      const everybody = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
      };
      const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(everybody) }));
      const { Role } = await iam.send(
        new CreateRoleCommand({ RoleName: 'attacker', AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }) }),
      );
      const allowed = [
        {
          Action: ['ssm:PutParameter', 'ssm:DeleteParameter'],
          Resource: parameters.map((name) => `arn:aws:ssm:${root.region}:${ACCOUNT}:parameter${name}`),
        },
        { Action: 'lambda:InvokeFunction', Resource: `arn:aws:lambda:${root.region}:${ACCOUNT}:function:*` },
      ];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: allowed.map((each) => ({ Effect: 'Allow', ...each })) });
      await iam.send(new PutRolePolicyCommand({ RoleName: 'attacker', PolicyName: 'own', PolicyDocument }));
      const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'attack' }));
      const credentials = {
        accessKeyId: session!.AccessKeyId!,
        secretAccessKey: session!.SecretAccessKey!,
        sessionToken: session!.SessionToken!,
      };
      return new Attacker({ ...root, credentials }, key!.Arn!);
    } finally {
      for (const client of [iam, sts, kms]) client.destroy();
    }
  }

  public readonly ssm: SSMClient;
  public readonly lambda: LambdaClient;
  public readonly scheduler: SchedulerClient;

  private constructor(
    settings: Settings,
    private readonly foreignKey: string,
  ) {
    this.ssm = new SSMClient(settings);
    this.lambda = new LambdaClient(settings);
    this.scheduler = new SchedulerClient(settings);
  }

  /** Puts a text in the place of whatever is there. */
  public async plant(Name: string, Value: string, disguise: Disguise): Promise<void> {
    const type =
      disguise === 'a plain String' ? ({ Type: 'String' } as const) : ({ Type: 'SecureString', KeyId: this.foreignKey } as const);
    await this.ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true, ...type }));
  }

  /** Tries what it takes the vault's key for. */
  public encryptUnder(KeyId: string, Name: string): Promise<unknown> {
    return this.ssm.send(new PutParameterCommand({ Name, Value: 'CANARY-planted', Type: 'SecureString', KeyId, Overwrite: true }));
  }

  public async remove(Name: string): Promise<void> {
    await this.ssm.send(new DeleteParameterCommand({ Name }));
  }

  public close(): void {
    for (const client of [this.ssm, this.lambda, this.scheduler]) client.destroy();
  }
}
