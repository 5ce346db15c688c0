import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeParametersCommand, GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FaultProxy } from '../../tools/local-aws/fault-proxy';
import { LocalAws } from '../../tools/local-aws/local-aws';
import { bundledProvider, layBundledProvider } from '../../tools/terraform/bundled-provider';
import { runCommand, terraformEnvironment, type CommandResult } from '../../tools/terraform/terraform';

jest.setTimeout(900_000);

const SECRETS = 8;

describe('an apply whose processes are killed in the middle', () => {
  let aws: LocalAws;
  let proxy: FaultProxy;
  let ssm: SSMClient;
  let folder: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    aws = await LocalAws.start();
    ssm = new SSMClient({ region: 'eu-west-1', endpoint: aws.endpoint, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } });
  });
  afterAll(async () => {
    ssm?.destroy();
    await aws?.stop();
  });
  beforeEach(async () => {
    await aws.reset();
    proxy = await FaultProxy.start({ target: aws.endpoint });
    folder = mkdtempSync(join(tmpdir(), 'coffer-killed-'));
    layBundledProvider(folder);
    const { address, version } = bundledProvider();
    writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({
      terraform: { required_providers: { coffer: { source: address, version } } },
      provider: { coffer: { region: 'eu-west-1' } },
      resource: {
        coffer_secret: Object.fromEntries(Array.from({ length: SECRETS }, (_, index) => (
          [`s${index}`, { name: `/api/key_${index}`, generate: {}, claim: `killed/s${index}` }]
        ))),
      },
    }));
    environment = terraformEnvironment({ ...aws.environment, AWS_ENDPOINT_URL: proxy.endpoint, HOME: folder, TMPDIR: folder });
    expect((await terraform('init', '-no-color')).code).toBe(0);
  });
  afterEach(async () => {
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const terraform = (...args: string[]): Promise<CommandResult> => runCommand('terraform', args, { cwd: folder, env: environment, timeoutMs: 300_000 });
  const apply = () => terraform('apply', '-auto-approve', '-no-color', '-parallelism=3');

  async function parameters(): Promise<Record<string, { value: string; version: number }>> {
    const found: Record<string, { value: string; version: number }> = {};
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true, NextToken }));
      for (const { Name, Value, Version } of page.Parameters!) found[Name!] = { value: Value!, version: Version! };
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  test.each([
    ['the provider', 'terraform-provider-coffer', 'before'],
    ['the provider', 'terraform-provider-coffer', 'after'],
    ['Terraform itself', 'terraform', 'after'],
  ] as const)('%s (%s), %s a write took effect: the second apply converges and nothing is doubled or lost', async (_who, name, when) => {
    proxy.inject({ operation: 'PutParameter', skip: 3, times: 1, [when]: { kind: 'call', fn: () => processesIn(folder, name).forEach((pid) => process.kill(pid, 'SIGKILL')) } });
    expect((await apply()).code).not.toBe(0);
    const afterKill = await parameters();
    expect(Object.keys(afterKill).length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(afterKill).length).toBeLessThan(SECRETS);

    await gone(folder);
    rmSync(join(folder, '.terraform.tfstate.lock.info'), { force: true });
    const second = await apply();
    expect({ code: second.code, said: second.code === 0 ? '' : second.output }).toEqual({ code: 0, said: '' });
    const converged = await parameters();
    expect(Object.keys(converged)).toHaveLength(SECRETS);
    expect(converged).toMatchObject(afterKill);
    expect(Object.values(converged).map(({ version }) => version)).toEqual(Array(SECRETS).fill(1));
    const { Parameters } = await ssm.send(new DescribeParametersCommand({}));
    expect(Parameters!.map(({ Description }) => Description)).toEqual(Array(SECRETS).fill('1'));
    expect((await terraform('plan', '-detailed-exitcode', '-no-color')).code).toBe(0);
    // Terraform's own temporary folders may stay where it was killed; sockets of the provider's making may not, unless it was killed itself.
    if (name === 'terraform') expect(readdirSync(folder).filter((entry) => entry.startsWith('coffer-plugin-'))).toEqual([]);
  });
});

/** Process ids of a program that runs in a folder. */
function processesIn(folder: string, name: string): number[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).filter((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const isIt = name === 'terraform' ? /(^|\/)terraform$/.test(command[0]!) : command.some((part) => part.includes(name));
      return isIt && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  }).map(Number);
}

/** Waits until no provider runs in the folder: one that lost its Terraform ends by itself. */
async function gone(folder: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (processesIn(folder, 'terraform-provider-coffer').length > 0) {
    if (Date.now() > end) throw new Error('a provider is still running 10 s after its Terraform was killed');
    await new Promise((done) => setTimeout(done, 100));
  }
}
