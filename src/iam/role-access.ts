import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Annotations, dependable, ITerraformDependable, Lazy, Token } from 'cdktf';
import { Construct } from 'constructs';
import { GrantedRole } from './grantee';
import { keyUse, PARAMETER_CONTEXT } from './key-use';
import { Access, DECRYPT, PARAMETER_ACTIONS } from './parameter-actions';
import { Chunk, divide, hashBits } from './policy-chunks';
import * as policy from './policy-document';

/** The vault's side of a grant; values may be tokens. */
export interface GrantingVault {
  /** `<namespace>-<stage>`. */
  readonly name: string;
  /** ARN of the key that encrypts the vault's parameters. */
  readonly keyArn: string;
  /** `ssm.<region>.<domain>`: how KMS names Parameter Store as the caller in between. */
  readonly parameterStore: string;
}

/** A parameter that a role is to read or write. */
export interface GrantedParameter {
  /** The parameter's name, `/<service>/<key>`. */
  readonly name: string;
  readonly arn: string;
  /** KMS actions that writing it takes. */
  readonly encryptActions: readonly string[];
}

interface SizedParameter extends GrantedParameter {
  readonly bits: string;
  readonly size: number;
}

interface Attached {
  chunk: Chunk<SizedParameter>;
  readonly policy: IamPolicy;
  readonly attachment: IamRolePolicyAttachment;
}

/** What a kind of access is in words, and what it takes of the key. */
interface AccessKind {
  readonly verb: string;
  readonly sid: string;
  readonly decrypts?: boolean;
  readonly encrypts?: boolean;
  /** Whether it continues chamber's version numbers, which DescribeParameters tells. */
  readonly numbers?: boolean;
}

const KINDS: { readonly [access in Access]: AccessKind } = {
  [Access.READ]: { verb: 'Read', sid: 'ReadParameters', decrypts: true },
  [Access.WRITE]: { verb: 'Write', sid: 'WriteParameters', encrypts: true, numbers: true },
  [Access.COPY_FROM]: { verb: 'Copy', sid: 'CopyParameters', decrypts: true },
  [Access.COPY_TO]: { verb: 'Write copies of', sid: 'WriteCopies', encrypts: true, numbers: true },
  [Access.ROTATE]: { verb: 'Rotate', sid: 'RotateParameters', decrypts: true, encrypts: true, numbers: true },
  [Access.KEEP]: { verb: 'Keep', sid: 'KeepParameters', decrypts: true, encrypts: true, numbers: true },
  [Access.LOOK_UP]: { verb: 'Look up', sid: 'LookUpParameters', decrypts: true },
};

