import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { GrantError } from '../errors';
import type { GrantedRole } from '../iam/grantee';
import { keyUse, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT } from '../iam/parameter-actions';
import * as policy from '../iam/policy-document';
import { recordsOf } from '../vault/manifest/app-manifest';
import type { VaultCore } from '../vault/vault-core';

const ESTIMATED_ARN_PREFIX = `arn:${policy.LONGEST_PARTITION}:ssm:${policy.LONGEST_REGION}:${policy.ANY_ACCOUNT}:parameter/`;
/** Characters of the policy without any service. */
const ESTIMATED_REST = 640;

/**
 * Whole services that one role reads, whatever secrets they have or get: what `chamber exec` needs, and what External
 * Secrets Operator needs to find by path. One managed policy.
 */
export class ServiceAccess extends Construct {
  private readonly services = new Set<string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly vault: VaultCore,
    private readonly role: GrantedRole,
  ) {
    super(scope, id);
    const iamPolicy = new IamPolicy(this, 'policy', {
      namePrefix: `${vault.vaultName}-read-services-${role.label.replace(/[^\w+=,.@-]/g, '').slice(0, 24)}-`,
      description: `Read services of ${vault.vaultName}`,
      policy: Lazy.stringValue({ produce: () => policy.render(this.statements()) }),
      lifecycle: { createBeforeDestroy: true },
    });
    new IamRolePolicyAttachment(this, 'attachment', {
      role: role.name,
      policyArn: iamPolicy.arn,
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /**
   * Allow a service.
   *
   * @throws GrantError where one managed policy does not hold so many.
   */
  public allow(subject: string, service: string): void {
    this.services.add(service);
    recordsOf(this).readService(this.vault, service, this.role);
    const size = [...this.services].reduce((sum, each) => sum + 4 * (ESTIMATED_ARN_PREFIX.length + each.length + 6), ESTIMATED_REST);
    if (size > policy.MAX_MANAGED_POLICY_CHARACTERS) {
      throw new GrantError(
        subject,
        `role '${this.role.label}' would read ${this.services.size} services as a whole, ` +
          `and no managed policy holds so many (${policy.MAX_MANAGED_POLICY_CHARACTERS} characters)`,
        'Use several roles, or list the secrets.',
      );
    }
  }

  private statements(): policy.PolicyStatement[] {
    const { vault } = this;
    const paths = [...this.services].sort().map((service) => vault.parameterArn(`/${service}`));
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
      keyUse('DecryptThroughParameterStore', DECRYPT, vault.keyArn, vault.parameterStore, {
        // One level, as a service has it: a service below it is another one (R4).
        like: { [PARAMETER_CONTEXT]: paths.map((path) => `${path}/*`) },
        notLike: { [PARAMETER_CONTEXT]: paths.map((path) => `${path}/*/*`) },
      }),
    ];
  }
}
