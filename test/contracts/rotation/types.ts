/**
 * What the compiler refuses: `tsc -p test/tsconfig.json`, a part of `npm test`, fails where one of these lines is no error
 * any longer. There is nothing to run.
 */
import type { Algorithm, Curve } from '../../../src/contracts/key-algorithm';
import { ParameterTier } from '../../../src/contracts/parameter-tier';
import type { RandomFormat } from '../../../src/contracts/random-value';
import type { ReplicationRequest } from '../../../src/contracts/replication/request';
import type { AccessKeySettings } from '../../../src/contracts/rotation/access-key';
import type { RotationEvents } from '../../../src/contracts/rotation/events';
import type { OwnFunctionRequest } from '../../../src/contracts/rotation/own-function';
import type { RotationPlan } from '../../../src/contracts/rotation/plan';
import type { RotatorRequest } from '../../../src/contracts/rotation/requests';
import type { CompleteSettings, StrategyName, StrategySettings, StrategySpec } from '../../../src/contracts/rotation/strategies';
import type { StrategyMakers } from '../../../src/programs/rotator/strategies/makers';
import type { SecretFormat } from '../../../src/secret/generated-value';
import type { EllipticCurve, KeyAlgorithm } from '../../../src/secret/key-algorithm';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const isSo = <T extends true>(): T | undefined => undefined;

// The public enums, and what programs know by these names.
isSo<Same<`${SecretFormat}`, RandomFormat>>();
isSo<Same<`${EllipticCurve}`, Curve>>();
isSo<Same<KeyAlgorithm['_arguments']['algorithm'], Algorithm>>();

// Whatever a strategy takes could have been written.
isSo<CompleteSettings extends StrategySettings ? true : false>();
isSo<Same<keyof CompleteSettings, StrategyName>>();

export const SPECS: readonly StrategySpec[] = [
  { strategy: 'iam-access-key', settings: { user: 'ci', graceDays: 2 } },
  // @ts-expect-error a strategy that no function has
  { strategy: 'iam-access-keys', settings: { user: 'ci' } },
  // @ts-expect-error the settings of another strategy
  { strategy: 'iam-access-key', settings: { functionArn: 'arn' } },
  // @ts-expect-error a member that no function reads
  { strategy: 'iam-access-key', settings: { user: 'ci', graceHours: 2 } },
  // @ts-expect-error a member of another kind
  { strategy: 'iam-access-key', settings: { user: 'ci', graceDays: '2' } },
  // @ts-expect-error a member that is not there
  { strategy: 'ssh-key', settings: { algorithm: 'RSA' } },
  // @ts-expect-error a word that is none of those known
  { strategy: 'random', settings: { format: 'octal' } },
  // @ts-expect-error a secret that people replace has no settings
  { strategy: 'reminder', settings: { days: 30 } },
];

export const PLANS: readonly RotationPlan[] = [
  { secret: '/a/b', keyId: 'k', tier: ParameterTier.STANDARD, strategy: 'reminder', settings: {}, everyDays: 90, paused: false },
  // @ts-expect-error a plan without its key
  { secret: '/a/b', strategy: 'reminder', settings: {} },
];

export const MAKERS: StrategyMakers = {
  // @ts-expect-error a strategy that takes what no stack writes
  'iam-access-key': ({ users }: AccessKeySettings & { users: string }) => ({ create: () => Promise.resolve({ value: users }) }),
  'ssh-key': ({ graceDays }) => ({ create: () => Promise.resolve({ value: graceDays.toFixed() }) }),
};

export const REQUESTS: readonly RotatorRequest[] = [
  { rotate: '/a/b', first: true },
  { rollback: '/a/b' },
  { check: true },
  { remind: 'a/b' },
  // @ts-expect-error a time that is no text
  { rotate: '/a/b', scheduled: new Date() },
  // @ts-expect-error what nobody is asked for
  { revert: '/a/b' },
];

// @ts-expect-error a step that functions are not told of
export const ASKED: OwnFunctionRequest = { step: 'begin', secret: '/a/b', pending: '/_coffer/pending/a/b', run: '2027-01-01T00:00:00Z' };

// @ts-expect-error an event that does not say which value it is about
export const ROTATED: RotationEvents['SecretRotated'] = { secret: '/a/b', strategy: 'random', refused: undefined };

// @ts-expect-error one name in place of a list
export const COPIED: ReplicationRequest = { names: '/a/b', regions: ['eu-west-1'], key: 'alias/a' };
