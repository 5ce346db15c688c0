import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { filesIn, findValues } from '../../../tools/quickstart/leak-check';

const VALUE = 'p@ss "word" & <more>/+4711';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-leak-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('findValues finds a value', () => {
  const json = JSON.stringify({ value: VALUE });
  const asGo = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

  test.each([
    ['as it is, in the middle of other bytes', Buffer.concat([Buffer.from([0, 255, 1]), Buffer.from(VALUE), Buffer.from([254])]), 'plain'],
    ['escaped in JSON', json, 'JSON'],
    ["escaped as Go's JSON escapes", asGo, 'JSON'],
    ['in JSON that is a text in other JSON', JSON.stringify({ state: json }), 'JSON'],
    ["in Go's JSON that is a text in other JSON", JSON.stringify({ state: asGo }), 'JSON'],
    ['in Base64', Buffer.from(VALUE).toString('base64'), 'base64'],
    ['in Base64 for URLs', Buffer.from(VALUE).toString('base64url'), 'base64'],
    ['in Base64, one byte into a longer text', Buffer.from(`x${VALUE}yz`).toString('base64'), 'base64'],
    ['in Base64, two bytes into a longer text', Buffer.from(`xy${VALUE}z`).toString('base64'), 'base64'],
    ['in the Base64 of a JSON document', Buffer.from(`{"a":${JSON.stringify(VALUE)}}`).toString('base64'), 'base64 of JSON'],
    ['escaped for a URL', `https://example.com/?q=${encodeURIComponent(VALUE)}`, 'URL'],
    ['in a form', encodeURIComponent(VALUE).replace(/%20/g, '+'), 'URL'],
    ['in hexadecimal', Buffer.from(VALUE).toString('hex').toUpperCase(), 'hexadecimal'],
  ])('%s', (_, content, form) => {
    const file = write('state.json', content);
    expect(findValues(['another value', VALUE], [folder])).toEqual([{ file, value: 1, form }]);
  });

  test('in every file of a folder, also the hidden and the deep ones', () => {
    const files = [write('.terraform/x', VALUE), write('a/b/c/d.txt', `before ${VALUE} after`)];
    expect(
      findValues([VALUE], [folder])
        .map(({ file }) => file)
        .sort(),
    ).toEqual(files.sort());
  });

  test('packed in an archive, as in a plan file', () => {
    const file = write(
      'plan.tfplan',
      zip({ tfplan: 'nothing', tfstate: `{"value":"${'x'.repeat(100)}${VALUE.slice(0, 4)}"}`, 'prior/tfstate': `... ${VALUE} ...` }),
    );
    expect(findValues([VALUE], [file])).toEqual([{ file: `${file}!prior/tfstate`, value: 0, form: 'plain' }]);
  });
});

describe('findValues', () => {
  test('finds nothing where no value is', () => {
    write('state.json', JSON.stringify({ name: '/api/key', version: 1, near: VALUE.slice(0, -1) }));
    expect(findValues([VALUE], [folder])).toEqual([]);
  });

  test('never tells the value', () => {
    write('state.json', VALUE);
    expect(JSON.stringify(findValues([VALUE], [folder]))).not.toContain('4711');
  });

  test('searches for no empty value, which would be everywhere', () => {
    expect(() => findValues([''], [folder])).toThrow('Leak check: an empty value is found everywhere. Leave it out.');
  });

  test('fails where a path does not exist', () => {
    expect(() => findValues([VALUE], [join(folder, 'missing')])).toThrow(/Leak check: '.*missing' does not exist/);
  });

  test('fails on an archive that is cut off, rather than pass it', () => {
    const file = write('plan.tfplan', zip({ tfstate: VALUE.repeat(20) }).subarray(0, 60));
    expect(() => findValues([VALUE], [file])).toThrow('zipEntries: the archive has no directory.');
  });
});

test('filesIn leaves out links and the programs of providers, and nothing else', () => {
  const kept = [
    write('cdktf.out/cdk.tf.json', ''),
    write('cdktf.out/.terraform/modules.json', ''),
    write('cdktf.out/terraform.d/plugins/x', ''),
  ];
  write('cdktf.out/.terraform/providers/registry/aws', '');
  symlinkSync(kept[0]!, join(folder, 'cdktf.out', 'link'));
  symlinkSync(folder, join(folder, 'cdktf.out', 'loop'));
  expect(filesIn([folder]).sort()).toEqual(kept.sort());
});

/** An archive as Go writes them: deflated, sizes after the data. */
function zip(entries: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(name.length, 26);
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(packed.length, 8);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), packed, descriptor);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length + 16;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
