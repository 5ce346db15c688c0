import { IamKeys, type IamKey } from './iam-keys';
import { valueOf } from './key-values';
import { accessKeyIn as keysIn } from '../../../contracts/access-key-value';
import type { CompleteSettings } from '../../../contracts/rotation/strategies';
import { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { eventually } from '../../aws/eventually';
import { RotationError } from '../rotation-error';
import type { PendingValue, Strategy, StrategyContext, Version } from '../strategy';

const DAY_MS = 86_400_000;
/** How long a key may take to work everywhere, in milliseconds (IAM: changes are not always immediately visible). */
const WORKS_WITHIN_MS = 60_000;
/** A value that somebody wrote by hand has had its time. */
const OTHERS_WORK_WITHIN_MS = 5_000;

/**
 * Access keys of an IAM user, in its two slots: the key before goes on working for `graceDays`, is then deactivated, which
 * can be undone, and after as many days again deleted.
 *
 * Whose key is whose is told by the values of the secret and by time: what was made since the rotation began, and that no
 * value holds, was made by a run that was cut off, and nobody has its secret half. Any other key is somebody's, and stays.
 */
export function accessKey({ user, format, graceDays, smtpRegion }: CompleteSettings['iam-access-key']): Strategy {
  const graceMs = graceDays * DAY_MS;
  let made: string | undefined;

  const create = async (current: Version | undefined, context: StrategyContext): Promise<PendingValue> => {
    const keys = new IamKeys(user, context);
    const earlier = await earlierKeys(current, context);
    const currentId = keysIn(current?.value)?.accessKeyId;
    const isLost = ({ id, created }: IamKey) => id !== currentId && !earlier.has(id) && created.getTime() >= wholeSecond(context.begun);
    // Only a run that was cut off can have left one: what somebody made in this very second is theirs.
    if (context.resumed) await keys.deleteEach(isLost);
    const slots = await keys.list();
    if (slots.length > 1) {
      await makeRoom(
        slots.filter(({ id }) => id !== currentId),
        earlier,
        current,
        context,
        keys,
      );
    }
    const { id, secretKey } = await keys.create((key) => isLost(key) && !slots.some((slot) => slot.id === key.id));
    return { value: valueOf({ accessKeyId: id, secretAccessKey: secretKey }, format, smtpRegion), facts: { accessKeyId: id } };
  };

  const makeRoom = async (
    others: readonly IamKey[],
    earlier: ReadonlySet<string>,
    current: Version | undefined,
    context: StrategyContext,
    keys: IamKeys,
  ) => {
    const unknown = others.find(({ id }) => !earlier.has(id));
    if (unknown) throw unknownKey(context.secret, user, unknown);
    const until = new Date((current?.since.getTime() ?? 0) + graceMs);
    const before = others.find(({ isActive }) => !isActive) ?? others[0]!;
    if (before.isActive && context.now() < until) {
      throw new RotationError(
        'InGrace',
        `Both keys of user ${user} are in use: ${before.id}, which came before the current one of ${
          context.secret
        }, has its time of grace until ${until.toISOString()}. ` +
          `Rotate after that; or, where nobody uses it any longer, delete it and rotate then: ` +
          `aws iam delete-access-key --user-name ${user} --access-key-id ${before.id}`,
      );
    }
    await keys.delete(before.id);
  };

  return {
    createsOutside: true,
    create,

    async set({ value }, _current, context) {
      made = value;
      const { accessKeyId } = required(value, context.secret);
      const key = await new IamKeys(user, context).seen(accessKeyId);
      if (!key) {
        throw new RotationError(
          'KeyGone',
          `Access key ${accessKeyId} of user ${user} is not there any longer, so that ${context.secret} cannot have it. ` +
            `Rotate it, which makes a new one.`,
        );
      }
      if (!key.isActive) await new IamKeys(user, context).activate(accessKeyId, true);
    },

    async test(value, context) {
      const { accessKeyId, secretAccessKey } = required(value, context.secret);
      const arn = await callerOf({ accessKeyId, secretAccessKey }, context, value === made ? WORKS_WITHIN_MS : OTHERS_WORK_WITHIN_MS);
      if (!arn.endsWith(`:user/${user}`) && !(arn.includes(':user/') && arn.endsWith(`/${user}`))) {
        throw new RotationError(
          'OtherUser',
          `Access key ${accessKeyId} is not of user ${user} but of ${arn}. Put a key of ${user} into ${context.secret}, or rotate it.`,
        );
      }
    },

    async discard({ facts }, current, context) {
      const id = facts?.accessKeyId;
      // Somebody may have put just this key down by hand.
      if (id !== undefined && id !== keysIn(current.value)?.accessKeyId) await new IamKeys(user, context).delete(id);
    },

    async finish({ value }, context) {
      // The daily look may have deactivated it at the very moment in which a rollback took it up.
      const { accessKeyId } = required(value, context.secret);
      const keys = new IamKeys(user, context);
      if ((await keys.list()).some(({ id, isActive }) => id === accessKeyId && !isActive)) await keys.activate(accessKeyId, true);
    },

    async retire(current, context) {
      const keys = new IamKeys(user, context);
      const currentId = keysIn(current.value)?.accessKeyId;
      const earlier = await earlierKeys(current, context);
      const stagedId = keysIn((await context.staged())?.value)?.accessKeyId;
      const age = context.now().getTime() - current.since.getTime();
      const others = (await keys.list()).filter(({ id }) => id !== currentId && id !== stagedId);
      for (const { id, isActive } of others.filter((key) => earlier.has(key.id))) {
        if (age >= 2 * graceMs) await keys.delete(id);
        else if (age >= graceMs && isActive) await keys.activate(id, false);
      }
      // What came after the current value may be of a rotation that is under way, which takes less than a day.
      const unknown = others.find(
        ({ id, created }) => !earlier.has(id) && (created < current.since || created.getTime() + DAY_MS < context.now().getTime()),
      );
      if (unknown) throw unknownKey(context.secret, user, unknown);
    },
  };
}

/** The ids of keys in values that were current before: the last one that the rotator made, and the one before it. */
async function earlierKeys(current: Version | undefined, context: StrategyContext): Promise<ReadonlySet<string>> {
  const versions = current ? [await context.promoted(), await context.previous()] : [];
  const ids = versions.flatMap((version) => keysIn(version?.value)?.accessKeyId ?? []);
  return new Set(ids.filter((id) => id !== keysIn(current?.value)?.accessKeyId));
}

/** Who the keys are, once they work. */
async function callerOf(
  keys: { accessKeyId: string; secretAccessKey: string },
  context: StrategyContext,
  withinMs: number,
): Promise<string> {
  const others = new AwsClients({ keys, region: await context.aws.region(), userAgent: ['coffer-rotator', '1'] });
  const missing = (error: unknown) => error instanceof AwsCallError && error.code === 'InvalidClientTokenId';
  try {
    const caller = await eventually(() => others.identity(context.signal), context.signal, { missing, withinMs });
    return caller!.arn;
  } catch (error) {
    if (!missing(error)) throw error;
    throw new RotationError(
      'NotWorking',
      `AWS does not take access key ${keys.accessKeyId} of ${context.secret} yet, after ${withinMs / 1000} s. The next try goes on.`,
    );
  }
}

function required(value: string, secret: string): { accessKeyId: string; secretAccessKey: string } {
  const keys = keysIn(value);
  if (keys) return keys;
  throw new RotationError(
    'NoAccessKey',
    `The value of ${secret} is not JSON with AccessKeyId and SecretAccessKey. Rotate it, or write one in that form.`,
  );
}

function unknownKey(secret: string, user: string, { id, created }: IamKey): RotationError {
  return new RotationError(
    'UnknownKey',
    `User ${user} has access key ${id} of ${created.toISOString()}, which ${secret} does not know and the rotator did not ` +
      `make. It is never deleted here. ` +
      `Where nobody uses it (aws iam get-access-key-last-used --access-key-id ${id}), delete it: ` +
      `aws iam delete-access-key --user-name ${user} --access-key-id ${id}`,
  );
}

// IAM tells the time of a key to the second.
function wholeSecond(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}
