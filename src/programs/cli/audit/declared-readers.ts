import type { TrailEvent } from './trail-events';
import { compareTexts } from '../../../contracts/compare-texts';
import type { ManifestReader, SecretNames } from '../../../contracts/manifest';

/** Who read a secret, beside who is declared to. */
export interface ReaderRow {
  readonly name: string;
  /** The role, or whoever is no role. */
  readonly who: string;
  /** Undefined where nobody has read it since. */
  readonly last?: Date;
  readonly reads: number;
  readonly denied: number;
  readonly sourceIdentities: readonly string[];
  /** Whether the manifest names it; undefined where it has readers whose names only apply knows, of which this may be one. */
  readonly declared: boolean | undefined;
}

/** Puts the readers that are declared beside those that there were, by secret. */
export function readersOf(
  secrets: readonly Pick<SecretNames, 'name' | 'readers'>[],
  events: readonly TrailEvent[],
  isDeclared: boolean,
  ownAccount: string,
): ReaderRow[] {
  const declared = new Map<string, ManifestReader[]>();
  for (const { name, readers } of secrets) if (name !== null) declared.set(name, [...(declared.get(name) ?? []), ...readers]);
  const rows = new Map<string, ReaderRow>();
  for (const [name, readers] of declared) {
    for (const who of new Set(readers.flatMap((reader) => nameOf(reader, ownAccount)))) rows.set(`${name}\n${who}`, rowOf(name, who, true));
  }
  for (const event of events) {
    for (const name of event.names) {
      const who = readerIn(event, ownAccount);
      const id = `${name}\n${who}`;
      const readers = declared.get(name) ?? [];
      const undecided = readers.some((reader) => nameOf(reader, ownAccount).length === 0);
      const before = rows.get(id) ?? rowOf(name, who, isDeclared && !undecided ? false : undefined);
      rows.set(id, {
        ...before,
        last: before.last && before.last > event.at ? before.last : event.at,
        reads: before.reads + (event.denied ? 0 : 1),
        denied: before.denied + (event.denied ? 1 : 0),
        sourceIdentities: [
          ...new Set([...before.sourceIdentities, ...(event.sourceIdentity === undefined ? [] : [event.sourceIdentity])]),
        ].sort(compareTexts),
      });
    }
  }
  return [...rows.values()].sort((one, other) => compareTexts(`${one.name}\n${one.who}`, `${other.name}\n${other.who}`));
}

/** A name alone could be a namesake's: users and other accounts' roles are told apart. */
function spelled(name: string, isUser: boolean, account: string, ownAccount: string): string {
  return `${isUser ? 'user ' : ''}${name}${account === ownAccount ? '' : ` of account ${account}`}`;
}

function readerIn({ role, who, isUser = false, account }: TrailEvent, ownAccount: string): string {
  if (role === undefined && !isUser) return who;
  return spelled(role ?? who, isUser, account ?? 'unknown', ownAccount);
}

function nameOf({ role, arn, account }: ManifestReader, ownAccount: string): string[] {
  const theirs = account ?? /^arn:[^:]*:iam::(\d+):/.exec(arn ?? '')?.[1] ?? ownAccount;
  if (role !== null) return [spelled(role, false, theirs, ownAccount)];
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1];
  if (user !== undefined) return [spelled(user, true, theirs, ownAccount)];
  return account !== null && arn === null ? [`account ${account}`] : [];
}

function rowOf(name: string, who: string, declared: boolean | undefined): ReaderRow {
  return { name, who, reads: 0, denied: 0, sourceIdentities: [], declared };
}
