import type { FailedRotation } from './failed-rotations';
import { compareTexts } from '../../../contracts/compare-texts';
import { adoptionFault } from '../../../contracts/inventory';
import type { ImportedSecret, ManifestSecret } from '../../../contracts/manifest';
import { LONGEST_RUN_MS, PENDING_GIVEN_UP, pendingSecret } from '../../../contracts/rotation-names';
import { chamberVersion, type ParameterDescription } from '../../aws/parameter';
import { isKeyOf, type KeyedVault, keyAliasOf } from '../vault/vault-key';

/** What a secret can be in, in the order of urgency. */
export const STATES = ['failing', 'overdue', 'awaiting', 'drifted', 'undeclared', 'rotating', 'present', 'elsewhere'] as const;
export type State = (typeof STATES)[number];

/** Those that need a person. What nobody declares may well be meant to be there. */
export const NEED_A_PERSON: ReadonlySet<State> = new Set<State>(['failing', 'overdue', 'awaiting', 'drifted']);

/** One secret, and what is to be said of it. */
export interface SecretState {
  /** Its parameter, or what its system of record calls it. */
  readonly name: string;
  readonly state: State;
  /** Whole days since it was last written. */
  readonly ageDays?: number;
  /** What is the matter and what to do about it; empty where nothing is. */
  readonly note: string;
  readonly owner?: string;
  /** When the rotation first failed after the value was last written, as far as its log is read. */
  readonly failingSince?: string;
  /** How often it has failed since then. */
  readonly tries?: number;
}

/** What is compared. */
export interface Compared {
  readonly vault: KeyedVault;
  readonly secrets: readonly ManifestSecret[];
  /** What other programs declare, which is therefore not undeclared. */
  readonly imported: readonly ImportedSecret[];
  /** Everything below the services of the secrets, and pending values. */
  readonly found: readonly ParameterDescription[];
  /** Failures that the rotator logged, by secret. @default - none is known */
  readonly failures?: ReadonlyMap<string, FailedRotation>;
  /** By AWS's clock. */
  readonly now: Date;
}

const DAY_MS = 86_400_000;
/** A schedule's window and its retries may take this long beyond the promised period, as in the rotator's daily check. */
const TOLERANCE_MS = DAY_MS;

/** Compares what is declared with what is there, by metadata alone: nothing is decrypted. */
export function statesOf(compared: Compared): SecretState[] {
  const there = new Map(compared.found.map((each) => [each.name, each]));
  const pending = new Map(
    compared.found.flatMap((each): [string, ParameterDescription][] => {
      const secret = pendingSecret(each.name);
      return secret === undefined ? [] : [[secret, each]];
    }),
  );
  const declared = compared.secrets.map((secret) => stateOf(secret, compared, there, pending));
  const known = new Set([...declared.map(({ name }) => name), ...compared.imported.map(({ name }) => name)]);
  const others = [...there.values()]
    .filter(({ name }) => !known.has(name) && pendingSecret(name) === undefined)
    .map((each): SecretState => ({
      name: each.name,
      state: 'undeclared',
      ageDays: ageOf(each, compared.now),
      note: adoptionFault(each)
        ? `no program declares it, and none can: ${adoptionFault(each)!.problem}`
        : 'no program declares it. Declare it, with import or adoptPath(), or delete it',
    }));
  return [...declared, ...others].sort(
    (one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state) || compareTexts(one.name, other.name),
  );
}

function stateOf(
  secret: ManifestSecret,
  { vault, now, failures }: Compared,
  there: ReadonlyMap<string, ParameterDescription>,
  pending: ReadonlyMap<string, ParameterDescription>,
): SecretState {
  const { service, key, owner, systemOfRecord, name } = secret;
  const about = { name: name ?? `${service}/${key}`, ...(owner !== null && { owner }) };
  if (systemOfRecord !== 'parameter-store') return { ...about, state: 'elsewhere', note: `in ${systemOfRecord}: not checked` };
  if (name === null) return { ...about, state: 'elsewhere', note: 'its name is known only at apply: not checked' };
  const found = there.get(name);
  const rotation = rotationState({ name, vault: vault.name, pending: pending.get(name), found, failure: failures?.get(name), now });
  if (!found) {
    const note =
      rotation?.note ??
      (secret.rotation ? 'it has no value yet. Its rotation makes the first one, or write one with coffer set' : FIRST_VALUE);
    return rotation?.state === 'failing' ? { ...about, ...rotation } : { ...about, state: 'awaiting', note };
  }
  const ageDays = ageOf(found, now);
  const seen = { ...about, ageDays };
  if (rotation?.state === 'failing') return { ...seen, ...rotation };
  const late = lateness(secret, found, now);
  if (late !== undefined) return { ...seen, state: 'overdue', note: remedyFor(secret, vault.name, late) };
  const drift = driftOf(found, secret, vault);
  if (drift !== undefined) return { ...seen, state: 'drifted', note: drift };
  return { ...seen, ...(rotation ?? { state: 'present', note: noteOf(found, secret) }) };
}

