import { createHash } from 'node:crypto';
import { isMacExecutable, signedAdHoc } from '../../../tools/package/macos-signature';
import { thrownBy } from '../../support/errors';

const PAGE = 4096;
const TEXT_BYTES = 0x4000;
const LINK_EDIT_BYTES = 5001; // ends neither at a page nor at a multiple of 16

/** A small executable of macOS in two segments, of which only the headers mean anything (Mach-O). */
function executable(options: { freeBytes?: number; trailing?: number } = {}): Buffer {
  const file = Buffer.alloc(TEXT_BYTES + LINK_EDIT_BYTES + (options.trailing ?? 0), 0xa5);
  const commands = [segment('__TEXT', 0, TEXT_BYTES, 1), segment('__LINKEDIT', TEXT_BYTES, LINK_EDIT_BYTES, 0)];
  const commandBytes = Buffer.concat(commands);
  file.fill(0, 0, 0x1000);
  [0xfeedfacf, 0x0100000c, 0, 2, commands.length, commandBytes.length].forEach((word, index) => file.writeUInt32LE(word, 4 * index));
  // The first section is the first thing after the header that must not be written over.
  commandBytes.writeUInt32LE(options.freeBytes === undefined ? 0x1000 : 32 + commandBytes.length + options.freeBytes, 72 + 48);
  commandBytes.copy(file, 32);
  return file;
}

function segment(name: string, offset: number, bytes: number, sections: number): Buffer {
  const command = Buffer.alloc(72 + 80 * sections);
  command.writeUInt32LE(0x19, 0);
  command.writeUInt32LE(command.length, 4);
  command.write(name, 8, 'latin1');
  [offset, Math.ceil(bytes / 0x4000) * 0x4000, offset, bytes].forEach((value, index) =>
    command.writeBigUInt64LE(BigInt(value), 24 + 8 * index),
  );
  command.writeUInt32LE(sections, 64);
  return command;
}

/** Reads a signature as a loader does: from the load command to the checksums of the pages. */
function readSignature(file: Buffer) {
  let command = 32;
  let found: { offset: number; size: number } | undefined;
  let linkEditEnd = 0;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    if (file.readUInt32LE(command) === 0x1d) found = { offset: file.readUInt32LE(command + 8), size: file.readUInt32LE(command + 12) };
    if (file.toString('latin1', command + 8, command + 18) === '__LINKEDIT') {
      linkEditEnd = Number(file.readBigUInt64LE(command + 40) + file.readBigUInt64LE(command + 48));
    }
    command += file.readUInt32LE(command + 4);
  }
  const { offset, size } = found!;
  const directory = offset + file.readUInt32BE(offset + 16);
  const word = (index: number) => file.readUInt32BE(directory + 4 * index);
  const hashes = directory + word(4);
  const wrongPages = Array.from({ length: word(7) }, (_, page) => page).filter((page) => {
    const content = file.subarray(page * PAGE, Math.min((page + 1) * PAGE, word(8)));
    return !createHash('sha256')
      .update(content)
      .digest()
      .equals(file.subarray(hashes + 32 * page, hashes + 32 * (page + 1)));
  });
  const name = directory + word(5);
  return {
    commandsEnd: command,
    sizeOfCommands: file.readUInt32LE(20),
    offset,
    size,
    linkEditEnd,
    wrongPages,
    superBlob: file.readUInt32BE(offset).toString(16),
    directory: word(0).toString(16),
    flags: word(3).toString(16),
    pages: word(7),
    signedBytes: word(8),
    identifier: file.toString('latin1', name, file.indexOf(0, name)),
    run: [64, 72, 80].map((at) => Number(file.readBigUInt64BE(directory + at))),
  };
}

test('a signed executable says where its signature is, and the checksums in it are those of its pages', () => {
  const signed = signedAdHoc(executable(), 'coffer');
  const signedBytes = Math.ceil((TEXT_BYTES + LINK_EDIT_BYTES) / 16) * 16;
  const signature = readSignature(signed);
  expect(signature).toEqual({
    commandsEnd: 32 + signature.sizeOfCommands,
    sizeOfCommands: 72 + 80 + 72 + 16,
    offset: signedBytes,
    size: signed.length - signedBytes,
    linkEditEnd: signed.length,
    superBlob: 'fade0cc0',
    directory: 'fade0c02',
    flags: '20002',
    pages: 6,
    signedBytes,
    wrongPages: [],
    identifier: 'coffer',
    run: [0, TEXT_BYTES, 1],
  });
});

test('a byte that is changed afterwards is noticed by its page', () => {
  const signed = signedAdHoc(executable(), 'coffer');
  signed[2 * PAGE + 7]! += 1;
  expect(readSignature(signed).wrongPages).toEqual([2]);
});

test('nothing of the executable is changed but its header', () => {
  const file = executable();
  const before = Buffer.from(file);
  expect(signedAdHoc(file, 'coffer').subarray(PAGE, file.length).equals(before.subarray(PAGE))).toBe(true);
  expect(file.equals(before)).toBe(true);
});

test.each([
  ['is signed already', () => signedAdHoc(executable(), 'coffer'), 'it is signed already'],
  ['has no room left in its header', () => executable({ freeBytes: 15 }), 'its header has room for 15 more bytes, and 16 are needed'],
  ['goes on after its last segment', () => executable({ trailing: 3 }), 'something follows its last segment'],
  ['is none of macOS', () => Buffer.alloc(100), 'it is no 64-bit executable of macOS'],
])('an executable that %s is not signed', (_, make, why) => {
  expect(thrownBy(() => signedAdHoc(make(), 'coffer'))).toEqual({
    name: 'ToolError',
    message: `The executable for macOS cannot be signed: ${why}. Give signedAdHoc an unsigned Node.js with the provider in it.`,
  });
});

test('a header with room for just the signature is enough', () => {
  expect(isMacExecutable(executable())).toBe(true);
  expect(readSignature(signedAdHoc(executable({ freeBytes: 16 }), 'coffer')).wrongPages).toEqual([]);
});
