// The namespace `kubernetes`: everything that Coffer writes for clusters. Whole files, since jsii takes a type that is exported
// from a namespace by its name for one that is flat: these files export nothing that is not public.
export * from './deployment-restart';
export * from './external-secret';
export * from './external-secret-props';
export * from './kubernetes-access';
export * from './kubernetes-access-props';
export * from './kubernetes-identity';
export * from './kubernetes-secret';
export * from './kubernetes-secret-props';
export * from './manifest-output';
export * from './pod-identity-props';
export * from './refresh-policy';
export * from './secret-change-queue';
export * from './secret-store';
export * from './secret-store-props';
export * from './service-account-role';
