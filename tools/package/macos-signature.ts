import { createHash } from 'node:crypto';
import { ToolError } from '../terraform/terraform';

const MACH_O_64 = 0xfeedfacf;
const HEADER_BYTES = 32;
const SEGMENT = 0x19;
const CODE_SIGNATURE = 0x1d;
const COMMAND_BYTES = 16;

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
/** The version of the directory that tells which part of the file is run. */
const DIRECTORY_VERSION = 0x20400;
const DIRECTORY_BYTES = 88;
const SUPER_BLOB_BYTES = 20;
/** Signed by nobody (ad hoc), and by a linker: codesign replaces such a signature without being forced to. */
const AD_HOC_BY_LINKER = 0x20002;
const SHA256 = 2;
const HASH_BYTES = 32;
const PAGE_BITS = 12;
const PAGE_BYTES = 2 ** PAGE_BITS;
const MAIN_EXECUTABLE = 1;
/** The larger page of the two processors: a segment in memory ends at one. */
const MEMORY_PAGE_BYTES = 0x4000;

interface Segment {
  /** Where its load command stands. */
  readonly command: number;
  readonly fileOffset: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

/** Whether these are a 64-bit executable of macOS. */
export function isMacExecutable(file: Buffer): boolean {
  return file.length > HEADER_BYTES && file.readUInt32LE(0) === MACH_O_64;
}

/**
 * The executable with an ad-hoc signature: checksums of its pages, signed by nobody. Apple's processors start nothing
 * without one. It says nothing of where the file comes from; Terraform's own checks do that.
 *
 * @param identifier what the signature calls the program
 * @throws ToolError where the file is signed already, or has no room for a signature
 */
export function signedAdHoc(file: Buffer, identifier: string): Buffer {
  if (!isMacExecutable(file)) throw unsignable('it is no 64-bit executable of macOS');
  const { text, linkEdit, end, room } = layout(file);
  if (room < COMMAND_BYTES) throw unsignable(`its header has room for ${room} more bytes, and ${COMMAND_BYTES} are needed`);
  if (linkEdit.fileOffset + linkEdit.fileBytes !== file.length) throw unsignable('something follows its last segment');

  const signedBytes = roundUp(file.length, 16);
  const pages = Math.ceil(signedBytes / PAGE_BYTES);
  const name = Buffer.from(`${identifier}\0`);
  const directoryBytes = DIRECTORY_BYTES + name.length + pages * HASH_BYTES;
  const signature = Buffer.alloc(roundUp(SUPER_BLOB_BYTES + directoryBytes, 16));
  const signed = Buffer.concat([file, Buffer.alloc(signedBytes - file.length), signature]);

  // The header tells of the signature, and is itself part of what is signed: first this, then the checksums.
  [CODE_SIGNATURE, COMMAND_BYTES, signedBytes, signature.length].forEach((value, index) => signed.writeUInt32LE(value, end + 4 * index));
  signed.writeUInt32LE(file.readUInt32LE(16) + 1, 16);
  signed.writeUInt32LE(file.readUInt32LE(20) + COMMAND_BYTES, 20);
  const linkEditBytes = signed.length - linkEdit.fileOffset;
  signed.writeBigUInt64LE(BigInt(Math.max(linkEdit.memoryBytes, roundUp(linkEditBytes, MEMORY_PAGE_BYTES))), linkEdit.command + 32);
  signed.writeBigUInt64LE(BigInt(linkEditBytes), linkEdit.command + 48);

  const directory = signedBytes + SUPER_BLOB_BYTES;
  writeWords(signed, signedBytes, [EMBEDDED_SIGNATURE, SUPER_BLOB_BYTES + directoryBytes, 1, 0, SUPER_BLOB_BYTES]);
  writeWords(signed, directory, [
    CODE_DIRECTORY,
    directoryBytes,
    DIRECTORY_VERSION,
    AD_HOC_BY_LINKER,
    DIRECTORY_BYTES + name.length,
    DIRECTORY_BYTES,
    0,
    pages,
    signedBytes,
  ]);
  signed.set([HASH_BYTES, SHA256, 0, PAGE_BITS], directory + 36);
  [text.fileOffset, text.fileBytes, MAIN_EXECUTABLE].forEach((value, index) =>
    signed.writeBigUInt64BE(BigInt(value), directory + 64 + 8 * index),
  );
  name.copy(signed, directory + DIRECTORY_BYTES);
  for (let page = 0; page < pages; page++) {
    const content = signed.subarray(page * PAGE_BYTES, Math.min((page + 1) * PAGE_BYTES, signedBytes));
    createHash('sha256')
      .update(content)
      .digest()
      .copy(signed, directory + DIRECTORY_BYTES + name.length + page * HASH_BYTES);
  }
  return signed;
}

/** The segments that a signature needs, where the load commands end, and how many bytes are free after them. */
function layout(file: Buffer): { text: Segment; linkEdit: Segment; end: number; room: number } {
  const segments = new Map<string, Segment>();
  let firstSection = file.length;
  let command = HEADER_BYTES;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    const kind = file.readUInt32LE(command);
    if (kind === CODE_SIGNATURE) throw unsignable('it is signed already');
    if (kind === SEGMENT) {
      const [memoryBytes, fileOffset, fileBytes] = [32, 40, 48].map((field) => Number(file.readBigUInt64LE(command + field))) as [
        number,
        number,
        number,
      ];
      segments.set(file.toString('latin1', command + 8, command + 24).replace(/\0.*$/s, ''), {
        command,
        memoryBytes,
        fileOffset,
        fileBytes,
      });
      for (let section = 0; section < file.readUInt32LE(command + 64); section++) {
        const offset = file.readUInt32LE(command + 72 + 80 * section + 48);
        if (offset > 0) firstSection = Math.min(firstSection, offset);
      }
    }
    command += file.readUInt32LE(command + 4);
  }
  const [text, linkEdit] = [segments.get('__TEXT'), segments.get('__LINKEDIT')];
  if (!text || !linkEdit) throw unsignable(`it has no segment ${text ? '__LINKEDIT' : '__TEXT'}`);
  return { text, linkEdit, end: command, room: firstSection - command };
}

// Unlike the rest of the file, a signature has the most significant byte first.
function writeWords(file: Buffer, offset: number, words: readonly number[]): void {
  words.forEach((word, index) => file.writeUInt32BE(word, offset + 4 * index));
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

function unsignable(why: string): ToolError {
  return new ToolError(`The executable for macOS cannot be signed: ${why}. Give signedAdHoc an unsigned Node.js with the provider in it.`);
}
