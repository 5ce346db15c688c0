import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { DescribeParametersCommand, GetParametersCommand } from '@aws-sdk/client-ssm';
import { BundledUnderFaults } from '../bundled-under-faults';

jest.setTimeout(180_000);

const NAME = '/api/key';
const ENDS_WITHIN_MS = 30_000;

const under = BundledUnderFaults.forEachTest({ key: { name: NAME, generate: {}, claim: 'signals/key' } });

/** Process ids of the providers that a Terraform has started and that still run. */
function providersOf(terraformProcess: number): number[] {
  return processes()
    .filter(({ parent, command }) => parent === terraformProcess && command.includes('terraform-provider-coffer'))
    .map(({ pid }) => pid);
}

/** The processes of this machine, without those that have ended and that nobody has asked about yet. */
function processes(): { pid: number; parent: number; command: string }[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,command='], { encoding: 'utf8' });
  return [...stdout.matchAll(/^ *(\d+) +(\d+) +([^Z\s]\S*) +(.*)$/gm)].map(([, pid, parent, , command]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command: command!,
  }));
}

async function stored(): Promise<{ value: string; version: number; description: string } | undefined> {
  const { Parameters: [parameter] = [] } = await under.ssm.send(new GetParametersCommand({ Names: [NAME], WithDecryption: true }));
  if (!parameter) return undefined;
  const { Parameters: [described] = [] } = await under.ssm.send(
    new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Values: [NAME] }] }),
  );
  return { value: parameter.Value!, version: parameter.Version!, description: described!.Description! };
}

const SIGNALS = {
  'Ctrl-C, which reaches both': (pid: number) => {
    process.kill(-pid, 'SIGINT');
  },
  'Ctrl-C twice, at which Terraform gives up': (pid: number) => {
    process.kill(-pid, 'SIGINT');
    setTimeout(() => {
      try {
        process.kill(-pid, 'SIGINT');
      } catch (error) {
        // On a busy machine the first one may have ended all of them by now.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }, 20);
  },
  'SIGTERM to Terraform': (pid: number) => {
    process.kill(pid, 'SIGTERM');
  },
  "SIGTERM to both, as a container's end sends it": (pid: number) => {
    process.kill(-pid, 'SIGTERM');
  },
  'SIGTERM to the provider': (pid: number) => providersOf(pid).forEach((provider) => process.kill(provider, 'SIGTERM')),
  'SIGKILL to Terraform': (pid: number) => {
    process.kill(pid, 'SIGKILL');
  },
};

test.each<[keyof typeof SIGNALS, 'before' | 'after']>([
  ['Ctrl-C, which reaches both', 'before'],
  ['Ctrl-C, which reaches both', 'after'],
  ['Ctrl-C twice, at which Terraform gives up', 'after'],
  ['SIGTERM to Terraform', 'after'],
  ["SIGTERM to both, as a container's end sends it", 'before'],
  ['SIGTERM to the provider', 'before'],
  ['SIGTERM to the provider', 'after'],
  ['SIGKILL to Terraform', 'before'],
  ['SIGKILL to Terraform', 'after'],
])('%s, while a write is held %s it takes effect: no orphan, no socket, and the next apply finds all or nothing', async (who, when) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((done) => {
    release = done;
  });
  let signalled = 0;
  let providers: number[] = [];
  const hold = async () => {
    providers = providersOf(under.terraformPid);
    signalled = Date.now();
    SIGNALS[who](under.terraformPid);
    await released;
  };
  under.proxy.inject({ operation: 'PutParameter', times: 1, [when]: { kind: 'call', fn: hold } });
  const interrupted = await under.terraform('apply', '-auto-approve');
  expect(interrupted.code).not.toBe(0);
  expect(providers.length).toBeGreaterThan(0);
  await gone(providers);
  expect(Date.now() - signalled).toBeLessThan(ENDS_WITHIN_MS);
  // The proxy has to hear that the provider's connections are gone: it would pass the request on.
  await new Promise((done) => setTimeout(done, 500));
  release();
  expect(readdirSync(under.folder).filter((entry) => entry.startsWith('coffer-plugin-'))).toEqual([]);
  expect(interrupted.output).not.toContain('panic:');

  const left = await stored();
  expect(left === undefined).toBe(when === 'before');
  if (left) expect(left).toEqual({ value: expect.stringMatching(/^[A-Za-z0-9]{32}$/) as string, version: 1, description: '1' });

  await under.applyAgain();
  const converged = await stored();
  expect(converged).toMatchObject({ version: 1, description: '1', ...(left ? { value: left.value } : {}) });
  expect((await under.terraform('plan', '-detailed-exitcode')).code).toBe(0);
});

/** Waits until none of these processes runs. */
async function gone(pids: readonly number[]): Promise<void> {
  const end = Date.now() + ENDS_WITHIN_MS;
  while (processes().some(({ pid }) => pids.includes(pid))) {
    if (Date.now() > end) throw new Error(`a provider still runs after ${ENDS_WITHIN_MS} ms`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
