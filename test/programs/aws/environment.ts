import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AwsStandIn } from './aws-stand-in';
import type { AwsSettings } from '../../../src/programs/aws/aws-settings';
import { AwsClients } from '../../../src/programs/aws/clients';

/** A machine that knows of no AWS account, and a stand-in for AWS, for the tests of one file. */
export class AwsEnvironment {
  /** Sets everything up for each test of the calling file, and tears it down. */
  public static forThisFile(): AwsEnvironment {
    const environment = new AwsEnvironment();
    const kept = { ...process.env };
    beforeAll(async () => {
      environment.aws = await AwsStandIn.start();
    });
    beforeEach(() => {
      environment.home = mkdtempSync(join(tmpdir(), 'coffer-home-'));
      process.env = Object.fromEntries(Object.entries(kept).filter(([name]) => !/^AWS_|_PROXY$/i.test(name)));
      environment.set({
        HOME: environment.home,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL: environment.aws.endpoint,
      });
      environment.aws.reset();
    });
    afterEach(() => {
      process.env = { ...kept };
      rmSync(environment.home, { recursive: true, force: true });
    });
    afterAll(() => environment.aws.stop());
    return environment;
  }

  public aws!: AwsStandIn;
  public home!: string;

  /** Sets variables of the environment. */
  public set(variables: Readonly<Record<string, string>>): void {
    Object.assign(process.env, variables);
  }

  /** Writes a file under the home folder, and tells its path. */
  public write(path: string, text: string, mode = 0o600): string {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  }

  public clients(settings: Partial<AwsSettings> = {}): AwsClients {
    return new AwsClients({ userAgent: ['terraform-provider-coffer', '0.0.0'], maxRetries: 3, requestTimeoutMs: 2_000, ...settings });
  }

  /** The id of the key that signs a call that these clients make. */
  public async signedBy(clients: AwsClients): Promise<string | undefined> {
    await deleteParameter(clients);
    return this.aws.of('DeleteParameter').at(-1)!.accessKeyId;
  }
}

const NEVER = new AbortController().signal;

/** A call like any other. */
export async function deleteParameter(clients: AwsClients, signal: AbortSignal = NEVER): Promise<void> {
  const { DeleteParameterCommand } = await import('@aws-sdk/client-ssm');
  const client = await clients.ssm();
  await clients.call({ operation: 'DeleteParameter', resource: '/api/key', actions: ['ssm:DeleteParameter'] }, signal, (abortSignal) =>
    client.send(new DeleteParameterCommand({ Name: '/api/key' }), { abortSignal }),
  );
}

/** What a call fails with, whole. */
export async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
