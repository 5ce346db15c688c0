// The namespace `onepassword`, without OrganizationalSecret: that is flat, like all types of secrets, and refers to types that are
// here. Nothing here may therefore refer to a type that is flat.
export * from '../../bindings/onepassword/provider';
export * from './one-password-item';
export * from './one-password-section';
export * from './one-password-vault';