const FIRST_VALUE = 'it has no value yet. Write one with coffer set or chamber write';

/** What there is to tell of a secret's rotation. */
export interface RotationTraces {
  readonly name: string;
  readonly vault: string;
  /** The pending value, which the rotator takes away when a rotation has come to its end. */
  readonly pending?: ParameterDescription;
  /** The secret itself. */
  readonly found?: Pick<ParameterDescription, 'lastModified'>;
  /** Its last failure. */
  readonly failure?: FailedRotation;
  readonly now: Date;
}

/** Whether a rotation is in progress or has failed. A value that was written since then makes up for a failure. */
export function rotationState({
  name,
  vault,
  pending,
  found,
  failure,
  now,
}: RotationTraces): Pick<SecretState, 'state' | 'note' | 'failingSince' | 'tries'> | undefined {
  const retry = `see the log of the rotator, then run coffer rotate ${name} --vault ${vault}`;
  const kept = found ? 'the old value is still current' : 'it has no value yet';
  const since = pending && now.getTime() - (pending.lastModified?.getTime() ?? 0);
  const isGivenUp = pending?.description === String(PENDING_GIVEN_UP);
  if (since !== undefined && !isGivenUp && since <= LONGEST_RUN_MS) return { state: 'rotating', note: 'a rotation is in progress' };
  const written = found?.lastModified?.getTime() ?? 0;
  const failed = (failure?.times ?? []).map((time) => time.getTime()).filter((time) => time > written);
  if (failure && failed.length > 0) {
    const first = new Date(Math.min(...failed));
    const tries = failed.length;
    const last = minuteOf(failure.at);
    const what =
      tries === 1
        ? `failed at step ${failure.step}, last tried ${last}`
        : `has failed ${tries} times since ${minuteOf(first)} (last tried ${last}, at step ${failure.step})`;
    const why = failure.reason.replace(/[.\s]+$/, '');
    return {
      state: 'failing',
      note: `its rotation ${what}, and ${kept}: ${why}. To do: ${retry}`,
      failingSince: first.toISOString(),
      tries,
    };
  }
  if (!pending) return undefined;
  const tried = pending.lastModified ? minuteOf(pending.lastModified) : 'at an unknown time';
  return {
    state: 'failing',
    note: `its rotation ${isGivenUp ? 'failed' : 'was interrupted'}, last tried ${tried}, and ${kept}: ${retry}`,
  };
}

function minuteOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Days beyond what was promised; undefined if it is not late, or nothing is promised, or schedules rest. */
function lateness({ promisedAgeDays, rotation }: ManifestSecret, { lastModified }: ParameterDescription, now: Date): number | undefined {
  if (promisedAgeDays === null || rotation?.paused === true || !lastModified) return undefined;
  const age = now.getTime() - lastModified.getTime();
  return age > promisedAgeDays * DAY_MS + TOLERANCE_MS ? Math.floor(age / DAY_MS) - promisedAgeDays : undefined;
}

function remedyFor({ name, rotation, owner }: ManifestSecret, vault: string, days: number): string {
  const late = `it is ${days} ${days === 1 ? 'day' : 'days'} late`;
  if (rotation !== null && rotation.strategy !== 'reminder') return `${late}. Run coffer rotate ${name} --vault ${vault}`;
  return `${late}. ${owner ?? 'Somebody'} has to replace it, with coffer set or chamber write`;
}

function driftOf({ type, keyId, expires }: ParameterDescription, secret: ManifestSecret, vault: Compared['vault']): string | undefined {
  if (type !== 'SecureString') {
    return `it is a ${type}, which is not encrypted. Delete it and write a new value, since the old one has to be considered known`;
  }
  if (expires !== undefined) {
    return (
      `a policy has Parameter Store delete it with all versions (${expires}), whatever is written until then. ` +
      'Find out who attached it with coffer history, and take it away with --policies of aws ssm put-parameter, or in the console'
    );
  }
  const alias = keyAliasOf(vault, secret.type === 'BootstrapSecret');
  if (keyId === undefined || isKeyOf(vault, alias, keyId) !== false) return undefined;
  return (
    `it is encrypted under ${keyId}, not ${alias}, so those who were granted access cannot decrypt it. ` +
    'Find out who wrote it with coffer history, and write the value again with coffer set --vault-key'
  );
}

function noteOf({ description }: ParameterDescription, { replicas }: ManifestSecret): string {
  // Whoever wrote it, such as Terraform or the console, left a description that is chamber's version number elsewhere.
  if (chamberVersion(description) === 0) return 'chamber reads its version as 0: its description is no number';
  return replicas.length > 0 ? `copied to ${replicas.join(', ')}` : '';
}

function ageOf({ lastModified }: ParameterDescription, now: Date): number | undefined {
  return lastModified && Math.max(0, Math.floor((now.getTime() - lastModified.getTime()) / DAY_MS));
}
