import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteBucketPolicyCommand, DeleteObjectCommand, GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { succeeded } from './succeeded';
import { runTerraform, trustAwsProvider } from './terraform';
import { LocalAws, type RequestRecord } from '../../tools/local-aws/local-aws';
import { filesIn, findValues } from '../../tools/quickstart/leak-check';
import { makeHome } from '../../tools/terraform/aws-provider-mirror';
import { ExampleProject } from '../../tools/terraform/example-project';
import { terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

/** What turns the protection of an example's secrets off. */
export const UNPROTECTED = { COFFER_EXAMPLE_DELETION_PROTECTION: 'off' };

export interface DeploymentOptions {
  /** Which of the example's stacks. @default - the one that is named like the example */
  readonly stack?: string;
  /** Name of the role that everything runs under. @default - the account's root */
  readonly role?: string;
  /** Further variables of everything that runs, such as TF_VAR_*. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether everything is logged at TRACE, which costs as much again. @default false */
  readonly trace?: boolean;
  /**
   * Whether the first deploy is `cdktf deploy`, as users have it. Else it is the same program and the same Terraform without cdktf's
   * command, which takes as long again. @default false
   */
  readonly cdktf?: boolean;
  /** Further arguments of cdktf deploy. */
  readonly args?: readonly string[];
}

/** An example as its users have it, from synth to destroy, against an AWS of its own. */
export class Deployment {
  public static async of(
    name: string,
    { stack = name, role, environment = {}, cdktf = false, args = [], trace = false }: DeploymentOptions = {},
  ): Promise<Deployment> {
    const scratch = mkdtempSync(join(tmpdir(), `coffer-${name}-`));
    const aws = await LocalAws.start();
    return new Deployment(
      new ExampleProject(name, join(scratch, 'project'), stack),
      scratch,
      aws,
      { ...environment, ...(role === undefined ? {} : await assumed(aws, role)) },
      cdktf ? ['deploy', stack, '--auto-approve', ...args] : undefined,
      trace,
    );
  }

  public readonly ssm: SSMClient;
  public readonly s3: S3Client;
  /** The variables that everything runs with. */
  public readonly environment: NodeJS.ProcessEnv;
  private first: Promise<string> | undefined;
  /** A folder of what was planned. */
  private readonly plans: string;
  private planned = 0;

  private constructor(
    public readonly project: ExampleProject,
    private readonly scratch: string,
    public readonly aws: LocalAws,
    more: NodeJS.ProcessEnv,
    /** Arguments of cdktf for the first deploy; none where it is not cdktf's. */
    private readonly cdktf: readonly string[] | undefined,
    trace: boolean,
  ) {
    this.plans = join(scratch, 'plans');
    mkdirSync(this.plans);
    const client = { region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials };
    this.ssm = new SSMClient(client);
    this.s3 = new S3Client({ ...client, forcePathStyle: true });
    const log = trace ? { TF_LOG: 'TRACE' } : {};
    // Types of examples are checked with all others, and in the deploy of application-secrets.
    this.environment = terraformEnvironment({
      ...aws.environment,
      ...log,
      TS_NODE_TRANSPILE_ONLY: 'true',
      TF_LOG_PATH: join(scratch, 'trace.log'),
      ...more,
      HOME: makeHome(join(scratch, 'home')),
    });
  }

  /** Begins the first deploy, in the background. */
  public begin(): void {
    this.first = this.cdktf ? this.deployByCdktf(this.cdktf) : this.deployByTerraform();
    this.first.catch(() => undefined); // whoever waits for it is told
  }

  /** Deploys for the first time. */
  public async deploy(): Promise<string> {
    this.begin();
    return this.deployed();
  }

  /** What the first deploy said. */
  public deployed(): Promise<string> {
    return this.first!;
  }

  /** Applies what the program says now, by Terraform alone: what cdktf adds is in first deploys. */
  public async applyAgain(more: NodeJS.ProcessEnv = {}): Promise<string> {
    succeeded(await this.project.synth({ env: { ...this.environment, ...more } }));
    return this.apply(more);
  }

  /** Plans again: empty if nothing changed. What was planned stays, so that `leaks` searches it. */
  public async plan(...args: string[]): Promise<CommandResult> {
    const command = ['plan', '-detailed-exitcode', '-input=false', '-no-color', `-out=${this.planFile(++this.planned)}`, ...args];
    return this.project.terraform(command, { env: this.environment, timeoutMs: 600_000 });
  }

  /** The file of what `plan` planned last. */
  public get lastPlan(): string {
    return this.planFile(this.planned);
  }

  /** Turns the protection off, and destroys. By Terraform alone: what cdktf adds is in first deploys. */
  public async destroy(): Promise<void> {
    // Nobody looks into the log any more, which takes its time.
    const env = { ...this.environment, ...UNPROTECTED, TF_LOG: '', TF_LOG_CORE: '' };
    const terraform = (...args: string[]) =>
      this.project.terraform([...args, '-auto-approve', '-input=false', '-no-color'], { env, timeoutMs: 600_000 });
    const destroy = () => terraform('destroy', '-refresh=false');
    await this.applyAgain(env);
    // Keys' earlier versions stay with their bucket, so that it is emptied by hand: what the READMEs say.
    for (const bucket of this.buckets()) await this.empty(bucket);
    if (this.buckets().length > 0) {
      // What Terraform itself does to the bucket is in its access log until the end: the log is emptied last.
      expect((await destroy()).output).toContain('BucketNotEmpty');
      for (const bucket of this.buckets()) await this.empty(`${bucket}-log`);
    }
    succeeded(await destroy());
  }

  public async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = succeeded(await this.project.terraform(['output', '-json'], { env: this.environment }));
    return Object.fromEntries(
      Object.entries(JSON.parse(stdout) as Record<string, { value: unknown }>).map(([name, { value }]) => [name, value]),
    );
  }

  /** Values below a service, decrypted. */
  public async values(path: string): Promise<Record<string, string>> {
    const { Parameters } = await this.ssm.send(new GetParametersByPathCommand({ Path: path, WithDecryption: true }));
    return Object.fromEntries(Parameters!.map(({ Name, Value }) => [Name!.slice(path.length + 1), Value!]));
  }

  public async object(key: string): Promise<string> {
    const [bucket] = this.buckets();
    // Its policy lets nobody read without a second factor, which there is none of here; the account's owner may change it.
    await this.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    return (await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body!.transformToString();
  }

  /** Plans as if nothing were there, which has the most to leak, and shows that as JSON: `leaks` searches both. */
  public async planEverything(): Promise<void> {
    expect((await this.plan(`-state=${join(this.scratch, 'none.tfstate')}`, '-refresh=false')).code).toBe(2);
    const shown = succeeded(await this.project.terraform(['show', '-json', this.planFile(this.planned)], { env: this.environment }));
    writeFileSync(join(this.plans, 'everything.json'), shown.stdout);
  }

  /** Where one of the values was found: state, plans, synthesized output, TRACE log. */
  public leaks(secrets: readonly string[]): unknown[] {
    const log = join(this.scratch, 'trace.log');
    // Where it is to be there, it has to be searched.
    if (this.environment.TF_LOG || this.environment.TF_LOG_CORE) expect(statSync(log).size).toBeGreaterThan(10_000);
    const places = [...this.project.stateFiles(), join(this.project.folder, 'cdktf.out'), this.plans, ...(existsSync(log) ? [log] : [])];
    expect(filesIn(places).length).toBeGreaterThan(4);
    expect(filesIn([this.plans])).not.toEqual([]);
    return findValues(secrets, places);
  }

  public async close(): Promise<void> {
    this.ssm.destroy();
    this.s3.destroy();
    await this.aws.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private async deployByCdktf(args: readonly string[]): Promise<string> {
    const { output } = succeeded(await this.project.cdktf(args, { env: this.environment, timeoutMs: 600_000 }));
    trustAwsProvider(this.project.stackFolder);
    return output;
  }

  private async deployByTerraform(): Promise<string> {
    succeeded(await this.project.synth({ env: this.environment }));
    const init = { cwd: this.project.stackFolder, env: this.environment, timeoutMs: 600_000 };
    succeeded(await runTerraform(['init', '-input=false', '-no-color'], init));
    return this.apply();
  }

  private async apply(more: NodeJS.ProcessEnv = {}): Promise<string> {
    const env = { ...this.environment, ...more };
    return succeeded(await this.project.terraform(['apply', '-auto-approve', '-input=false', '-no-color'], { env, timeoutMs: 600_000 }))
      .output;
  }

  private planFile(number: number): string {
    return join(this.plans, `${number}.tfplan`);
  }

  private buckets(): string[] {
    return [
      ...new Set(
        this.aws
          .requests()
          .map(({ service, name }) => (service === 's3' ? /^([a-z0-9-]+-master-keys-\d+)(\/|$)/.exec(name ?? '')?.[1] : undefined)),
      ),
    ].filter((name): name is string => name !== undefined);
  }

  /** Empties a bucket by hand. */
  public async empty(bucket: string): Promise<void> {
    await this.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    const { Versions = [], DeleteMarkers = [] } = await this.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
      await this.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    }
  }
}

/** The environment of a session of a role, which is made for it. */
async function assumed(aws: LocalAws, role: string): Promise<NodeJS.ProcessEnv> {
  const client = { region: 'eu-west-1', endpoint: aws.endpoint, credentials: aws.credentials };
  const [iam, sts] = [new IAMClient(client), new STSClient(client)];
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }) }),
  );
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: 'test' }));
  iam.destroy();
  sts.destroy();
  return {
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
  };
}

/** The requests that had AWS decrypt something. */
export function decryptions(aws: LocalAws): RequestRecord[] {
  return aws
    .requests()
    .filter(({ operation, withDecryption }) => operation === 'GetObject' || operation === 'Decrypt' || withDecryption === true);
}
