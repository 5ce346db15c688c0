import { createHash } from 'node:crypto';
import { RotationError } from './rotation-error';
import type { RotateRequest } from '../../contracts/rotation/requests';
import { scheduleName } from '../../contracts/rotation-names';
import type { AwsClients } from '../aws/clients';
import { AwsCallError } from '../aws/errors';

/**
 * Which plans the stack has deployed: the schedule of each secret carries the digest of its plan.
 *
 * A plan leads an administrator's password to a host. Whoever may write parameters alone is not to change where to: the
 * schedule takes scheduler:UpdateSchedule, and iam:PassRole for the role of the schedules, which only deployers have.
 */
export class DeployedPlans {
  /** @param group the schedules of the vault; undefined takes plans as they are */
  constructor(private readonly aws: AwsClients, private readonly group: string | undefined) {}

  /**
   * @param text the plan as it lies in Parameter Store
   * @param isForPeople whether it asks for nothing but reminders, and may have no schedule
   * @throws RotationError where it is not the one that was deployed
   */
  public async require(secret: string, text: string, isForPeople: boolean, signal: AbortSignal): Promise<void> {
    if (this.group === undefined) return;
    const deployed = await this.digestOf(secret, this.group, signal);
    if (deployed === undefined && isForPeople) return;
    if (deployed !== null && deployed === createHash('sha256').update(text).digest('hex')) return;
    throw new RotationError(
      'PlanNotDeployed', `The rotation plan of ${secret} is not the one that the stack deployed: its digest is not that in schedule ${this.group}/${scheduleName(secret)}. Nothing was done by it. `
      + 'Deploy the stack again, and find out who wrote the plan (CloudTrail: PutParameter).',
    );
  }

  /** Undefined where there is no schedule, null where it carries no digest. */
  private async digestOf(secret: string, GroupName: string, signal: AbortSignal): Promise<string | null | undefined> {
    const Name = scheduleName(secret);
    const { GetScheduleCommand, SchedulerClient } = await import('@aws-sdk/client-scheduler');
    const client = await this.aws.client('scheduler', (config) => Promise.resolve(new SchedulerClient(config)));
    const call = { operation: 'GetSchedule', resource: `${GroupName}/${Name}`, actions: ['scheduler:GetSchedule', 'kms:Decrypt'] };
    try {
      const { Target } = await this.aws.call(call, signal, (abortSignal) => client.send(new GetScheduleCommand({ GroupName, Name }), { abortSignal }));
      const { rotate, plan } = JSON.parse(Target?.Input ?? '{}') as Partial<RotateRequest>;
      return rotate === secret && typeof plan === 'string' ? plan : null;
    } catch (error) {
      if (error instanceof AwsCallError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
}
