import { noSuchService, servicePath } from './services';
import { environmentName } from '../../../contracts/names';
import type { ParameterDescription } from '../../aws/parameter';
import { ParameterCatalog } from '../../aws/parameter-catalog';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, EXIT } from '../command';
import { json } from '../json';
import { openSession } from '../session';
import { table } from '../table';
import { shown } from '../terminal';

/** @throws CommandError if a service has no parameters */
export async function runList(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const paths = [...new Set(positionals.map(servicePath))];
  const session = await openSession(args);
  const catalog = new ParameterCatalog(session.aws, new ParameterStore(session.aws), '');
  if (paths.length === 0) {
    const services = servicesOf(await catalog.under('/', true, signal));
    if (options.json === true) {
      terminal.out(json(services));
    } else {
      table(
        ['SERVICE', 'SECRETS'],
        services.map(({ service, secrets }) => [shown(service), String(secrets)]),
        terminal.columns,
      ).forEach((line) => terminal.out(line));
    }
    return EXIT.OK;
  }
  const listed = await Promise.all(paths.map((path) => catalog.under(path, options.recursive === true, signal)));
  const empty = paths.find((_, index) => listed[index]!.length === 0);
  if (empty !== undefined) throw noSuchService(empty, `region ${session.region}`);
  const secrets = listed.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.json === true) {
    terminal.out(json(secrets.map(entryOf)));
  } else {
    const rows = secrets.map((each) => [
      shown(each.name),
      variableOf(each),
      String(each.version),
      each.lastModified?.toISOString().slice(0, 16).replace('T', ' ') ?? '',
    ]);
    table(['NAME', 'VARIABLE', 'VERSION', 'MODIFIED (UTC)'], rows, terminal.columns).forEach((line) => terminal.out(line));
  }
  return EXIT.OK;
}

/** Services with how many secrets each has, on its own level. */
export function servicesOf(parameters: readonly Pick<ParameterDescription, 'name'>[]): { service: string; secrets: number }[] {
  const counts = new Map<string, number>();
  for (const { name } of parameters) {
    const service = name.slice(1, name.lastIndexOf('/'));
    // A parameter outside of any folder, such as /x or x, belongs to no service; _chamber is chamber's own.
    if (name.lastIndexOf('/') < 1 || service === '_chamber') continue;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return [...counts].map(([service, secrets]) => ({ service, secrets })).sort((a, b) => (a.service < b.service ? -1 : 1));
}

function entryOf({ name, version, type, tier, keyId, lastModified }: ParameterDescription): object {
  return { name, variable: variableOf({ name }), version, type, tier, key: keyId ?? null, modified: lastModified?.toISOString() ?? null };
}

function variableOf({ name }: Pick<ParameterDescription, 'name'>): string {
  return environmentName(name.slice(name.lastIndexOf('/') + 1));
}
