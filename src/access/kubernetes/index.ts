// The namespace `kubernetes`: everything that Coffer writes for clusters. Whole files, since jsii takes a type that is exported
// from a namespace by its name for one that is flat: these files export nothing that is not public.
export * from './external-secret';
export * from './kubernetes-secret';
export * from './manifest-output';
export * from './secret-store';
export * from './secret-store-props';
export * from './service-account-role';
