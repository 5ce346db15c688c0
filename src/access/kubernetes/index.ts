export { SecretRefreshPolicy } from './refresh';
export { KubernetesAccess } from './kubernetes-access';
export { type ChamberExecProps, type KubernetesAccessProps, KubernetesDelivery } from './kubernetes-access-props';
export { KubernetesIdentity, type PodIdentityProps } from './kubernetes-identity';
export { SecretChangeQueue, type SecretChangeQueueProps } from './secret-change-queue';
