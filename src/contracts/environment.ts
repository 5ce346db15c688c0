import { environmentName, environmentNameFault } from './names';

/** The variables of one service, and why some of its parameters cannot become any. */
export interface ServiceEnvironment {
  /** By variable: the parameter that gives it. */
  readonly variables: ReadonlyMap<string, string>;
  readonly faults: readonly EnvironmentFault[];
}

export interface EnvironmentFault {
  /** The parameters it is about. */
  readonly parameters: readonly string[];
  /** What is wrong, as a sentence. */
  readonly problem: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
}

/**
 * What the parameters of one service become under chamber exec. It takes any name: of two that become one variable it
 * takes either, and a name that no program can read it hands out all the same. Here both are faults.
 *
 * @param parameters names of parameters on one level, such as `/api/db_password`
 */
export function serviceEnvironment(parameters: readonly string[]): ServiceEnvironment {
  const variables = new Map<string, string>();
  const faults: EnvironmentFault[] = [];
  for (const parameter of [...parameters].sort()) {
    const key = parameter.slice(parameter.lastIndexOf('/') + 1);
    const variable = environmentName(key);
    const unreadable = environmentNameFault(key);
    const twin = variables.get(variable);
    if (unreadable) {
      const better = unreadable.better === '' ? 'letters, digits and underscores' : `'${sibling(parameter, unreadable.better)}'`;
      faults.push({
        parameters: [parameter],
        problem: `Parameter '${parameter}' ${unreadable.problem}.`,
        remedy: `Rename it to ${better}, or move it out of the service.`,
      });
    } else if (twin !== undefined) {
      faults.push({
        parameters: [twin, parameter],
        problem:
          `Parameters '${twin}' and '${parameter}' both become ${variable} (chamber exec maps '-' to '_', ` +
          `takes no notice of case, and would take either).`,
        remedy: 'Rename or delete one of them.',
      });
    } else {
      variables.set(variable, parameter);
    }
  }
  return { variables, faults };
}

function sibling(parameter: string, key: string): string {
  return `${parameter.slice(0, parameter.lastIndexOf('/') + 1)}${key}`;
}
