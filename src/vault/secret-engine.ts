import { EngineError } from '../errors';

/** Why a type of secret has no way without the coffer provider, by its name in errors. */
const REASONS: { readonly [type: string]: string } = {
  MasterKey: 'a private key that another provider makes is in the state, and hashicorp/aws would read the object in the bucket back',
  CertificateAuthority: 'a private key that another provider makes is in the state, and so is what signs with it',
  TlsCertificate: 'a private key that another provider makes is in the state',
  SshKeyPair: 'a private key that another provider makes is in the state',
  AwsCredentials: 'its parameter awaits its first value, and hashicorp/aws writes no parameter without one',
  BootstrapSecret: 'its key denies decryption to all but its readers, while every refresh of hashicorp/aws decrypts',
  EphemeralSecret: 'it is read by the coffer provider',
  SecretRotator: 'the rotator finds its work in parameters that the coffer provider writes',
  KubernetesSecret: 'its values are read by the ephemeral coffer_environment, and its names by the data source coffer_secrets',
};

/** What there is instead, where there is something. */
const INSTEAD: { readonly [type: string]: string } = {
  EphemeralSecret: 'Read it by an EphemeralResource of the type aws_ssm_parameter.',
};

/** The error of something that a vault without the coffer provider cannot have. */
export function withoutCoffer(subject: string, vaultName: string): EngineError {
  const type = /^\w+/.exec(subject)?.[0] ?? '';
  const reason = REASONS[type] ?? 'it needs the coffer provider';
  return new EngineError(
    subject, `vault ${vaultName} is of SecretEngine.AWS_ONLY, and ${reason}`, INSTEAD[type] ?? 'Declare it in a vault of SecretEngine.COFFER, in a stack whose pipeline may run the coffer provider.',
  );
}
