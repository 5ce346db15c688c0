import { nameFault, type NameFault, splitParameterName } from './names';

/**
 * The inventory of an existing estate: what `coffer inventory` found in Parameter Store, in a file that is checked in, so
 * that synth stays offline. It holds names and metadata, and never a value.
 */
export interface Inventory {
  /** Version of the file's form. */
  readonly inventory: 1;
  /** Account that it was taken from, where Parameter Store said. */
  readonly account?: string;
  readonly region: string;
  /** The paths that were listed. */
  readonly paths: readonly string[];
  /** By name. */
  readonly parameters: readonly InventoryParameter[];
}

/** A parameter that is there. */
export interface InventoryParameter {
  readonly name: string;
  /** String, StringList or SecureString. */
  readonly type: string;
  readonly tier: string;
  /** The key as its last writer named it: an alias, an id or an ARN. Left out where it is not encrypted. */
  readonly key?: string;
  /** Why it cannot be adopted, for people; worked out again from name and type where it counts. */
  readonly notAdoptable?: string;
}

/** What the file is called where nobody says. */
export const INVENTORY_FILE = 'coffer-inventory.json';

/** The fault of a path to list, or undefined: `/api`, `/api/prod`, or `/` for everything. */
export function pathFault(path: string): NameFault | undefined {
  if (typeof path !== 'string' || path === '') {
    return { problem: 'the path is empty', remedy: 'Write the path of a service, such as /api.' };
  }
  if (!path.startsWith('/')) return { problem: `path '${path}' does not begin with '/'`, remedy: `Write '/${path}'.` };
  if (path !== '/' && !/^(\/[A-Za-z0-9_.-]+)+$/.test(path)) {
    const better = path.replace(/\/+/g, '/').replace(/\/$/, '');
    return {
      problem: `path '${path}' is not one of Parameter Store (letters, digits, '_', '-', '.', with '/' between levels and none at the end)`,
      remedy: `Write '${/^(\/[A-Za-z0-9_.-]+)+$/.test(better) ? better : '/api'}'.`,
    };
  }
  return undefined;
}

/** Whether a parameter is below a path, on whatever level. */
export function isBelow(path: string, name: string): boolean {
  return path === '/' || name.startsWith(`${path}/`);
}

/** Why a parameter cannot be a secret of Coffer's, or undefined. */
export function adoptionFault({ name, type }: Pick<InventoryParameter, 'name' | 'type'>): NameFault | undefined {
  const names = splitParameterName(name);
  const fault = names ? nameFault(names) : { problem: 'it has no service: its name has one level', remedy: 'Copy it to /<service>/<key>.' };
  if (fault) return fault;
  if (type === 'SecureString') return undefined;
  return {
    problem: `it is a ${type}, which is not encrypted`,
    remedy:
      'Where its value is a secret, write a new one as a SecureString, since the old one counts as known; where it is none, leave it out.',
  };
}

/** The text of the file: sorted, the same for the same estate. */
export function renderInventory({ account, region, paths, parameters }: Omit<Inventory, 'inventory'>): string {
  const sorted = [...parameters]
    .sort((a, b) => compare(a.name, b.name))
    .map(({ name, type, tier, key }) => {
      const fault = adoptionFault({ name, type });
      return { name, type, tier, key, notAdoptable: fault && `${fault.problem}. ${fault.remedy}` };
    });
  return `${JSON.stringify({ inventory: 1, account, region, paths: [...paths].sort(compare), parameters: sorted }, null, 2)}\n`;
}

/**
 * Reads the text of the file.
 *
 * @throws Error whose message says what is wrong with it, as the end of a sentence that begins with the file.
 */
export function parseInventory(text: string): Inventory {
  let parsed: Partial<Inventory>;
  try {
    parsed = JSON.parse(text) as Partial<Inventory>;
  } catch {
    throw new Error('is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || !('inventory' in parsed)) {
    throw new Error("is not an inventory: it has no member 'inventory'");
  }
  if (parsed.inventory !== 1) {
    throw new Error(`is an inventory of form ${JSON.stringify(parsed.inventory)}, and this version of Coffer reads form 1`);
  }
  if (typeof parsed.region !== 'string' || !isTexts(parsed.paths) || !Array.isArray(parsed.parameters)) {
    throw new Error("is not whole: 'region', 'paths' and 'parameters' belong in it");
  }
  const seen = new Set<string>();
  parsed.parameters.forEach((parameter: Partial<InventoryParameter> | null, index) => {
    if (!isTexts([parameter?.name, parameter?.type, parameter?.tier])) {
      throw new Error(`is not whole: parameters[${index}] lacks its name, type or tier`);
    }
    if (seen.has(parameter!.name!)) throw new Error(`has '${parameter!.name}' twice`);
    seen.add(parameter!.name!);
  });
  return parsed as Inventory;
}

function isTexts(list: unknown): boolean {
  return Array.isArray(list) && list.every((each) => typeof each === 'string');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
