import { declaredNames, tellAwaiting } from './declared-names';
import { programEnvironment } from './program-environment';
import { roleOf } from './reason';
import { allowedVariables, variableNames } from './risky-variables';
import { becomeProgram, exitCodeOf, findProgram, RunningProgram } from './start-program';
import { restartAfterChanges } from './watch';
import { awsClients } from '../aws';
import { type Arguments, text, UsageError } from '../command';
import { openSession } from '../session';
import { readVariables, type Selection } from '../values/read-variables';
import { servicePath } from '../values/services';

/** @throws CommandError if a secret cannot be read, or the program not be started: then it has not been */
export async function runExec(args: Arguments): Promise<number> {
  const { options, program, positionals, terminal, signal } = args;
  if (program.length === 0) throw new UsageError('no program is given. Write coffer exec api -- ./server');
  if (positionals.length === 0) throw new UsageError('no service is given. Write coffer exec api -- ./server');
  if (options['strict-value'] !== undefined && options.strict !== true) {
    throw new UsageError('--strict-value has no effect without --strict');
  }
  const asked: Selection = {
    paths: [...new Set(positionals.map(servicePath))],
    recursive: options.recursive === true,
    only: onlyOf(options.only),
  };
  if (options.declared === true && (asked.only || asked.recursive)) {
    throw new UsageError('--declared cannot be combined with --only or --recursive: the manifest says which secrets');
  }
  if (asked.only && asked.recursive) throw new UsageError('--only and --recursive cannot be combined: a name is on one level');
  // What is asked for one by one is meant.
  const allowed = [...(asked.only ?? []), ...allowedVariables(options.allow)];
  const interval = intervalOf(options['watch-interval']);
  const file = findProgram(program[0]!);
  const caller = async () => (await awsClients(options).identity(signal)).arn;
  const session = await openSession(args, await roleOf(text(options.role), text(options.reason), terminal, caller));
  const declared = options.declared === true ? declaredNames(session, asked.paths) : undefined;
  const selection: Selection = { ...asked, declared };
  const environment = async () => {
    const variables = await readVariables(session, selection, signal);
    if (declared) tellAwaiting(declared, variables, terminal);
    return programEnvironment(args.environment ?? process.env, variables, {
      pristine: options.pristine === true,
      preserve: options['preserve-env'] === true,
      strictValue: options.strict === true ? (text(options['strict-value']) ?? 'chamberme') : undefined,
      awsCredentials: options['aws-credentials'] === true,
      allowed,
    });
  };
  if (options.watch === true) return restartAfterChanges({ session, selection, environment, file, program, terminal, signal, interval });
  const given = await environment();
  becomeProgram(file, program, given);
  return exitCodeOf(await new RunningProgram(file, program, given).ended);
}

/** `--only A,B --only C`, or undefined if it is not given. */
export function onlyOf(option: Arguments['options'][string]): readonly string[] | undefined {
  return variableNames(option, '--only');
}

function intervalOf(option: Arguments['options'][string]): number {
  const given = text(option) ?? '30';
  const seconds = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (seconds >= 5 && seconds <= 3600) return seconds * 1000;
  throw new UsageError(`--watch-interval is '${given}', not a number of seconds from 5 to 3600`);
}
