/** A local AWS has no accounts to check credentials with. The endpoint itself comes from the environment. */
export const LOCAL_AWS = process.env.AWS_ENDPOINT_URL
  ? { skipCredentialsValidation: true, skipMetadataApiCheck: 'true', skipRequestingAccountId: false, s3UsePathStyle: true }
  : {};

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
export const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** Where synth writes what is checked in: files for developers, pipelines and the manifest. */
export const written = process.env.COFFER_EXAMPLE_FOLDER ?? '.';

/** A local AWS has no policies of AWS's own, such as ReadOnlyAccess, which the role that plans has by default. */
export const localManagedPolicies = process.env.AWS_ENDPOINT_URL ? [] : undefined;

/** The trust policy of a role of a service of AWS. */
export function assumedBy(service: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
}
