import { importFormat, parseImport, readImportFile } from './import-file';
import { readInput } from './read-value';
import { servicePath } from './services';
import { inWords, planWrite, type PlannedWrite } from './write-plan';
import { followed, refuseChanged } from './writes';
import { ParameterCatalog } from '../../aws/parameter-catalog';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, CommandError, EXIT, text, UsageError } from '../command';
import { openSession } from '../session';
import { announceChange } from '../vault/announce-change';
import { keyForWrite } from '../vault/vault-key';

/** @throws CommandError if the file is at fault: then nothing was written. If a write fails, it says which were made */
export async function runImport(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const [service, file, ...more] = positionals;
  if (service === undefined || file === undefined || more.length > 0) {
    throw new UsageError('a service and a file are needed. Write coffer import api secrets.json, or - for standard input');
  }
  const path = servicePath(service);
  const format = importFormat(text(options.format), file);
  const content = file === '-' ? await readInput(signal) : readImportFile(file);
  const values = await parseImport(format, content, file);
  const session = await openSession(args);
  const store = new ParameterStore(session.aws);
  const look = async () =>
    new Map((await new ParameterCatalog(session.aws, store, '').under(path, false, signal)).map((each) => [each.name, each]));
  const there = await look();
  // All of them are checked before the first is written.
  const planned = [...values].map(([key, value]) => {
    const name = `${path}/${key}`;
    const before = there.get(name);
    return planWrite(name, value, before, keyForWrite(session, name, before, options));
  });
  if (options['dry-run'] === true) {
    planned.forEach((each) => terminal.out(`Would ${inWords(each)}`));
    return EXIT.OK;
  }
  const fresh = planned.filter(({ before }) => !before).length;
  await announceChange(session, args, `create ${fresh} and overwrite ${planned.length - fresh} secrets of ${path.slice(1)}`);
  const now = await look();
  for (const { before } of planned) if (before) refuseChanged(before, now.get(before.name));
  await writeAll(store, planned, args);
  terminal.out(`${planned.length} secrets of ${path.slice(1)} are written: ${fresh} new, ${planned.length - fresh} overwritten.`);
  return EXIT.OK;
}

async function writeAll(store: ParameterStore, planned: readonly PlannedWrite[], { terminal, signal }: Arguments): Promise<void> {
  const begun = Date.now();
  const raced: string[] = [];
  for (const [index, { value, before }] of planned.entries()) {
    try {
      if (!before) await store.create(value, {}, signal);
      else if (!followed(before, await store.overwrite(value, before.version, signal))) raced.push(value.name);
    } catch (error) {
      const written = planned.slice(0, index).map(({ value: { name } }) => name);
      throw new CommandError(
        `${(error as Error).message} Stopped at ${value.name}: ${written.length} of ${planned.length} secrets were written` +
          `${written.length > 0 ? ` (${written.join(', ')})` : ''}. Run the same command again to write all of them.`,
        signal.aborted ? EXIT.INTERRUPTED : EXIT.FAILED,
      );
    }
    // The rate of PutParameter is low enough that a file of hundreds takes minutes.
    if (index % 20 === 19 && Date.now() - begun > 1000) terminal.error(`${index + 1} of ${planned.length} are written …`);
  }
  if (raced.length > 0) {
    throw new CommandError(
      `all ${planned.length} secrets were written, but somebody else wrote ${raced.join(', ')} at the same time. See coffer history.`,
    );
  }
}
