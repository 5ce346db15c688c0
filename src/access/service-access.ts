import type { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { levelsAddedBy, levelsOf, sidOfLevel } from './service-levels';
import { DividedPolicies } from '../iam/divided-policies';
import { Grant } from '../iam/grant';
import type { GrantedRole } from '../iam/grantee';
import { keyUse, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT } from '../iam/parameter-actions';
import { type ChunkItem, hashBits } from '../iam/policy-chunks';
import * as policy from '../iam/policy-document';
import { recordsOf } from '../vault/manifest/app-manifest';
import type { VaultCore } from '../vault/vault-core';

const ESTIMATED_ARN_PREFIX = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter/`;
/** What a service takes beside its four ARNs: quotes, commas, and how the ARNs end. */
const AROUND_ARNS = '"",""/",""/*",""/*/*",'.length;

const LONGEST = {
  keyArn: policy.LONGEST_KEY_ARN,
  parameterStore: `ssm.${policy.LONGEST_REGION}.${policy.LONGEST_DNS_SUFFIX}`,
  parameterArn: () => '',
};
/** What another statement for the key takes, and a comma. */
const LEVEL_LENGTH = JSON.stringify(decrypting(LONGEST, [], 9)).length + 1;

interface GrantedService extends ChunkItem {
  readonly service: string;
}

/**
 * Whole services that one role reads, whatever secrets they have or get: what `chamber exec` needs, and what External
 * Secrets Operator needs to find by path. One managed policy, or as few as IAM's limit allows.
 */
export class ServiceAccess extends Construct {
  private readonly policies: DividedPolicies<GrantedService>;
  private readonly services = new Set<string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly vault: VaultCore,
    private readonly role: GrantedRole,
  ) {
    super(scope, id);
    this.policies = new DividedPolicies<GrantedService>(this, {
      role: role.name,
      namePrefix: `${vault.vaultName}-read-services-${role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}-`,
      description: `Read services of ${vault.vaultName}`,
      statements: (services) => statements(vault, services),
      empty: statements(LONGEST, []),
    });
  }

  /** What has to be there before the role uses what it is allowed. */
  public get attachments(): IamRolePolicyAttachment[] {
    return this.policies.attachments;
  }

  /** Allow a service. Allowing it twice is allowing it once. */
  public allow(subject: string, service: string): Grant {
    recordsOf(this).readService(this.vault, service, this.role);
    const levels = levelsAddedBy(service, this.services);
    this.services.add(service);
    const size = 4 * (ESTIMATED_ARN_PREFIX.length + service.length) + AROUND_ARNS + levels * LEVEL_LENGTH;
    this.policies.add(service, { service, bits: hashBits(service), size });
    return Grant._of({ subject, access: 'read-services', role: this.role, policies: [this], source: this.vault.construct });
  }
}

type StatedVault = Pick<VaultCore, 'keyArn' | 'parameterStore' | 'parameterArn'>;

function statements(vault: StatedVault, granted: readonly GrantedService[]): policy.PolicyStatement[] {
  const services = granted.map(({ service }) => service).sort();
  const paths = services.map((service) => vault.parameterArn(`/${service}`));
  return [
    {
      Sid: 'ListServices',
      Effect: 'Allow',
      Action: 'ssm:GetParametersByPath',
      // The resource is the path as the caller writes it: chamber and External Secrets Operator end it with a slash,
      // others do not. Whoever may ask for a path gets the levels below it too (AWS: GetParametersByPath), but
      // decrypts nothing of them.
      Resource: paths.flatMap((path) => [path, `${path}/`]),
    },
    ...levelsOf(services).map((level, index) => decrypting(vault, level, index)),
  ];
}

function decrypting(vault: StatedVault, services: readonly string[], level: number): policy.PolicyStatement {
  const paths = services.map((service) => vault.parameterArn(`/${service}`));
  return keyUse(sidOfLevel('DecryptThroughParameterStore', level), DECRYPT, vault.keyArn, vault.parameterStore, {
    // One level, as a service has it: a service below it is another one (R4).
    like: { [PARAMETER_CONTEXT]: paths.map((path) => `${path}/*`) },
    notLike: { [PARAMETER_CONTEXT]: paths.map((path) => `${path}/*/*`) },
  });
}
