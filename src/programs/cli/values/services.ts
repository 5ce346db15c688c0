import { nearest } from '../../../contracts/nearest';
import { CommandError, UsageError } from '../command';
import { shown } from '../terminal';

/** What chamber takes for a service and a key (chamber: store.go). */
const SERVICE = /^[\w.-]+(\/[\w.-]+)*$/;
const KEY = /^[\w.-]+$/;

/**
 * A service as it was typed, as the path of its parameters. Chamber lowers the case of what it is given, and so does this.
 *
 * @throws UsageError if chamber would not take it
 */
export function servicePath(given: string): string {
  const service = given.replace(/^\//, '').toLowerCase();
  if (SERVICE.test(service)) return `/${service}`;
  throw new UsageError(`'${shown(given)}' is not a service: letters, digits, '.', '_' and '-', with '/' between levels. Write it like api`);
}

/**
 * A secret as it was typed: a service and a key, or the whole name of the parameter.
 *
 * @throws UsageError if it is neither, or chamber would not take it
 */
export function parameterName(given: readonly string[], command: string): string {
  const usage = `Write coffer ${command} api db_password, or coffer ${command} /api/db_password`;
  if (given.length === 0) throw new UsageError(`no secret is named. ${usage}`);
  if (given.length > 2) throw new UsageError(`'${shown(given[2]!)}' is one argument too many; a value is never an argument. ${usage}`);
  const [service, key] = given.length === 2 ? given : splitName(given[0]!);
  if (!KEY.test(key!)) throw new UsageError(`'${shown(key!)}' is not a key: letters, digits, '.', '_' and '-'. ${usage}`);
  return `${servicePath(service!)}/${key!.toLowerCase()}`;
}

function splitName(name: string): [string, string] {
  const at = name.lastIndexOf('/');
  if (at < 1) throw new UsageError(`'${shown(name)}' names no service. Write the service and the key, such as api db_password`);
  return [name.slice(0, at), name.slice(at + 1)];
}

/** The error for a service without parameters, with those that may have been meant. */
export function noSuchService(path: string, where: string, known: readonly string[] = []): CommandError {
  const meant = nearest(path.slice(1), known, 3);
  return new CommandError(
    `service '${path.slice(1)}' has no parameters in ${where}. ` +
      (meant.length > 0 ? `Did you mean ${meant.join(' or ')}?` : 'Check its name, and the account and region (--profile, --region).'),
  );
}
