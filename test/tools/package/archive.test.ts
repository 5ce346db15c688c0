import { createHash } from 'node:crypto';
import { archive, type ArchiveFile } from '../../../tools/package/archive';
import { zipEntries } from '../../../tools/quickstart/zip';

const CENTRAL_HEADER = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
const EXECUTABLE: ArchiveFile = { name: 'provider', content: Buffer.from('#!/bin/sh\necho CANARY-archive\n'), executable: true };
const LICENSE: ArchiveFile = { name: 'LICENSE', content: Buffer.from('As you like it.\n'.repeat(50)), executable: false };
// Too large to be packed in one go: fflate does such files in threads of their own.
const LARGE: ArchiveFile = {
  name: 'large',
  content: Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) % 251)),
  executable: true,
};

/** Who made each file, and its mode and time, from the archive's directory (PKWARE: APPNOTE). */
function directory(packed: Buffer): Record<string, { system: number; mode: string; time: number; date: number }> {
  const found: ReturnType<typeof directory> = {};
  for (let at = packed.indexOf(CENTRAL_HEADER); at !== -1; at = packed.indexOf(CENTRAL_HEADER, at + 4)) {
    const name = packed.toString('utf8', at + 46, at + 46 + packed.readUInt16LE(at + 28));
    found[name] = {
      system: packed[at + 5]!,
      mode: packed.readUInt16LE(at + 40).toString(8),
      time: packed.readUInt16LE(at + 12),
      date: packed.readUInt16LE(at + 14),
    };
  }
  return found;
}

test('an archive holds its files, sorted by name', async () => {
  const entries = zipEntries(await archive([LARGE, EXECUTABLE, LICENSE]));
  expect(entries.map(({ name }) => name)).toEqual(['LICENSE', 'large', 'provider']);
  expect(entries.map(({ content }) => content.equals(Buffer.alloc(0)))).toEqual([false, false, false]);
  for (const { name, content } of [LARGE, EXECUTABLE, LICENSE]) {
    expect(entries.find((entry) => entry.name === name)!.content.equals(content)).toBe(true);
  }
});

test('files keep who may run them, and lose their time', async () => {
  const date = 0x21; // 1 January 1980
  expect(directory(await archive([EXECUTABLE, LICENSE]))).toEqual({
    provider: { system: 3, mode: '100755', time: 0, date },
    LICENSE: { system: 3, mode: '100644', time: 0, date },
  });
});

test('the same files make the same bytes, in whatever order they are given', async () => {
  expect((await archive([LARGE, LICENSE, EXECUTABLE])).equals(await archive([EXECUTABLE, LARGE, LICENSE]))).toBe(true);
});

test('the bytes are the same on every machine', async () => {
  const packed = await archive([EXECUTABLE, LICENSE, LARGE]);
  expect(createHash('sha256').update(packed).digest('hex')).toBe('515bc141c4fdf5449568853c20f1c8a9f2c492d9e8c0642115f876467e211431');
});
