import { checkFormat } from './random';
import { type OwnFunctionRequest, type OwnFunctionStep, readCreateAnswer } from '../../../contracts/rotation/own-function';
import type { CompleteSettings } from '../../../contracts/rotation/strategies';
import { pendingName, suppliedName } from '../../../contracts/rotation-names';
import { AwsClients } from '../../aws/clients';
import { AwsCallError } from '../../aws/errors';
import { randomValue } from '../../values/random-value';
import { type RotationPlan, understood } from '../plan';
import { RotationError } from '../rotation-error';
import { SecureStore } from '../secure-store';
import type { PendingValue, Strategy, StrategyContext } from '../strategy';

/** The longest that Lambda lets a function run, in milliseconds (Lambda: quotas). */
const ANSWER_WITHIN_MS = 900_000;
/** After an answer that was lost the function is asked again: it may still be at it, and each step comes to the same end. */
const RETRIES = 5;

/**
 * The user's own function, asked for one step at a time with `{"step","secret","pending","run"}`. No value is in what it
 * is sent: it takes the value from the parameter that `pending` names, whose first line is the record of the rotation in
 * JSON, and whose rest is the value. Where somebody wrote a value by hand meanwhile, and it is asked to test that, `pending`
 * names the secret itself, which has no such line. `run` is the same for all steps of a rotation, also after a crash.
 *
 * - `create` answers `{"generate": true}` or `{"generate": {"length": 40}}` (the settings of a random value) to have one
 *   made; or writes the value into the parameter `/_coffer/supplied/<service>/<key>` itself, from where it is taken and deleted.
 * - `set` makes what the secret opens take it, `test` uses it, `finish` comes after the promotion, and `discard` in place of
 *   `set` to `finish` where somebody else's value stays.
 */
export function lambda({ functionArn }: CompleteSettings['lambda'], plan: RotationPlan): Strategy {
  const supplied = suppliedName(plan.secret);
  let staged: string | undefined;
  let invoker: AwsClients | undefined;

  const ask = async (step: OwnFunctionStep, context: StrategyContext, pending = pendingName(plan.secret)): Promise<unknown> => {
    invoker ??= new AwsClients({
      region: await context.aws.region(),
      requestTimeoutMs: ANSWER_WITHIN_MS,
      userAgent: ['coffer-rotator', '1'],
    });
    return invoke(invoker, functionArn, { step, secret: plan.secret, pending, run: context.begun.toISOString() }, context.signal);
  };

  const taken = async (store: SecureStore, context: StrategyContext): Promise<PendingValue | undefined> => {
    const found = (await store.revealEach([supplied], context.signal)).get(supplied);
    if (!found) return undefined;
    if (found.modified.getTime() >= Math.floor(context.begun.getTime() / 1000) * 1000) return { value: found.value };
    // Of an earlier rotation, which had no use for it.
    await store.delete(supplied, context.signal);
    return undefined;
  };

  return {
    createsOutside: true,

    async create(_current, context) {
      const store = new SecureStore(context.aws);
      const before = await taken(store, context);
      if (before) return before;
      const answer = await ask('create', context);
      const after = await taken(store, context);
      if (after) return after;
      const format = understood(() => readCreateAnswer(functionArn, plan.secret, answer));
      if (!format) {
        throw new RotationError(
          'NoValueMade',
          `${functionArn} made no value for ${plan.secret}: its answer to create has no "generate", ` +
            `and there is no parameter ${supplied}. Let it answer {"generate": true}, or write the value there first.`,
        );
      }
      return { value: randomValue(checkFormat(format, plan.secret)) };
    },

    async set({ value }, _current, context) {
      staged = value;
      await new SecureStore(context.aws).delete(supplied, context.signal);
      await ask('set', context);
    },

    async test(value, context) {
      await ask('test', context, value === staged ? undefined : plan.secret);
    },

    async discard(_pending, _current, context) {
      await new SecureStore(context.aws).delete(supplied, context.signal);
      try {
        await ask('discard', context);
      } catch (error) {
        if (!(error instanceof RotationError && error.code === 'FunctionFailed')) throw error;
        // A function that does not know the step must not keep the secret from its next rotation.
        context.log.warn('The function did not discard its value', { reason: error.message });
      }
    },

    async finish(_pending, context) {
      await ask('finish', context);
    },
  };
}

async function invoke(aws: AwsClients, functionArn: string, payload: OwnFunctionRequest, signal: AbortSignal): Promise<unknown> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = await aws.client('lambda', (config) => Promise.resolve(new LambdaClient(config)));
  const call = { operation: 'Invoke', resource: functionArn, actions: ['lambda:InvokeFunction'] };
  const answer = await aws
    .call(
      call,
      signal,
      (abortSignal) =>
        client.send(
          new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: 'RequestResponse',
            Payload: Buffer.from(JSON.stringify(payload)),
          }),
          { abortSignal },
        ),
      { maxRetries: RETRIES },
    )
    .catch((error) => {
      if (!(error instanceof AwsCallError && error.code === 'ResourceNotFoundException')) throw error;
      throw new RotationError(
        'NoFunction',
        `${payload.secret} is rotated by ${functionArn}, and there is no such function. Deploy it, ` +
          `or correct Rotation.lambdaFunction of the secret.`,
      );
    });
  const said = parsed(answer.Payload);
  if (answer.FunctionError !== undefined) {
    const { errorType } = (said ?? {}) as { errorType?: unknown };
    // Its message may quote a value.
    const kind = typeof errorType === 'string' && /^[\w.]{1,60}$/.test(errorType) ? errorType : 'an error without a type';
    throw new RotationError(
      'FunctionFailed',
      `${functionArn} failed at step ${payload.step} of ${payload.secret}: ${kind}. Its own log says more.`,
    );
  }
  return said;
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
