/**
 * Tags of Coffer's own. Whoever else sets tags is refused keys that begin like them.
 */

/** The tag that says who declares a secret. Every parameter that Coffer writes has it. */
export const CLAIM_TAG = 'coffer:claim';

/**
 * The tag that makes the provider's writes resumable: which revision of the declaration a write was for, and which version
 * it follows. It is set before the value is written, so that after a crash anywhere the next apply sees whether that write
 * took effect, and no value is made twice.
 */
export const REVISION_TAG = 'coffer:revision';

/** The public half of a private key, of the version that the second tag names; longer ones go on in `coffer:public-key-2`. */
export const PUBLIC_KEY_TAG = 'coffer:public-key';
export const PUBLIC_KEY_VERSION_TAG = 'coffer:public-key-version';

/** The region of the record that a parameter is a copy of. What has no such tag is nobody's copy, and is left alone. */
export const REPLICA_TAG = 'coffer:replica-of';

/**
 * The tag that makes copying resumable and keeps its order: which version of the record a write was for, when that
 * version was written, and which version of the copy it follows. It is set before the value is written, so that after a
 * crash anywhere it tells whether that write took effect.
 */
export const REPLICA_SOURCE_TAG = 'coffer:replica-source';

/** The longest value of a tag (AWS: Tagging AWS resources). */
export const MAX_TAG_VALUE = 256;

/** How the key of a tag begins that is AWS's or Coffer's own; undefined for keys that are free. AWS takes no notice of case. */
export function reservedTagPrefix(key: string): string | undefined {
  return /^(aws|coffer):/i.exec(key)?.[0];
}

/**
 * Who declares a secret, as the value of a tag: `<stack id>/<construct path below it>`. Characters that tags do not
 * take become '_'; a path that is too long keeps its end, which tells more.
 */
export function claimOf(stackPath: string, stackId: string, path: string): string {
  const below = path.slice(stackPath.length);
  return `${stackId}${below}`.replace(/[^\p{L}\p{N} _.:/=+@-]/gu, '_').slice(-MAX_TAG_VALUE);
}
