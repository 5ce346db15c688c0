import { reservedTagPrefix } from '../contracts/tags';
import { VaultConfigurationError } from '../errors';

/**
 * @throws VaultConfigurationError where a tag's key is AWS's or Coffer's own.
 */
export function refuseReservedTags(subject: string, tags: { readonly [key: string]: string } | undefined): void {
  for (const key of Object.keys(tags ?? {})) {
    const reserved = reservedTagPrefix(key);
    if (reserved) {
      throw new VaultConfigurationError(subject, `tag '${key}' begins with ${reserved}, which is reserved`, 'Choose another key.');
    }
  }
}
