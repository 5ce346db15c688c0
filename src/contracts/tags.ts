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
