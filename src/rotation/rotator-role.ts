import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Lazy, Token } from 'cdktf';
import { Construct } from 'constructs';
import { boundedName } from '../contracts/function-names';
import { EVENT_SOURCE } from '../contracts/rotation/events';
import { pendingName, plansPath, scheduleGroupName, suppliedName } from '../contracts/rotation-names';
import type { VaultFunction } from '../functions/vault-function';
import { DividedPolicies } from '../iam/divided-policies';
import { keyUse, onlyTheseKeys, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT, ENCRYPT_ADVANCED, ENCRYPT_STANDARD } from '../iam/parameter-actions';
import { type ChunkItem, hashBits } from '../iam/policy-chunks';
import {
  ANY_ACCOUNT,
  LONGEST_ARN,
  LONGEST_DNS_SUFFIX,
  LONGEST_KEY_ARN,
  LONGEST_PARTITION,
  LONGEST_REGION,
  oneOrMany,
  type PolicyStatement,
  render,
} from '../iam/policy-document';
import { PolicyQuotas } from '../iam/policy-quotas';
import { AwsEnvironment } from '../terraform/aws-environment';
import { parameterKeyArns } from '../vault/bootstrap-key';
import type { DeclaringVault } from '../vault/declaring-vault';
import { OperationsKey } from '../vault/operations-key';

/** What the function uses beside secrets; values may be tokens. */
export interface RotatorSurroundings {
  readonly own: VaultFunction;
  readonly topicArn: string;
  readonly inVpc: boolean;
}

/** A place in which values wait that are not current yet. */
interface PendingItem extends ChunkItem {
  /** All secrets of a service, or what somebody's function supplies for one secret. */
  readonly kind: 'service' | 'supplied';
  readonly name: string;
}

/** Something that a strategy uses beside the secret. */
interface ResourceItem extends ChunkItem {
  readonly resource: string;
}

const SERVICE: PendingItem = { kind: 'service', name: '', bits: '', size: 0 };
const SUPPLIED: PendingItem = { kind: 'supplied', name: '', bits: '', size: 0 };
const ESTIMATED_ARN_PREFIX = `arn:${LONGEST_PARTITION}:ssm:${LONGEST_REGION}:${ANY_ACCOUNT}:parameter`;

/**
 * The role of a vault's rotator: exactly the secrets that have a rotation, by their names, and what is the rotator's own.
 *
 * @internal
 */
