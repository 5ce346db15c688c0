import { VaultConfigurationError } from '../errors';

/**
 * @throws VaultConfigurationError where a tag's key is AWS's or Coffer's own.
 */
export function refuseReservedTags(subject: string, tags: { readonly [key: string]: string } | undefined): void {
  for (const key of Object.keys(tags ?? {})) {
    const reserved = /^(aws|coffer):/i.exec(key)?.[0];
    if (reserved) throw new VaultConfigurationError(subject, `tag '${key}' begins with ${reserved}, which is reserved`, 'Choose another key.');
  }
}

/** The longest value of a tag (AWS: Tagging AWS resources). */
const MAX_TAG_VALUE = 256;

/**
 * Who declares a secret, as the value of a tag: `<stack id>/<construct path below it>`. Characters that tags do not
 * take become '_'; a path that is too long keeps its end, which tells more.
 */
export function claimOf(stackPath: string, stackId: string, path: string): string {
  const below = path.slice(stackPath.length);
  return `${stackId}${below}`.replace(/[^\p{L}\p{N} _.:/=+@-]/gu, '_').slice(-MAX_TAG_VALUE);
}
