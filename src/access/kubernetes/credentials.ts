import { ACCESS_KEY_MEMBERS, ACCESS_KEY_VARIABLES, SMTP_VARIABLES } from '../../contracts/access-key-value';
import { EnvironmentNameCollisionError, GrantError, KubernetesError } from '../../errors';
import type { ISecret } from '../../secret/secret';
import { type SecretBase, SECRETS } from '../../secret/secret-base';
import { AWS_CREDENTIALS } from '../../types/aws-credentials/aws-credentials';
import type { VaultCore } from '../../vault/vault-core';

/** Credentials whose members become variables of their own. */
export interface ExpandedCredentials {
  readonly awsCredentials?: ISecret;
  readonly smtpCredentials?: ISecret;
}

/** One variable that is a member of credentials. */
export interface CredentialVariable {
  readonly variable: string;
  readonly secret: SecretBase;
  /** Member of the JSON that the secret is. */
  readonly member: string;
}

/**
 * The variables that credentials become.
 *
 * @throws KubernetesError if a secret is of another type, or has no SMTP password
 * @throws GrantError if it is of another vault
 */
export function credentialVariables(subject: string, vault: VaultCore, props: ExpandedCredentials): CredentialVariable[] {
  const { awsCredentials, smtpCredentials } = props;
  const aws = awsCredentials && credentialsIn(subject, vault, 'awsCredentials', awsCredentials);
  const smtp = smtpCredentials && credentialsIn(subject, vault, 'smtpCredentials', smtpCredentials);
  const declared = AWS_CREDENTIALS.in(smtp, subject);
  if (smtp && declared && declared._smtpRegion === undefined) {
    throw new KubernetesError(
      subject,
      `smtpCredentials '${smtp.service}/${smtp.key}' have no SMTP password`,
      "Give them the region of Amazon SES: smtpRegion: 'eu-west-1'.",
    );
  }
  return [
    ...(aws
      ? [
          { variable: ACCESS_KEY_VARIABLES.id, secret: aws, member: ACCESS_KEY_MEMBERS.id },
          { variable: ACCESS_KEY_VARIABLES.secret, secret: aws, member: ACCESS_KEY_MEMBERS.secret },
        ]
      : []),
    ...(smtp
      ? [
          { variable: SMTP_VARIABLES.username, secret: smtp, member: ACCESS_KEY_MEMBERS.id },
          { variable: SMTP_VARIABLES.password, secret: smtp, member: ACCESS_KEY_MEMBERS.smtpPassword },
        ]
      : []),
  ];
}

/** @throws EnvironmentNameCollisionError if a secret has a name that credentials become */
export function refuseTakenVariables(subject: string, variables: readonly CredentialVariable[], secrets: Iterable<ISecret>): void {
  for (const { service, key, environmentName } of secrets) {
    const twin = variables.find(({ variable }) => variable === environmentName);
    if (!twin) continue;
    throw new EnvironmentNameCollisionError(
      subject,
      `'${twin.secret.service}/${twin.secret.key}' and '${service}/${key}' would both be ${environmentName}`,
      'Leave one out, or rename the key.',
    );
  }
}

/** @throws GrantError if a secret is not one of the vault */
export function secretOf(subject: string, vault: VaultCore, secret: ISecret, what: string, remedy: string): SecretBase {
  const own = SECRETS.in(secret, subject);
  if (own?._vault.is(vault)) return own;
  const where = own ? `of vault ${own._vault.vaultName}` : 'not one of a vault';
  throw new GrantError(subject, `secret '${secret.service}/${secret.key}' is ${where}, and ${what} vault ${vault.vaultName}`, remedy);
}

function credentialsIn(subject: string, vault: VaultCore, property: string, secret: ISecret): SecretBase {
  const own = secretOf(subject, vault, secret, `${property} are read from`, 'Take credentials of that vault.');
  if (own._type.replace(/\.fromName$/, '') === 'AwsCredentials') return own;
  throw new KubernetesError(
    subject,
    `${property} '${own.service}/${own.key}' is of type ${own._type}, and only AwsCredentials have an access key`,
    'Pass AwsCredentials, or AwsCredentials.fromName().',
  );
}
