import { VaultConfigurationError } from '../../errors';

/** S3 has 63, and the name of the bucket's log is longer. */
const MOST_CHARACTERS = 63 - '-log'.length;

/**
 * The name of a bucket whose log is named after it: the given one, or a prefix and the account.
 *
 * @throws VaultConfigurationError where it is too long, or S3 would not take it
 */
export function checkBucketName(subject: string, given: string | undefined, prefix: string, account: string): string {
  const length = given === undefined ? prefix.length + 12 : given.length;
  if (length > MOST_CHARACTERS || (given !== undefined && !/^[a-z0-9][a-z0-9-]+[a-z0-9]$/.test(given))) {
    throw new VaultConfigurationError(
      subject,
      `bucketName '${
        given ?? `${prefix}<account>`
      }' has ${length} characters, and may have 3 to ${MOST_CHARACTERS} lowercase letters, digits and '-' (its log's name is four longer)`,
      'Give bucketName a shorter name.',
    );
  }
  return given ?? `${prefix}${account}`;
}
