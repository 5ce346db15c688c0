import type { Block, Configuration } from './synth';

/**
 * Like cdktf's own matchers, for ephemeral resources, which those do not look at.
 *
 * @param configuration a stack as `synthesize` gives it
 * @param type type of the ephemeral resource, such as coffer_secret
 * @param properties what one of them has to say, named as in Terraform
 */
function toHaveEphemeral(
  this: jest.MatcherContext,
  configuration: Configuration,
  type: string,
  properties: Block = {},
): jest.CustomMatcherResult {
  const found = Object.values(configuration.ephemeral?.[type] ?? {});
  const pass = found.some((block) => this.equals(block, expect.objectContaining(properties)));
  return {
    pass,
    message: () =>
      `expected ${pass ? 'no' : 'an'} ephemeral ${type} with ${this.utils.stringify(properties)} among\n${JSON.stringify(found, null, 2)}`,
  };
}

expect.extend({ toHaveEphemeral });

declare global {
  namespace jest {
    interface Matchers<R> {
      toHaveEphemeral(type: string, properties?: Block): R;
    }
  }
}
