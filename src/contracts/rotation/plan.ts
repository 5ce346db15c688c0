import { isObject, Members, RotationFormError } from './members';
import type { StrategySpec } from './strategies';
import { ParameterTier } from '../parameter-tier';

/** What the stack says of the rotation of one secret, whatever its strategy is. */
export interface PlanHead {
  /** Name of the secret's parameter. */
  readonly secret: string;
  /** KMS key of the secret. */
  readonly keyId: string;
  /** @default ParameterTier.STANDARD */
  readonly tier?: ParameterTier;
  /** Days after which the secret has a new value at the latest; left out where nothing is promised. */
  readonly everyDays?: number;
  /** @default false */
  readonly paused?: boolean;
}

/**
 * The rotation plan of one secret: as JSON, the value of its parameter below `/_coffer/rotation/<vault>`. The stack writes
 * it, possibly from tokens, and the rotator reads it. No secret is in it.
 */
export type RotationPlan = PlanHead & StrategySpec;

/** A plan as it was read. Its settings are read once its strategy is known to be there (`readSettings`). */
export interface ReadPlan extends PlanHead {
  readonly tier: ParameterTier;
  readonly paused: boolean;
  readonly strategy: string;
  readonly settings: Members;
}

/**
 * Reads a plan.
 *
 * @throws RotationFormError where the text is no plan of that secret
 */
export function parsePlan(secret: string, text: string): ReadPlan {
  const plan = objectIn(secret, text);
  const origin = { where: `In the rotation plan of ${secret}`, remedy: 'Deploy the stack again with a matching version of cdktf-coffer.' };
  const own = new Members(origin, plan);
  if (own.text('secret') !== secret) {
    throw new RotationFormError(`The rotation plan of ${secret} is that of another secret. Deploy the stack again.`);
  }
  return {
    secret,
    keyId: own.text('keyId'),
    tier: own.choice('tier', Object.values(ParameterTier), ParameterTier.STANDARD),
    strategy: own.text('strategy'),
    settings: own.within('settings'),
    everyDays: own.optionalNumber('everyDays'),
    paused: own.flag('paused', false),
  };
}

function objectIn(secret: string, text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new RotationFormError(`The rotation plan of ${secret} is not JSON. Deploy the stack again.`);
  }
  if (isObject(parsed)) return parsed;
  throw new RotationFormError(`The rotation plan of ${secret} is not a JSON object. Deploy the stack again.`);
}
