import { serviceEnvironment } from '../../../contracts/environment';
import { adoptionFault, type Inventory, type InventoryParameter, isBelow } from '../../../contracts/inventory';

type Content = Pick<Inventory, 'parameters'>;

/** What a run has to say. */
export interface Report {
  /** What was added, removed and changed, line by line. */
  readonly changes: readonly string[];
  /** What keeps parameters from being adopted. */
  readonly notes: readonly string[];
  readonly summary: string;
}

/** Compares two inventories, and says what adopting the second one's parameters would meet. */
export function reportOf(before: Content | undefined, after: Content, paths: readonly string[]): Report {
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const changes =
    before === undefined
      ? []
      : names.flatMap((name) => {
          const [then, since] = [old.get(name), now.get(name)];
          if (!then) return [`+ ${name}`];
          if (!since) return [`- ${name}`];
          const differing = (['type', 'tier', 'key'] as const).filter((member) => then[member] !== since[member]);
          return differing.length === 0
            ? []
            : [`~ ${name} (${differing.map((member) => `${member}: ${then[member] ?? 'none'} -> ${since[member] ?? 'none'}`).join(', ')})`];
        });
  const listed = [...now.values()]
    .filter(({ name }) => paths.some((path) => isBelow(path, name)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const faulty = listed.flatMap((parameter) => {
    const fault = adoptionFault(parameter);
    return fault ? [`Not adoptable: ${parameter.name}: ${fault.problem}. ${fault.remedy}`] : [];
  });
  const empty = paths
    .filter((path) => !listed.some(({ name }) => isBelow(path, name)))
    .map((path) => `There is no parameter below ${path}. Check the path, the region and the account.`);
  const adoptable = listed.length - faulty.length;
  return {
    changes,
    notes: [...empty, ...faulty, ...collisions(listed)],
    summary: `${listed.length} ${listed.length === 1 ? 'parameter' : 'parameters'} below ${paths.join(', ')}, ${adoptable} adoptable`,
  };
}

function byName(content: Content | undefined): Map<string, InventoryParameter> {
  return new Map((content?.parameters ?? []).map((parameter) => [parameter.name, parameter]));
}

/** Adoptable one by one, and not together: synth refuses two keys of a service that are one variable. */
function collisions(parameters: readonly InventoryParameter[]): string[] {
  const services = new Map<string, string[]>();
  for (const parameter of parameters.filter((each) => !adoptionFault(each))) {
    const service = parameter.name.slice(0, parameter.name.lastIndexOf('/'));
    services.set(service, [...(services.get(service) ?? []), parameter.name]);
  }
  return [...services.values()].flatMap((names) =>
    serviceEnvironment(names).faults.map(({ problem, remedy }) => `${problem} ${remedy} Or leave one out: exclude of adoptPath().`),
  );
}
