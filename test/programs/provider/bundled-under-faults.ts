import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../../tools/local-aws/local-aws';
import { bundledProvider, layBundledProvider } from '../../../tools/terraform/bundled-provider';
import { runCommand, terraformEnvironment, type CommandResult } from '../../../tools/terraform/terraform';

/** Real Terraform with the provider as it is shipped, in front of a local AWS whose calls can be held, or made to fail. */
export class BundledUnderFaults {
  /**
   * Begins each test of the calling file with an empty AWS, and a folder in which Terraform is initialized.
   *
   * @param secrets arguments of `coffer_secret`, by their ids
   */
  public static forEachTest(secrets: Readonly<Record<string, object>>): BundledUnderFaults {
    const under = new BundledUnderFaults();
    beforeAll(async () => {
      under.aws = await LocalAws.start();
      under.ssm = new SSMClient({ region: 'eu-west-1', endpoint: under.aws.endpoint, credentials: under.aws.credentials });
    });
    afterAll(async () => {
      under.ssm?.destroy();
      await under.aws?.stop();
    });
    beforeEach(() => under.begin(secrets));
    afterEach(async () => {
      await under.proxy.close();
      rmSync(under.folder, { recursive: true, force: true });
    });
    return under;
  }

  public ssm!: SSMClient;
  public proxy!: FaultProxy;
  public folder!: string;
  /** Of the last Terraform that was started. */
  public terraformPid!: number;
  private aws!: LocalAws;
  private environment!: NodeJS.ProcessEnv;

  public terraform(...args: string[]): Promise<CommandResult> {
    return runCommand('terraform', [...args, '-no-color'], {
      cwd: this.folder,
      env: this.environment,
      onStart: (pid) => {
        this.terraformPid = pid;
      },
    });
  }

  /** Applies again after an end that left the state locked. */
  public async applyAgain(): Promise<void> {
    rmSync(join(this.folder, '.terraform.tfstate.lock.info'), { force: true });
    const { code, output } = await this.terraform('apply', '-auto-approve');
    expect({ code, said: code === 0 ? '' : output }).toEqual({ code: 0, said: '' });
  }

  private async begin(secrets: object): Promise<void> {
    await this.aws.reset();
    this.proxy = await FaultProxy.start({ target: this.aws.endpoint });
    this.folder = mkdtempSync(join(tmpdir(), 'coffer-bundled-'));
    layBundledProvider(this.folder);
    const { address, version } = bundledProvider();
    writeFileSync(
      join(this.folder, 'main.tf.json'),
      JSON.stringify({
        terraform: { required_providers: { coffer: { source: address, version } } },
        provider: { coffer: { region: 'eu-west-1' } },
        resource: { coffer_secret: secrets },
      }),
    );
    this.environment = terraformEnvironment({
      ...this.aws.environment,
      AWS_ENDPOINT_URL: this.proxy.endpoint,
      HOME: this.folder,
      TMPDIR: this.folder,
    });
    expect((await this.terraform('init')).code).toBe(0);
  }
}