export class RotatorRole extends Construct {
  public readonly role: IamRole;
  private readonly base: IamRolePolicyAttachment;
  private readonly pending: DividedPolicies<PendingItem>;
  private readonly strategies = new Map<string, DividedPolicies<ResourceItem>>();
  private advanced = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly vault: DeclaringVault,
    private readonly surroundings: RotatorSurroundings,
  ) {
    super(scope, id);
    const name = boundedName(vault.names.accountWide, '-rotator');
    vault.names.claimRole(name);
    this.role = new IamRole(this, 'Default', {
      name,
      description: `Rotates secrets of ${vault.vaultName}`,
      assumeRolePolicy: surroundings.own.trust(),
      tags: vault.tags,
    });
    this.base = this.attachBase();
    this.pending = this.divided(
      'pending',
      'Values that are not current yet',
      (items) => this.pendingStatements(items, vault),
      this.pendingStatements([SERVICE, SUPPLIED], {
        keyArn: LONGEST_KEY_ARN,
        parameterStore: `ssm.${LONGEST_REGION}.${LONGEST_DNS_SUFFIX}`,
        parameterArn: () => '',
      }),
    );
  }

  /** Lets it stage values of a service. */
  public addService(service: string, advanced: boolean): void {
    this.advanced ||= advanced;
    this.addPending({ kind: SERVICE.kind, name: `/${service}/*` }, 3);
  }

  /** Lets it take values that a function of the user's own supplies for a secret. */
  public addSupplied(secret: string): void {
    this.addPending({ kind: SUPPLIED.kind, name: suppliedName(secret) }, 2);
  }

  /** Lets it do what a strategy needs for a secret: statements of one Sid are one, about all their resources. */
  public allow(statement: PolicyStatement, secret: string): void {
    const { Sid } = statement;
    let policies = this.strategies.get(Sid);
    if (!policies) {
      const about = (items: readonly ResourceItem[]) => [
        { ...statement, Resource: oneOrMany(items.map(({ resource }) => resource).sort()) },
      ];
      policies = this.divided(`for-${Sid}`, Sid, about, about([]));
      this.strategies.set(Sid, policies);
    }
    for (const resource of [statement.Resource ?? []].flat()) {
      // By the secret's name: a token has another one in every program.
      policies.add(resource, {
        resource,
        bits: hashBits(secret),
        size: (Token.isUnresolved(resource) ? LONGEST_ARN : resource).length + 3,
      });
    }
  }

  /** What the function needs from its first moment on. */
  public get attachments(): readonly IamRolePolicyAttachment[] {
    return [this.base, ...this.pending.attachments];
  }

  /** What has to be there before it can do its work: its own policies, and all that were granted to the role, which are below it. */
  public get everything(): readonly IamRolePolicyAttachment[] {
    const granted = this.role.node
      .findAll()
      .filter(
        (construct): construct is IamRolePolicyAttachment =>
          (construct as Partial<IamRolePolicyAttachment>).terraformResourceType === IamRolePolicyAttachment.tfResourceType,
      );
    const own = [...this.strategies.values()].flatMap((policies) => policies.attachments);
    return [...new Set([...this.attachments, ...own, ...granted])];
  }

  private divided<T extends ChunkItem>(
    id: string,
    description: string,
    statements: (items: readonly T[]) => readonly PolicyStatement[],
    empty: readonly PolicyStatement[],
  ): DividedPolicies<T> {
    return new DividedPolicies<T>(this, {
      role: this.role.name,
      namePrefix: this.prefix(id),
      description,
      statements,
      empty,
      ids: { policy: `policy-${id}`, attachment: `attachment-${id}` },
    });
  }

  private prefix(id: string): string {
    return `${this.surroundings.own.name.slice(0, 70)}-${id.slice(0, 24)}-`;
  }

  private attachBase(): IamRolePolicyAttachment {
    const policy = new IamPolicy(this, 'policy-base', {
      namePrefix: this.prefix('base'),
      description: 'What the rotator itself uses',
      policy: Lazy.stringValue({ produce: () => render(this.baseStatements()) }),
      lifecycle: { createBeforeDestroy: true },
    });
    PolicyQuotas.of(this).watch(policy);
    return new IamRolePolicyAttachment(this, 'attachment-base', {
      role: this.role.name,
      policyArn: policy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private addPending(item: Pick<PendingItem, 'kind' | 'name'>, places: number): void {
    const { name } = item;
    this.pending.add(name, { ...item, bits: hashBits(name), size: places * (ESTIMATED_ARN_PREFIX.length + pendingName(name).length + 3) });
  }

  private baseStatements(): PolicyStatement[] {
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
        Condition: { 'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE }, Null: { 'events:source': 'false' } },
      },
      { Sid: 'Alert', Effect: 'Allow', Action: 'sns:Publish', Resource: surroundings.topicArn },
      { Sid: 'ReadPlans', Effect: 'Allow', Action: ['ssm:GetParameters', 'ssm:GetParametersByPath'], Resource: [plans, `${plans}/*`] },
      this.keyUse('DecryptPlans', [DECRYPT], [`${plans}/*`]),
      // Where the digests of plans are, which the stack wrote.
      {
        Sid: 'ReadDigests',
        Effect: 'Allow',
        Action: 'scheduler:GetSchedule',
        Resource: `arn:${partition}:scheduler:${region}:${account}:schedule/${scheduleGroupName(vault.vaultName)}/*`,
      },
      keyUse('DecryptDigests', [DECRYPT], OperationsKey.part.getOrCreate(vault).arn, `scheduler.${region}.${dnsSuffix}`),
      onlyTheseKeys(parameterKeyArns(vault)),
      // Ages of secrets, without a value; IAM knows no resource for it (Service Authorization Reference).
      { Sid: 'TellAges', Effect: 'Allow', Action: 'ssm:DescribeParameters', Resource: '*' },
      ...(surroundings.inVpc
        ? [
            {
              // Lambda makes its network interfaces as this role, and names none of them beforehand (Lambda: Execution role for VPC
              // access).
              Sid: 'NetworkInterfaces',
              Effect: 'Allow' as const,
              Action: [
                'ec2:AssignPrivateIpAddresses',
                'ec2:CreateNetworkInterface',
                'ec2:DeleteNetworkInterface',
                'ec2:DescribeNetworkInterfaces',
                'ec2:DescribeSubnets',
                'ec2:UnassignPrivateIpAddresses',
              ],
              Resource: '*',
            },
          ]
        : []),
    ];
  }

  private pendingStatements(
    items: readonly PendingItem[],
    vault: Pick<DeclaringVault, 'keyArn' | 'parameterStore' | 'parameterArn'>,
  ): PolicyStatement[] {
    const names = (of: PendingItem['kind']) =>
      items
        .filter(({ kind }) => kind === of)
        .map(({ name }) => name)
        .sort();
    const arns = (of: readonly string[]) => of.map((name) => vault.parameterArn(name));
    const use = (sid: string, actions: readonly string[], parameters: readonly string[]) =>
      keyUse(sid, actions, vault.keyArn, vault.parameterStore, { like: { [PARAMETER_CONTEXT]: parameters } });
    // A key of a service that no plan names has no pending value: the paths of services keep the policy short.
    const [paths, supplied] = [arns(names('service').map(pendingName)), arns(names('supplied'))];
    const encrypts = [ENCRYPT_STANDARD, ...(this.advanced || vault !== this.vault ? [ENCRYPT_ADVANCED] : [])];
    return [
      ...(paths.length === 0
        ? []
        : [
            {
              Sid: 'StageValues',
              Effect: 'Allow' as const,
              Action: ['ssm:DeleteParameter', 'ssm:GetParameters', 'ssm:PutParameter'],
              Resource: paths,
            },
            use('EncryptStagedValues', [DECRYPT, ...encrypts], paths),
            // By paths of services, of which there are few. Which of their secrets it reads and writes is said by name, in the
            // statements on Parameter Store, without which it gets at no value: the key is used in between only.
            use('UseKeyForRotation', [DECRYPT, ...encrypts], arns(names('service'))),
          ]),
      ...(supplied.length === 0
        ? []
        : [
            {
              Sid: 'TakeSuppliedValues',
              Effect: 'Allow' as const,
              Action: ['ssm:DeleteParameter', 'ssm:GetParameters'],
              Resource: supplied,
            },
            use('DecryptSuppliedValues', [DECRYPT], supplied),
          ]),
    ];
  }

  private keyUse(sid: string, actions: readonly string[], parameters: readonly string[]): PolicyStatement {
    return keyUse(sid, actions, this.vault.keyArn, this.vault.parameterStore, { like: { [PARAMETER_CONTEXT]: parameters } });
  }
}
