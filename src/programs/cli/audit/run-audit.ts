import { type ReaderRow, readersOf } from './declared-readers';
import { type FoundEvents, lookupEvents } from './lookup-events';
import { sinceTime } from './since';
import { CHANGES, READS, type TrailEvent } from './trail-events';
import { isBelow } from '../../../contracts/inventory';
import { COFFER_SERVICE } from '../../../contracts/names';
import { type Arguments, EXIT, text } from '../command';
import { openSession, type Session } from '../session';
import { table } from '../table';
import { shown, type Terminal } from '../terminal';
import { parameterName, servicePath } from '../values/services';

const SINCE = '7d';

/** What is asked about: a secret, a service, or all that the vault has, or else all parameters. */
type Asked = (name: string) => boolean;

/** @throws CommandError if a vault is named that is elsewhere */
export async function runAudit(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const filter = askedFor(positionals);
  const session = await openSession(args, { looksUpKey: false });
  const { aws, vault, region, manifest } = session;
  const { accountId: account } = await aws.identity(signal);
  const since = sinceTime(text(options.since) ?? SINCE, aws.serverTime());
  const asked = filter ?? ofVault(session);
  const { changes, reads } = await lookedUp(aws, since, options.changes !== true, args);
  const changed = about(changes.events, asked);
  const declared = [...(vault?.declared?.secrets ?? []), ...(manifest?.manifest.stacks.flatMap((stack) => stack.imported) ?? [])];
  const readers =
    options.changes === true
      ? []
      : readersOf(
          declared.filter(({ name }) => name !== null && asked(name)),
          about(reads.events, asked),
          vault?.declared !== undefined,
          account,
        );
  const isCut = changes.isCut || reads.isCut;
  const strangers = readers.filter((each) => each.declared === false && each.reads > 0);
  if (options.json === true) {
    terminal.out(JSON.stringify({ account, region, since, complete: !isCut, changes: changed, readers }, null, 2));
  } else {
    print(changed, options.changes === true ? undefined : readers, since, terminal);
    strangers.forEach(({ name, who }) =>
      terminal.out(
        shown(`${who} read ${name}, but is not a declared reader: grant it access in the program, or remove the permission that it used.`),
      ),
    );
  }
  if (isCut) {
    terminal.error(
      'There is more than these events, so this is incomplete. Choose a shorter time with --since, or query the trail itself.',
    );
  }
  return strangers.length > 0 || isCut ? EXIT.ATTENTION : EXIT.OK;
}

/** CloudTrail answers twice a second: whoever waits for many pages is told why. */
async function lookedUp(
  aws: Session['aws'],
  since: Date,
  withReads: boolean,
  { terminal, signal }: Pick<Arguments, 'terminal' | 'signal'>,
): Promise<{ readonly changes: FoundEvents; readonly reads: FoundEvents }> {
  const progress = setTimeout(() => terminal.error('Reading the event history of CloudTrail, two pages a second at most …'), 1000);
  try {
    const changes = await lookupEvents(aws, CHANGES, since, signal);
    return { changes, reads: withReads ? await lookupEvents(aws, READS, since, signal) : { events: [], isCut: false } };
  } finally {
    clearTimeout(progress);
  }
}

function askedFor(positionals: readonly string[]): Asked | undefined {
  if (positionals.length === 0) return undefined;
  const [first] = positionals;
  if (positionals.length === 1 && !/^\/.+\//.test(first!)) {
    const path = servicePath(first!);
    return (name) => isBelow(path, name);
  }
  const wanted = parameterName(positionals, 'audit');
  return (name) => name === wanted;
}

function ofVault({ vault, manifest }: Session): Asked {
  if (!vault?.declared || !manifest) return (name) => !name.startsWith(`/${COFFER_SERVICE}/`);
  const paths = new Set(vault.declared.secrets.map(({ service }) => `/${service}`));
  for (const { imported } of manifest.manifest.stacks) for (const { service } of imported) paths.add(`/${service}`);
  return (name) => paths.has(name.slice(0, name.lastIndexOf('/')));
}

/** A call may be about many parameters: of those, the ones that are asked about. */
function about(events: readonly TrailEvent[], asked: Asked): TrailEvent[] {
  return events.flatMap((event) => {
    const names = event.names.filter(asked);
    return names.length === 0 ? [] : [{ ...event, names }];
  });
}

function print(changes: readonly TrailEvent[], readers: readonly ReaderRow[] | undefined, since: Date, terminal: Terminal): void {
  if (changes.length === 0) {
    terminal.out(`No changes since ${minute(since)} UTC.`);
  } else {
    const rows = changes.map(({ names, at, action, denied, ...caller }) => [
      shown(names.join(', ')),
      minute(at),
      denied ? `${action} (denied)` : action,
      shown(caller.sourceIdentity === undefined ? caller.who : `${caller.sourceIdentity} as ${caller.who}`),
    ]);
    table(['CHANGED', 'WHEN (UTC)', 'CALL', 'BY'], rows, terminal.columns, 3).forEach((line) => terminal.out(line));
  }
  if (readers === undefined) return;
  terminal.out('');
  if (readers.length === 0) {
    terminal.out(`No reads since ${minute(since)} UTC.`);
    return;
  }
  const rows = readers.map(({ name, who, reads, denied, last, declared, sourceIdentities }) => [
    shown(name),
    shown(sourceIdentities.length === 0 ? who : `${who} (${sourceIdentities.join(', ')})`),
    declared === undefined ? '?' : declared ? 'yes' : 'NO',
    denied === 0 ? String(reads) : `${reads} (${denied} denied)`,
    last ? minute(last) : 'never',
  ]);
  table(['SECRET', 'READER', 'DECLARED', 'READS', 'LAST (UTC)'], rows, terminal.columns, 1).forEach((line) => terminal.out(line));
}

function minute(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
