import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { DescribeParametersCommand, GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { BundledUnderFaults } from '../programs/provider/bundled-under-faults';

jest.setTimeout(900_000);

const SECRETS = 8;

describe('an apply whose processes are killed in the middle', () => {
  const under = BundledUnderFaults.forEachTest(
    Object.fromEntries(
      Array.from({ length: SECRETS }, (_, index) => [`s${index}`, { name: `/api/key_${index}`, generate: {}, claim: `killed/s${index}` }]),
    ),
  );

  async function parameters(): Promise<Record<string, { value: string; version: number }>> {
    const found: Record<string, { value: string; version: number }> = {};
    let NextToken: string | undefined;
    do {
      const page = await under.ssm.send(new GetParametersByPathCommand({ Path: '/api', WithDecryption: true, NextToken }));
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
    let killed!: () => void;
    const kill = new Promise<void>((resolve) => (killed = resolve));
    const fn = () => {
      processesIn(under.folder, name).forEach((pid) => process.kill(pid, 'SIGKILL'));
      killed();
    };
    under.proxy.inject({ operation: 'PutParameter', skip: 3, times: 1, [when]: { kind: 'call', fn } });
    // Finding the processes takes a while, in which an apply would come to its end.
    under.proxy.inject({ operation: 'PutParameter', skip: 3, before: { kind: 'call', fn: () => kill } });
    expect((await under.terraform('apply', '-auto-approve', '-parallelism=3')).code).not.toBe(0);
    const afterKill = await parameters();
    expect(Object.keys(afterKill).length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(afterKill).length).toBeLessThan(SECRETS);

    await gone(under.folder);
    await under.applyAgain();
    const converged = await parameters();
    expect(Object.keys(converged)).toHaveLength(SECRETS);
    expect(converged).toMatchObject(afterKill);
    expect(Object.values(converged).map(({ version }) => version)).toEqual(Array(SECRETS).fill(1));
    const { Parameters } = await under.ssm.send(new DescribeParametersCommand({}));
    expect(Parameters!.map(({ Description }) => Description)).toEqual(Array(SECRETS).fill('1'));
    expect((await under.terraform('plan', '-detailed-exitcode')).code).toBe(0);
    // Terraform's own temporary folders may stay where it was killed; sockets of the provider's making may not, unless it was killed
    // itself.
    if (name === 'terraform') expect(readdirSync(under.folder).filter((entry) => entry.startsWith('coffer-plugin-'))).toEqual([]);
  });
});

/** Process ids of a program that runs in a folder. */
function processesIn(folder: string, name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        const isIt = name === 'terraform' ? /(^|\/)terraform$/.test(command[0]!) : command.some((part) => part.includes(name));
        return isIt && readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits until no provider runs in the folder: one that lost its Terraform ends by itself. */
async function gone(folder: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (processesIn(folder, 'terraform-provider-coffer').length > 0) {
    if (Date.now() > end) throw new Error('a provider is still running 10 s after its Terraform was killed');
    await new Promise((done) => setTimeout(done, 100));
  }
}
