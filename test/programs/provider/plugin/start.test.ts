import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@msgpack/msgpack';
import { PluginProcess } from './plugin-process';

jest.setTimeout(60_000);

let plugin: PluginProcess | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-start-'));
});
afterEach(async () => {
  await plugin?.stop();
  plugin = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Settings that make Node.js run a program before the provider's own. */
function preloading(program: string): NodeJS.ProcessEnv {
  const file = join(folder, 'preload.js');
  writeFileSync(file, program);
  return { NODE_OPTIONS: `--require ${file}` };
}

describe('the sections of the executable', () => {
  let aws: Server;

  beforeEach(async () => {
    aws = createServer((_request, response) => {
      response
        .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
        .end('{"__type":"AccessDeniedException","message":"stand-in"}');
    });
    await new Promise<void>((done) => aws.listen(0, '127.0.0.1', done));
  });
  afterEach(
    () =>
      new Promise((done) => {
        aws.close(done);
        aws.closeAllConnections();
      }),
  );

  test('are unpacked when they are used: none before the handshake, and the AWS SDK with the first call to AWS', async () => {
    const log = join(folder, 'log');
    plugin = await PluginProcess.start({
      env: {
        ...preloading(`
          const { appendFileSync } = require('node:fs');
          const vm = require('node:vm');
          const { compileFunction } = vm;
          const note = (what) => appendFileSync(${JSON.stringify(log)}, what + '\\n');
          vm.compileFunction = (source, names, options) => { note(options.filename); return compileFunction(source, names, options); };
          const { write } = process.stdout;
          process.stdout.write = function (...given) { note('handshake'); return write.apply(this, given); };
        `),
        AWS_ACCESS_KEY_ID: 'testing',
        AWS_SECRET_ACCESS_KEY: 'testing',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      },
    });
    const noted = () => readFileSync(log, 'utf8').trim().split('\n');
    await plugin.call('tfplugin6.Provider/GetProviderSchema');
    await plugin.call('tfplugin6.Provider/ConfigureProvider', { config: { msgpack: encode({ region: 'eu-west-1' }) } });
    await plugin.call('tfplugin6.Provider/ValidateResourceConfig', {
      type_name: 'coffer_secret',
      config: { msgpack: encode({ name: '/api/key', generate: {} }) },
    });
    expect(noted()).toEqual(['handshake', 'terraform-provider-coffer/provider.js']);

    const { diagnostics } = await plugin.call('tfplugin6.Provider/OpenEphemeralResource', {
      type_name: 'coffer_secret',
      config: { msgpack: encode({ name: '/api/key' }) },
    });
    expect(diagnostics).toMatchObject([{ detail: expect.stringContaining('AWS says: stand-in') as string }]);
    expect(noted()).toEqual(['handshake', 'terraform-provider-coffer/provider.js', 'terraform-provider-coffer/aws-sdk.js']);
  });
});

test('a provider that cannot load says where, as Terraform reads a crash, and leaves no socket', async () => {
  plugin = await PluginProcess.start({
    env: preloading('require("node:vm").compileFunction = () => { throw new Error("CANARY-crash"); };'),
  });
  await expect(plugin.exited).resolves.toBe(2);
  expect(plugin.stderr).toMatch(/^panic: Error \(its message is left out, since it may quote a value\)\n/);
  // Function names are the source's own, down to the program's entry.
  for (const name of ['DeferredModules\\.evaluate', 'DeferredModules\\.load', 'async Object\\.load']) {
    expect(plugin.stderr).toMatch(new RegExp(`^ +at ${name} \\(.*terraform-provider-coffer:\\d+:\\d+\\)$`, 'm'));
  }
  expect(plugin.leftovers()).toEqual([]);
});

test('a certificate that is none is said to be so, and no socket is left', async () => {
  const start = PluginProcess.start({ env: { PLUGIN_CLIENT_CERT: 'CANARY' } });
  await expect(start).rejects.toThrow(/the provider ended with 2 before its handshake: panic: Error: PLUGIN_CLIENT_CERT has 6 characters/);
});
