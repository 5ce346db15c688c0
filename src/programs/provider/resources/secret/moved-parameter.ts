import { SECRET, type SecretAttributes } from './secret-schema';
import { DEFAULT_KEY } from '../../../aws/kms-keys';
import { emptyState, type StateMove } from '../../core/resource';
import { DiagnosticError } from '../../schema/diagnostics';
import { visibleTags } from '../../stores/ownership';
import { PARAMETER_NAME } from '../../stores/parameter-name';

/**
 * `aws_ssm_parameter` as a secret: a `moved` block adopts the parameter where it is, and the value that its state held
 * is left behind. Nothing is written before the next apply, and then tags only.
 */
export const movedParameter: StateMove<SecretAttributes> = {
  provider: 'hashicorp/aws',
  typeName: 'aws_ssm_parameter',

  move(source, diagnostics) {
    const text = (name: string) => (typeof source[name] === 'string' && source[name] !== '' ? (source[name] as string) : undefined);
    const name = text('name') ?? text('id') ?? '';
    if (text('type') !== 'SecureString') {
      throw new DiagnosticError(
        `Parameter ${name} is not encrypted`,
        `Its type is ${text('type') ?? 'unknown'}, and only a SecureString can become a coffer_secret. ` +
          'Keep it an aws_ssm_parameter, or have the secret written again.',
      );
    }
    const fault = PARAMETER_NAME.validate(name);
    if (fault) throw new DiagnosticError(fault[0], `${fault[1]} A parameter of this name cannot become a coffer_secret.`);
    if (typeof source.value === 'string' && source.value !== '') {
      diagnostics.warning(
        `The value of ${name} was in the state`,
        'It leaves the state with this apply, and is not in the plan. Backups and earlier versions of the state still hold it, as do ' +
          'older saved plans: rotate the secret, and delete them.',
      );
    }
    const tags = visibleTags(textMap(source.tags_all) ?? {});
    return {
      state: {
        ...emptyState(SECRET),
        name,
        kms_key_id: text('key_id') ?? DEFAULT_KEY,
        tier: text('tier') ?? 'Standard',
        tags,
        tags_all: tags,
        adopt: false,
        deletion_protection: true,
        arn: text('arn') ?? null,
        version: typeof source.version === 'number' ? source.version : 1,
        status: 'current',
      },
      private: { imported: true },
    };
  },
};

function textMap(value: unknown): Record<string, string> | undefined {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]))
    : undefined;
}
