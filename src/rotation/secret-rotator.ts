import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { Fn, ITerraformDependable, TerraformLocal, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { FunctionAccess } from './function-access';
import type { RotationRecipe } from './recipe';
import { checkRotated, type RotatedSecret } from './rotated-secret';
import { type Rotation, ROTATIONS } from './rotation';
import { RotationTopic } from './rotation-topic';
import { declareRotatorAlarms } from './rotator-alarms';
import { RotatorRole } from './rotator-role';
import { RotatorSchedules } from './rotator-schedules';
import type { SecretRotatorProps } from './secret-rotator-props';
import { Secret } from '../bindings/secret';
import { rotatorVariables } from '../contracts/function-environment';
import { rotatorName } from '../contracts/function-names';
import { ParameterTier } from '../contracts/parameter-tier';
import type { PlanHead } from '../contracts/rotation/plan';
import type { RotateRequest } from '../contracts/rotation/requests';
import type { AnyStrategySpec } from '../contracts/rotation/strategies';
import { planName, scheduleGroupName } from '../contracts/rotation-names';
import { claimOf } from '../contracts/tags';
import { RotationError } from '../errors';
import { VaultFunction } from '../functions/vault-function';
import type { Grant } from '../iam/grant';
import { type IGrantee, roleOf } from '../iam/grantee';
import { Access } from '../iam/parameter-actions';
import type { IReadableSecret, ISecret } from '../secret/secret';
import { READABLE_SECRETS, type SecretBase, SECRETS } from '../secret/secret-base';
import { builtFunction, FunctionCode } from '../terraform/function-code';
import { waitFor } from '../terraform/late-dependencies';
import { checkWholeNumber } from '../terraform/whole-number';
import { DeclaringVault } from '../vault/declaring-vault';
import { recordsOf } from '../vault/manifest/app-manifest';
import type { RecordedRotation } from '../vault/manifest/secret-records';
import { OperationsKey } from '../vault/operations-key';
import { VaultPart } from '../vault/vault-part';
import { withoutCoffer } from '../vault/without-coffer';

/**
 * Rotates the secrets of a vault: a Lambda function with a schedule for each secret, a queue for what failed, a topic for
 * people, alarms, and a daily look at the ages of all secrets. Made by the vault on first need; declare it yourself, before
 * the first secret with a rotation, to choose its settings.
 */
export class SecretRotator extends Construct {
  /**
   * The rotators of vaults.
   *
   * @internal
   */
  public static readonly _part = new VaultPart(
    'rotator',
    (vault) => new SecretRotator(vault.construct, 'rotator', { vault: vault.construct }),
  );

  /** Name of the function: `<namespace>-<stage>-rotator`, with a hash in place of its end if that has more than 64 characters. */
  public readonly functionName: string;
  /** ARN of the topic that failures, overdue secrets and reminders go to, as a token. Subscribe people to it. */
  public readonly topicArn: string;
  /** Name of the function's role. */
  public readonly roleName: string;

  private readonly vault: DeclaringVault;
  private readonly paused: boolean;
  private readonly role: RotatorRole;
  private readonly lambda: LambdaFunction;
  private readonly schedules: RotatorSchedules;
  private readonly first = new Map<ISecret, LambdaInvocation>();
  private readonly functionAccess = FunctionAccess.ofVault();
  private databases = false;

  constructor(scope: Construct, id: string, props: SecretRotatorProps) {
    super(scope, id);
    const subject = `SecretRotator '${this.node.path}'`;
    const vault = DeclaringVault.of(props.vault, subject);
    this.vault = vault;
    this.claim(subject);
    this.paused = props.paused ?? false;
    checkReservation(subject, props);
    const inRange = (name: string, value: number, least: number, most: number) =>
      checkWholeNumber(value, { name, least, most }, (problem, remedy) => new RotationError(subject, problem, remedy));
    const timeout = inRange('timeoutSeconds', props.timeoutSeconds ?? 300, 60, 900);
    const retentionInDays = checkRetention(subject, props.logRetentionDays ?? 365);
    const functionName = rotatorName(vault.vaultName);
    const operationsKeyArn = OperationsKey.part.getOrCreate(vault).arn;
    const own = new VaultFunction(this, 'function', {
      tags: vault.tags,
      keyArn: operationsKeyArn,
      name: functionName,
      description: `Rotates secrets of ${vault.vaultName}`,
      logRetentionDays: retentionInDays,
      messagesTo: ['sns'],
    });
    const topic = new RotationTopic(this, 'topic', vault);
    this.role = new RotatorRole(this, 'role', vault, { own, topicArn: topic.arn, inVpc: props.network !== undefined });
    this.lambda = own.run({
      roleArn: this.role.role.arn,
      code: new FunctionCode(this, 'code', () => builtFunction('rotator.json', this.databases ? 'rotatorWithDatabases' : 'rotator')),
      codeSigningConfigArn: props.codeSigningConfigArn,
      timeout,
      memorySize: inRange('memoryMb', props.memoryMb ?? 512, 256, 3008),
      reservedConcurrentExecutions: (props.reserveConcurrency ?? true) ? inRange('concurrency', props.concurrency ?? 5, 1, 100) : undefined,
      kmsKeyArn: operationsKeyArn,
      environment: {
        variables: {
          ...rotatorVariables({ vault: vault.vaultName, topicArn: topic.arn, scheduleGroup: scheduleGroupName(vault.vaultName) }),
          // Amazon RDS's authorities among them; Node.js has only the public ones by itself (Lambda: Node.js 20 and later).
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        },
      },
      vpcConfig: props.network && { subnetIds: props.network.subnetIds, securityGroupIds: props.network.securityGroupIds },
    });
    // Policies come until all secrets are declared.
    waitFor(this.lambda, () => this.role.attachments);
    this.functionName = functionName;
    this.topicArn = topic.arn;
    this.roleName = this.role.role.name;
    this.schedules = new RotatorSchedules(this, 'schedules', {
      vault,
      functionName,
      functionArn: this.lambda.arn,
      queueArn: own.queue.arn,
      operationsKeyArn,
      paused: this.paused,
    });
    declareRotatorAlarms(this, vault, own, topic.arn);
  }

  private claim(subject: string): void {
    const { vault } = this;
    vault.requireOwnStack(this, (problem, remedy) => new RotationError(subject, problem, remedy));
    if (!vault.usesCofferProvider) {
      throw withoutCoffer(
        { subject, needsCofferSince: 'the rotator finds its work in parameters that the coffer provider writes' },
        vault.vaultName,
      );
    }
    SecretRotator._part.claim(
      vault,
      this,
      (existing) =>
        new RotationError(
          subject,
          `vault ${vault.vaultName} has a rotator already, '${existing.node.path}'`,
          'Declare it before the first secret with a rotation, and once.',
        ),
    );
  }

  /**
   * Has the function read what is not a secret of the vault, such as an authority's key.
   *
   * @internal
   */
  public _read(key: { grantRead(grantee: IGrantee): Grant }): void {
    this.role.granted(key.grantRead(this.role.role));
  }

  /**
   * Reminds people of a secret that is kept elsewhere.
   *
   * @internal
   */
  public _remind(secret: string, days: number): RecordedRotation {
    const { scheduleExpressionInput: schedule = null } = this.schedules.addReminder(secret, days);
    return { strategy: 'reminder', schedule, timeZone: 'UTC', paused: this.paused, promisedAgeDays: days };
  }

  /**
   * Rotates a secret.
   *
   * @internal
   * @throws RotationError where it could not be carried out.
   */
  public _add(rotated: RotatedSecret, rotation: Rotation): void {
    const own = ROTATIONS.in(rotation, rotated.subject);
    if (!own) throw new RotationError(rotated.subject, 'rotation is not a Rotation', 'Write one, such as Rotation.random().');
    this._addRecipe(rotated, own._recipe);
  }

  /** @internal */
  public _addRecipe(rotated: RotatedSecret, recipe: RotationRecipe<AnyStrategySpec>): void {
    const { secret, subject } = rotated;
    checkRotated(rotated, recipe, this.vault.vaultName, TerraformStack.of(this));
    this.databases ||= recipe.databases ?? false;
    const { plan, digest } = this.plan(rotated, recipe);
    this.schedules.addPlan(digest);
    this.record(secret, recipe);
    if (recipe.forPeople) return;
    this.role.addService(secret.service, rotated.tier !== undefined && rotated.tier !== ParameterTier.STANDARD);
    this.role.granted(secret._grant(Access.ROTATE, this.role.role));
    for (const other of recipe.reads ?? []) this.role.granted(this.inVault(other, subject)._grant(Access.LOOK_UP, this.role.role));
    for (const other of recipe.writes ?? []) this.role.granted(this.inVault(other, subject)._grant(Access.KEEP, this.role.role));
    for (const statement of recipe.statements ?? []) this.role.allow(statement, secret.parameterName);
    if (recipe.byFunction) {
      const { role } = recipe.byFunction;
      this.role.addSupplied(secret.parameterName);
      if (role) this.functionAccess(this.vault, roleOf(role, subject)).allow(secret.parameterName, rotated.tier);
    }
    const schedule = this.schedules.addSecret(secret, recipe.schedule, digest);
    this.record(secret, recipe, schedule.scheduleExpressionInput);
    if (recipe.makesFirst && rotated.awaitsFirst) this.makeFirst(rotated, recipe, [plan, schedule]);
  }

  /** What the function is told of the secret: a parameter of Coffer's own, listed with all others at refresh. */
  private plan(
    { secret, kmsKeyId, tier }: RotatedSecret,
    { spec, schedule, largePlan }: RotationRecipe<AnyStrategySpec>,
  ): { readonly plan: Secret; readonly digest: string } {
    const stack = TerraformStack.of(secret);
    const plan: PlanHead & AnyStrategySpec = {
      secret: secret.parameterName,
      keyId: kmsKeyId,
      tier: tier ?? ParameterTier.STANDARD,
      ...spec,
      everyDays: schedule._promisedDays,
      paused: (schedule._options.paused ?? false) || this.paused,
    };
    const text = Fn.jsonencode({ ...plan, settings: withoutUndefined(plan.settings) });
    // A name for the expression, so that the schedule's input is JSON as it stands.
    const digest = new TerraformLocal(secret, 'rotation-digest', Fn.sha256(text)).asString;
    const parameter = new Secret(secret, 'rotation', {
      name: planName(this.vault.vaultName, secret.parameterName),
      tier: largePlan ? ParameterTier.ADVANCED : undefined,
      valueWo: text,
      // Another number whenever it says something else.
      valueWoVersion: Token.asNumber(Fn.parseint(Fn.substr(Fn.sha256(text), 0, 12), 16)),
      kmsKeyId: this.vault.settingsIn(secret, { subject: secret.node.path }).kmsKeyId,
      provider: secret._providerIn(secret),
      deletionProtection: false,
      claim: claimOf(stack.node.path, stack.node.id, `${secret.node.path}/rotation`),
    });
    return { plan: parameter, digest };
  }

  /** The first value, by the deploy itself: after whatever it needs, and without Terraform seeing it. */
  private makeFirst(
    { secret, resources }: RotatedSecret,
    recipe: RotationRecipe<AnyStrategySpec>,
    declared: readonly ITerraformDependable[],
  ): void {
    const before = (recipe.reads ?? []).map((other) => this.first.get(other)).filter((invocation) => invocation !== undefined);
    const request: RotateRequest = { rotate: secret.parameterName, first: true };
    const invocation = new LambdaInvocation(secret, 'first-value', {
      functionName: this.lambda.functionName,
      input: JSON.stringify(request),
      dependsOn: [...declared, ...resources, ...before],
    });
    // Policies come until all secrets are declared.
    waitFor(invocation, () => this.role.everything);
    this.first.set(secret, invocation);
  }

  private record(secret: SecretBase, { spec, schedule }: RotationRecipe<AnyStrategySpec>, expression?: string): void {
    recordsOf(this).rotate(secret, {
      strategy: spec.strategy,
      schedule: expression ?? null,
      timeZone: expression === undefined ? null : (schedule._options.timeZone ?? 'UTC'),
      paused: (schedule._options.paused ?? false) || this.paused,
      promisedAgeDays: schedule._promisedDays,
    });
  }

  private inVault(other: IReadableSecret, subject: string): SecretBase {
    const secret = READABLE_SECRETS.in(other, subject);
    if (secret?._vault.is(this.vault)) return secret;
    if (!secret && SECRETS.in(other, subject)) {
      throw new RotationError(
        subject,
        `its rotation uses bootstrap secret '${other.service}/${other.key}', which the policy of its key denies to the rotator`,
        'Give it an ApplicationSecret.',
      );
    }
    throw new RotationError(
      subject,
      `its rotation uses secret '${other.service}/${other.key}', which is not in vault ${this.vault.vaultName}`,
      'Declare it in the same vault, or by fromName() there.',
    );
  }
}

const LOG_RETENTION_DAYS = [365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

function withoutUndefined(object: object): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function checkRetention(subject: string, days: number): number {
  if (Token.isUnresolved(days) || LOG_RETENTION_DAYS.includes(days)) return days;
  throw new RotationError(subject, `logRetentionDays is ${days}`, `CloudWatch Logs takes ${LOG_RETENTION_DAYS.join(', ')}.`);
}

function checkReservation(subject: string, { concurrency, reserveConcurrency }: SecretRotatorProps): void {
  if (reserveConcurrency !== false || concurrency === undefined) return;
  throw new RotationError(
    subject,
    `concurrency is ${concurrency}, and reserveConcurrency is false`,
    'Leave one of them out: without a reservation there is no bound.',
  );
}
