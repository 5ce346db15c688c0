// The namespace `audit`: who changed secrets, who read them, and who was not meant to. Whole files, as in `access`.
export * from './audit-trail';
export * from './audit-trail-props';
export * from './kubernetes/kubernetes-audit-policy';
export * from './queries/audit-queries';
export * from './queries/audit-queries-props';
export * from './trail-source';
export * from './trail-source-props';
