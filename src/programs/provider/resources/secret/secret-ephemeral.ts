import { AwsCallError } from '../../../aws/errors';
import type { EphemeralResource } from '../../core/resource';
import type { Coffer } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import { number, string, type Schema } from '../../schema/schema';
import { PARAMETER_NAME } from '../../stores/parameter-name';

const EPHEMERAL_SECRET = {
  description:
    'The value of a secret, for as long as one Terraform operation: to configure a provider, or to feed a write-only argument. ' +
    'Nothing of it is in plan or state.\n\n' +
    'It is read in every plan, apply and destroy of its configuration: whoever runs any of these needs `ssm:GetParameter` and ' +
    '`kms:Decrypt`.',
  attributes: {
    name: string({ ...PARAMETER_NAME, required: true }),
    version: number({
      optional: true,
      computed: true,
      description: "Parameter Store's version of the value. Default: the latest.",
      validate: (version) =>
        Number.isInteger(version) && version >= 1
          ? undefined
          : ['Wrong version', `version is ${version}; it must be a whole number from 1.`],
    }),
    value: string({ computed: true, sensitive: true, description: 'The value.' }),
    arn: string({ computed: true, description: 'ARN of the parameter.' }),
  },
} satisfies Schema;

/** An explicit read of a value, which leaves no trace in plan or state. */
export const secretEphemeral: EphemeralResource<typeof EPHEMERAL_SECRET.attributes, Coffer> = {
  typeName: 'coffer_secret',
  schema: EPHEMERAL_SECRET,

  async open({ name, version }, { provider, signal }) {
    try {
      return { name, ...(await provider.store.reveal(name!, version ?? undefined, signal)) };
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      if (error.code === 'ParameterNotFound') {
        throw new DiagnosticError(
          `Secret ${name} has no value yet`,
          'There is no such parameter. If it awaits its first value, write it: chamber write, or aws ssm put-parameter. ' +
            'If a coffer_secret of this ' +
            'configuration makes it, say so, and it is read once that is there: version = coffer_secret.<name>.version.',
          ['name'],
        );
      }
      if (error.code === 'ParameterVersionNotFound') {
        throw new DiagnosticError(
          `Secret ${name} has no version ${version}`,
          'Parameter Store keeps the last 100 versions. Leave version out for the latest.',
          ['version'],
        );
      }
      throw error;
    }
  },
};
