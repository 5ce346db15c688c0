import { KEPT_DAYS, lookupEvents } from './lookup-events';
import { shortArn, type TrailEvent } from './trail-events';
import { pendingName } from '../../../contracts/rotation-names';
import { AwsCallError } from '../../aws/errors';
import { chamberVersion } from '../../aws/parameter';
import { parameterHistory, type PastVersion } from '../../aws/parameter-history';
import { ParameterStore } from '../../aws/parameter-store';
import { type Arguments, CommandError, EXIT } from '../command';
import { json } from '../json';
import { openSession } from '../session';
import { failedRotations } from '../status/failed-rotations';
import { rotationState } from '../status/secret-states';
import { paragraph, table } from '../table';
import { shown } from '../terminal';
import { parameterName } from '../values/services';

const DAY_MS = 86_400_000;

/** A version with who wrote it. */
interface Row {
  /** Chamber's number; 0 where the description is none. */
  readonly version: number;
  readonly parameterVersion: number;
  readonly at: string;
  readonly who: string;
  readonly sourceIdentity?: string;
  readonly labels: readonly string[];
}

/** @throws CommandError if there is no such secret */
export async function runHistory(args: Arguments): Promise<number> {
  const { positionals, options, terminal, signal } = args;
  const name = parameterName(positionals, 'history');
  const { aws, region, vault } = await openSession(args, { looksUpKey: false });
  const versions = await parameterHistory(aws, name, signal);
  const pending = await new ParameterStore(aws).describe(pendingName(name), signal).catch(ifRefused);
  const found = versions?.[versions.length - 1];
  // Which rotator it has, the vault says.
  const logged = vault && (await failedRotations(aws, vault.name, signal, name));
  if (logged?.missing !== undefined) terminal.error(shown(`A failed rotation may be missing here: ${logged.missing}.`));
  const rotation = rotationState({
    name,
    vault: vault?.name ?? '<namespace-stage>',
    pending,
    found: found && { lastModified: found.modified },
    failure: logged?.failures.get(name),
    now: aws.serverTime(),
  });
  if (!versions && !rotation) {
    throw new CommandError(`there is no ${name} in ${region}. Check its name; if it was deleted, coffer audit ${name} shows by whom.`);
  }
  const writes = versions && options['no-trail'] !== true ? await writesOf(name, versions, args, aws) : [];
  const rows = (versions ?? []).map((each) => rowOf(each, writes)).reverse();
  if (options.json === true) {
    terminal.out(json({ name, rotation: rotation ?? null, versions: rows }));
    return EXIT.OK;
  }
  const cells = rows.map((row) => [
    String(row.version),
    String(row.parameterVersion),
    row.at.slice(0, 16).replace('T', ' '),
    shown(row.sourceIdentity === undefined ? row.who : `${row.sourceIdentity} as ${row.who}`),
    row.labels.join(', '),
  ]);
  if (cells.length > 0) {
    table(['VERSION', 'AWS', 'WRITTEN (UTC)', 'BY', 'LABELS'], cells, terminal.columns).forEach((line) => terminal.out(line));
  }
  if (rotation) paragraph(shown(`${name} is ${rotation.state}: ${rotation.note}.`), terminal.columns).forEach((line) => terminal.out(line));
  return EXIT.OK;
}

/** What CloudTrail adds: the person behind a session. Parameter Store itself knows the session alone. */
async function writesOf(
  name: string,
  versions: readonly PastVersion[],
  { terminal, signal }: Pick<Arguments, 'terminal' | 'signal'>,
  aws: Parameters<typeof lookupEvents>[0],
): Promise<readonly TrailEvent[]> {
  const oldest = versions[0]?.modified?.getTime() ?? 0;
  const since = new Date(Math.max(oldest - 60_000, aws.serverTime().getTime() - KEPT_DAYS * DAY_MS));
  try {
    const { events } = await lookupEvents(aws, ['PutParameter'], since, signal, 500);
    return events.filter(({ names, denied }) => names.includes(name) && !denied);
  } catch (error) {
    if (signal.aborted || !(error instanceof AwsCallError)) throw error;
    terminal.error(
      `Source identities are missing: ${error.summary}. Get cloudtrail:LookupEvents, or leave CloudTrail out with --no-trail.`,
    );
    return [];
  }
}

function rowOf({ version, description, modified, modifiedBy, labels }: PastVersion, writes: readonly TrailEvent[]): Row {
  const write = writes.find((each) => each.version === version);
  const sourceIdentity = write?.sourceIdentity;
  return {
    version: chamberVersion(description),
    parameterVersion: version,
    at: modified?.toISOString() ?? '',
    // Parameter Store does not always say (GetParameterHistory: LastModifiedUser is optional).
    who: (modifiedBy?.startsWith('arn:') === true ? shortArn(modifiedBy) : undefined) ?? write?.who ?? 'unknown',
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    labels,
  };
}

function ifRefused(error: unknown): undefined {
  if (error instanceof AwsCallError && error.code.startsWith('AccessDenied')) return undefined;
  throw error;
}
