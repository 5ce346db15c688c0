import { createHash } from 'crypto';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { Fn, Lazy, TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import { RateUnit, RotationSchedule, RotationScheduleOptions, WINDOW_MINUTES } from './rotation-schedule';
import { boundedName } from '../contracts/function-names';
import { DIGEST_SEPARATOR } from '../contracts/rotation/plan-digests';
import { type RotatorRequest, SCHEDULED_TIME } from '../contracts/rotation/requests';
import { CHECK_SCHEDULE, scheduleGroupName, scheduleName } from '../contracts/rotation-names';
import { RotationError } from '../errors';
import { keyUse } from '../iam/key-use';
import { render } from '../iam/policy-document';
import { PolicyQuotas } from '../iam/policy-quotas';
import type { ISecret } from '../secret/secret';
import { AwsEnvironment } from '../terraform/aws-environment';
import type { DeclaringVault } from '../vault/declaring-vault';

/** What the schedules start, and what they need for it. */
export interface RotatorSchedulesProps {
  readonly vault: DeclaringVault;
  readonly functionName: string;
  readonly functionArn: string;
  readonly queueArn: string;
  readonly operationsKeyArn: string;
  /** Whether all of them rest. */
  readonly paused: boolean;
}

/** How long the scheduler tries again where Lambda does not take a request, in seconds. */
const TRIED_FOR_SECONDS = 21_600;

/**
 * The schedules of a vault: one for each secret and one for the daily check, in a group of their own, encrypted.
 *
 * @internal
 */
export class RotatorSchedules extends Construct {
  private readonly group: SchedulerScheduleGroup;
  private readonly roleArn: string;
  private readonly plans: string[] = [];
  /** What each schedule is for, by its name. */
  private readonly taken = new Map<string, string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RotatorSchedulesProps,
  ) {
    super(scope, id);
    const { vault } = props;
    this.group = new SchedulerScheduleGroup(this, 'group', { name: scheduleGroupName(vault.vaultName), tags: vault.tags });
    this.roleArn = this.role();
    this.add('check', {
      name: CHECK_SCHEDULE,
      schedule: RotationSchedule.afterDays(1),
      spread: spreadOf(vault.vaultName),
      input: { check: true, plans: this.digestOfPlans() },
      description: 'Compares ages of secrets with what their rotations promise',
    });
  }

  /** Says that a plan is deployed, to the daily check. */
  public addPlan(digest: string): void {
    this.plans.push(digest);
  }

  /** The digest of all plans, as `digestOfPlans` makes it: with it, the daily check asks for one schedule and not for all. */
  private digestOfPlans(): string {
    const expression = () => Fn.sha256(Fn.join(DIGEST_SEPARATOR, Fn.sort(this.plans)));
    return new TerraformLocal(this, 'plans-digest', Lazy.stringValue({ produce: expression })).asString;
  }

  /**
   * The schedule of a secret, at a place in time that follows from its name.
   *
   * @param plan digest of its plan, by which the function knows that the stack wrote it
   */
  public addSecret(secret: ISecret, schedule: RotationSchedule, plan: string): SchedulerSchedule {
    const name = scheduleName(secret.parameterName);
    this.claim(name, `secret '${secret.service}/${secret.key}'`);
    return this.add(`${secret.service.replace(/\//g, '.')}.${secret.key}`, {
      name,
      schedule,
      spread: spreadOf(secret.parameterName),
      description: `Rotates ${secret.parameterName}`.slice(0, 512),
      input: { rotate: secret.parameterName, scheduled: SCHEDULED_TIME, afterDays: schedule._leastDays(), plan },
    });
  }

  /** A reminder of a secret that is kept elsewhere, so that its age is not known. */
  public addReminder(secret: string, days: number): SchedulerSchedule {
    const dotted = secret.replace(/\//g, '.');
    const name = boundedName(`reminder.${dotted}`);
    this.claim(name, `the reminder of '${secret}'`);
    return this.add(`reminder-${dotted}`, {
      name,
      schedule: RotationSchedule.rate(days, RateUnit.DAYS),
      spread: spreadOf(secret),
      description: `Reminds people to replace ${secret}`.slice(0, 512),
      input: { remind: secret },
    });
  }

  /** Names of schedules have no '/', so that two secrets may come to one. @throws RotationError if the name is taken */
  private claim(name: string, what: string): void {
    const other = this.taken.get(name);
    if (other !== undefined) {
      throw new RotationError(
        `Rotation of ${what}`,
        `its schedule would be named '${name}', which is that of ${other}`,
        "Give one of them a service with another name: '.' and '/' are one in a schedule's name.",
      );
    }
    this.taken.set(name, what);
  }

  private add(
    id: string,
    {
      name,
      schedule,
      spread,
      description,
      input,
    }: {
      readonly name: string;
      readonly schedule: RotationSchedule;
      readonly spread: number;
      readonly description: string;
      readonly input: RotatorRequest;
    },
  ): SchedulerSchedule {
    const { functionArn, queueArn, operationsKeyArn, paused } = this.props;
    const options: RotationScheduleOptions = schedule._options;
    const window = options.windowMinutes ?? WINDOW_MINUTES;
    return new SchedulerSchedule(this, id, {
      name,
      groupName: this.group.name,
      description,
      scheduleExpression: schedule._expression(spread),
      scheduleExpressionTimezone: options.timeZone ?? 'UTC',
      flexibleTimeWindow: window === 0 ? { mode: 'OFF' } : { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
      startDate: options.startDate,
      endDate: options.endDate,
      state: paused || options.paused ? 'DISABLED' : 'ENABLED',
      kmsKeyArn: operationsKeyArn,
      target: {
        arn: functionArn,
        roleArn: this.roleArn,
        input: JSON.stringify(input),
        deadLetterConfig: { arn: queueArn },
        retryPolicy: { maximumEventAgeInSeconds: TRIED_FOR_SECONDS, maximumRetryAttempts: 20 },
      },
    });
  }

  private role(): string {
    const { vault, functionName, queueArn, operationsKeyArn } = this.props;
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    const role = new IamRole(this, 'role', {
      name: boundedName(vault.names.accountWide, '-rotator-schedules'),
      description: `Starts rotations of ${vault.vaultName}`,
      assumeRolePolicy: render([
        {
          Sid: 'SchedulesOfThisVault',
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          // The group, not the schedule: that is what the scheduler says (EventBridge Scheduler: Confused deputy prevention).
          Condition: {
            StringEquals: {
              'aws:SourceAccount': account,
              'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${scheduleGroupName(vault.vaultName)}`,
            },
          },
        },
      ]),
      tags: vault.tags,
    });
    const inline = new IamRolePolicy(this, 'policy', {
      name: 'start-rotations',
      role: role.name,
      policy: render([
        {
          Sid: 'Start',
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: `arn:${partition}:lambda:${region}:${account}:function:${functionName}`,
        },
        { Sid: 'KeepFailures', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
        keyUse(
          'Decrypt',
          ['kms:Decrypt', 'kms:GenerateDataKey'],
          operationsKeyArn,
          ['scheduler', 'sqs'].map((service) => `${service}.${region}.${dnsSuffix}`),
        ),
      ]),
    });
    for (const each of [role, inline]) PolicyQuotas.of(this).watch(each);
    return role.arn;
  }
}

/** A place between 0 and 1 that follows from a name. */
function spreadOf(name: string): number {
  return createHash('sha256').update(name).digest().readUIntBE(0, 6) / 2 ** 48;
}
