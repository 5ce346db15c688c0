import { readValue } from './read-value';
import { parameterName } from './services';
import { inWords, planWrite, type PlannedWrite } from './write-plan';
import { followed, refuseChanged } from './writes';
import { isAlreadyThere } from '../../aws/errors';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, CommandError, EXIT } from '../command';
import { openSession } from '../session';
import { announceChange } from '../vault/announce-change';
import { keyForWrite } from '../vault/vault-key';

/** @throws CommandError if the value cannot be kept, or was written by somebody else meanwhile */
export async function runSet(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const name = parameterName(positionals, 'set');
  const session = await openSession(args);
  const store = new ParameterStore(session.aws);
  const before = await store.describe(name, signal);
  const keyId = keyForWrite(session, name, before, options);
  const value = await readValue(name, terminal, options['keep-newline'] === true, signal);
  const planned = planWrite(name, value, before, keyId);
  if (options['dry-run'] === true) {
    terminal.out(`Would ${inWords(planned)}`);
    return EXIT.OK;
  }
  await announceChange(session, args, inWords(planned));
  const version = await write(store, planned, signal);
  terminal.out(`${name} is at version ${version}.`);
  return EXIT.OK;
}

async function write(store: ParameterStore, { value, before }: PlannedWrite, signal: AbortSignal): Promise<number> {
  if (!before) {
    try {
      return await store.create(value, {}, signal);
    } catch (error) {
      if (isAlreadyThere(error)) {
        throw new CommandError(
          `${value.name} was created by somebody else in the meantime. Nothing was written. Look at it, and try again.`,
        );
      }
      throw error;
    }
  }
  refuseChanged(before, await store.describe(value.name, signal));
  const written = await store.overwrite(value, before.version, signal);
  if (!followed(before, written)) {
    throw new CommandError(
      `${value.name} was written by somebody else at the same time: version ${before.version + 1} or ${written.version} is theirs. ` +
        'See coffer history.',
    );
  }
  return written.version;
}
