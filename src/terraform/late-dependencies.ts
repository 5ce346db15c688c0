import { dependable, ITerraformDependable, Lazy } from 'cdktf';

/** What Terraform can make wait for something: a resource or a module. */
export interface Waiting {
  dependsOn?: string[];
}

/**
 * Has an element wait for what is there when the program has declared everything: policies, for one, are divided as secrets
 * are added. The one way to do so. What it waits for already stays, and nothing is listed twice.
 *
 * @param needs asked at synth, in the order in which the dependencies are to be written
 */
export function waitFor(element: Waiting, needs: () => Iterable<ITerraformDependable>): void {
  const known = element.dependsOn ?? [];
  element.dependsOn = Lazy.listValue({
    produce: (context) => {
      const addresses = (values: readonly string[]) => context.resolve(values) as string[];
      return [...new Set([...addresses(known), ...addresses([...needs()].map(dependable))])];
    },
  });
}
