import { takenPublicKey } from './key-material';
import { MAX_TAG_VALUE, PUBLIC_KEY_TAG, PUBLIC_KEY_VERSION_TAG } from '../../contracts/tags';

type Tags = Readonly<Record<string, string>>;

/**
 * A public key as tags: base64 has no character that a tag's value does not take, but may be too long for one.
 *
 * They are set before the private key is written, and so name the one version that they are of: not an earlier one,
 * where that write was cut off, and not a later one, which somebody else wrote.
 */
export function publicKeyTags(publicKey: string, version: number): Record<string, string> {
  const parts = publicKey.match(new RegExp(`.{1,${MAX_TAG_VALUE}}`, 'g')) ?? [];
  return {
    [PUBLIC_KEY_VERSION_TAG]: versionText(version, publicKey.length),
    ...Object.fromEntries(parts.map((part, index) => [tagOf(index), part])),
  };
}

/** The public key of a version, or undefined where the tags do not tell of it. */
export function publicKeyIn(tags: Tags, version: number): string | undefined {
  const [, length] = /^version=\d+ length=(\d+)$/.exec(tags[PUBLIC_KEY_VERSION_TAG] ?? '') ?? [];
  if (length === undefined || tags[PUBLIC_KEY_VERSION_TAG] !== versionText(version, Number(length))) return undefined;
  // Tags of a longer key that came before may still be there.
  const parts = Array.from({ length: Math.ceil(Number(length) / MAX_TAG_VALUE) }, (_, index) => tags[tagOf(index)] ?? '');
  const publicKey = parts.join('');
  // Whoever may tag may write anything there.
  return publicKey.length === Number(length) ? takenPublicKey(publicKey) : undefined;
}

function versionText(version: number, length: number): string {
  return `version=${version} length=${length}`;
}

function tagOf(index: number): string {
  return index === 0 ? PUBLIC_KEY_TAG : `${PUBLIC_KEY_TAG}-${index + 1}`;
}
