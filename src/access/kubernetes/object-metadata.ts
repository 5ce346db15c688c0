import type { ServiceAccountRole } from './service-account-role';
import type { KubernetesManifest, ManifestMetadata } from '../../terraform/manifest-files';

/** A service account with the annotation that names its role (EKS: Assign IAM roles to Kubernetes service accounts). */
export function serviceAccountManifest(role: ServiceAccountRole, props: Marked): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf(props, role.serviceAccount, role.namespace, { 'eks.amazonaws.com/role-arn': role._knownArn }),
  };
}

/** Labels and annotations that a program gives. */
export interface Marked {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** What the metadata of an object say. */
export function metadataOf(props: Marked, name: string, namespace?: string, annotations?: { [key: string]: string }): ManifestMetadata {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(props.labels && { labels: props.labels }),
    ...((props.annotations ?? annotations) && { annotations: { ...props.annotations, ...annotations } }),
  };
}
