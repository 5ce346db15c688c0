import { ToolError } from '../terraform/terraform';

const PE_OFFSET = 0x3c;
const PE32_PLUS = 0x20b;
// After the 24 bytes of signature and file header: 112 bytes of optional header, then directories of 8 bytes each.
const SECURITY_DIRECTORY = 24 + 112 + 4 * 8;

/** Whether these are a 64-bit Windows executable (Microsoft: PE Format). */
export function isWindowsExecutable(file: Buffer): boolean {
  if (file.length < 0x40 || file.toString('latin1', 0, 2) !== 'MZ') return false;
  const pe = file.readUInt32LE(PE_OFFSET);
  return (
    file.length > pe + SECURITY_DIRECTORY + 8 &&
    file.toString('latin1', pe, pe + 4) === 'PE\0\0' &&
    file.readUInt16LE(pe + 24) === PE32_PLUS
  );
}

/**
 * The executable without its Authenticode signature. It would not hold for what is changed afterwards, and Windows
 * warns of a wrong signature more than of none.
 */
export function withoutWindowsSignature(file: Buffer): Buffer {
  if (!isWindowsExecutable(file)) {
    throw new ToolError('withoutWindowsSignature: the file is no 64-bit Windows executable. Give it the node.exe of the target.');
  }
  const directory = file.readUInt32LE(PE_OFFSET) + SECURITY_DIRECTORY;
  const [offset, size] = [file.readUInt32LE(directory), file.readUInt32LE(directory + 4)];
  if (size === 0) return file;
  if (offset + size !== file.length) {
    throw new ToolError(
      `withoutWindowsSignature: the signature ends at byte ${offset + size} of ${file.length}, and what follows it is not known here.`,
    );
  }
  const unsigned = Buffer.from(file.subarray(0, offset));
  unsigned.fill(0, directory, directory + 8);
  return unsigned;
}
