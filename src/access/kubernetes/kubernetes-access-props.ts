import type { KubernetesIdentity } from './kubernetes-identity';
import type { ManifestOutput } from './manifest-output';
import type { SecretRefreshPolicy } from './refresh-policy';
import type { ISecret } from '../../secret/secret';
import type { IVault } from '../../vault/vault';

/** How secrets get to the pods of a service. */
export enum KubernetesDelivery {
  /** External Secrets Operator keeps a Secret, which pods name in `envFrom`. */
  EXTERNAL_SECRET = 'external-secret',
  /** Pods read them as they start, by `chamber exec`: no Secret of the cluster has a value. */
  CHAMBER_EXEC = 'chamber-exec',
}

/** What a service in a cluster reads. */
export interface KubernetesAccessProps {
  /** Vault that the secrets are in: its stage is the namespace's. */
  readonly vault: IVault;

  /**
   * Namespace of the service.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;

  /** By what the cluster shows AWS who it is. */
  readonly identity: KubernetesIdentity;

  /**
   * Services whose secrets to take, later ones winning as with `chamber exec global api`.
   *
   * @default - none: give `secrets`
   */
  readonly services?: string[];

  /**
   * The secrets, each under the name of its environment variable. A bootstrap secret has to name the role in its `readers`: declare
   * a ServiceAccountRole for that, and give it by `KubernetesIdentity.serviceAccountRole()`.
   *
   * @default - none: give `services`
   */
  readonly secrets?: ISecret[];

  /**
   * AwsCredentials that become AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Of EXTERNAL_SECRET only.
   *
   * @default - none
   */
  readonly awsCredentials?: ISecret;

  /**
   * AwsCredentials with a `smtpRegion` that become SMTP_USERNAME and SMTP_PASSWORD. Of EXTERNAL_SECRET only.
   *
   * @default - none
   */
  readonly smtpCredentials?: ISecret;

  /**
   * Name of the Secret, the ExternalSecret, the SecretStore and the service account.
   *
   * @default `<last service>-env`, with '-' for '/', '.' and '_'
   */
  readonly name?: string;

  /**
   * How the secrets get to the pods.
   *
   * @default KubernetesDelivery.EXTERNAL_SECRET
   */
  readonly delivery?: KubernetesDelivery;

  /**
   * When the operator looks for new values.
   *
   * @default - SecretRefreshPolicy.PERIODIC, which the manifest leaves out
   */
  readonly refreshPolicy?: SecretRefreshPolicy;

  /**
   * How often the operator looks for new values, such as 1h or 30m, at least 10s.
   *
   * @default - 1h if the policy is PERIODIC
   */
  readonly refreshInterval?: string;

  /**
   * Where the manifests go.
   *
   * @default ManifestOutput.resources()
   */
  readonly output?: ManifestOutput;

  /**
   * Labels of its objects.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of its objects.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** A container that starts its program by `chamber exec`. */
export interface ChamberExecProps {
  /**
   * Image with `cp` and chamber v3, of your own registry and by its digest. The image of chamber itself has no `cp`.
   */
  readonly chamberImage: string;

  /**
   * Path of chamber in that image.
   *
   * @default /usr/local/bin/chamber
   */
  readonly chamberPath?: string;

  /**
   * Name of the container that the program runs in.
   *
   * @default app
   */
  readonly container?: string;

  /** The program and its arguments: an image's own entry point is not used, so it is written out. */
  readonly command: string[];
}
