import { Construct } from 'constructs';
import { CiCdRole, CiCdRoleProps } from './ci-cd-role';
import { checkService } from './services';
import type { IReadableSecret } from '../../secret/secret';
import { SynthChecks } from '../../terraform/synth-checks';
import { refuseForeignService } from '../kubernetes/services';
import { ServiceAccess } from '../service-access';

/** What jobs of a pipeline may do with secrets. */
export interface CiCdAccessProps extends CiCdRoleProps {
  /**
   * Services that jobs read whole, as `chamber exec <service> -- <command>` does.
   *
   * @default - none
   */
  readonly services?: string[];

  /**
   * Secrets that jobs read, each by its name.
   *
   * @default - none
   */
  readonly secrets?: IReadableSecret[];

  /**
   * Secrets that jobs write, and do not read. Never for jobs of pull requests.
   *
   * @default - none
   */
  readonly write?: IReadableSecret[];
}

/**
 * The secrets of a vault in the jobs of a pipeline: a role that a job assumes with its OIDC token, and that reads the
 * services and secrets named here and nothing else. Further secrets are granted as to any role: `secret.grantRead(ci)`.
 *
 * For a pipeline that deploys, see CiCdPlanRole and CiCdDeployRole.
 *
 * Synth fails with
 * - FederationError where tokens of others would do, where a job of a pull request would write, or read production;
 * - SecretNameError where chamber could not read a service;
 * - GrantError where a service is one of another vault, or the role's name is taken.
 */
export class CiCdAccess extends CiCdRole {
  constructor(scope: Construct, id: string, props: CiCdAccessProps) {
    super(scope, id, props, 'CiCdAccess');
    const { services = [], secrets = [], write = [] } = props;
    if (this._isProduction) this.refuseProduction();
    if (write.length > 0) {
      this._refusePullRequests('write would let them change secrets', 'Leave write out, and write from a job behind an environment.');
    }
    this.readServices(services);
    for (const secret of secrets) secret.grantRead(this);
    for (const secret of write) secret.grantWrite(this);
  }

  private refuseProduction(): void {
    this._refusePullRequests(
      `vault ${this._vault.vaultName} is one of production`,
      'Have pull requests read a vault of another stage, and production read behind an environment.',
    );
  }

  private readServices(services: readonly string[]): void {
    if (services.length === 0) return;
    const role = this._role();
    this._vault.refuseDeployer(this._subject, role);
    const access = new ServiceAccess(this, 'services', this._vault, role);
    for (const service of services) {
      checkService(this._subject, service);
      access.allow(this._subject, service);
    }
    SynthChecks.of(this).add(`ci-cd ${this.node.path}`, () => {
      for (const service of services) refuseForeignService(this, this._subject, this._vault, service);
    });
  }
}
