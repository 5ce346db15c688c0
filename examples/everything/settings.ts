/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
export const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false, s3UsePathStyle: true }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
export const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';
