import { parameterName } from './services';
import { refuseChanged } from './writes';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, CommandError, EXIT } from '../command';
import { openSession } from '../session';
import { shown } from '../terminal';
import { announceChange } from '../vault/announce-change';

/** @throws CommandError if there is no such secret, or somebody wrote it while the question was open */
export async function runDelete(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const name = parameterName(positionals, 'delete');
  const session = await openSession(args);
  const store = new ParameterStore(session.aws);
  const before = await store.describe(name, signal);
  if (!before) {
    throw new CommandError(
      `there is no secret ${name} in region ${session.region}. See coffer list ${name.slice(1, name.lastIndexOf('/'))}.`,
    );
  }
  const what = `delete ${name} and the history of its ${before.version} version${before.version === 1 ? '' : 's'}`;
  if (options['dry-run'] === true) {
    terminal.out(`Would ${what}`);
    return EXIT.OK;
  }
  if (session.vault?.declared?.secrets.some((each) => each.name === name)) {
    terminal.error(
      `${shown(name)} is declared in ${shown(session.vault.declared.file)}: the next deploy will create it again, ` +
        'without a value if people supply it.',
    );
  }
  await announceChange(session, args, what);
  refuseChanged(before, await store.describe(name, signal));
  await store.delete(name, signal);
  terminal.out(`${name} is deleted.`);
  return EXIT.OK;
}
