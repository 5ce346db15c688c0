import { ITerraformDependable, TerraformStack } from 'cdktf';
import type { RotationRecipe } from './recipe';
import { pathFault } from '../contracts/names';
import { maximumBytes, ParameterTier } from '../contracts/parameter-tier';
import type { AnyStrategySpec } from '../contracts/rotation/strategies';
import { planName, RECORD_BYTES } from '../contracts/rotation-names';
import { RotationError } from '../errors';
import type { SecretBase } from '../secret/secret-base';

/** What a secret tells its rotator. */
export interface RotatedSecret {
  readonly secret: SecretBase;
  readonly subject: string;
  readonly type: string;
  /** The key of the secret, as its resource names it. */
  readonly kmsKeyId: string;
  readonly tier?: ParameterTier;
  /** Whether the first value comes from the rotator. */
  readonly awaitsFirst: boolean;
  /** What has to be there before it is rotated, such as its own resource. */
  readonly resources: readonly ITerraformDependable[];
}

/**
 * Checks that a rotator can rotate a secret as a recipe says.
 *
 * @throws RotationError when it cannot
 */
export function checkRotated(
  { secret, subject, type, tier, awaitsFirst }: RotatedSecret,
  recipe: RotationRecipe<AnyStrategySpec>,
  vaultName: string,
  rotatorStack: TerraformStack,
): void {
  if (recipe.replaces && !recipe.replaces.includes(type)) {
    throw new RotationError(
      subject,
      `its rotation makes values for ${recipe.replaces.join(' and ')}, not for ${type}`,
      'Choose a rotation for this type of secret.',
    );
  }
  if (TerraformStack.of(secret) !== rotatorStack) {
    throw new RotationError(
      subject,
      `it is in stack '${TerraformStack.of(secret).node.path}', the rotator of its vault in stack '${rotatorStack.node.path}'`,
      'Declare it in the stack of its vault, or leave out its rotation.',
    );
  }
  if (awaitsFirst && !recipe.makesFirst) {
    throw new RotationError(
      subject,
      'its first value would come from its rotation, which makes none',
      'Give it another source, such as SecretSource.supplied().',
    );
  }
  const name = planName(vaultName, secret.parameterName);
  const fault = pathFault(name);
  if (fault) {
    throw new RotationError(
      subject,
      `its rotation keeps its plan under the secret's name, and ${fault.problem}`,
      'Shorten the name of its service by as much, or leave out its rotation.',
    );
  }
  const most = maximumBytes(tier) - RECORD_BYTES;
  if (recipe.bytes !== undefined && recipe.bytes > most) {
    throw new RotationError(
      subject,
      `its rotated values have ${recipe.bytes} bytes, and ${most} may be staged in this tier`,
      'Make them shorter, or give it tier: ParameterTier.ADVANCED.',
    );
  }
}
