import { nameFault, splitParameterName } from '../../../contracts/names';

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
