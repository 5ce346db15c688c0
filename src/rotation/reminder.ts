import type { RotationRecipe } from './recipe';
import { RotationSchedule } from './rotation-schedule';
import { REMINDER_DAYS } from '../contracts/rotation/periods';

/** People, who are reminded. */
export interface ReminderProps {
  /**
   * Days after which the daily check reminds of the secret, every day until it has a new value: 1 to 400.
   *
   * @default 90
   */
  readonly afterDays?: number;
}

export function reminderRecipe(props: ReminderProps): RotationRecipe {
  return {
    spec: { strategy: 'reminder', settings: {} },
    // Never looked at: no schedule is made for what people replace, and the promised days are in the plan.
    schedule: RotationSchedule.cron('0 0 1 1 ? *', props.afterDays ?? REMINDER_DAYS),
    makesFirst: false,
    forPeople: true,
  };
}
