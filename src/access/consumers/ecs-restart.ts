import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { changesOf, restartOnChange } from './restart-on-change';
import { GrantError } from '../../errors';
import type { ISecret } from '../../secret/secret';
import type { IVault } from '../../vault/vault';
import { VaultCore } from '../../vault/vault-core';

/** New tasks of a service of Amazon ECS, when one of its secrets changes. */
export interface EcsRestartProps {
  /** Vault of the secrets. */
  readonly vault: IVault;

  /** Secrets that the tasks start with. */
  readonly secrets: ISecret[];

  /** Name of the cluster, not its ARN. */
  readonly clusterName: string;

  /** Name of the service. */
  readonly serviceName: string;
}

const NAME = /^[\w-]{1,255}$/;

/**
 * Has Amazon ECS start new tasks of a service within seconds of a change of one of its secrets, by a forced deployment with the
 * service's own settings: tasks keep what they started with. A rule of EventBridge starts a state machine, which calls
 * UpdateService; no code runs that would have to be kept up.
 *
 * Parameter Store sends events as well as it can (EventBridge: best effort). A secret that changes often has the tasks replaced
 * as often. Without code that reads a value, nothing here can read one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export class EcsRestart extends Construct {
  /**
   *
   * Throws a GrantError if there is no secret, or one is of another vault; a name is not one of ECS; there are more secrets than one rule
   * takes; or it is in another stack than the vault.
   */
  constructor(scope: Construct, id: string, props: EcsRestartProps) {
    super(scope, id);
    const subject = `EcsRestart '${this.node.path}'`;
    const refuse = (problem: string, remedy: string) => new GrantError(subject, problem, remedy);
    const vault = VaultCore.of(props.vault);
    vault.requireOwnStack(this, refuse);
    const eventPattern = changesOf(subject, vault, props.secrets, 'tasks', 'an EcsRestart');
    checkName(subject, 'clusterName', props.clusterName);
    checkName(subject, 'serviceName', props.serviceName);
    const { clusterName, serviceName } = props;
    const { aws } = vault;
    const service = `arn:${aws.partition}:ecs:${aws.region}:${aws.account}:service/${clusterName}/${serviceName}`;
    restartOnChange(this, {
      vault,
      eventPattern,
      reader: Token.isUnresolved(serviceName) ? 'a service' : serviceName,
      allow: { Sid: 'RestartService', Effect: 'Allow', Action: 'ecs:UpdateService', Resource: service },
      operation: 'ecs:updateService',
      parameters: { Cluster: clusterName, Service: serviceName, ForceNewDeployment: true },
      input: {},
    });
  }
}

function checkName(subject: string, what: string, name: string): void {
  if (Token.isUnresolved(name) || NAME.test(name)) return;
  throw new GrantError(subject, `${what} '${name}' is not 1 to 255 letters, digits, '-' and '_'`, 'Write the name, not the ARN.');
}
