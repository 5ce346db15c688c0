import { Annotations, Token } from 'cdktf';
import { Construct } from 'constructs';
import { chamberPod } from './chamber-exec';
import { checkAnnotations, checkLabels, checkNamespace, checkObjectName } from './cluster-objects';
import { ExternalSecret } from './external-secret';
import type { BoundIdentity } from './identity-place';
import { type ChamberExecProps, type KubernetesAccessProps, KubernetesDelivery } from './kubernetes-access-props';
import { KubernetesIdentity } from './kubernetes-identity';
import { ManifestOutput } from './manifest-output';
import { serviceAccountManifest } from './object-metadata';
import { SecretStore } from './secret-store';
import type { ServiceAccountRole } from './service-account-role';
import { checkServices, keepToStage, refuseForeignService } from './services';
import { KubernetesError } from '../../errors';
import { type IGrantee, roleOf } from '../../iam/grantee';
import { OwnKind } from '../../terraform/own-kind';
import { VaultCore } from '../../vault/vault-core';
import { ServiceAccess } from '../service-access';

const IDENTITIES = new OwnKind('KubernetesIdentity', KubernetesIdentity);

/** Annotation of a Deployment by which Stakater's Reloader starts its pods again when a Secret changes. */
const RELOADER = 'secret.reloader.stakater.com/reload';

/**
 * A service in a cluster, and the secrets of a vault that it reads: the IAM role, and either a SecretStore and an ExternalSecret of
 * External Secrets Operator, or a service account for pods that run `chamber exec`.
 *
 * Whoever deploys reads nothing.
 *
 *     const identity = KubernetesIdentity.irsa(oidcProviderArn);
 *     new KubernetesAccess(this, 'api', { vault, namespace: 'api', services: ['global', 'api'], identity });
 *
 * Synth fails with
 * - KubernetesError if the cluster would not take a manifest, or it would not do what it says;
 * - GrantError if a secret or service is of another vault, or the namespace or role has secrets of another stage;
 * - EnvironmentNameCollisionError if two secrets become one variable.
 */
export class KubernetesAccess extends Construct {
  /**
   * Namespace of the service.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  public readonly namespace: string;
  /** The role that reads. */
  public readonly role: IGrantee;

  private readonly subject: string;
  private readonly vault: VaultCore;
  private readonly identity: BoundIdentity;
  /** The ExternalSecret, for a SecretChangeQueue. Undefined with KubernetesDelivery.CHAMBER_EXEC. */
  public readonly externalSecret?: ExternalSecret;
  private readonly services?: readonly string[];

  constructor(scope: Construct, id: string, props: KubernetesAccessProps) {
    super(scope, id);
    const subject = (this.subject = `KubernetesAccess '${this.node.path}'`);
    this.vault = VaultCore.of(props.vault);
    this.namespace = checkNamespace(subject, 'namespace', props.namespace);
    this.services = props.services && checkServices(subject, props.services);
    const name = checkObjectName(subject, 'name', props.name ?? defaultName(props));
    checkLabels(subject, props.labels);
    checkAnnotations(subject, props.annotations);
    if (!IDENTITIES.in(props.identity, subject)) {
      throw new KubernetesError(subject, 'identity is none', 'Write KubernetesIdentity.irsa(oidcProviderArn) or podIdentity().');
    }
    const output = props.output ?? ManifestOutput.resources();
    this.identity = props.identity._bind(this, subject, { vault: this.vault, namespace: this.namespace, name });
    this.role = this.identity.role;
    if (props.delivery === KubernetesDelivery.CHAMBER_EXEC) {
      this.allowPods(props, output);
      return;
    }
    const { vault, labels, annotations } = props;
    const { serviceAccount, role } = this.identity;
    if (!serviceAccount) this.warnOfOperator();
    const identity = serviceAccount ? { serviceAccount } : { role };
    const store = new SecretStore(this, 'store', { vault, namespace: this.namespace, name, ...identity, output, labels, annotations });
    this.externalSecret = new ExternalSecret(this, 'secret', {
      store,
      name,
      secrets: props.secrets,
      services: props.services,
      awsCredentials: props.awsCredentials,
      smtpCredentials: props.smtpCredentials,
      refreshPolicy: props.refreshPolicy,
      refreshInterval: props.refreshInterval,
      labels,
      annotations,
    });
  }

