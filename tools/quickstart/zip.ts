import { inflateRawSync } from 'node:zlib';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

export function isZip(file: Buffer): boolean {
  return file.length >= 22 && file.readUInt32LE(0) === LOCAL_HEADER;
}

/**
 * The files in a zip archive, unpacked. Enough of the format for Terraform's plan files, which are such archives:
 * stored or deflated, below 4 GB (PKWARE: APPNOTE).
 */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || archive.readUInt32LE(end) !== END) {
    throw new RangeError('zipEntries: the archive has no directory. It is cut off, or no zip file.');
  }
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(offset) !== CENTRAL_HEADER) {
      throw new RangeError(`zipEntries: no directory entry at byte ${offset}. The archive is damaged.`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => archive.readUInt16LE(offset + field)) as [
      number,
      number,
      number,
    ];
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameLength);
    entries.push({ name, content: unpack(archive, offset) });
    offset += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function unpack(archive: Buffer, directoryEntry: number): Buffer {
  const method = archive.readUInt16LE(directoryEntry + 10);
  const size = archive.readUInt32LE(directoryEntry + 20);
  const header = archive.readUInt32LE(directoryEntry + 42);
  // Name and extra field come again before the data, and the extra field may have another length there.
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const packed = archive.subarray(start, start + size);
  if (method === 0) return packed;
  if (method === 8) return inflateRawSync(packed);
  throw new RangeError(`zipEntries: method ${method} is not known here. Only stored and deflated files are.`);
}
