import { ANSWER_WITHIN_MS, ask } from './ask-rotator';
import { VAULT_VARIABLE } from '../../../contracts/function-environment';
import { rotatorName } from '../../../contracts/function-names';
import type { RotationOutcome } from '../../../contracts/rotation/outcomes';
import type { RollbackRequest, RotateRequest } from '../../../contracts/rotation/requests';
import { awsClients, requireRegion } from '../aws';
import { type Arguments, CommandError, EXIT, UsageError } from '../command';

/** Replaces a secret now. @throws CommandError if the rotator says no, or there is none */
export function runRotate(args: Arguments): Promise<number> {
  return act('rotate', args, ({ outcome, version, refused }, name) => {
    if (outcome === 'superseded') return `${name} was written by somebody else meanwhile: version ${version} works and stays.`;
    return `${name} is rotated: version ${version}.${
      refused === undefined ? '' : ` Version ${refused}, which somebody wrote meanwhile, is an earlier one now.`
    }`;
  });
}

/** Goes back to the previous value. @throws CommandError if the rotator says no, or there is none */
export function runRollback(args: Arguments): Promise<number> {
  return act('rollback', args, ({ version }, name) => `${name} is back at its value before: version ${version}.`);
}

async function act(
  request: 'rotate' | 'rollback',
  { positionals, options, terminal, signal }: Arguments,
  say: (outcome: RotationOutcome, name: string) => string
): Promise<number> {
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError(`${positionals.length} names are given, not one. Write coffer ${request} /api/db_password`);
  }
  if (!/^(\/[\w.-]+){2,}$/.test(name)) {
    throw new UsageError(`'${name}' is not the name of a secret's parameter. Write it like /api/db_password`);
  }
  const vault = typeof options.vault === 'string' ? options.vault : process.env[VAULT_VARIABLE];
  if (!vault) throw new UsageError(`no vault is given. Write --vault acme-prod, or set ${VAULT_VARIABLE}`);
  if (!/^[a-z][a-z0-9-]{2,64}$/.test(vault)) throw new UsageError(`'${vault}' is not the name of a vault, <namespace>-<stage>`);
  const asked: RotateRequest | RollbackRequest = request === 'rotate' ? { rotate: name } : { rollback: name };
  const aws = awsClients(options, ANSWER_WITHIN_MS);
  await requireRegion(aws);
  const outcome = await ask(aws, rotatorName(vault), asked, { terminal, signal });
  if (outcome.outcome === 'nothing to do') throw new CommandError(`the rotator of ${vault} found nothing to do for ${name}.`);
  terminal.out(say(outcome, name));
  return EXIT.OK;
}
