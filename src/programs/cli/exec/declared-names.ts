import { type Arguments, CommandError } from '../command';
import type { Session } from '../session';
import { shown } from '../terminal';
import type { Variable } from '../values/read-variables';

/**
 * The parameters that the manifest declares for services, by the path of the service: those that it shares with a service
 * too.
 *
 * @throws CommandError if there is no manifest, or it declares nothing for a service
 */
export function declaredNames({ vault }: Pick<Session, 'vault'>, paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const declared = vault?.declared;
  if (!declared) {
    throw new CommandError('--declared needs coffer.manifest.json, and there is none here. Give --manifest, or run cdktf synth.');
  }
  const secrets = declared.secrets.filter(
    (secret) => secret.vault === declared.vault.path && secret.systemOfRecord === 'parameter-store' && secret.environmentName !== null,
  );
  return new Map(
    paths.map((path) => {
      const service = path.slice(1);
      const names = secrets
        .filter((secret) => secret.service === service || secret.sharedWith.includes(service))
        .flatMap(({ name }) => name ?? []);
      if (names.length > 0) return [path, [...new Set(names)]];
      throw new CommandError(
        `${shown(declared.file)} declares no secret of service '${shown(service)}' that a program reads. Correct the service, or leave --declared out.`,
      );
    }),
  );
}

/** Says which declared secrets have no value yet: the program starts without them. */
export function tellAwaiting(
  declared: ReadonlyMap<string, readonly string[]>,
  variables: ReadonlyMap<string, Variable>,
  terminal: Arguments['terminal'],
): void {
  const there = new Set([...variables.values()].map(({ parameter }) => parameter));
  const keys = new Set([...there].map(keyOf));
  // Of two services with one key, the earlier one's parameter is there and not handed on.
  const awaiting = [...new Set([...declared.values()].flat())].filter((name) => !there.has(name) && !keys.has(keyOf(name))).sort();
  if (awaiting.length > 0) terminal.error(`coffer exec: declared, but without a value yet: ${awaiting.map(shown).join(', ')}.`);
}

function keyOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
