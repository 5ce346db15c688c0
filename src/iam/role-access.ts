import type { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { DividedPolicies } from './divided-policies';
import { GrantedRole } from './grantee';
import { keyUse, PARAMETER_CONTEXT } from './key-use';
import { Access, DECRYPT, PARAMETER_ACTIONS } from './parameter-actions';
import { type ChunkItem, hashBits } from './policy-chunks';
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

type SizedParameter = GrantedParameter & ChunkItem;

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
  // Of the key, a rotator has the use by paths of services, in a policy of its own: see RotatorRole.
  [Access.ROTATE]: { verb: 'Rotate', sid: 'RotateParameters', numbers: true },
  [Access.KEEP]: { verb: 'Keep', sid: 'KeepParameters', decrypts: true, encrypts: true, numbers: true },
  [Access.LOOK_UP]: { verb: 'Look up', sid: 'LookUpParameters', decrypts: true },
};

const ESTIMATED_ARN_PREFIX = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter`;

/**
 * All that one role may read, or write, in one vault: a managed policy, or several where one would outgrow IAM's
 * limit.
 */
export class RoleAccess extends Construct {
  private readonly policies: DividedPolicies<SizedParameter>;

  constructor(
    scope: Construct,
    id: string,
    vault: GrantingVault,
    private readonly access: Access,
    role: GrantedRole,
  ) {
    super(scope, id);
    const estimated = {
      ...vault,
      keyArn: literalOr(vault.keyArn, policy.LONGEST_KEY_ARN),
      parameterStore: `ssm.${policy.LONGEST_REGION}.${policy.LONGEST_DNS_SUFFIX}`,
    };
    const everyAction = [DECRYPT, 'kms:Encrypt', 'kms:GenerateDataKey'];
    this.policies = new DividedPolicies(this, {
      role: role.name,
      namePrefix: `${`${vault.name}-${access}-${role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}`.slice(0, 101)}-`,
      description: `${KINDS[access].verb} secrets of ${vault.name}`,
      statements: (parameters) => statements(access, vault, parameters),
      empty: statements(access, estimated, [{ name: '', arn: '', encryptActions: everyAction }]),
    });
  }

  /** What has to be there before the role uses what it is allowed. */
  public get attachments(): IamRolePolicyAttachment[] {
    return this.policies.attachments;
  }

  /** Allow access to a parameter. Allowing it twice is allowing it once. */
  public allow(parameter: GrantedParameter): void {
    this.policies.add(parameter.name, this.sized(parameter));
  }

  /** Characters that a parameter takes: its ARN, quoted and with a comma, wherever a statement lists it. */
  private sized(parameter: GrantedParameter): SizedParameter {
    const { decrypts, encrypts } = KINDS[this.access];
    const places = 1 + (decrypts ? 1 : 0) + (encrypts ? parameter.encryptActions.length : 0);
    return { ...parameter, bits: hashBits(parameter.name), size: places * (ESTIMATED_ARN_PREFIX.length + parameter.name.length + 3) };
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
    result.push(
      useFor(
        sidOfAction,
        action,
        vault,
        parameters.filter(({ encryptActions }) => encryptActions.includes(action)),
      ),
    );
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
