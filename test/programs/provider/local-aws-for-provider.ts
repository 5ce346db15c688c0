import { DescribeParametersCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { TerraformWithCoffer } from './terraform-with-coffer';
import { LocalAws } from '../../../tools/local-aws/local-aws';

/** Local AWS for the tests of one file, and Parameter Store as somebody beside Terraform sees it. */
export class LocalAwsForProvider {
  /** Sets everything up for the tests of the calling file, and tears it down. */
  public static forThisFile(): LocalAwsForProvider {
    const local = new LocalAwsForProvider();
    const environment = { ...process.env };
    beforeAll(async () => {
      local.aws = await LocalAws.start();
      // The provider runs in this process: what a child would get, it gets from here.
      for (const [name, value] of Object.entries(local.aws.environment)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      local.ssm = new SSMClient({ region: 'eu-west-1', endpoint: local.aws.endpoint });
    });
    beforeEach(async () => {
      await local.aws.reset();
      local.aws.clearRequests();
      local.terraform = await TerraformWithCoffer.start(local.aws.endpoint);
    });
    afterEach(() => local.terraform?.stop());
    afterAll(async () => {
      local.ssm?.destroy();
      await local.aws?.stop();
      process.env = environment;
    });
    return local;
  }

  public aws!: LocalAws;
  public ssm!: SSMClient;
  public terraform!: TerraformWithCoffer;

  public async valueOf(name: string): Promise<string> {
    return (await this.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter!.Value!;
  }

  public async versionOf(name: string): Promise<number> {
    return (await this.ssm.send(new GetParameterCommand({ Name: name }))).Parameter!.Version!;
  }

  /** Chamber's version number of a parameter. */
  public async chamberVersionOf(name: string): Promise<string | undefined> {
    const { Parameters } = await this.ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: [name] }] }));
    return Parameters?.[0]?.Description;
  }

  /** As chamber writes: the value, and its own version number in the Description. */
  public async chamberWrite(name: string, value: string, version: number): Promise<void> {
    await this.ssm.send(
      new PutParameterCommand({
        Name: name,
        Value: value,
        Type: 'SecureString',
        KeyId: 'alias/aws/ssm',
        Overwrite: true,
        Description: String(version),
      }),
    );
  }

  /** How often an operation was called. */
  public calls(operation: string): number {
    return this.aws.requests().filter((request) => request.operation === operation).length;
  }
}

/** One coffer_secret in HCL. */
export function secret(body: string, name = '/api/key'): string {
  return `resource "coffer_secret" "key" {\n name = "${name}"\n ${body}\n}`;
}
