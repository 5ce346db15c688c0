import { zip, type AsyncZippable } from 'fflate';

export interface ArchiveFile {
  readonly name: string;
  readonly content: Buffer;
  /** Whether it may be run (mode 0755); else it may be read (0644). */
  readonly executable: boolean;
}

const UNIX = 3;
/** Modes of regular files, as a zip file has them: in the upper half of a word. */
const MODES = { executable: 0o100755 * 0x10000, readable: 0o100644 * 0x10000 } as const;
// The first moment that a zip file can name. In local time, since that is what it is written in.
const NO_TIME = new Date(1980, 0, 1);

/**
 * A zip archive of some files: the same bytes for the same files, on every machine and at any time.
 *
 * Packed by fflate and not by Node's own zlib, whose output differs between versions and processors.
 */
export function archive(files: readonly ArchiveFile[]): Promise<Buffer> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries: AsyncZippable = Object.fromEntries(
    sorted.map(({ name, content, executable }) => [
      name,
      [content, { level: 6, os: UNIX, attrs: executable ? MODES.executable : MODES.readable, mtime: NO_TIME }],
    ]),
  );
  return new Promise((resolve, reject) =>
    zip(entries, (error, data) => (error ? reject(error) : resolve(Buffer.from(data.buffer, data.byteOffset, data.byteLength)))),
  );
}
