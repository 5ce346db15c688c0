import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { ParameterTier } from '../contracts/parameter-tier';
import { pendingName, suppliedName } from '../contracts/rotation-names';
import type { GrantedRole } from '../iam/grantee';
import { keyUse, PARAMETER_CONTEXT } from '../iam/key-use';
import { DECRYPT, encryptActions } from '../iam/parameter-actions';
import { render } from '../iam/policy-document';
import type { VaultCore } from '../vault/vault-core';

/**
 * What a function of the user's own may do for one secret: read its pending value, supply one, and read the secret itself.
 * That is what it is asked to test where somebody wrote a value by hand while it was at work.
 */
export class FunctionAccess extends Construct {
  constructor(scope: Construct, id: string, vault: VaultCore, role: GrantedRole, secret: string, tier: ParameterTier | undefined) {
    super(scope, id);
    vault.admit(`Rotation of '${secret}'`, role);
    const [pending, supplied, written] = [pendingName(secret), suppliedName(secret), secret].map((name) => vault.parameterArn(name));
    const use = (sid: string, actions: readonly string[], parameter: string) => (
      keyUse(sid, actions, vault.keyArn, vault.parameterStore, { exactly: { [PARAMETER_CONTEXT]: parameter } })
    );
    const policy = new IamPolicy(this, 'policy', {
      namePrefix: `${vault.vaultName.slice(0, 64)}-rotates-`,
      description: `Rotate ${secret} for its rotator`.slice(0, 1000),
      policy: render([
        { Sid: 'ReadPendingValue', Effect: 'Allow', Action: 'ssm:GetParameter', Resource: pending! },
        use('DecryptPendingValue', [DECRYPT], pending!),
        { Sid: 'ReadWrittenValue', Effect: 'Allow', Action: 'ssm:GetParameter', Resource: written! },
        use('DecryptWrittenValue', [DECRYPT], written!),
        { Sid: 'SupplyValue', Effect: 'Allow', Action: 'ssm:PutParameter', Resource: supplied! },
        use('EncryptSuppliedValue', encryptActions(tier, false), supplied!),
      ]),
      lifecycle: { createBeforeDestroy: true },
    });
    new IamRolePolicyAttachment(this, 'attachment', { role: role.name, policyArn: policy.arn, lifecycle: { createBeforeDestroy: true } });
  }
}
