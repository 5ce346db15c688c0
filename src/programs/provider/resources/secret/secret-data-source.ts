import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET_METADATA, secretMetadata } from './secret-metadata';
import type { ParameterDescription } from '../../../aws/parameter';
import type { DataSource } from '../../core/resource';
import type { Coffer, CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import { string, type Schema } from '../../schema/schema';
import { PARAMETER_NAME } from '../../stores/parameter-name';

/** How long a listing may lag behind a write, in steps. */
const LISTED_WITHIN_MS: readonly number[] = [200, 500, 1000, 2000, 4000];

const SECRET_DATA = {
  description:
    'What is known of a secret in Parameter Store, whoever declares it: when it was last written, under which key, in which ' +
    'version. **Never its value**: that is what the ephemeral `coffer_secret` is for.\n\n' +
    'Reads metadata only. Whoever runs Terraform needs `ssm:DescribeParameters` (which IAM can allow on `*` only) and ' +
    '`ssm:ListTagsForResource`, and no `kms:Decrypt`. A secret that is not there is an error.',
  attributes: {
    name: string({ ...PARAMETER_NAME, required: true }),
    ...SECRET_METADATA,
  },
} satisfies Schema;

/** One parameter's metadata. */
export const secretDataSource: DataSource<typeof SECRET_DATA.attributes, Coffer> = {
  typeName: 'coffer_secret',
  schema: SECRET_DATA,

  async read(config, context) {
    const name = config.name!;
    // Asked first, since its answer is certain where a listing lags behind.
    const tags = await context.provider.store.tags(name, context.signal);
    if (tags === undefined) {
      throw new DiagnosticError(
        `There is no secret ${name}`,
        "Parameter Store has no such parameter in this account and region. Check the name and the provider's region, or write it first: " +
          'a coffer_secret resource (then refer to it by depends_on), or chamber write.',
        ['name'],
      );
    }
    return { name, ...(await secretMetadata(await described(name, context), tags, Date.now(), context)) };
  },
};

async function described(name: string, { provider, signal }: CofferContext): Promise<ParameterDescription> {
  const listed = await provider.catalog.find(name, signal);
  if (listed) return listed;
  for (const wait of LISTED_WITHIN_MS) {
    const found = await provider.store.describe(name, signal);
    if (found) return found;
    await sleep(wait, undefined, { signal });
  }
  throw new DiagnosticError(
    `Parameter ${name} is not listed yet`,
    'It is there, but DescribeParameters does not show it. Run Terraform again in a moment.',
    ['name'],
  );
}
