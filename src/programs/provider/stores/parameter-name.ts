import { nameFault, splitParameterName } from '../../../contracts/names';
import { DiagnosticError } from '../schema/diagnostics';

/** The name of a parameter that chamber can read, as every kind of thing of this provider takes it. */
export const PARAMETER_NAME = {
  description: 'Name of the parameter: `/<service>/<key>`, in lower case, as chamber v3 reads it.',
  validate: (name: string) => {
    // Plans of rotations are Coffer's own; what follows is the name of a secret.
    const parts = splitParameterName(name.startsWith('/_coffer/rotation/') ? name.slice('/_coffer/rotation'.length) : name);
    if (!parts) return ['Wrong name', `'${name}' is not /<service>/<key>, such as /api/db_password.`] as const;
    const fault = nameFault(parts);
    return fault && (['Wrong name', `'${name}': ${fault.problem}. ${fault.remedy}`] as const);
  },
};

/**
 * The name of the parameter that an import is to take.
 *
 * @param instead how else it may be written
 * @throws DiagnosticError where it is none, with the name that is meant where one can be told
 */
export function importedName(id: string, instead = ''): string {
  const [, selected, selector] = /^(\/[^:]+):([\w.-]+)$/.exec(id) ?? [];
  if (selected !== undefined && !PARAMETER_NAME.validate(selected)) {
    throw new DiagnosticError(
      'Wrong import id',
      `'${id}' names ${
        /^\d+$/.test(selector!) ? `version ${selector}` : `the label ${selector}`
      } of ${selected}, and an import takes the parameter with all of its versions. Write '${selected}'.`,
    );
  }
  const [, named] = /^arn:[\w-]+:ssm:[\w-]*:\d*:parameter(\/.+)$/.exec(id) ?? [];
  if (named !== undefined && !PARAMETER_NAME.validate(named)) {
    throw new DiagnosticError(
      'Wrong import id',
      `'${id}' is an ARN. Write the name of the parameter, '${named}', with a provider of its account and region.`,
    );
  }
  const fault = PARAMETER_NAME.validate(id);
  if (fault) throw new DiagnosticError('Wrong import id', `${fault[1]} Import by ${instead}the parameter's name.`);
  return id;
}
