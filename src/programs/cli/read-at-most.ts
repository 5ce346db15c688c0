import { closeSync, openSync, readSync } from 'node:fs';

/** The code of the error for a file that is larger than it may be. */
export const TOO_LARGE = 'EFBIG';

/**
 * A whole file, or what comes out of a pipe, up to a size: a name may lead to a device without an end.
 *
 * @param file its name, or a file that is open and stays so
 * @throws an error of Node.js's with a code; TOO_LARGE if there is more
 */
export function readAtMost(file: string | number, mostBytes: number): Buffer {
  const opened = typeof file === 'number' ? file : openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; ;) {
      const chunk = Buffer.allocUnsafe(65_536);
      const read = readSync(opened, chunk);
      if (read === 0) return Buffer.concat(chunks);
      size += read;
      if (size > mostBytes) throw Object.assign(new Error('too large'), { code: TOO_LARGE });
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    if (typeof file === 'string') closeSync(opened);
  }
}
