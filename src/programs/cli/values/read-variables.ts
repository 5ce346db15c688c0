import { noSuchService } from './services';
import { environmentName, environmentNameFault } from '../../../contracts/names';
import { nearest } from '../../../contracts/nearest';
import type { RevealedParameter } from '../../aws/parameter';
import { ParameterStore } from '../../aws/parameter-store';
import { CommandError } from '../command';
import type { Session } from '../session';
import { shown } from '../terminal';

/** What a program gets. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** The parameter that it comes from. */
  readonly parameter: string;
}

export interface Selection {
  /** Paths of services; a later one wins. */
  readonly paths: readonly string[];
  /** Whether levels below a service count too. */
  readonly recursive: boolean;
  /** Names of variables, or keys, that are asked for by name; all of the service if undefined. */
  readonly only?: readonly string[];
  /** Parameters to ask for by name, by the path of their service, in place of all that the service has. */
  readonly declared?: ReadonlyMap<string, readonly string[]>;
}

/** GetParameters takes so many names. */
const NAMES_PER_CALL = 10;
/** Calls by name that are under way at a time: more would only make Parameter Store throttle them. */
const CALLS_AT_ONCE = 10;

/**
 * The variables of services, by name: one decrypting list per service, all of them at once; or, if names are given, those
 * by name, of which Parameter Store answers many times as many in a second as lists.
 *
 * @throws CommandError if a service or a name is not there, or a parameter cannot become a variable
 */
export async function readVariables(session: Session, selection: Selection, signal: AbortSignal): Promise<ReadonlyMap<string, Variable>> {
  const store = new ParameterStore(session.aws);
  const named = selection.declared ?? (selection.only && new Map(selection.paths.map((path) => [path, namesOf(path, selection.only!)])));
  const services = named
    ? await byNames(store, named, selection.paths, signal)
    : await Promise.all(selection.paths.map((path) => store.revealAll(path, signal, selection.recursive)));
  const empty = selection.paths.find((_, index) => services[index]!.length === 0);
  if (empty !== undefined && !named) throw noSuchService(empty, `region ${session.region}`);
  const variables = new Map<string, Variable>();
  services.forEach((parameters) => {
    for (const variable of variablesOf(parameters)) variables.set(variable.name, variable);
  });
  if (selection.only) requireAll(selection, variables);
  return variables;
}

/**
 * The variables of one service.
 *
 * @throws CommandError if two parameters become one variable, or one becomes none
 */
export function variablesOf(parameters: readonly RevealedParameter[]): Variable[] {
  const found = new Map<string, Variable>();
  for (const { name: parameter, value } of parameters) {
    const key = parameter.slice(parameter.lastIndexOf('/') + 1);
    const fault = environmentNameFault(key);
    if (fault) {
      throw new CommandError(
        `parameter ${shown(parameter)} ${fault.problem}. Rename it${
          fault.better === '' ? '' : ` to ${fault.better}`
        }, or name the variables that you want with --only.`,
      );
    }
    const name = environmentName(key);
    const twin = found.get(name);
    if (twin) {
      throw new CommandError(
        `parameters ${shown(twin.parameter)} and ${shown(parameter)} both become ${name}. Rename or delete one of them, ` +
          'or name the variables that you want with --only.',
      );
    }
    found.set(name, { name, value, parameter });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A variable may come from a key with '_' or with '-': both are asked for. A key as it is written is asked for alone. */
function keysOf(given: string): string[] {
  if (/[a-z.-]/.test(given)) return [given.toLowerCase()];
  const key = given.toLowerCase();
  return [...new Set([key, key.replace(/_/g, '-')])];
}

function namesOf(path: string, only: readonly string[]): string[] {
  return [...new Set(only.flatMap((each) => keysOf(each).map((key) => `${path}/${key}`)))];
}

/** Those of all services together, so that no call is half empty, and a service costs no call of its own. */
async function byNames(
  store: ParameterStore,
  named: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<RevealedParameter[][]> {
  const names = [...new Set([...named.values()].flat())];
  const calls = Array.from({ length: Math.ceil(names.length / NAMES_PER_CALL) }, (_, index) =>
    names.slice(index * NAMES_PER_CALL, (index + 1) * NAMES_PER_CALL),
  );
  const found = new Map<string, RevealedParameter>();
  // One queue for all: a call that is throttled waits, and what is behind it waits too.
  const inTurn = async () => {
    for (let call = calls.shift(); call; call = calls.shift()) {
      for (const each of (await store.revealEach(call, signal)).values()) found.set(each.name, each);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, calls.length) }, inTurn));
  } finally {
    calls.length = 0; // after a failure, nothing more is asked for
  }
  return paths.map((path) => named.get(path)!.flatMap((name) => found.get(name) ?? []));
}

function requireAll({ only = [], paths }: Selection, variables: ReadonlyMap<string, Variable>): void {
  const missing = only.filter((each) => !variables.has(environmentName(each.toLowerCase())));
  if (missing.length === 0) return;
  const services = paths.map((path) => path.slice(1)).join(', ');
  const meant = nearest(missing[0]!, [...variables.keys()], 1);
  throw new CommandError(
    `no parameter of ${services} becomes ${missing.map(shown).join(', ')}` +
      `${
        meant.length > 0 ? ` (there is ${meant[0]})` : ''
      }. A key with both '-' and '_' has to be written as it is, such as --only db-pass_word.`,
  );
}
