import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '../contracts/rotation/events';
import { pendingName, plansPath, scheduleGroupName, suppliedName } from '../contracts/rotation-names';
import type { VaultFunction } from '../functions/vault-function';
import { keyUse, onlyTheseKeys, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT, ENCRYPT_ADVANCED, ENCRYPT_STANDARD } from '../iam/parameter-actions';
import type { PolicyStatement } from '../iam/policy-document';
import { render } from '../iam/policy-document';
import { AwsEnvironment } from '../terraform/aws-environment';
import { parameterKeyArns } from '../vault/bootstrap-key';
import { OperationsKey } from '../vault/operations-key';
import type { VaultCore } from '../vault/vault-core';

/** What the function uses beside secrets; values may be tokens. */
export interface RotatorSurroundings {
  readonly own: VaultFunction;
  readonly topicArn: string;
  readonly inVpc: boolean;
}

/**
 * The role of a vault's rotator: exactly the secrets that have a rotation, by their names, and what is the rotator's own.
 *
 * @internal
 */
export class RotatorRole extends Construct {
  public readonly role: IamRole;
  private readonly services = new Set<string>();
  private readonly statements = new Map<string, PolicyStatement>();
  private readonly own: IamRolePolicyAttachment[] = [];
  private readonly supplied = new Set<string>();
  private advanced = false;

  constructor(scope: Construct, id: string, private readonly vault: VaultCore, private readonly surroundings: RotatorSurroundings) {
    super(scope, id);
    this.role = new IamRole(this, 'Default', {
      name: surroundings.own.name,
      description: `Rotates secrets of ${vault.vaultName}`,
      assumeRolePolicy: surroundings.own.trust(),
      tags: vault.tags,
    });
    this.attach('base', 'What the rotator itself uses', () => this.base());
    this.attach('pending', 'Values that are not current yet', () => this.pending());
  }

  /** Lets it stage values of a service. */
  public addService(service: string, advanced: boolean): void {
    this.services.add(service);
    this.advanced ||= advanced;
  }

  /** Lets it take values that a function of the user's own supplies for a secret. */
  public addSupplied(secret: string): void {
    this.supplied.add(suppliedName(secret));
  }

  /** Lets it do what a strategy needs: statements of one Sid become one, about all their resources. */
  public allow(statement: PolicyStatement): void {
    const known = this.statements.get(statement.Sid);
    if (!known) {
      this.statements.set(statement.Sid, statement);
      this.attach(`for-${statement.Sid}`, statement.Sid, () => [this.statements.get(statement.Sid)!]);
      return;
    }
    const resources = [...new Set([known.Resource ?? [], statement.Resource ?? []].flat())].sort();
    this.statements.set(statement.Sid, { ...known, Resource: resources });
  }

  /** What the function needs from its first moment on. */
  public get attachments(): readonly IamRolePolicyAttachment[] {
    return this.own;
  }

  /** What has to be there before it can do its work: its own policies, and all that were granted to the role, which are below it. */
  public get everything(): readonly IamRolePolicyAttachment[] {
    const granted = this.role.node.findAll().filter((construct): construct is IamRolePolicyAttachment => construct instanceof IamRolePolicyAttachment);
    return [...new Set([...this.own, ...granted])];
  }

  private attach(id: string, description: string, statements: () => readonly PolicyStatement[]): void {
    const policy = new IamPolicy(this, `policy-${id}`, {
      namePrefix: `${this.surroundings.own.name.slice(0, 70)}-${id.slice(0, 24)}-`,
      description,
      policy: Lazy.stringValue({ produce: () => render(statements()) }),
      lifecycle: { createBeforeDestroy: true },
    });
    this.own.push(new IamRolePolicyAttachment(this, `attachment-${id}`, { role: this.role.name, policyArn: policy.arn, lifecycle: { createBeforeDestroy: true } }));
  }

  private base(): PolicyStatement[] {
    const { vault, surroundings } = this;
    const { partition, region, account, dnsSuffix } = AwsEnvironment.of(this);
    const plans = vault.parameterArn(plansPath(vault.vaultName));
    return [
      ...surroundings.own.running(),
      {
        Sid: 'Tell',
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: `arn:${partition}:events:${region}:${account}:event-bus/default`,
        // Not what rules take for an event of somebody else's. The key has several values (Service Authorization Reference,
        // EventBridge): each has to be ours, and there has to be one, since ForAllValues holds for none.
        Condition: { 'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE }, 'Null': { 'events:source': 'false' } },
      },
      { Sid: 'Alert', Effect: 'Allow', Action: 'sns:Publish', Resource: surroundings.topicArn },
      { Sid: 'ReadPlans', Effect: 'Allow', Action: ['ssm:GetParameters', 'ssm:GetParametersByPath'], Resource: [plans, `${plans}/*`] },
      this.keyUse('DecryptPlans', [DECRYPT], [`${plans}/*`]),
      // Where the digests of plans are, which the stack wrote.
      { Sid: 'ReadDigests', Effect: 'Allow', Action: 'scheduler:GetSchedule', Resource: `arn:${partition}:scheduler:${region}:${account}:schedule/${scheduleGroupName(vault.vaultName)}/*` },
      keyUse('DecryptDigests', [DECRYPT], OperationsKey.part.getOrCreate(vault).arn, `scheduler.${region}.${dnsSuffix}`),
      onlyTheseKeys(parameterKeyArns(vault)),
      // Ages of secrets, without a value; IAM knows no resource for it (Service Authorization Reference).
      { Sid: 'TellAges', Effect: 'Allow', Action: 'ssm:DescribeParameters', Resource: '*' },
      ...(surroundings.inVpc ? [{
        // Lambda makes its network interfaces as this role, and names none of them beforehand (Lambda: Execution role for VPC access).
        Sid: 'NetworkInterfaces',
        Effect: 'Allow' as const,
        Action: ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses'],
        Resource: '*',
      }] : []),
    ];
  }

  private pending(): PolicyStatement[] {
    // A key of a service that no plan names has no pending value: the paths of services keep the policy short.
    const paths = [...this.services].sort().map((service) => this.vault.parameterArn(pendingName(`/${service}/*`)));
    const supplied = [...this.supplied].sort().map((name) => this.vault.parameterArn(name));
    return [
      { Sid: 'StageValues', Effect: 'Allow', Action: ['ssm:DeleteParameter', 'ssm:GetParameters', 'ssm:PutParameter'], Resource: paths },
      this.keyUse('EncryptStagedValues', [DECRYPT, ENCRYPT_STANDARD, ...(this.advanced ? [ENCRYPT_ADVANCED] : [])], paths),
      ...(supplied.length === 0 ? [] : [
        { Sid: 'TakeSuppliedValues', Effect: 'Allow' as const, Action: ['ssm:DeleteParameter', 'ssm:GetParameters'], Resource: supplied },
        this.keyUse('DecryptSuppliedValues', [DECRYPT], supplied),
      ]),
    ];
  }

  private keyUse(sid: string, actions: readonly string[], parameters: readonly string[]): PolicyStatement {
    return keyUse(sid, actions, this.vault.keyArn, this.vault.parameterStore, { like: { [PARAMETER_CONTEXT]: parameters } });
  }
}
