import type { ManifestOutput } from './manifest-output';
import type { SecretRefreshPolicy } from './refresh-policy';
import type { ISecretStore } from './secret-store-props';
import type { ISecret } from '../../secret/secret';

/** Who owns the Secret that the operator writes (External Secrets Operator: Lifecycle). */
export enum SecretCreationPolicy {
  /** The ExternalSecret: the Secret is made with it and goes with it. */
  OWNER = 'Owner',
  /** Nobody: the Secret is made, and stays when the ExternalSecret goes. */
  ORPHAN = 'Orphan',
  /** Somebody else: the values go into a Secret that is there, beside what it has. */
  MERGE = 'Merge',
}

/** Secrets of a vault that External Secrets Operator keeps in a Kubernetes Secret. */
export interface ExternalSecretProps {
  /** The store to read by: a SecretStore or ClusterSecretStore of this program. */
  readonly store: ISecretStore;

  /** Name of the ExternalSecret. */
  readonly name: string;

  /**
   * The secrets, each under the name of its environment variable. The store's role is granted exactly these.
   *
   * @default - none: give `services`
   */
  readonly secrets?: ISecret[];

  /**
   * Services whose secrets to take, all that there are and that come to be, one level of each, later services winning as
   * with `chamber exec global api`. The store's role is granted the services.
   *
   * @default - none: give `secrets`
   */
  readonly services?: string[];

  /**
   * Namespace of the ExternalSecret and its Secret.
   *
   * @default - that of the SecretStore; needed with a ClusterSecretStore for several namespaces
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace?: string;

  /**
   * Name of the Secret.
   *
   * @default - the name of the ExternalSecret
   */
  readonly targetName?: string;

  /**
   * Who owns the Secret.
   *
   * @default SecretCreationPolicy.OWNER
   */
  readonly creationPolicy?: SecretCreationPolicy;

  /**
   * How often the operator looks for new values: hours, minutes and seconds such as 1h, 30m or 1h30m, at least 10s. Each
   * time it makes a call for every secret, or for every ten secrets of a service, all of which count against Parameter
   * Store's throughput.
   *
   * @default 1h
   */
  readonly refreshInterval?: string;

  /**
   * When the operator looks for new values. With ON_CHANGE and CREATED_ONCE there is no `refreshInterval`.
   *
   * @default - SecretRefreshPolicy.PERIODIC, which the manifest leaves out
   * @see https://external-secrets.io/latest/api/externalsecret/
   */
  readonly refreshPolicy?: SecretRefreshPolicy;

  /**
   * AwsCredentials that become AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the Secret, as AWS's SDKs read them. The operator
   * reads the parameter once, so that both halves are of one key. With `services` the JSON is in the Secret as well.
   *
   * @default - none
   */
  readonly awsCredentials?: ISecret;

  /**
   * AwsCredentials with a `smtpRegion`, that become SMTP_USERNAME and SMTP_PASSWORD of the Secret. They may be the same ones as
   * `awsCredentials`. A value without an SMTP password keeps the operator from writing the Secret until it is rotated.
   *
   * @default - none
   */
  readonly smtpCredentials?: ISecret;

  /**
   * Where the manifest goes.
   *
   * @default - where that of the store goes
   */
  readonly output?: ManifestOutput;

  /**
   * Labels of the ExternalSecret, which the operator gives the Secret too.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the ExternalSecret, which the operator gives the Secret too.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}
