// By file: jsii finds no types in a namespace that are exported by name.
export * from './kubernetes-access';
export * from './kubernetes-access-props';
export * from './kubernetes-identity';
export * from './pod-identity-props';
export * from './refresh-policy';
export * from './secret-change-queue';
