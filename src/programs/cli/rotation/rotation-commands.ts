import { ANSWER_WITHIN_MS, ask } from './ask-rotator';
import { VAULT_VARIABLE } from '../../../contracts/function-environment';
import { rotatorName } from '../../../contracts/function-names';
import type { RotationOutcome } from '../../../contracts/rotation/outcomes';
import type { RollbackRequest, RotateRequest } from '../../../contracts/rotation/requests';
import { awsClients, requireRegion } from '../aws';
import { AWS_OPTIONS, type Arguments, type Command, CommandError, EXIT, UsageError } from '../command';

const OPTIONS: Command['options'] = {
  vault: { value: 'namespace-stage', description: `the vault, such as acme-prod. Default: ${VAULT_VARIABLE}` },
  ...AWS_OPTIONS,
};

const NEEDS = [
  'The caller needs lambda:InvokeFunction on the function <namespace>-<stage>-rotator, and nothing else: it reads',
  'no value, and prints none.',
  '',
  'Exit codes: 0 done, 1 failed, 2 called wrongly.',
];

/** Replaces a secret now. */
export const rotateCommand: Command = {
  name: 'rotate',
  summary: 'Replaces the value of a secret now, by the rotator of its vault',
  usage: '<name> [options]',
  details: ['Waits until the new value is proven and current. Where it fails, the secret keeps its current value.', ...NEEDS],
  options: OPTIONS,
  run: (args) =>
    act('rotate', args, ({ outcome, version, refused }, name) => {
      if (outcome === 'superseded') return `${name} was written by somebody else meanwhile: version ${version} works and stays.`;
      return `${name} is rotated: version ${version}.${
        refused === undefined ? '' : ` Version ${refused}, which somebody wrote meanwhile, is an earlier one now.`
      }`;
    }),
};

/** Goes back to the previous value. */
export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'Makes the value before the current one current again, by the rotator of its vault',
  usage: '<name> [options]',
  details: ['The version labelled previous is proven first, like a new value. A second rollback undoes the first.', ...NEEDS],
  options: OPTIONS,
  run: (args) => act('rollback', args, ({ version }, name) => `${name} is back at its value before: version ${version}.`),
};

async function act(
  request: 'rotate' | 'rollback',
  { positionals, options, terminal, signal }: Arguments,
  say: (outcome: RotationOutcome, name: string) => string,
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
