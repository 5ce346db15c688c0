import { RotationSchedule } from './rotation-schedule';
import { ROTATION_DAYS } from '../contracts/rotation/periods';

/** When a secret is replaced. */
export interface RotationProps {
  /**
   * Days after which a value is replaced, 1 to 365.
   *
   * @default 30
   */
  readonly afterDays?: number;

  /**
   * When it is replaced, in place of `afterDays`.
   *
   * @default RotationSchedule.afterDays(afterDays)
   */
  readonly schedule?: RotationSchedule;
}

export function scheduleOf(props: RotationProps, days = ROTATION_DAYS): RotationSchedule {
  return props.schedule ?? RotationSchedule.afterDays(props.afterDays ?? days);
}
