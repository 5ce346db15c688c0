import { plannedSecret, ROTATION_LABELS } from '../../../../contracts/rotation-names';
import { AwsCallError, isRefused } from '../../../aws/errors';
import type { CofferContext } from '../../core/settings';

/**
 * Takes the labels of rotations from a secret whose rotation is taken away: the parameter that is deleted is its plan.
 *
 * Parameter Store refuses every write at 100 versions while the oldest carries a label, and nobody moves these on any
 * longer. Before the plan is gone, so that an apply that is cut off here finds it again, and goes on.
 */
export async function takeLabelsAway(name: string, context: CofferContext): Promise<void> {
  const secret = plannedSecret(name);
  if (secret === undefined) return;
  const {
    provider: { store },
    signal,
    diagnostics,
  } = context;
  const labels = ROTATION_LABELS.join(' ');
  try {
    // By way of the latest version: so the version that has them need not be looked for, which would take a right to read.
    const latest = await store.label(secret, undefined, ROTATION_LABELS, signal);
    await store.unlabel(secret, latest, ROTATION_LABELS, signal);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    // It awaits its first value, or is deleted along with its rotation.
    if (error.code === 'ParameterNotFound' || error.code === 'ParameterVersionNotFound') return;
    // The latest version may have ten labels of other people's.
    if (!isRefused(error) && error.code !== 'ParameterVersionLabelLimitExceeded') throw error;
    diagnostics.warning(
      `Secret ${secret} keeps the labels of its rotations`,
      `Its rotation is gone, and they could not be taken away: ${error.message} After 100 further versions, ` +
        `Parameter Store refuses every write of it, because of them. Have somebody who may take them away: ` +
        `aws ssm label-parameter-version --name ${secret} --labels ${labels}, ` +
        `and then aws ssm unlabel-parameter-version --name ${secret} --parameter-version <the version that was answered> ` +
        `--labels ${labels}.`,
    );
  }
}
