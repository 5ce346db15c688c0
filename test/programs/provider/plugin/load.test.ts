import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PluginProcess } from './plugin-process';
import type { Message } from '../../../../src/programs/provider/plugin/wire';
import { SECRET } from '../../../../src/programs/provider/resources/secret/secret-schema';
import { decodeValue, encodeValue } from '../../../../src/programs/provider/schema/codec';
import { schemaType } from '../../../../src/programs/provider/schema/schema';
import { Unknown, type CtyObject } from '../../../../src/programs/provider/schema/types';
import { residentMegabytes } from '../../../../tools/bench/resident-memory';

jest.setTimeout(120_000);

const TYPE = schemaType(SECRET);
const MEGABYTE = 1024 * 1024;
let plugin: PluginProcess;

beforeEach(async () => {
  plugin = await PluginProcess.start({ env: { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' } });
  const { diagnostics } = await plugin.call('tfplugin6.Provider/ConfigureProvider', {
    config: { msgpack: encodeValue(['object', { region: 'string' }], { region: 'eu-west-1' }) },
  });
  expect(diagnostics).toEqual([]);
});
afterEach(() => plugin?.stop());

/** A plan of a new secret: its number is in everything that is asked for. */
function planRequest(number: number): Message {
  const config: CtyObject = {
    ...Object.fromEntries(Object.keys(SECRET.attributes).map((name) => [name, null])),
    name: `/service-${number % 7}/key_${number}`,
    generate: { length: 16 + number, generation: 1 + number },
    tags: { number: String(number) },
    claim: `CANARY-${number}`,
  };
  return {
    type_name: 'coffer_secret',
    prior_state: { msgpack: encodeValue(TYPE, null) },
    proposed_new_state: { msgpack: encodeValue(TYPE, config) },
    config: { msgpack: encodeValue(TYPE, config) },
  };
}

test('200 plans at once are each answered with what they asked about', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, number) => plugin.call('tfplugin6.Provider/PlanResourceChange', planRequest(number))),
  );
  answers.forEach(({ planned_state, diagnostics }, number) => {
    expect(diagnostics).toEqual([]);
    expect(decodeValue(TYPE, (planned_state as { msgpack: Buffer }).msgpack)).toMatchObject({
      name: `/service-${number % 7}/key_${number}`,
      generate: { length: 16 + number, generation: 1 + number, format: 'password' },
      tags_all: { number: String(number) },
      claim: `CANARY-${number}`,
      tier: 'Standard',
      arn: Unknown.VALUE,
      version: Unknown.VALUE,
      value_wo: null,
    });
  });
});

test('40 MB go in and come out again, three times, and the memory for them is used again', async () => {
  const json = Buffer.from(JSON.stringify({ name: '/api/key', filler: 'x'.repeat(40 * MEGABYTE) }));
  const megabytes: number[] = [];
  for (let times = 0; times < 3; times++) {
    const answer = await plugin.call('tfplugin6.Provider/UpgradeResourceState', {
      type_name: 'coffer_secret',
      version: 0,
      raw_state: { json },
    });
    expect((answer.upgraded_state as { json: Buffer }).json.equals(json)).toBe(true);
    megabytes.push(residentMegabytes(plugin.child.pid!));
  }
  // The peak of the first two is that of all: nothing of a message stays.
  expect(megabytes[2]! - megabytes[1]!).toBeLessThan(80);
});

test('a message beyond 256 MB is refused by its length, before it is taken in', async () => {
  const before = residentMegabytes(plugin.child.pid!);
  await expect(plugin.callRaw('tfplugin6.Provider/UpgradeResourceState', Buffer.alloc(257 * MEGABYTE))).rejects.toThrow(
    /RESOURCE_EXHAUSTED/,
  );
  expect(residentMegabytes(plugin.child.pid!) - before).toBeLessThan(100);
  await expect(plugin.call('tfplugin6.Provider/GetMetadata')).resolves.toBeDefined();
});

test('what is printed after the handshake goes to whoever listens for it, in order', async () => {
  await plugin.stop();
  const folder = mkdtempSync(join(tmpdir(), 'coffer-printing-'));
  try {
    // Prints a line for every call, as a library would that is not meant to.
    writeFileSync(
      join(folder, 'preload.js'),
      'process.once("SIGUSR2", () => { for (let line = 1; line <= 50; line++) console.log(`CANARY line ${line}`); });',
    );
    plugin = await PluginProcess.start({ env: { NODE_OPTIONS: `--require ${join(folder, 'preload.js')}` } });
    let text = '';
    const heard = new Promise<void>((done) =>
      plugin.listen((message) => {
        text += (message.data as Buffer).toString();
        if (text.includes('line 50\n')) done();
      }),
    );
    // The stream is there once a later call has been answered on the same connection.
    await plugin.call('tfplugin6.Provider/GetMetadata');
    plugin.child.kill('SIGUSR2');
    await heard;
    expect(text).toBe(Array.from({ length: 50 }, (_, index) => `CANARY line ${index + 1}\n`).join(''));
    expect(plugin.handshake.split('\n')).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
