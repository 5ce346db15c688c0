import { opensshLineOf, publicKeyOf } from '../../../../src/programs/values/key-material';

const SHORTEST = 12;

/**
 * What must not be found anywhere: the values, each line of those that have several, since lines may be written apart,
 * and each text in those that are JSON. Of a private key in PEM, the frame is left out, and the lines that hold bytes of the public half
 * alone (the
 * modulus of RSA, the point of ECDSA), which certificates have too.
 */
export function secretLines(values: readonly string[]): string[] {
  const lines = values.flatMap((value) => {
    const publicHalf = /PRIVATE KEY/.test(value) ? Buffer.from(publicKeyOf(value), 'base64') : undefined;
    // OpenSSH's lines of 70 characters begin between two bytes: there, the texts are compared.
    const publicTexts = publicHalf ? [publicHalf.toString('base64'), opensshLineOf(value) ?? ''] : [];
    const isPublic = (line: string) =>
      publicHalf?.includes(Buffer.from(line, 'base64')) === true || publicTexts.some((text) => text.includes(line));
    return [
      value,
      ...leavesOf(value),
      ...value.split(/\r?\n/).filter((line) => line.length >= SHORTEST && !line.startsWith('-----') && !isPublic(line)),
    ];
  });
  return [...new Set(lines)];
}

/** The texts in a JSON object, however deep; none where it is something else. */
function leavesOf(value: string): string[] {
  if (!value.startsWith('{')) return [];
  const texts = (part: unknown): string[] => {
    if (typeof part === 'string') return part.length >= SHORTEST ? [part] : [];
    return typeof part === 'object' && part !== null ? Object.values(part).flatMap(texts) : [];
  };
  try {
    return texts(JSON.parse(value));
  } catch {
    return [];
  }
}
