/** The version of the provider, and of the folder it is laid into. Raised by hand with every release. */
export const PROVIDER_VERSION = '0.1.0';

/** The address under which Terraform knows the provider. */
export const PROVIDER_ADDRESS = 'registry.terraform.io/cdktf-coffer/coffer';