const ESTIMATED_ARN_PREFIX = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter`;

/**
 * All that one role may read, or write, in one vault: a managed policy, or several where one would outgrow IAM's
 * limit.
 *
 * Policies are declared at once, since cdktf lists a stack's elements before it resolves any; what they say is
 * filled in at synth.
 */
export class RoleAccess extends Construct {
  private readonly parameters = new Map<string, SizedParameter>();
  private readonly attached = new Map<string, Attached>();
  private readonly capacity: number;

  constructor(
    scope: Construct, id: string, private readonly vault: GrantingVault, private readonly access: Access, private readonly role: GrantedRole,
  ) {
    super(scope, id);
    const estimated = { ...vault, keyArn: literalOr(vault.keyArn, policy.LONGEST_KEY_ARN), parameterStore: `ssm.${policy.LONGEST_REGION}.${policy.LONGEST_DNS_SUFFIX}` };
    const everyAction = [DECRYPT, 'kms:Encrypt', 'kms:GenerateDataKey'];
    const empty = policy.render(statements(access, estimated, [{ name: '', arn: '', encryptActions: everyAction }]));
    this.capacity = policy.MAX_MANAGED_POLICY_CHARACTERS - empty.length;
  }

  /** What has to be there before the role uses what it is allowed. */
  public get attachments(): ITerraformDependable[] {
    return [...this.attached.values()].map(({ attachment }) => attachment);
  }

  /** Allow access to a parameter. Allowing it twice is allowing it once. */
  public allow(parameter: GrantedParameter): void {
    if (this.parameters.has(parameter.name)) return;
    const item: SizedParameter = { ...parameter, bits: hashBits(parameter.name), size: this.sizeOf(parameter) };
    this.parameters.set(parameter.name, item);
    for (const attached of this.attached.values()) {
      const { chunk } = attached;
      if (item.bits.startsWith(chunk.prefix) && chunk.size + item.size <= this.capacity) {
        attached.chunk = { ...chunk, items: [...chunk.items, item], size: chunk.size + item.size };
        return;
      }
    }
    this.divide();
  }

  private divide(): void {
    const chunks = divide([...this.parameters.values()], this.capacity);
    for (const chunk of chunks) {
      const known = this.attached.get(chunk.name);
      if (known) known.chunk = chunk;
      else this.attached.set(chunk.name, this.attach(chunk));
    }
    for (const { name, parent } of chunks) {
      // What moves out of a policy is granted by the new one first: the role is never without it.
      if (parent !== undefined) this.dependOn(parent, name);
    }
    if (chunks.length === policy.MANAGED_POLICIES_PER_ROLE + 1) {
      Annotations.of(this).addWarning(
        `Role '${this.role.label}' needs more than ${policy.MANAGED_POLICIES_PER_ROLE} managed policies to ${this.access} ${this.parameters.size} secrets of vault ` +
        `${this.vault.name}, and IAM attaches ${policy.MANAGED_POLICIES_PER_ROLE} to a role by default. Split the role by service, or have the quota raised.`,
      );
    }
  }

  private dependOn(parent: string, name: string): void {
    const [to, from] = [this.attached.get(parent), this.attached.get(name)!];
    if (!to) return;
    const attachment = dependable(from.attachment);
    if (!to.policy.dependsOn?.includes(attachment)) to.policy.dependsOn = [...(to.policy.dependsOn ?? []), attachment];
  }

  private attach(chunk: Chunk<SizedParameter>): Attached {
    const suffix = chunk.name === '' ? '' : `-${chunk.name}`;
    const label = this.role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24);
    const iamPolicy = new IamPolicy(this, `policy${suffix}`, {
      // A prefix, which Terraform completes: names of policies are one for all regions of an account.
      // IAM has 128 characters for a name, and Terraform adds 26.
      namePrefix: `${this.vault.name}-${this.access}-${label}`.slice(0, 101) + '-',
      description: `${KINDS[this.access].verb} secrets of ${this.vault.name}`,
      policy: Lazy.stringValue({ produce: () => policy.render(statements(this.access, this.vault, this.attached.get(chunk.name)!.chunk.items)) }),
      // Stored in the state, so that a policy which is no longer needed goes last.
      lifecycle: { createBeforeDestroy: true },
    });
    const attachment = new IamRolePolicyAttachment(this, `attachment${suffix}`, {
      role: this.role.name,
      policyArn: iamPolicy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
    return { chunk, policy: iamPolicy, attachment };
  }

  /** Characters that a parameter takes: its ARN, quoted and with a comma, wherever a statement lists it. */
  private sizeOf(parameter: GrantedParameter): number {
    const { decrypts, encrypts } = KINDS[this.access];
    const places = 1 + (decrypts ? 1 : 0) + (encrypts ? parameter.encryptActions.length : 0);
    return places * (ESTIMATED_ARN_PREFIX.length + parameter.name.length + 3);
  }
}

/** The statements that let a role read or write these parameters and nothing else (R9). */
function statements(access: Access, vault: GrantingVault, granted: readonly GrantedParameter[]): policy.PolicyStatement[] {
  const parameters = [...granted].sort((a, b) => (a.name < b.name ? -1 : 1));
  const kind = KINDS[access];
  const result: policy.PolicyStatement[] = [
    { Sid: kind.sid, Effect: 'Allow', Action: PARAMETER_ACTIONS[access], Resource: parameters.map(({ arn }) => arn) },
  ];
  if (kind.decrypts) result.push(useFor('DecryptThroughParameterStore', DECRYPT, vault, parameters));
  for (const action of kind.encrypts ? [...new Set(parameters.flatMap(({ encryptActions }) => encryptActions))].sort() : []) {
    const sidOfAction = action === 'kms:Encrypt' ? 'EncryptThroughParameterStore' : 'EncryptAdvancedThroughParameterStore';
    result.push(useFor(sidOfAction, action, vault, parameters.filter(({ encryptActions }) => encryptActions.includes(action))));
  }
  // Chamber keeps its version number in the parameter's description, and a writer has to write that number plus
  // one. Only DescribeParameters tells it without decrypting, and IAM knows no resource for that action but `*`
  // (AWS: Service Authorization Reference, Systems Manager). It tells names and descriptions, never a value.
  if (kind.numbers) result.push({ Sid: 'ContinueVersionNumbers', Effect: 'Allow', Action: 'ssm:DescribeParameters', Resource: '*' });
  return result;
}

/** Use of the vault's key through Parameter Store only, and only for these parameters. */
function useFor(sid: string, action: string, vault: GrantingVault, parameters: readonly GrantedParameter[]): policy.PolicyStatement {
  return keyUse(sid, action, vault.keyArn, vault.parameterStore, { exactly: { [PARAMETER_CONTEXT]: parameters.map(({ arn }) => arn) } });
}

function literalOr(value: string, estimate: string): string {
  return Token.isUnresolved(value) ? estimate : value;
}
