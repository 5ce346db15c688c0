import { type ReaderRow, readersOf } from './declared-readers';
import type { Sought } from './events-query';
import { type FoundEvents, KEPT_DAYS, lookupEvents } from './lookup-events';
import { QUERIED_DAYS, queryWorkgroup, WORKGROUP_VARIABLE, workgroupName } from './query-workgroup';
import type { QueriedWorkgroup } from './run-query';
import { sinceTime } from './since';
import { CHANGES, READS, type TrailEvent } from './trail-events';
import { isBelow } from '../../../contracts/inventory';
import { COFFER_SERVICE } from '../../../contracts/names';
import { type Arguments, EXIT, text } from '../command';
import { json } from '../json';
import { openSession, type Session } from '../session';
import { paragraph, table } from '../table';
import { shown, type Terminal } from '../terminal';
import { parameterName, servicePath } from '../values/services';

const SINCE = '7d';

const STRANGER_REMEDY = 'grant it access in the program, or remove the permission that it used.';

/** What is asked about: a secret, a service, or all that the vault has, or else all parameters. */
type Asked = (name: string, region: string | undefined) => boolean;

/** What was typed, and what the names of all parameters that it means have in them. */
interface Filter {
  readonly isAsked: Asked;
  readonly part: string;
}

/** @throws CommandError if a vault is named that is elsewhere */
export async function runAudit(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const filter = askedFor(positionals);
  const named = text(options.workgroup) ?? text(process.env[WORKGROUP_VARIABLE]);
  const workgroup = named === undefined ? undefined : workgroupName(named);
  const session = await openSession(args, { looksUpKey: false });
  const { aws, vault, region, manifest } = session;
  const { accountId: account } = await aws.identity(signal);
  const since = sinceTime(text(options.since) ?? SINCE, aws.serverTime(), workgroup === undefined ? KEPT_DAYS : QUERIED_DAYS);
  const asked = ofRegions(session, filter?.isAsked ?? ofVault(session));
  const withReads = options.changes !== true;
  const { changes, reads } =
    workgroup === undefined
      ? await lookedUp(aws, since, withReads, args)
      : await queried({ ...session, workgroup, terminal }, { account, since, part: filter?.part ?? '/' }, withReads, signal);
  const changed = about(changes.events, asked);
  const declared = [...(vault?.declared?.secrets ?? []), ...(manifest?.manifest.stacks.flatMap((stack) => stack.imported) ?? [])];
  const readers =
    options.changes === true
      ? []
      : readersOf(
          declared.filter(({ name }) => name !== null && asked(name, undefined)),
          about(reads.events, asked),
          vault?.declared !== undefined,
          account,
        );
  const isCut = changes.isCut || reads.isCut;
  const strangers = readers.filter((each) => each.declared === false && each.reads > 0);
  if (options.json === true) {
    terminal.out(json({ account, region, since, complete: !isCut, changes: changed, readers }));
  } else {
    print(changed, options.changes === true ? undefined : readers, since, terminal);
    strangers
      .map(({ name, who }) => `${who} read ${name}, but is not a declared reader: ${STRANGER_REMEDY}`)
      .forEach((told) => paragraph(shown(told), terminal.columns).forEach((line) => terminal.out(line)));
  }
  if (isCut) {
    terminal.error(
      'There is more than these events, so this is incomplete. Choose a shorter time with --since, or ' +
        (workgroup === undefined ? 'query the trail itself with --workgroup.' : 'ask about one secret.'),
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

/** One query for all, since each of them scans the same files. */
async function queried(
  workgroup: QueriedWorkgroup,
  { account, since, part }: Omit<Sought, 'calls'>,
  withReads: boolean,
  signal: AbortSignal,
): Promise<{ readonly changes: FoundEvents; readonly reads: FoundEvents }> {
  const calls = [...CHANGES, ...(withReads ? READS : [])];
  const { events, isCut } = await queryWorkgroup(workgroup, { calls, account, since, part }, signal);
  const isRead = ({ action }: TrailEvent) => (READS as readonly string[]).includes(action);
  return {
    changes: { events: events.filter((event) => !isRead(event)), isCut },
    reads: { events: events.filter(isRead), isCut: withReads && isCut },
  };
}

function askedFor(positionals: readonly string[]): Filter | undefined {
  if (positionals.length === 0) return undefined;
  const [first] = positionals;
  if (positionals.length === 1 && !/^\/.+\//.test(first!)) {
    const path = servicePath(first!);
    return { isAsked: (name) => isBelow(path, name), part: path };
  }
  const wanted = parameterName(positionals, 'audit');
  return { isAsked: (name) => name === wanted, part: wanted };
}

function ofVault({ vault, manifest }: Session): Asked {
  if (!vault?.declared || !manifest) return (name) => !name.startsWith(`/${COFFER_SERVICE}/`);
  const paths = new Set(vault.declared.secrets.map(({ service }) => `/${service}`));
  for (const { imported } of manifest.manifest.stacks) for (const { service } of imported) paths.add(`/${service}`);
  return (name) => paths.has(name.slice(0, name.lastIndexOf('/')));
}

/** Another vault may have a secret of the same name in another region: of a vault, only copies of its secrets are elsewhere. */
function ofRegions({ vault }: Session, asked: Asked): Asked {
  if (!vault?.declared) return asked;
  const copies = new Map(vault.declared.secrets.map(({ name, replicas }) => [name, replicas]));
  return (name, region) => asked(name, region) && (region === undefined || copies.get(name)?.includes(region) === true);
}

/** A call may be about many parameters: of those, the ones that are asked about. */
function about(events: readonly TrailEvent[], asked: Asked): TrailEvent[] {
  return events.flatMap((event) => {
    const names = event.names.filter((name) => asked(name, event.region));
    return names.length === 0 ? [] : [{ ...event, names }];
  });
}

function print(changes: readonly TrailEvent[], readers: readonly ReaderRow[] | undefined, since: Date, terminal: Terminal): void {
  if (changes.length === 0) {
    terminal.out(`No changes since ${minute(since)} UTC.`);
  } else {
    const rows = changes.map(({ names, at, action, denied, region, ...caller }) => [
      shown(region === undefined ? names.join(', ') : `${names.join(', ')} in ${region}`),
      minute(at),
      denied ? `${action} (denied)` : action,
      shown(caller.sourceIdentity === undefined ? caller.who : `${caller.sourceIdentity} as ${caller.who}`),
    ]);
    table(['CHANGED', 'WHEN (UTC)', 'CALL', 'BY'], rows, terminal.columns).forEach((line) => terminal.out(line));
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
  table(['SECRET', 'READER', 'DECLARED', 'READS', 'LAST (UTC)'], rows, terminal.columns).forEach((line) => terminal.out(line));
}

function minute(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
