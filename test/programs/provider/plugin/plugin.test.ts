import { spawn, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { encode } from '@msgpack/msgpack';
import { EXECUTABLE, PluginProcess } from './plugin-process';
import { createServerIdentity } from '../../../../src/programs/provider/plugin/certificate';

jest.setTimeout(60_000);

let plugin: PluginProcess;

afterEach(() => plugin?.stop());

describe('the handshake', () => {
  test('names protocol 6, a Unix socket and the certificate of the server, and nothing else', async () => {
    plugin = await PluginProcess.start();
    const [core, protocol, network, address, kind, certificate] = plugin.handshake.trim().split('|');
    expect([core, protocol, network, kind]).toEqual(['1', '6', 'unix', 'grpc']);
    expect(address!.startsWith(plugin.sockets)).toBe(true);
    expect(certificate).not.toMatch(/=/);
    const parsed = new X509Certificate(Buffer.from(certificate!, 'base64'));
    expect(parsed.checkHost('localhost')).toBe('localhost');
    expect(parsed.verify(parsed.publicKey)).toBe(true);
  });

  test('is not made with a person: the program says what it is and ends', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [EXECUTABLE], { encoding: 'utf8', env: { PATH: process.env.PATH } });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('This is a Terraform provider.');
  });
});

describe('mutual TLS', () => {
  test('lets the client in whose certificate was announced', async () => {
    plugin = await PluginProcess.start();
    const metadata = await plugin.call('tfplugin6.Provider/GetMetadata');
    expect(metadata.resources).toEqual(expect.arrayContaining([{ type_name: 'coffer_secret' }]));
    expect(await plugin.call('grpc.health.v1.Health/Check', { service: 'plugin' })).toMatchObject({ status: 1 });
  });

  test('keeps out a client without a certificate, and one with another', async () => {
    plugin = await PluginProcess.start();
    await expect(plugin.call('tfplugin6.Provider/GetMetadata', {}, null)).rejects.toThrow(/UNAVAILABLE|UNKNOWN/);
    await expect(plugin.call('tfplugin6.Provider/GetMetadata', {}, createServerIdentity())).rejects.toThrow(/UNAVAILABLE|UNKNOWN/);
    expect(plugin.child.exitCode).toBeNull();
  });
});

describe('the end', () => {
  test('comes at once when Terraform asks for it, and leaves no socket', async () => {
    plugin = await PluginProcess.start();
    const asked = Date.now();
    await plugin.call('plugin.GRPCController/Shutdown');
    expect(await plugin.exited).toBe(0);
    expect(Date.now() - asked).toBeLessThan(1500);
    expect(plugin.leftovers()).toEqual([]);
  });

  test('does not come with Ctrl-C, which is for Terraform to interpret', async () => {
    plugin = await PluginProcess.start();
    plugin.child.kill('SIGINT');
    await expect(plugin.call('tfplugin6.Provider/StopProvider')).resolves.toBeDefined();
    expect(plugin.child.exitCode).toBeNull();
  });

  test('comes with SIGTERM, and leaves no socket', async () => {
    plugin = await PluginProcess.start();
    plugin.child.kill('SIGTERM');
    expect(await plugin.exited).toBe(0);
    expect(plugin.leftovers()).toEqual([]);
  });

  test('comes by itself when Terraform is gone', async () => {
    // A shell stands for Terraform: it starts the provider, tells its process id and is killed.
    const script = `"${process.execPath}" "${EXECUTABLE}" 1>&2 & echo $!; wait`;
    const env = { PATH: process.env.PATH, TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2' };
    const shell = spawn('sh', ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const pid = await new Promise<number>((done) => shell.stdout.once('data', (data: Buffer) => done(Number(data.toString()))));
    const handshake = await new Promise<string>((done) => shell.stderr.once('data', (data: Buffer) => done(data.toString())));
    shell.kill('SIGKILL');
    await expect(gone(pid, 8000)).resolves.toBe(true);
    expect(spawnSync('ls', [handshake.split('|')[3]!]).status).not.toBe(0);
  });
});

describe('a message that makes no sense', () => {
  test('is answered with a diagnostic, and the provider lives on', async () => {
    plugin = await PluginProcess.start();
    const odd = [
      { type_name: 'coffer_secret', config: { msgpack: Buffer.from([0xc1]) } },
      { type_name: 'coffer_secret', config: { msgpack: encode({ name: 1 }) } },
      { type_name: 'coffer_secret' },
      { type_name: 'coffer_nothing', config: { msgpack: encode({}) } },
    ];
    for (const request of odd) {
      const answer = await plugin.call('tfplugin6.Provider/ValidateResourceConfig', request);
      expect(answer.diagnostics).toMatchObject([{ severity: 1 }]);
    }
    expect(plugin.child.exitCode).toBeNull();
  });

  test('of 40 MB is taken in', async () => {
    plugin = await PluginProcess.start();
    const config = { msgpack: encode({ name: 'x'.repeat(40 * 1024 * 1024) }) };
    const answer = await plugin.call('tfplugin6.Provider/ValidateResourceConfig', { type_name: 'coffer_secret', config });
    expect(answer.diagnostics).toMatchObject([{ severity: 1, summary: 'Wrong name' }]);
  });
});

async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
  }
  return false;
}
