import { RotationError } from './rotation-error';
import { digestOfPlans, planDigest } from '../../contracts/rotation/plan-digests';
import type { CheckRequest, RotateRequest } from '../../contracts/rotation/requests';
import { CHECK_SCHEDULE, scheduleName } from '../../contracts/rotation-names';
import type { AwsClients } from '../aws/clients';
import { AwsCallError } from '../aws/errors';

/** Tells plans that the stack has deployed from those that somebody else wrote. */
export interface PlanProof {
  /**
   * @param text the plan as it lies in Parameter Store
   * @param isForPeople whether it asks for nothing but reminders, and may have no schedule
   * @throws RotationError where it is not the one that was deployed
   */
  require(secret: string, text: string, isForPeople: boolean, signal: AbortSignal): Promise<void>;
  /** Whether these are just the plans that were deployed for the vault. False where that cannot be told at once. */
  areAll(texts: readonly string[], signal: AbortSignal): Promise<boolean>;
}

/**
 * Which plans the stack has deployed: the schedule of each secret carries the digest of its plan, and that of the daily
 * check the digest of them all.
 *
 * A plan leads an administrator's password to a host. Whoever may write parameters alone is not to change where to: a
 * schedule takes scheduler:UpdateSchedule, and iam:PassRole for the role of the schedules, which only deployers have.
 */
export class DeployedPlans implements PlanProof {
  /** @param group the schedules of the vault */
  constructor(
    private readonly aws: AwsClients,
    private readonly group: string,
  ) {}

  public async require(secret: string, text: string, isForPeople: boolean, signal: AbortSignal): Promise<void> {
    const Name = scheduleName(secret);
    const input = await this.inputOf<RotateRequest>(Name, signal);
    if (input === undefined && isForPeople) return;
    if (input?.rotate === secret && input.plan === planDigest(text)) return;
    throw new RotationError(
      'PlanNotDeployed',
      `The rotation plan of ${secret} is not the one that the stack deployed: ` +
        `its digest is not that in schedule ${this.group}/${Name}. Nothing was done by it. ` +
        'Deploy the stack again, and find out who wrote the plan (CloudTrail: PutParameter).',
    );
  }

  public async areAll(texts: readonly string[], signal: AbortSignal): Promise<boolean> {
    const input = await this.inputOf<CheckRequest>(CHECK_SCHEDULE, signal);
    return input?.check === true && input.plans === digestOfPlans(texts.map(planDigest));
  }

  /** What a schedule asks for; undefined where there is no such schedule. */
  private async inputOf<T>(Name: string, signal: AbortSignal): Promise<Partial<T> | undefined> {
    const GroupName = this.group;
    const { GetScheduleCommand, SchedulerClient } = await import('@aws-sdk/client-scheduler');
    const client = await this.aws.client('scheduler', (config) => Promise.resolve(new SchedulerClient(config)));
    const call = { operation: 'GetSchedule', resource: `${GroupName}/${Name}`, actions: ['scheduler:GetSchedule', 'kms:Decrypt'] };
    try {
      const { Target } = await this.aws.call(call, signal, (abortSignal) =>
        client.send(new GetScheduleCommand({ GroupName, Name }), { abortSignal }),
      );
      return JSON.parse(Target?.Input ?? '{}') as Partial<T>;
    } catch (error) {
      if (error instanceof AwsCallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
}
