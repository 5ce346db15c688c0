import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { digestOfPlans, planDigest } from '../../../src/contracts/rotation/plan-digests';
import { CHECK_SCHEDULE, scheduleGroupName, scheduleName } from '../../../src/contracts/rotation-names';
import type { LocalAws } from '../../../tools/local-aws/local-aws';

/** The schedules of a vault, as the stack deploys them: with the digests of rotation plans. */
export class Schedules {
  private readonly client: SchedulerClient;
  private readonly made = new Set<string>();

  constructor(
    private readonly vault: string,
    settings: Pick<LocalAws, 'endpoint' | 'credentials'> & { readonly region: string },
  ) {
    this.client = new SchedulerClient(settings);
  }

  /** Says that a plan is that of a secret. */
  public deploy(secret: string, plan: string): Promise<void> {
    return this.say(scheduleName(secret), { rotate: secret, plan: planDigest(plan) });
  }

  /** Says that these are all plans. */
  public deployAll(plans: readonly string[]): Promise<void> {
    return this.say(CHECK_SCHEDULE, { check: true, plans: digestOfPlans(plans.map(planDigest)) });
  }

  /** Puts an input into a schedule, which is made where there is none. */
  public async say(Name: string, input: object): Promise<void> {
    const GroupName = scheduleGroupName(this.vault);
    if (this.made.size === 0) {
      await this.client.send(new CreateScheduleGroupCommand({ Name: GroupName })).catch((error: Error) => {
        if (error.name !== 'ConflictException') throw error;
      });
    }
    const settings = {
      Name,
      GroupName,
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:123456789012:function:rotator',
        RoleArn: 'arn:aws:iam::123456789012:role/schedules',
        Input: JSON.stringify(input),
      },
    };
    const isMade = this.made.has(Name);
    this.made.add(Name);
    if (isMade) await this.client.send(new UpdateScheduleCommand(settings));
    else await this.client.send(new CreateScheduleCommand(settings));
  }

  public close(): void {
    this.client.destroy();
  }
}
