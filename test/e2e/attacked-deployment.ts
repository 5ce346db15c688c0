import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { succeeded } from './succeeded';
import { runTerraform } from './terraform';
import { ApplicationSecret, DatabaseSecretForm, Rotation, SecretSource, SecretVault } from '../../src';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { archive } from '../../tools/package/archive';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { terraformEnvironment } from '../../tools/terraform/terraform';

export const [HOME, AWAY] = ['eu-west-1', 'eu-central-1'];
export const DATABASE = '/api/database_url';
export const ADMIN = '/databases/admin';
export const PARTNER = '/api/partner_key';
export const COPIED = '/api/copied';
/** Where nobody listens. */
const CLOSED_PORT = 9;

const FUNCTION = 'exports.handler = async ({ step }) => (step === "create" ? { generate: { length: 24 } } : {});';
const LOCAL = { skipCredentialsValidation: true, skipMetadataApiCheck: 'true' };

/** What a deployment has that people, or databases, gave it. */
const GIVEN = {
  [ADMIN]: JSON.stringify({ username: 'administrator', password: 'CANARY-administrator' }),
  [DATABASE]: 'postgresql://shop:CANARY-shop@localhost/app',
  [PARTNER]: 'CANARY-partner-first',
} as const;

/** A rotator and a replicator, deployed with secrets of their own for somebody to attack. */
export class AttackedDeployment {
  public static async make(): Promise<AttackedDeployment> {
    const scratch = mkdtempSync(join(tmpdir(), 'coffer-attacked-'));
    const deployed = new AttackedDeployment(await LocalAws.start(), scratch);
    try {
      await deployed.deploy();
    } catch (error) {
      await deployed.close();
      throw error;
    }
    return deployed;
  }

  /** Settings of clients that may do anything. */
  public readonly root: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  public readonly scheduler: SchedulerClient;
  private readonly ssm: { readonly [region: string]: SSMClient };

  private constructor(
    public readonly aws: LocalAws,
    private readonly scratch: string,
  ) {
    this.root = { region: HOME, endpoint: aws.endpoint, credentials: aws.credentials };
    this.ssm = { [HOME]: new SSMClient(this.root), [AWAY]: new SSMClient({ ...this.root, region: AWAY }) };
    this.scheduler = new SchedulerClient(this.root);
  }

  public async read(Name: string, region: string = HOME): Promise<string | undefined> {
    try {
      return (await this.ssm[region]!.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter!.Value!;
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return undefined;
      throw error;
    }
  }

  /** Puts a parameter back as it was, with no version of anybody else's; none where it was not there. */
  public async restore(Name: string, value: string | undefined): Promise<void> {
    await this.ssm[HOME]!.send(new DeleteParameterCommand({ Name })).catch((error: Error) => {
      if (error.name !== 'ParameterNotFound') throw error;
    });
    if (value !== undefined) await this.write(Name, value);
  }

  /** Writes as somebody may who encrypts under the vault's key. */
  public async write(Name: string, Value: string): Promise<void> {
    await this.ssm[HOME]!.send(
      new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId: 'alias/acme-prod-chamber', Overwrite: true, Description: '1' }),
    );
  }

  public async close(): Promise<void> {
    for (const client of [...Object.values(this.ssm), this.scheduler]) client.destroy();
    await this.aws.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private async deploy(): Promise<void> {
    const zip = join(this.scratch, 'partner.zip');
    writeFileSync(zip, await archive([{ name: 'index.js', content: Buffer.from(FUNCTION), executable: false }]));
    declare(join(this.scratch, 'out'), zip);
    const env = terraformEnvironment({ ...this.aws.environment, HOME: makeHome(join(this.scratch, 'home')) });
    const terraform = (...args: string[]) =>
      runTerraform([...args, '-input=false', '-no-color'], {
        cwd: join(this.scratch, 'out', 'stacks', 'prod'),
        env,
        timeoutMs: 600_000,
      });
    succeeded(await terraform('init'));
    succeeded(await terraform('apply', '-auto-approve'));
    for (const [name, value] of Object.entries(GIVEN)) await this.write(name, value);
  }
}

function declare(outdir: string, zip: string): void {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'prod');
  stack.addOverride('terraform.backend.local.path', join(outdir, 'prod.tfstate'));
  new AwsProvider(stack, 'aws', { region: HOME, ...LOCAL });
  const provider = new AwsProvider(stack, 'away', { alias: 'away', region: AWAY, ...LOCAL });
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    breakGlass: ['arn:aws:iam::123456789012:role/break-glass'],
    replication: { regions: [{ region: AWAY, provider }] },
  });
  const secret = (id: string, name: string, more: object) => {
    const [, service, key] = name.split('/') as [string, string, string];
    return new ApplicationSecret(stack, id, { vault, service, key, source: SecretSource.supplied(), ...more });
  };
  const admin = secret('admin', ADMIN, {});
  secret('database', DATABASE, {
    rotation: Rotation.postgresql({
      host: 'localhost',
      port: CLOSED_PORT,
      username: 'shop',
      database: 'app',
      admin,
      form: DatabaseSecretForm.URL,
    }),
  });
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const role = new IamRole(stack, 'partner-role', { name: 'partner', assumeRolePolicy: JSON.stringify(trust) });
  const own = new LambdaFunction(stack, 'partner-function', {
    functionName: 'partner',
    role: role.arn,
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    filename: zip,
    timeout: 20,
  });
  secret('partner', PARTNER, { rotation: Rotation.lambdaFunction(own, { role }) });
  secret('copied', COPIED, { source: SecretSource.generated(), replicaRegions: [AWAY] });
  app.synth();
}
