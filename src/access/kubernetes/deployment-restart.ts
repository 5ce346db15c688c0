import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkNamespace, checkObjectName } from './cluster-objects';
import { ManifestOutput } from './manifest-output';
import { KubernetesError } from '../../errors';

/** Deployments whose pods start again when a Secret changes. */
export interface DeploymentRestartProps {
  /**
   * Namespace of the Deployments, and of the Secrets that they start with.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;

  /** Names of the Deployments. A Secret that their containers do not refer to, by `env` or `envFrom`, restarts none of them. */
  readonly deployments: string[];

  /**
   * Name of the reloader's Config, up to 253 lowercase letters, digits, '-' and '.'. A cluster has Configs in no namespace.
   *
   * @default `<namespace>-restarts`
   */
  readonly name?: string;

  /**
   * Where the Config goes.
   *
   * @default ManifestOutput.resources()
   */
  readonly output?: ManifestOutput;
}

/** What every namespace has as a label with its name (Kubernetes: Well-Known Labels, Annotations and Taints). */
const NAME_OF_NAMESPACE = 'kubernetes.io/metadata.name';

/**
 * Has the pods of Deployments start again within seconds of a change of a Secret that they start with, whoever wrote it: External
 * Secrets Operator after a rotation, or a deploy with KubernetesSecret. External Secrets' reloader watches Secrets, and changes an
 * annotation of the Deployment's pod template (`reloader.external-secrets.io/last-reloaded`), by which Kubernetes rolls it out.
 *
 * The reloader has to be installed, and its service account may read every Secret of the cluster, since it watches them. Where that is
 * too much, use `KubernetesSecret.revision` in an annotation of the pod template.
 *
 * Synth fails with a KubernetesError if there is no Deployment, one is named twice, or Kubernetes would not take a name.
 *
 * @see https://github.com/external-secrets/reloader
 */
export class DeploymentRestart extends Construct {
  constructor(scope: Construct, id: string, props: DeploymentRestartProps) {
    super(scope, id);
    const subject = `DeploymentRestart '${this.node.path}'`;
    const namespace = checkNamespace(subject, 'namespace', props.namespace);
    const deployments = checkDeployments(subject, props.deployments);
    const name = checkObjectName(subject, 'name', props.name ?? `${namespace}-restarts`);
    (props.output ?? ManifestOutput.resources())._put(this, subject, {
      apiVersion: 'reloader.external-secrets.io/v1alpha1',
      kind: 'Config',
      metadata: { name },
      spec: {
        // Of the cluster that the reloader runs in, as the reloader itself.
        notificationSources: [{ type: 'KubernetesSecret', kubernetesSecret: { serverURL: 'https://kubernetes.default.svc' } }],
        destinationsToWatch: [
          {
            type: 'Deployment',
            // Of this namespace alone: another one may have Deployments and Secrets of these names.
            deployment: { namespaceSelectors: [{ matchLabels: { [NAME_OF_NAMESPACE]: namespace } }], names: deployments },
          },
        ],
      },
    });
  }
}

function checkDeployments(subject: string, deployments: readonly string[]): string[] {
  if (!Array.isArray(deployments) || Token.isUnresolved(deployments) || deployments.length === 0) {
    throw new KubernetesError(subject, 'deployments is empty, or known only at apply', "Name one or more, such as deployments: ['api'].");
  }
  const names = deployments.map((each: string) => checkObjectName(subject, 'deployments', each));
  const twice = names.find((each, position) => names.indexOf(each) < position);
  if (twice === undefined) return names;
  throw new KubernetesError(subject, `Deployment '${twice}' is named twice`, 'Name it once.');
}
