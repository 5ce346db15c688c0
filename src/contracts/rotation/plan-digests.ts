import { createHash } from 'crypto';

/**
 * What tells a rotation plan from any other: SHA-256 as lower-case digits. In Terraform, `sha256(…)` of its text.
 *
 * @param text the plan as it lies in Parameter Store
 */
export function planDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same for all plans of a vault at once. In Terraform, `sha256(join(" ", sort([…])))` of their digests. */
export function digestOfPlans(digests: readonly string[]): string {
  return planDigest([...digests].sort().join(DIGEST_SEPARATOR));
}

export const DIGEST_SEPARATOR = ' ';
