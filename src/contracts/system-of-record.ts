/**
 * Where secrets live. Each secret lives in exactly one of them (R3), and what a type of secret is decides in which.
 */
export enum SystemOfRecord {
  /** SecureString parameters, for what programs read as environment variables. */
  PARAMETER_STORE = 'Parameter Store',
  /** Encrypted objects of a bucket that hardly anybody may read, for master private keys. */
  MASTER_KEY_BUCKET = 'the master-key bucket',
  /** Secrets of a cluster, for what lives and dies with it. */
  KUBERNETES = 'Kubernetes',
  /** Items of 1Password for Teams, for what people share: the last resort. */
  ONE_PASSWORD = '1Password',
}
