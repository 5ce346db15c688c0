import { createInterface } from 'node:readline/promises';
import { vaultOf } from './choose-vault';
import { mayBeProduction } from '../../../contracts/production';
import { type Arguments, CommandError, EXIT } from '../command';

import type { Session } from '../session';
import { shown } from '../terminal';

/** Asks a question, and returns what was typed. */
export type Ask = (question: string, signal: AbortSignal) => Promise<string>;

/**
 * Says where a change is about to be made, and asks first if the stage is protected. To be called before anything is
 * written, by every command that writes.
 *
 * @param what is done, such as `overwrite /api/db_password`
 * @throws CommandError if nobody agreed
 */
export async function announceChange(
  { vault, region, keyId, aws }: Session,
  { options, terminal, signal }: Pick<Arguments, 'options' | 'terminal' | 'signal'>,
  what: string,
  ask: Ask = askOnTerminal,
): Promise<void> {
  const { accountId } = await aws.identity(signal);
  const stage = vault?.stage ?? vault?.name;
  const inVault = vault ? `, vault ${vault.name}${vault.stage === undefined ? '' : `, stage ${vault.stage}`}` : '';
  terminal.error(shown(`In account ${accountId}, ${region}${inVault}: ${what}`));
  // Without a vault, the alias of the key is all that may tell of a stage.
  const isProtected = vault?.isProtected ?? (keyId.startsWith('alias/') && mayBeProduction(vaultOf(keyId)));
  if (!isProtected || options.yes === true) return;
  const word = stage ?? 'yes';
  const why = `${stage ?? keyId} is protected`;
  if (!terminal.interactive) {
    throw new CommandError(`${why}, and there is no terminal to confirm the change on. Nothing was changed. Pass --yes if you are sure.`);
  }
  const answer = await ask(`${shown(why)}. To go on, type ${shown(word)}: `, signal);
  if (answer.trim() !== word) throw new CommandError(`'${shown(answer)}' was typed, not ${shown(word)}: nothing was changed.`);
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  const stopped = (): void => stop.abort();
  signal.addEventListener('abort', stopped);
  let interrupted = false;
  lines.on('SIGINT', () => {
    interrupted = true;
    stopped();
  });
  lines.on('close', stopped);
  try {
    return await lines.question(question, { signal: stop.signal });
  } catch {
    process.stderr.write('\n');
    throw new CommandError(
      'the change was not confirmed: nothing was changed.',
      interrupted || signal.aborted ? EXIT.INTERRUPTED : EXIT.FAILED,
    );
  } finally {
    signal.removeEventListener('abort', stopped);
    lines.removeListener('close', stopped);
    lines.close();
  }
}
