import { ANSWER_WITHIN_MS, ask } from './ask-rotator';
import { VAULT_VARIABLE } from '../../../contracts/function-environment';
import { rotatorName } from '../../../contracts/function-names';
import type { RotationOutcome } from '../../../contracts/rotation/outcomes';
import type { RollbackRequest, RotateRequest } from '../../../contracts/rotation/requests';
import { type Arguments, CommandError, EXIT, text, UsageError } from '../command';
import { openSession } from '../session';
import { byName } from '../vault/choose-vault';

/** Replaces a secret now. @throws CommandError if the rotator says no, or there is none */
export function runRotate(args: Arguments): Promise<number> {
  return act('rotate', args, ({ outcome, version, refused }, name) => {
    if (outcome === 'superseded') return `${name} was written by somebody else in the meantime: version ${version} works, and was kept.`;
    return `${name} is rotated: version ${version}.${
      refused === undefined ? '' : ` Version ${refused}, which somebody wrote in the meantime, is an earlier version now.`
    }`;
  });
}

/** Goes back to the previous value. @throws CommandError if the rotator says no, or there is none */
export function runRollback(args: Arguments): Promise<number> {
  return act('rollback', args, ({ version }, name) => `${name} is back at its previous value, as version ${version}.`);
}

async function act(
  request: 'rotate' | 'rollback',
  args: Arguments,
  say: (outcome: RotationOutcome, name: string) => string,
): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError(`${positionals.length} names are given, not one. Write coffer ${request} /api/db_password`);
  }
  if (!/^(\/[\w.-]+){2,}$/.test(name)) {
    throw new UsageError(`'${name}' is not the name of a secret's parameter. Write it like /api/db_password`);
  }
  // Its form is looked at before AWS is asked for anything; a path of a construct is one of a manifest.
  const named = text(options.vault) ?? text(process.env[VAULT_VARIABLE]);
  if (named !== undefined && !named.includes('/')) byName(named);
  // Whoever has a secret rotated needs no permission for its key: that there is a rotator of this name here tells as much.
  const { aws, vault } = await openSession(args, { requestTimeoutMs: ANSWER_WITHIN_MS, looksUpKey: false });
  if (!vault) throw new UsageError(`no vault is given. Write --vault acme-prod, or set ${VAULT_VARIABLE}`);
  const asked: RotateRequest | RollbackRequest = request === 'rotate' ? { rotate: name } : { rollback: name };
  const outcome = await ask(aws, rotatorName(vault.name), asked, { terminal, signal });
  if (outcome.outcome === 'nothing to do') throw new CommandError(`the rotator of ${vault.name} found nothing to do for ${name}.`);
  if (outcome.instead !== undefined) {
    const finished = outcome.instead === 'rollback' ? 'rollback' : 'rotation';
    throw new CommandError(
      `an unfinished ${finished} of ${name} was there, and was finished first: ` +
        `${outcome.outcome === 'superseded' ? 'a value that somebody wrote meanwhile was kept as' : 'its value is'} version ${outcome.version}. ` +
        `Look at it with coffer history ${name}, and ask for the ${request === 'rotate' ? 'rotation' : 'rollback'} again if you still want it.`,
    );
  }
  terminal.out(say(outcome, name));
  return EXIT.OK;
}
