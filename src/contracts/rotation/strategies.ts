import { type AccessKeySettings, readAccessKey } from './access-key';
import { type CertificateSettings, readCertificate } from './certificate';
import { type DatabaseSettings, readDatabase } from './database';
import type { Members } from './members';
import { type OwnFunctionSettings, readOwnFunction } from './own-function';
import { type RandomSettings, readRandom } from './random';
import { readSshKey, type SshKeySettings } from './ssh-key';

/** What the stack says of a secret that people replace: nothing but when. */
export type ReminderSettings = Readonly<Record<string, never>>;

/** The strategies, by their names in rotation plans, and what the stack says to each. It may hold tokens, and never a value. */
export interface StrategySettings {
  readonly random: RandomSettings;
  readonly postgresql: DatabaseSettings;
  readonly mysql: DatabaseSettings;
  readonly 'iam-access-key': AccessKeySettings;
  readonly certificate: CertificateSettings;
  readonly 'ssh-key': SshKeySettings;
  readonly lambda: OwnFunctionSettings;
  readonly reminder: ReminderSettings;
}

export type StrategyName = keyof StrategySettings;

/** A strategy with what it is told. */
export type StrategySpec = { [name in StrategyName]: { readonly strategy: name; readonly settings: StrategySettings[name] } }[StrategyName];

/** A strategy with what it is told, where it does not matter which one it is. */
export interface AnyStrategySpec {
  readonly strategy: string;
  readonly settings: object;
}

/** What a plan says of the secret, besides its strategy, that defaults follow from. */
export interface PlannedPeriod {
  readonly everyDays?: number;
}

// What is read may be written again: each reader gives no less than the stack says.
const READERS = {
  random: readRandom,
  postgresql: (settings: Members) => readDatabase('postgresql', settings),
  mysql: (settings: Members) => readDatabase('mysql', settings),
  'iam-access-key': (settings: Members, { everyDays }: PlannedPeriod) => readAccessKey(settings, everyDays),
  certificate: readCertificate,
  'ssh-key': readSshKey,
  lambda: readOwnFunction,
  reminder: (): ReminderSettings => ({}),
} as const satisfies { readonly [name in StrategyName]: (settings: Members, period: PlannedPeriod) => StrategySettings[name] };

/** What each strategy takes: what the stack says, with the defaults of what it leaves out. */
export type CompleteSettings = { readonly [name in StrategyName]: ReturnType<(typeof READERS)[name]> };

export const STRATEGY_NAMES = Object.keys(READERS) as readonly StrategyName[];

export function isStrategyName(name: string): name is StrategyName {
  return (STRATEGY_NAMES as readonly string[]).includes(name);
}

/** @throws RotationFormError where the settings are not those of the strategy */
export function readSettings<S extends StrategyName>(strategy: S, settings: Members, period: PlannedPeriod): CompleteSettings[S] {
  return READERS[strategy](settings, period) as CompleteSettings[S];
}