  /**
   * Name of the Secret, for `envFrom` of the pods.
   *
   * Throws a KubernetesError with KubernetesDelivery.CHAMBER_EXEC, which makes none.
   */
  public get secretName(): string {
    if (this.externalSecret) return this.externalSecret.secretName;
    throw new KubernetesError(this.subject, 'its pods read by chamber exec, and there is no Secret', 'Use chamberExec().');
  }

  /**
   * Annotations for the Deployment, by which Stakater's Reloader starts its pods again when the Secret changes.
   *
   * Throws a KubernetesError with KubernetesDelivery.CHAMBER_EXEC, since there is no Secret that changes.
   *
   * @see https://github.com/stakater/Reloader
   */
  public get rolloutAnnotations(): { [key: string]: string } {
    return { [RELOADER]: this.secretName };
  }

  /**
   * What a pod's specification needs to start a program by `chamber exec`, to be merged into it: an init container puts chamber into a
   * volume, and the container runs the program by it. The values are in the program's memory alone. Programs that run for long keep
   * them until they are started again.
   *
   * Throws a KubernetesError if no service account has the role, or secrets are listed, which chamber does not know.
   *
   * @param props the image of chamber, and the program
   * @see https://github.com/segmentio/chamber
   */
  public chamberExec(props: ChamberExecProps): { [field: string]: any } {
    const { serviceAccount } = this.identity;
    if (!serviceAccount) {
      throw new KubernetesError(
        this.subject,
        'its role is for External Secrets Operator, and no pod of the service has it',
        'Use KubernetesIdentity.irsa().',
      );
    }
    if (!this.services) {
      throw new KubernetesError(this.subject, 'it lists secrets, and chamber reads whole services', 'Give services.');
    }
    return chamberPod(this.subject, props, {
      serviceAccount: serviceAccount.serviceAccount,
      services: this.services,
      region: this.vault.region,
    });
  }

  /** A role and service account for pods that read for themselves. */
  private allowPods(props: KubernetesAccessProps, output: ManifestOutput): void {
    const { subject, vault } = this;
    const { serviceAccount } = this.identity;
    const operators = ['secrets', 'awsCredentials', 'smtpCredentials', 'refreshPolicy', 'refreshInterval'] as const;
    const given = operators.filter((name) => props[name] !== undefined);
    if (given.length > 0) {
      throw new KubernetesError(
        subject,
        `${given.join(', ')} given with KubernetesDelivery.CHAMBER_EXEC, which reads whole services as pods start`,
        'Leave them out, or use KubernetesDelivery.EXTERNAL_SECRET.',
      );
    }
    const services = this.services ?? checkServices(subject, []);
    if (!serviceAccount) {
      throw new KubernetesError(subject, 'pods run chamber exec, and its identity is for the operator', 'Use KubernetesIdentity.irsa().');
    }
    this.keepToNamespace(serviceAccount);
    keepToStage(this, subject, { vault, cluster: output._clusterOf(this), namespace: this.namespace });
    const role = roleOf(serviceAccount, subject);
    // The role may be one that the program declared for another vault, and there is no store here that would admit it (R4).
    vault.admit(subject, role);
    vault.refuseDeployer(subject, role);
    const access = new ServiceAccess(this, 'services', vault, role);
    for (const service of services) {
      refuseForeignService(this, subject, vault, service);
      access.allow(subject, service);
    }
    if (serviceAccount._putOnce()) output._put(this, subject, serviceAccountManifest(serviceAccount, props));
  }

  /** Refuses a role whose service account the pods of the namespace cannot have. */
  private keepToNamespace({ namespace }: ServiceAccountRole): void {
    if (namespace === this.namespace || Token.isUnresolved(namespace) || Token.isUnresolved(this.namespace)) return;
    throw new KubernetesError(
      this.subject,
      `its service account is in namespace '${namespace}', its pods in '${this.namespace}', and pods have service accounts of their own ` +
        'namespace only',
      'Put both into one namespace.',
    );
  }

  private warnOfOperator(): void {
    Annotations.of(this).addWarning(
      `${this.subject} has a role that External Secrets Operator assumes for whatever SecretStore of the cluster names it. ` +
        'Let nobody make SecretStores in namespaces of others, or use KubernetesIdentity.irsa().',
    );
  }
}

function defaultName({ services, secrets, awsCredentials, smtpCredentials }: KubernetesAccessProps): string {
  const service = services?.[services.length - 1] ?? secrets?.[0]?.service ?? (awsCredentials ?? smtpCredentials)?.service ?? '';
  return `${service.replace(/[/._]/g, '-')}-env`;
}
