import { createHash } from 'crypto';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { dependable, Fn, ITerraformDependable, Lazy, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { RotationRecipe } from './recipe';
import type { Rotation } from './rotation';
import { RotatorAlarms } from './rotator-alarms';
import { rotatorAsset } from './rotator-asset';
import { RotatorRole } from './rotator-role';
import { render } from '../access/policy-document';
import { Secret } from '../bindings/secret';
import { RotationError } from '../errors';
import { planName } from '../naming/rotation-names';
import { OperationsKey } from '../operations-key';
import type { ISecret, SecretBase } from '../secret';
import { Access, maximumBytes, ParameterTier } from '../stores/parameter-store';
import { claimOf } from '../stores/tags';
import { AwsEnvironment } from '../terraform/aws-environment';
import { FunctionCode } from '../terraform/function-code';
import type { SecretVault } from '../vault';

/** A private network that the rotator runs in, to reach databases. */
export interface RotatorNetwork {
  /** Ids of subnets with a way to AWS's services: a NAT gateway, or endpoints of ssm, kms, sts, iam, events, sns and whatever is rotated. */
  readonly subnetIds: string[];
  /** Ids of security groups that the databases let in. */
  readonly securityGroupIds: string[];
}

/** The function that rotates a vault's secrets. */
export interface SecretRotatorProps {
  /** Vault whose secrets it rotates. A vault has one rotator. */
  readonly vault: SecretVault;

  /**
   * A private network to run in.
   *
   * @default - none: databases have to be reachable without
   */
  readonly network?: RotatorNetwork;

  /**
   * How many secrets are rotated at once, 1 to 100: reserved concurrency. Parameter Store takes 3 writes a second by
   * default, and each rotation makes two to four.
   *
   * @default 5
   */
  readonly concurrency?: number;

  /**
   * Seconds that one rotation may take, 60 to 900.
   *
   * @default 300
   */
  readonly timeoutSeconds?: number;

  /**
   * Memory of the function in MB, 256 to 3008; its processor grows with it.
   *
   * @default 512
   */
  readonly memoryMb?: number;

  /**
   * Days for which the log is kept: one of the numbers that CloudWatch Logs takes, 365 or more.
   *
   * @default 365
   */
  readonly logRetentionDays?: number;

  /**
   * ARN of a code signing configuration. The zip in the package then has to be signed and given by the configuration's rules.
   *
   * @default - none
   */
  readonly codeSigningConfigArn?: string;

  /**
   * Whether all schedules rest. Rotations by hand still work.
   *
   * @default false
   */
  readonly paused?: boolean;
}

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

/** Room that the record of a pending value takes beside it. */
const RECORD_BYTES = 600;
const RUNTIME = 'nodejs22.x';

/**
 * Rotates the secrets of a vault: a Lambda function with a schedule for each secret, a queue for what failed, a topic for
 * people, alarms, and a daily look at the ages of all secrets. Made by the vault on first need; declare it yourself, before
 * the first secret with a rotation, to choose its settings.
 */
export class SecretRotator extends Construct {
  /** Name of the function: `<namespace>-<stage>-rotator`. */
  public readonly functionName: string;
  /** ARN of the topic that failures, overdue secrets and reminders go to, as a token. Subscribe people to it. */
  public readonly topicArn: string;
  /** Name of the function's role. */
  public readonly roleName: string;

  private readonly vault: SecretVault;
  private readonly paused: boolean;
  private readonly role: RotatorRole;
  private readonly lambda: LambdaFunction;
  private readonly scheduling: { readonly group: SchedulerScheduleGroup; readonly roleArn: string; readonly keyArn: string; readonly queueArn: string };
  private readonly first = new Map<ISecret, LambdaInvocation>();
  private databases = false;

  constructor(scope: Construct, id: string, props: SecretRotatorProps) {
    super(scope, id);
    const subject = `SecretRotator '${this.node.path}'`;
    const { vault } = props;
    if (TerraformStack.of(this) !== TerraformStack.of(vault)) {
      throw new RotationError(subject, `it is in stack '${TerraformStack.of(this).node.path}', its vault in stack '${TerraformStack.of(vault).node.path}'`, 'Declare it in the stack of the vault.');
    }
    vault._takeRotator(this, subject);
    this.vault = vault;
    this.paused = props.paused ?? false;
    const timeout = inRange(subject, 'timeoutSeconds', props.timeoutSeconds ?? 300, 60, 900);
    const retentionInDays = props.logRetentionDays ?? 365;
    if (!Token.isUnresolved(retentionInDays) && !LOG_RETENTION_DAYS.includes(retentionInDays)) {
      throw new RotationError(subject, `logRetentionDays is ${retentionInDays}`, `CloudWatch Logs takes ${LOG_RETENTION_DAYS.join(', ')}.`);
    }
    const aws = AwsEnvironment.of(this);
    const tags = vault._tags;
    const functionName = `${vault.vaultName}-rotator`;
    const key = new OperationsKey(this, 'key', vault);
    const log = new CloudwatchLogGroup(this, 'log', { name: `/aws/lambda/${functionName}`, retentionInDays, kmsKeyId: key.arn, tags });
    const queue = this.queue(key);
    const topic = this.topic(key);
    this.role = new RotatorRole(this, 'role', vault, {
      functionName,
      logGroupArn: `arn:${aws.partition}:logs:${aws.region}:${aws.account}:log-group:/aws/lambda/${functionName}`,
      deadLetterArn: queue.arn,
      topicArn: topic.arn,
      operationsKeyArn: key.arn,
      inVpc: props.network !== undefined,
    });
    const code = new FunctionCode(this, 'code', () => rotatorAsset(this.databases));
    this.lambda = new LambdaFunction(this, 'Default', {
      functionName,
      description: `Rotates secrets of ${vault.vaultName}`,
      role: this.role.role.arn,
      runtime: RUNTIME,
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.filename,
      sourceCodeHash: code.hash,
      codeSigningConfigArn: props.codeSigningConfigArn,
      timeout,
      memorySize: inRange(subject, 'memoryMb', props.memoryMb ?? 512, 256, 3008),
      reservedConcurrentExecutions: inRange(subject, 'concurrency', props.concurrency ?? 5, 1, 100),
      kmsKeyArn: key.arn,
      environment: {
        variables: {
          COFFER_VAULT: vault.vaultName,
          COFFER_TOPIC_ARN: topic.arn,
          // Amazon RDS's authorities among them; Node.js has only the public ones by itself (Lambda: Node.js 20 and later).
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        },
      },
      tracingConfig: { mode: 'Active' },
      deadLetterConfig: { targetArn: queue.arn },
      loggingConfig: { logFormat: 'Text', logGroup: log.name },
      vpcConfig: props.network && { subnetIds: props.network.subnetIds, securityGroupIds: props.network.securityGroupIds },
      tags,
      dependsOn: [...this.role.attachments],
    });
    new LambdaFunctionEventInvokeConfig(this, 'retries', { functionName: this.lambda.functionName, maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600 });
    this.functionName = functionName;
    this.topicArn = topic.arn;
    this.roleName = this.role.role.name;
    this.scheduling = { group: new SchedulerScheduleGroup(this, 'schedules', { name: vault.vaultName, tags }), roleArn: this.schedulerRole(key, queue), keyArn: key.arn, queueArn: queue.arn };
    this.schedule('check', { name: 'coffer-check', expression: RotationTimes.daily(spreadOf(vault.vaultName)), input: { check: true }, description: 'Compares ages of secrets with what their rotations promise' });
    new RotatorAlarms(this, 'alarms', { vaultName: vault.vaultName, functionName, queueName: queue.name, topicArn: topic.arn, tags });
  }

  /**
   * The function's role, for what is not a secret of the vault, such as an authority's key.
   *
   * @internal
   */
  public get _role(): IamRole {
    return this.role.role;
  }

  /**
   * Rotates a secret.
   *
   * @internal
   * @throws RotationError where it could not be carried out.
   */
  public _add(rotated: RotatedSecret, rotation: Rotation): void {
    this._addRecipe(rotated, rotation._recipe);
  }

  /** @internal */
  public _addRecipe(rotated: RotatedSecret, recipe: RotationRecipe): void {
    const { secret, subject } = rotated;
    this.check(rotated, recipe);
    this.databases ||= recipe.databases ?? false;
    const plan = this.plan(rotated, recipe);
    if (recipe.forPeople) return;
    this.role.addService(secret.service, rotated.tier !== undefined && rotated.tier !== ParameterTier.STANDARD);
    secret._grant(Access.ROTATE, this.role.role);
    for (const other of recipe.reads ?? []) this.inVault(other, subject)._grant(Access.LOOK_UP, this.role.role);
    for (const other of recipe.writes ?? []) this.inVault(other, subject)._grant(Access.KEEP, this.role.role);
    for (const statement of recipe.statements ?? []) this.role.allow(statement);
    const { _options: options } = recipe.schedule;
    this.schedule(`schedule-${secret.service.replace(/\//g, '.')}.${secret.key}`, {
      name: scheduleName(secret),
      expression: recipe.schedule._expression(spreadOf(secret.parameterName)),
      description: `Rotates ${secret.parameterName}`,
      input: { rotate: secret.parameterName, scheduled: '<aws.scheduler.scheduled-time>', afterDays: recipe.schedule._leastDays() },
      ...options,
    });
    if (recipe.makesFirst && rotated.awaitsFirst) this.makeFirst(rotated, recipe, plan);
  }

  private check({ secret, subject, type, tier, awaitsFirst }: RotatedSecret, recipe: RotationRecipe): void {
    if (!recipe.replaces.includes(type)) {
      throw new RotationError(subject, `its rotation makes values for ${recipe.replaces.join(' and ')}, not for ${type}`, 'Choose a rotation for this type of secret.');
    }
    if (TerraformStack.of(secret) !== TerraformStack.of(this)) {
      throw new RotationError(subject, `it is in stack '${TerraformStack.of(secret).node.path}', the rotator of its vault in stack '${TerraformStack.of(this).node.path}'`, 'Declare it in the stack of its vault, or leave out its rotation.');
    }
    if (awaitsFirst && !recipe.makesFirst) {
      throw new RotationError(subject, 'its first value would come from its rotation, which makes none', 'Give it another source, such as SecretSource.supplied().');
    }
    const most = maximumBytes(tier) - RECORD_BYTES;
    if (recipe.bytes !== undefined && recipe.bytes > most) {
      throw new RotationError(subject, `its rotated values have ${recipe.bytes} bytes, and ${most} may be staged in this tier`, 'Make them shorter, or give it tier: ParameterTier.ADVANCED.');
    }
  }

  /** What the function is told of the secret: a parameter of Coffer's own, listed with all others at refresh. */
  private plan({ secret, kmsKeyId, tier }: RotatedSecret, { strategy, settings, schedule, largePlan }: RotationRecipe): Secret {
    const stack = TerraformStack.of(secret);
    const text = Fn.jsonencode(withoutUndefined({
      secret: secret.parameterName,
      keyId: kmsKeyId,
      tier: tier ?? ParameterTier.STANDARD,
      strategy,
      settings: withoutUndefined(settings),
      everyDays: schedule._promisedDays,
      paused: (schedule._options.paused ?? false) || this.paused,
    }));
    return new Secret(secret, 'rotation', {
      name: planName(this.vault.vaultName, secret.parameterName),
      tier: largePlan ? ParameterTier.ADVANCED : undefined,
      valueWo: text,
      // Another number whenever it says something else.
      valueWoVersion: Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(text), 0, 12), 16)),
      kmsKeyId: this.vault._settingsIn(secret, secret.node.path).kmsKeyId,
      provider: secret._providerIn(secret),
      deletionProtection: false,
      claim: claimOf(stack.node.path, stack.node.id, `${secret.node.path}/rotation`),
    });
  }

  /** The first value, by the deploy itself: after whatever it needs, and without Terraform seeing it. */
  private makeFirst({ secret, resources }: RotatedSecret, recipe: RotationRecipe, plan: Secret): void {
    const before = (recipe.reads ?? []).map((other) => this.first.get(other)).filter((invocation) => invocation !== undefined);
    const invocation = new LambdaInvocation(secret, 'first-value', {
      functionName: this.lambda.functionName,
      input: JSON.stringify({ rotate: secret.parameterName, first: true }),
      dependsOn: [plan, ...resources, ...before],
    });
    // Policies come until all secrets are declared.
    const known = invocation.dependsOn ?? [];
    invocation.dependsOn = Lazy.listValue({ produce: () => [...known, ...this.role.everything.map(dependable)] });
    this.first.set(secret, invocation);
  }

  private inVault(other: ISecret, subject: string): SecretBase {
    const secret = other as SecretBase;
    if (secret._vault === this.vault) return secret;
    throw new RotationError(subject, `its rotation uses secret '${other.service}/${other.key}', which is not in vault ${this.vault.vaultName}`, 'Declare it in the same vault, or by fromName() there.');
  }

  private schedule(id: string, props: {
    readonly name: string; readonly expression: string; readonly description: string; readonly input: { [name: string]: unknown };
    readonly timeZone?: string; readonly windowMinutes?: number; readonly startDate?: string; readonly endDate?: string; readonly paused?: boolean;
  }): void {
    const { group, roleArn, keyArn, queueArn } = this.scheduling;
    const window = props.windowMinutes ?? 15;
    new SchedulerSchedule(this, id, {
      name: props.name,
      groupName: group.name,
      description: props.description,
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: props.timeZone ?? 'UTC',
      flexibleTimeWindow: window === 0 ? { mode: 'OFF' } : { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
      startDate: props.startDate,
      endDate: props.endDate,
      state: this.paused || props.paused ? 'DISABLED' : 'ENABLED',
      kmsKeyArn: keyArn,
      target: {
        arn: this.lambda.arn,
        roleArn,
        input: JSON.stringify(props.input),
        deadLetterConfig: { arn: queueArn },
        retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 20 },
      },
    });
  }

  private queue(key: OperationsKey): SqsQueue {
    const queue = new SqsQueue(this, 'dead-letters', {
      name: `${this.vault.vaultName}-rotator-dead-letters`, kmsMasterKeyId: key.arn, kmsDataKeyReusePeriodSeconds: 3600, messageRetentionSeconds: 1_209_600, tags: this.vault._tags,
    });
    new SqsQueuePolicy(this, 'dead-letters-policy', {
      queueUrl: queue.url,
      policy: render([{ Sid: 'OverTlsOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:SendMessage', Resource: queue.arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]),
    });
    return queue;
  }

  private topic(key: OperationsKey): SnsTopic {
    const { account } = AwsEnvironment.of(this);
    const topic = new SnsTopic(this, 'topic', { name: `${this.vault.vaultName}-rotation`, kmsMasterKeyId: key.arn, tags: this.vault._tags });
    new SnsTopicPolicy(this, 'topic-policy', {
      arn: topic.arn,
      policy: render([
        { Sid: 'AlarmsOfThisAccount', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: topic.arn, Condition: { StringEquals: { 'aws:SourceAccount': account } } },
        { Sid: 'OverTlsOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: topic.arn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ]),
    });
    return topic;
  }

  private schedulerRole(key: OperationsKey, queue: SqsQueue): string {
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    const { vaultName } = this.vault;
    const role = new IamRole(this, 'scheduler-role', {
      name: `${vaultName}-rotator-schedules`,
      description: `Starts rotations of ${vaultName}`,
      assumeRolePolicy: render([{
        Sid: 'SchedulesOfThisVault',
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${vaultName}` } },
      }]),
      tags: this.vault._tags,
    });
    new IamRolePolicy(this, 'scheduler-policy', {
      name: 'start-rotations',
      role: role.name,
      policy: render([
        { Sid: 'Start', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `arn:${partition}:lambda:${region}:${account}:function:${vaultName}-rotator` },
        { Sid: 'KeepFailures', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue.arn },
        {
          Sid: 'Decrypt',
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: key.arn,
          Condition: { StringEquals: { 'kms:ViaService': ['scheduler', 'sqs'].map((service) => `${service}.${region}.${dnsSuffix}`) } },
        },
      ]),
    });
    return role.arn;
  }
}

const LOG_RETENTION_DAYS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const RotationTimes = {
  daily: (spread: number) => {
    const minute = Math.floor(spread * 1440);
    return `cron(${minute % 60} ${Math.floor(minute / 60)} * * ? *)`;
  },
};

/** A place between 0 and 1 that follows from a name. */
function spreadOf(name: string): number {
  return createHash('sha256').update(name).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** A schedule's name: 1 to 64 letters, digits and any of _.- */
function scheduleName({ service, key }: ISecret): string {
  const name = `${service.replace(/\//g, '.')}.${key}`;
  if (name.length <= 64) return name;
  return `${name.slice(0, 55)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

function withoutUndefined(object: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function inRange(subject: string, name: string, value: number, least: number, most: number): number {
  if (Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw new RotationError(subject, `${name} is ${value}`, `Write a whole number from ${least} to ${most}.`);
}
