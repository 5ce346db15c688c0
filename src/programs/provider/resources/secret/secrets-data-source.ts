import { SECRET_METADATA, secretMetadata } from './secret-metadata';
import { MAX_PARAMETER_LEVELS } from '../../../../contracts/names';
import type { DataSource } from '../../core/resource';
import { parameterArn, type Coffer } from '../../core/settings';
import { bool, listOfObjects, listOfStrings, string, type Schema } from '../../schema/schema';

const SECRETS_DATA = {
  description:
    'What is known of the secrets under a path of Parameter Store, whoever declares them: for an inventory, ' +
    'or a check that none is older than it may be. **Never their values**: ' +
    'that is what the ephemeral `coffer_secret` and `coffer_environment` are for.\n\n' +
    'Reads metadata only, page by page: one call for every 50 parameters, and one for the tags of every 100 parameters in ' +
    'the region that have any. Those tags come from an index that lags ' +
    'behind writes by some seconds. Whoever runs Terraform needs `ssm:DescribeParameters` and `tag:GetResources` (which IAM ' +
    'can allow on `*` only), or in place of the latter ' +
    '`ssm:ListTagsForResource`, which takes one call for each parameter; and no `kms:Decrypt`. ' +
    'A path without parameters gives empty lists.',
  attributes: {
    path: string({
      required: true,
      description: 'Path, such as `/api` or `/api/pr-12`, without a slash at its end.',
      validate: (path) =>
        /^(?:\/[A-Za-z0-9_.-]+)+$/.test(path) && path.split('/').length - 1 < MAX_PARAMETER_LEVELS
          ? undefined
          : [
              'Wrong path',
              `'${path}' is no path of parameters: a slash and a name of letters, digits, '_', '-' and '.', up to ${
                MAX_PARAMETER_LEVELS - 1
              } times, such as /api.`,
            ],
    }),
    recursive: bool({
      description: 'Whether parameters on deeper levels count too. Default: `false`, one level, as `chamber list` has it.',
      default: false,
    }),
    names: listOfStrings({ computed: true, description: 'Names of the parameters, sorted.' }),
    secrets: listOfObjects(
      { name: string({ computed: true, description: 'Name of the parameter.' }), ...SECRET_METADATA },
      { computed: true, description: 'What is known of each parameter, sorted by name.' },
    ),
  },
} satisfies Schema;

/** The metadata of all parameters under a path. */
export const secretsDataSource: DataSource<typeof SECRETS_DATA.attributes, Coffer> = {
  typeName: 'coffer_secrets',
  schema: SECRETS_DATA,

  async read({ path, recursive: given }, context) {
    const { provider, signal } = context;
    const recursive = given ?? false;
    const listed = (await provider.catalog.under(path!, recursive, signal)).sort((a, b) => (a.name < b.name ? -1 : 1));
    // Tags are listed by ARN, and not every listing of parameters says those.
    const parameters = await Promise.all(
      listed.map(async (parameter) => ({ ...parameter, arn: parameter.arn ?? (await parameterArn(provider, parameter.name, signal)) })),
    );
    const tags = await provider.catalog.tagsOf(parameters, signal);
    const now = Date.now();
    const secrets = await Promise.all(
      parameters.map(async (parameter) => ({
        name: parameter.name,
        ...(await secretMetadata(parameter, tags.get(parameter.name) ?? {}, now, context)),
      })),
    );
    return { path, recursive, names: parameters.map(({ name }) => name), secrets };
  },
};
