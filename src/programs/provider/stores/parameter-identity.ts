import type { Identity } from '../core/resource';
import type { Attributes } from '../schema/schema';

/** What tells a parameter from all others: its name, in a region of an account, as its ARN has them. */
export function parameterIdentity<A extends Attributes>(): Identity<A> {
  return {
    attributes: {
      name: { description: 'Name of the parameter.' },
      region: { description: "Region that it is in. Default: the provider's.", optional: true },
      account_id: { description: "Account that it is in. Default: the provider's.", optional: true },
    },
    of(state) {
      const [, , , region, account] = String(state.arn ?? '').split(':');
      return region && account ? { name: state.name as string | null, region, account_id: account } : undefined;
    },
    importId: ({ name }) => name ?? '',
  };
}
