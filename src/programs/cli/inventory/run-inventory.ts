import { readInventory, writeInventory } from './inventory-file';
import { reportOf } from './inventory-report';
import { INVENTORY_FILE, type Inventory, type InventoryParameter, isBelow, pathFault, renderInventory } from '../../../contracts/inventory';
import { type ParameterDescription } from '../../aws/parameter';
import { ParameterCatalog } from '../../aws/parameter-catalog';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, CommandError, EXIT, UsageError } from '../command';
import { openSession } from '../session';
import { paragraph } from '../table';
import { shown } from '../terminal';

const NO_BREAK = '\u00a0';

/** @throws CommandError if the file cannot be read or written, or is of another account or region */
export async function runInventory(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const file = typeof options.output === 'string' ? options.output : INVENTORY_FILE;
  for (const path of positionals) {
    const fault = pathFault(path);
    if (fault) throw new UsageError(`${fault.problem}. ${fault.remedy.replace(/\.$/, '')}`);
  }
  const before = readInventory(file);
  const paths = positionals.length > 0 ? [...new Set(positionals)] : (before?.paths ?? []);
  if (paths.length === 0) {
    throw new UsageError(`no path is given, and there is no ${file} yet to take them from. Write coffer inventory /api`);
  }

  // An estate is written down before there is a vault to take it over, so its key need not be there.
  const { aws, region } = await openSession(args, { looksUpKey: false });
  // Needs no permission. Parameters' ARNs would tell too, where there are parameters.
  const { accountId: account } = await aws.identity(signal);
  refuseOtherPlace(file, before, { account, region });
  const catalog = new ParameterCatalog(aws, new ParameterStore(aws), '');
  const found = new Map<string, ParameterDescription>();
  for (const path of paths) for (const each of await catalog.under(path, true, signal)) found.set(each.name, each);

  const kept = (before?.parameters ?? []).filter(({ name }) => !paths.some((path) => isBelow(path, name)));
  const after: Omit<Inventory, 'inventory'> = {
    account,
    region,
    paths: [...new Set([...(before?.paths ?? []), ...paths])],
    parameters: [...kept, ...[...found.values()].map(entryOf)],
  };
  const text = renderInventory(after);
  const changed = before === undefined || text !== renderInventory(before);
  const report = reportOf(before, after, paths);
  // An inventory of somebody else's may say anything.
  report.notes.forEach((note) => terminal.error(shown(note)));
  report.changes.forEach((change) => ofChange(shown(change), terminal.columns).forEach((line) => terminal.out(line)));
  if (options.check === true) {
    const again = `${file} is out of date. Run coffer inventory ${positionals.join(' ')}`.trimEnd();
    paragraph(shown(changed ? again : `${file} is current.`), terminal.columns).forEach((line) => terminal.out(line));
    return changed ? EXIT.FAILED : EXIT.OK;
  }
  if (changed) writeInventory(file, text);
  const written = `${changed ? 'Wrote' : 'Nothing changed in'} ${file}: ${report.summary}.`;
  paragraph(shown(written), terminal.columns).forEach((line) => terminal.out(line));
  return EXIT.OK;
}

/** The sign of a change stays beside the name, however long that is. */
function ofChange(change: string, columns: number | undefined): string[] {
  return paragraph(change.replace(' ', NO_BREAK), columns).map((line) => line.replace(NO_BREAK, ' '));
}

function entryOf({ name, type, tier, keyId }: ParameterDescription): InventoryParameter {
  return { name, type, tier, key: type === 'SecureString' ? keyId : undefined };
}

// One file is one account's: an inventory of dev and prod in one would have synth adopt the one's names in the other.
function refuseOtherPlace(file: string, before: Inventory | undefined, now: { readonly account: string; readonly region: string }): void {
  if (!before) return;
  const same = before.region === now.region && (before.account === undefined || before.account === now.account);
  if (same) return;
  throw new CommandError(
    `${file} is of ${placeOf(before)}, and this run lists ${placeOf(
      now,
    )}. It was left as it is: choose the profile and region that it belongs to, or another file with --output.`,
  );
}

function placeOf({ account, region }: { readonly account?: string; readonly region: string }): string {
  return account === undefined ? `region ${region}` : `account ${account} in ${region}`;
}
