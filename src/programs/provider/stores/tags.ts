import type { CofferContext } from '../core/settings';
import { Unknown } from '../schema/types';

type PlannedTags = Record<string, string> | null | Unknown;

/** Plans all tags of a thing: the provider's default ones, and its own, which win. Unknown while one of them is. */
export function planTags(planned: { readonly tags: PlannedTags; tags_all: PlannedTags }, context: CofferContext): void {
  if (!context.configured) return; // what the schema planned stays
  const own = planned.tags;
  const isKnown = !(own instanceof Unknown || Object.values(own ?? {}).some((value: unknown) => value instanceof Unknown));
  planned.tags_all = isKnown ? { ...context.provider.defaultTags, ...own } : Unknown.VALUE;
}
