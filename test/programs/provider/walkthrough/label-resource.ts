import { AwsCallError } from '../../../../src/programs/aws/errors';
import { emptyState, type Resource } from '../../../../src/programs/provider/core/resource';
import type { Coffer, CofferContext } from '../../../../src/programs/provider/core/settings';
import { DiagnosticError } from '../../../../src/programs/provider/schema/diagnostics';
import { number, string, type Schema } from '../../../../src/programs/provider/schema/schema';
import { PARAMETER_NAME } from '../../../../src/programs/provider/stores/parameter-name';

/**
 * The resource of the steps in docs/design.md: a label on one version of a parameter. It is a whole one, with all
 * that Terraform may ask of it, and is not part of the provider.
 */
const LABEL = {
  description: 'A label that points to one version of a parameter, such as `current`.',
  attributes: {
    name: string({ ...PARAMETER_NAME, required: true, requiresReplace: true }),
    label: string({
      required: true,
      requiresReplace: true,
      description: 'The label: 1 to 100 letters, digits, `.`, `-` and `_`.',
      validate: (label) =>
        /^(?!aws|ssm|\d)[\w.-]{1,100}$/i.test(label)
          ? undefined
          : ['Wrong label', `'${label}' cannot be a label (AWS: Working with parameter versions).`],
    }),
    version: number({ required: true, description: 'The version that it points to. A change moves the label.' }),
  },
} satisfies Schema;

type LabelAttributes = typeof LABEL.attributes;

export const labelResource: Resource<LabelAttributes, Coffer> = {
  typeName: 'coffer_label',
  schema: LABEL,

  // Putting a label that is there already is no error and no change: cut off anywhere, this converges when it is run again.
  async create({ planned }, context) {
    await put(planned.name!, planned.label!, planned.version!, context);
    return { state: planned };
  },

  async read({ state }, context) {
    const version = await versionOf(state.name!, state.label!, context);
    return version === undefined ? null : { state: { ...state, version } };
  },

  async update({ planned }, context) {
    await put(planned.name!, planned.label!, planned.version!, context);
    return { state: planned };
  },

  async delete({ state }, { provider, signal }) {
    const { UnlabelParameterVersionCommand } = await import('@aws-sdk/client-ssm');
    const client = await provider.aws.ssm();
    await provider.aws.call(
      {
        operation: 'UnlabelParameterVersion',
        resource: state.name!,
        actions: ['ssm:UnlabelParameterVersion'],
      },
      signal,
      (abortSignal) =>
        client.send(new UnlabelParameterVersionCommand({ Name: state.name!, ParameterVersion: state.version!, Labels: [state.label!] }), {
          abortSignal,
        }),
    );
  },

  async import(id) {
    const [, name, label] = /^(.+):([^:]+)$/.exec(id) ?? [];
    if (name === undefined) throw new DiagnosticError('Wrong import id', `'${id}' is not <name>:<label>, such as /api/key:current.`);
    return { state: { ...emptyState(LABEL), name, label: label! } };
  },
};

async function put(name: string, label: string, version: number, { provider, signal }: CofferContext): Promise<void> {
  const { LabelParameterVersionCommand } = await import('@aws-sdk/client-ssm');
  const client = await provider.aws.ssm();
  const answer = await provider.aws.call(
    {
      operation: 'LabelParameterVersion',
      resource: name,
      actions: ['ssm:LabelParameterVersion'],
    },
    signal,
    (abortSignal) =>
      client.send(new LabelParameterVersionCommand({ Name: name, ParameterVersion: version, Labels: [label] }), { abortSignal }),
  );
  if (answer.InvalidLabels?.length) throw new DiagnosticError(`AWS does not take the label '${label}'`, 'Choose another one.', ['label']);
}

async function versionOf(name: string, label: string, { provider, signal }: CofferContext): Promise<number | undefined> {
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const client = await provider.aws.ssm();
  try {
    // Without decryption: a label is no reason to see the value.
    const answer = await provider.aws.call(
      {
        operation: 'GetParameter',
        resource: name,
        actions: ['ssm:GetParameter'],
      },
      signal,
      (abortSignal) => client.send(new GetParameterCommand({ Name: `${name}:${label}`, WithDecryption: false }), { abortSignal }),
    );
    return answer.Parameter!.Version;
  } catch (error) {
    if (error instanceof AwsCallError && /^ParameterVersion(Label)?NotFound$|^ParameterNotFound$/.test(error.code)) return undefined;
    throw error;
  }
}
