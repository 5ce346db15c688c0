import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { CiCdRole, CiCdRoleProps } from './ci-cd-role';
import { allowWriting, attachGiven, attachPolicy, deniedBelow, listing } from './pipeline-policies';
import { checkDeployedService } from './services';
import type { TerraformState } from './terraform-state';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { EngineError } from '../../errors';
import { PARAMETER_CONTEXT } from '../../iam/key-use';
import type { PolicyStatement } from '../../iam/policy-document';
import { refuseDeniedChanges, refuseDeniedReads } from '../denied-grants';

/** A role that deploys. */
export interface CiCdDeployRoleProps extends CiCdRoleProps {
  /** Where the states of the stacks are. */
  readonly state: TerraformState;

  /**
   * Services whose secrets it deploys: it writes, tags and deletes them, and reads none. A service below one of them, as that
   * of an environment (`api/pr-12`), is another one, and is denied unless it is named too.
   */
  readonly services: string[];

  /**
   * ARNs of managed policies for what else the stacks deploy: keys, roles, functions, and the application itself. Whatever
   * they allow, the role decrypts no parameter.
   *
   * @default - none: secrets alone are deployed, of a vault that is there
   */
  readonly managedPolicyArns?: string[];
}

/**
 * The role of a pipeline that deploys: it writes secrets, and reads none. Declare it in a stack that an administrator
 * deploys, and name it in the vault's `deployers`, so that the keys deny it decryption too: a warning says so while it is
 * not there.
 *
 * A role that may change roles or key policies can give itself, or another one, what it is denied here. Bound it by a
 * permissions boundary or an organization's policies where that matters.
 *
 * Synth fails with
 * - FederationError where tokens of others would do, or those of a pull request;
 * - EngineError where the vault is without the coffer provider, and deploying decrypts;
 * - SecretNameError where chamber could not read a service;
 * - GrantError where the role's name is taken, or it is granted what its policies deny it: to read a parameter, or to change
 *   one below a service.
 */
export class CiCdDeployRole extends CiCdRole {
  constructor(scope: Construct, id: string, props: CiCdDeployRoleProps) {
    super(scope, id, props, 'CiCdDeployRole');
    const { _vault: vault, _subject: subject } = this;
    this._refusePullRequests(
      'the role would deploy it',
      'Deploy from a job behind an environment or from one branch, and plan pull requests with a CiCdPlanRole.',
    );
    if (!vault.usesCofferProvider) {
      throw new EngineError(
        subject,
        `vault ${vault.vaultName} is without the coffer provider, and deploying it decrypts its secrets`,
        'Use SecretEngine.COFFER, or a role of your own that may decrypt.',
      );
    }
    props.services.forEach((service) => checkDeployedService(subject, service));
    const role = this._role();
    attachPolicy(this, 'deploy', {
      role: this.name,
      name: `${vault.vaultName}-deploy-${this.node.id}`,
      description: `Deploy ${vault.vaultName} without decrypting its secrets`,
      statements: () => [...props.state._statements(this, true), ...listing(vault), NO_PARAMETERS, NO_CIPHERTEXTS],
      remedy: 'Name fewer keys of states, or deploy the stacks with several roles.',
    });
    this.refuseWhatIsDenied(props.services);
    allowWriting(this, vault, { name: this.name, label: role.label }, props.services);
    attachGiven(this, subject, this.name, props.managedPolicyArns ?? []);
    if (!vault.isDeployer(role)) {
      Annotations.of(this).addWarning(
        `${subject}: the role is not one of the deployers of vault ${vault.vaultName}, so that nothing but its own policies keeps it ` +
          `from decrypting. Add its ARN, written out, to the vault's deployers: arn:aws:iam::<account>:role/${role.knownName ?? '<role>'}.`,
      );
    }
  }

  /** Grants that the role's own policies would take back. */
  private refuseWhatIsDenied(services: readonly string[]): void {
    const denying = { scope: this, subject: this._subject, role: this._role() };
    const below = 'Name its service in services too, or write under a role of its own.';
    refuseDeniedChanges({ ...denying, remedy: below }, 'below services', this._vault, () => deniedBelow(services));
    const remedy = 'Read under a role of its own.';
    refuseDeniedReads({ ...denying, remedy }, ({ systemOfRecord }) => systemOfRecord === SystemOfRecord.PARAMETER_STORE);
  }
}

/**
 * Whatever other policies allow: no value of any parameter, under whichever key. Not decryption as a whole, since functions
 * and queues are deployed with keys that they have for themselves.
 */
const NO_PARAMETERS: PolicyStatement = {
  Sid: 'NeverDecryptParameters',
  Effect: 'Deny',
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: { StringLike: { 'kms:ViaService': 'ssm.*' } },
};

/**
 * Nor by KMS itself. GetParameter without decryption hands out the ciphertext, and KMS decrypts that for whoever says the
 * parameter's ARN as its context. A key whose policy is not Coffer's may allow it.
 */
const NO_CIPHERTEXTS: PolicyStatement = {
  Sid: 'NeverDecryptCiphertexts',
  Effect: 'Deny',
  Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
  Resource: '*',
  Condition: { Null: { [PARAMETER_CONTEXT]: 'false' } },
};
