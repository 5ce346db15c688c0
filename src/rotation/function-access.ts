import { Construct } from 'constructs';
import { ParameterTier } from '../contracts/parameter-tier';
import { pendingName, suppliedName } from '../contracts/rotation-names';
import { DividedPolicies } from '../iam/divided-policies';
import type { GrantedRole } from '../iam/grantee';
import { keyUse, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT, ENCRYPT_ADVANCED, ENCRYPT_STANDARD, encryptActions } from '../iam/parameter-actions';
import { type ChunkItem, hashBits } from '../iam/policy-chunks';
import * as policy from '../iam/policy-document';
import type { DeclaringVault } from '../vault/declaring-vault';
import { recordsOf } from '../vault/manifest/app-manifest';

/** A secret that the function rotates, as its policy counts it. */
interface SuppliedSecret extends ChunkItem {
  readonly secret: string;
  readonly encrypts: readonly string[];
}

const ESTIMATED_ARN_PREFIX = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter`;

/**
 * What a function of the user's own may do for the secrets that it rotates: read their pending values, supply some, and read
 * the secrets themselves. Those it is asked to test if somebody wrote a value by hand while it was at work. One policy for all secrets of a
 * vault with the same role, or as few as hold them.
 */
export class FunctionAccess extends Construct {
  /** Of one vault, the access of each role. */
  public static ofVault(): (vault: DeclaringVault, role: GrantedRole) => FunctionAccess {
    const known = new Map<GrantedRole['identity'], FunctionAccess>();
    return (vault, role) => {
      const access = known.get(role.identity) ?? new FunctionAccess(vault, role);
      known.set(role.identity, access);
      return access;
    };
  }

  private readonly policies: DividedPolicies<SuppliedSecret>;

  private constructor(
    private readonly vault: DeclaringVault,
    private readonly role: GrantedRole,
  ) {
    super(
      role.scope ?? vault.construct,
      `${vault.vaultName}-rotates-${vault.construct.node.addr.slice(-8)}${role.scope === role.identity ? '' : `-${role.label}`}`,
    );
    this.policies = new DividedPolicies<SuppliedSecret>(this, {
      role: role.name,
      namePrefix: `${vault.vaultName.slice(0, 64)}-rotates-`,
      description: `Rotate secrets of ${vault.vaultName} for its rotator`,
      statements: (secrets) => statements(vault, secrets),
      empty: statements(
        {
          keyArn: policy.LONGEST_KEY_ARN,
          parameterStore: `ssm.${policy.LONGEST_REGION}.${policy.LONGEST_DNS_SUFFIX}`,
          parameterArn: () => '',
        },
        [{ secret: '', encrypts: [ENCRYPT_STANDARD, ENCRYPT_ADVANCED], bits: '', size: 0 }],
      ),
    });
  }

  /** @throws GrantError if the role is of another stage or account */
  public allow(secret: string, tier: ParameterTier | undefined): void {
    this.vault.admit(`Rotation of '${secret}'`, this.role);
    recordsOf(this).suppliers.push({ vault: this.vault, role: this.role, secret });
    const encrypts = encryptActions(tier, false);
    const length = (name: string) => ESTIMATED_ARN_PREFIX.length + name.length + 3;
    this.policies.add(secret, {
      secret,
      encrypts,
      bits: hashBits(secret),
      size: 2 * (length(pendingName(secret)) + length(secret)) + (1 + encrypts.length) * length(suppliedName(secret)),
    });
  }
}

function statements(
  vault: Pick<DeclaringVault, 'keyArn' | 'parameterStore' | 'parameterArn'>,
  secrets: readonly SuppliedSecret[],
): policy.PolicyStatement[] {
  const sorted = [...secrets].sort((a, b) => (a.secret < b.secret ? -1 : 1));
  const arns = (nameOf: (secret: string) => string, of = sorted) =>
    policy.oneOrMany(of.map(({ secret }) => vault.parameterArn(nameOf(secret))));
  const use = (sid: string, action: string, parameters: string | readonly string[]) =>
    keyUse(sid, action, vault.keyArn, vault.parameterStore, { exactly: { [PARAMETER_CONTEXT]: parameters } });
  const encrypted = (action: string) => sorted.filter(({ encrypts }) => encrypts.includes(action));
  const encryptions = { EncryptSuppliedValue: ENCRYPT_STANDARD, EncryptAdvancedSuppliedValue: ENCRYPT_ADVANCED };
  return [
    { Sid: 'ReadPendingValue', Effect: 'Allow', Action: 'ssm:GetParameter', Resource: arns(pendingName) },
    use('DecryptPendingValue', DECRYPT, arns(pendingName)),
    { Sid: 'ReadWrittenValue', Effect: 'Allow', Action: 'ssm:GetParameter', Resource: arns((secret) => secret) },
    use(
      'DecryptWrittenValue',
      DECRYPT,
      arns((secret) => secret),
    ),
    { Sid: 'SupplyValue', Effect: 'Allow', Action: 'ssm:PutParameter', Resource: arns(suppliedName) },
    ...Object.entries(encryptions).flatMap(([sid, action]) =>
      encrypted(action).length === 0 ? [] : [use(sid, action, arns(suppliedName, encrypted(action)))],
    ),
  ];
}
