import { type Difference, differences, type Side } from './differences';
import { chamberVersion } from '../../aws/parameter';
import { ParameterCatalog } from '../../aws/parameter-catalog';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, EXIT, text, UsageError } from '../command';
import { json } from '../json';
import { openSession, type Session } from '../session';
import { shown } from '../terminal';
import { noSuchService, servicePath } from '../values/services';

/** Two sides, and what to call them. */
interface Compared {
  readonly left: Side;
  readonly right: Side;
  readonly names: readonly [left: string, right: string];
}

/** @throws CommandError if a service is not there, or the other place is not one of the vault that was named */
export async function runDiff(args: Arguments): Promise<number> {
  const { options, terminal } = args;
  const { left, right, names } = await compared(args);
  const found = differences(left, right);
  if (options.json === true) {
    terminal.out(json({ left: names[0], right: names[1], differences: found }));
  } else {
    terminal.out(shown(`- ${names[0]}`));
    terminal.out(shown(`+ ${names[1]}`));
    found.forEach((each) => terminal.out(shown(inWords(each))));
    if (found.length === 0) terminal.out('No difference in names and versions.');
  }
  return found.length === 0 ? EXIT.OK : EXIT.FAILED;
}

async function compared(args: Arguments): Promise<Compared> {
  const { positionals, options } = args;
  const elsewhere = otherPlace(options);
  const [one, other = one, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`${positionals.length} services are given, but only two can be compared`);
  if (one === undefined) {
    if (elsewhere) throw new UsageError('no service is given to compare in two places. Write coffer diff api --with-profile prod');
    return withManifest(args);
  }
  if (positionals.length === 1 && !elsewhere) {
    throw new UsageError(
      'one service is given, and nothing to compare it with. Write a second one, or --with-profile, --with-region or --with-vault',
    );
  }
  const here = await openSession(args);
  // The other place is held to the manifest like this one. It opens before anything is read here.
  const there = elsewhere ? await openSession({ ...args, options: { ...options, ...elsewhere } }) : here;
  const [left, right] = [await sideOf(here, one, args), await sideOf(there, other!, args)];
  return { left, right, names: [await nameOf(here, one, args), await nameOf(there, other!, args)] };
}

/** The options of the other side, under the names that a session reads. */
function otherPlace(options: Arguments['options']): Arguments['options'] | undefined {
  const [profile, region, vault] = [text(options['with-profile']), text(options['with-region']), text(options['with-vault'])];
  if (profile === undefined && region === undefined && vault === undefined) return undefined;
  return { ...(profile !== undefined && { profile }), ...(region !== undefined && { region }), vault };
}

async function sideOf({ aws, region }: Session, service: string, { signal }: Arguments): Promise<Side> {
  const path = servicePath(service);
  const found = await new ParameterCatalog(aws, new ParameterStore(aws), '').oneLevelUnder([path], signal);
  if (found.length === 0) throw noSuchService(path, region);
  return new Map(found.map(({ name, description }) => [name.slice(path.length + 1), chamberVersion(description)]));
}

async function nameOf({ aws, region, vault }: Session, service: string, { signal }: Arguments): Promise<string> {
  const { accountId } = await aws.identity(signal);
  return `${servicePath(service).slice(1)} in account ${accountId}, ${region}${vault ? `, vault ${vault.name}` : ''}`;
}

async function withManifest(args: Arguments): Promise<Compared> {
  const { aws, region, vault } = await openSession(args);
  if (!vault?.declared) {
    throw new UsageError(
      'nothing is given to compare, and there is no manifest. Write coffer diff api api-staging, or name a manifest with --manifest',
    );
  }
  const declared = vault.declared.secrets.filter((each) => each.systemOfRecord === 'parameter-store');
  const services = [...new Set(declared.map(({ service }) => `/${service}`))];
  const found = await new ParameterCatalog(aws, new ParameterStore(aws), '').oneLevelUnder(services, args.signal);
  const { accountId } = await aws.identity(args.signal);
  return {
    left: new Map(declared.flatMap(({ name }): [string, null][] => (name === null ? [] : [[name, null]]))),
    right: new Map(found.map(({ name, description }) => [name, chamberVersion(description)])),
    names: [`declared in ${vault.declared.file}`, `account ${accountId}, ${region}, vault ${vault.name}`],
  };
}

function inWords({ key, left, right }: Difference): string {
  if (right === undefined) return `- ${key}${left === null ? '' : ` (version ${left})`}`;
  if (left === undefined) return `+ ${key} (version ${right})`;
  return `~ ${key} (version ${left} -> ${right})`;
}
