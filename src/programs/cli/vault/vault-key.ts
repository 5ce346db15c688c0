import type { RequiredVault } from './require-vault';
import type { ParameterDescription } from '../../aws/parameter';
import { type Arguments, CommandError, UsageError } from '../command';
import type { Session } from '../session';
import { shown } from '../terminal';

/** A vault as far as its keys are concerned. */
export type KeyedVault = Pick<RequiredVault, 'name' | 'keyAlias' | 'keyArn' | 'account' | 'region'>;

/** The alias that a secret of a vault is encrypted under. Bootstrap secrets have a key of their own. */
export function keyAliasOf({ name, keyAlias }: KeyedVault, isBootstrap: boolean): string {
  return isBootstrap ? `alias/${name}-bootstrap` : keyAlias;
}

/**
 * Whether the name that the last writer had for the key means this key of the vault. Undefined if nothing tells: without the
 * key's ARN, an id or ARN of a key says nothing.
 */
export function isKeyOf(vault: KeyedVault, alias: string, keyId: string): boolean | undefined {
  if (keyId === alias) return true;
  const [, place, named] = /^arn:[^:]+:kms:([^:]*:[^:]*):(alias\/.*)$/.exec(keyId) ?? [];
  if (named !== undefined) {
    // Another account may have an alias of the same name.
    const [, here] = /^arn:[^:]+:kms:([^:]*:[^:]*):/.exec(vault.keyArn ?? '') ?? [];
    return named === alias && (here ?? `${vault.region ?? ''}:${vault.account ?? ''}`) === place;
  }
  if (keyId.startsWith('alias/')) return false;
  const arn = alias === vault.keyAlias ? vault.keyArn : undefined;
  return arn === undefined ? undefined : keyId === arn || arn.endsWith(`:key/${keyId}`);
}

/**
 * The key to write a value under. A parameter that is there keeps its key, which whoever wrote it last chose: in a vault, only
 * if it is the vault's, or else the new value could be read by whoever has that key.
 *
 * @throws CommandError if it is another key, and no option says which to take
 */
export function keyForWrite(
  { vault, keyId }: Pick<Session, 'vault' | 'keyId'>,
  name: string,
  before: ParameterDescription | undefined,
  options: Arguments['options'],
): string {
  const keeps = options['keep-key'] === true;
  const replaces = options['vault-key'] === true;
  if (keeps && replaces) throw new UsageError('--keep-key and --vault-key cannot be combined');
  if (replaces && !vault) throw new UsageError('--vault-key needs a vault: give --vault, or a manifest');
  if (!vault) return before?.keyId ?? keyId;
  const declared = vault.declared?.secrets.find((each) => each.name === name);
  const alias = keyAliasOf(vault, declared ? declared.type === 'BootstrapSecret' : name.startsWith('/bootstrap/'));
  if (replaces || before?.keyId === undefined) return alias;
  if (keeps || isKeyOf(vault, alias, before.keyId) === true) return before.keyId;
  throw new CommandError(
    `${shown(name)} is encrypted under ${shown(before.keyId)}, which cannot be confirmed to be ${alias} of vault ${vault.name}: ` +
      'whoever has that key could read the new value. Nothing was written. ' +
      `Write --vault-key to encrypt it under ${alias}, or --keep-key if you know that key. See coffer history.`,
  );
}
