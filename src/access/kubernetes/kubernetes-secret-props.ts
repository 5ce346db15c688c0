import type { TerraformProvider } from 'cdktf';
import type { ISecret } from '../../secret/secret';
import type { SecretSource } from '../../secret/secret-source';
import type { IVault } from '../../vault/vault';

/** Secrets of a vault as a Kubernetes Secret. */
export interface KubernetesSecretProps {
  /** Vault that the secrets are in, or that a secret of the cluster belongs to: its stage is the Secret's. */
  readonly vault: IVault;

  /**
   * Services whose secrets it holds, one or more, later ones winning as with `chamber exec global api`. All of their
   * secrets count, whoever wrote them.
   *
   * @default - none: give `service`, `key` and `source`, for a secret that is nowhere but in the cluster
   */
  readonly services?: string[];

  /**
   * AwsCredentials of one of the services, that become AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as AWS's SDKs read them, in
   * place of their JSON.
   *
   * @default - none: their JSON is one variable
   */
  readonly awsCredentials?: ISecret;

  /**
   * AwsCredentials with a `smtpRegion`, of one of the services, that become SMTP_USERNAME and SMTP_PASSWORD in place of their JSON.
   * They may be the same ones as `awsCredentials`.
   *
   * @default - none: their JSON is one variable
   */
  readonly smtpCredentials?: ISecret;

  /**
   * Service of a secret whose only system of record is the cluster.
   *
   * @default - none: give `services`
   */
  readonly service?: string;

  /**
   * Key of that secret within the service. No other system of record may have it, and no other secret its environment name.
   *
   * @default - none: give `services`
   */
  readonly key?: string;

  /**
   * Where the value of that secret comes from: SecretSource.generated(), fromVariable() or json(). It goes into the Secret by a
   * write-only argument, and nowhere else: nobody but the cluster has it, so whoever deletes the Secret has deleted the secret.
   * A higher `generation` or `version` of the source has another value written.
   *
   * @default - none: give `services`
   */
  readonly source?: SecretSource;

  /**
   * Key of that secret in the data of the Secret, such as `password` for a Secret of type kubernetes.io/basic-auth. Under another
   * one, a generated value is generated again, and the value before is gone.
   *
   * @default - the name of its environment variable
   */
  readonly dataKey?: string;

  /**
   * Refuse to delete the Secret that is the only place of a secret, or to make it again under another name. To delete it, apply
   * with false first. Copies of `services` are not protected: the vault has their values.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Namespace of the Secret. It has to be there; that of a NamespaceV1 of the program is made before.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace: string;

  /** Name of the Secret, up to 253 lowercase letters, digits, '-' and '.'. */
  readonly name: string;

  /**
   * Type of the Secret. Another type creates it again.
   *
   * @default Opaque
   * @jsii suppress JSII5018 it is Type in Go
   */
  readonly type?: string;

  /**
   * Labels of the Secret.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the Secret.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Raise it to have the values written again though none is new: after somebody changed the Secret in the cluster, which
   * Terraform does not see, since it reads no values back. A generated value is generated again. From 1.
   *
   * @default 1
   */
  readonly generation?: number;

  /**
   * The Kubernetes provider, in the same stack.
   *
   * @default - the stack's Kubernetes provider without alias
   */
  readonly provider?: TerraformProvider;
}
