import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { credentialVariables } from './credentials';
import type { KubernetesSecretProps } from './kubernetes-secret-props';
import { environmentName, nameFault } from '../../contracts/names';
import { SystemOfRecord } from '../../contracts/system-of-record';
import { KubernetesError, SecretNameError } from '../../errors';
import { declareSecret } from '../../secret/declare-secret';
import { checkSource, refuseRotated } from '../../secret/secret-source';
import { ephemeralRandom } from '../../systems-of-record/parameter-store/coffer-parameters';
import type { VaultCore } from '../../vault/vault-core';

/** What a Secret of a cluster holds, and the number that has Terraform write it. */
export interface SecretContents {
  /** By key of the Secret: a token for a write-only argument. */
  readonly data: { readonly [key: string]: string };
  readonly revision: number;
}

/** A whole Secret may have 1 MiB (Kubernetes: Secrets); beyond what Parameter Store's largest tier takes, generating has no limit here. */
const MAXIMUM_BYTES = 8192;
const DATA_KEY = /^[\w.-]{1,253}$/;

/** Whether the props are of a secret that is nowhere but in the cluster. */
export function isClusterOnly({ service, key, source, dataKey }: KubernetesSecretProps): boolean {
  return [service, key, source, dataKey].some((each) => each !== undefined);
}

/**
 * A secret whose only system of record is the cluster: its name is taken as that of any other secret.
 *
 * @throws KubernetesError if the props say both or half of it
 * @throws SecretNameError if no program could read the name
 * @throws DuplicateSecretError, TwoSystemsOfRecordError or EnvironmentNameCollisionError if the name is taken
 * @throws SecretSourceError if no such value can be made, RotationError if the source is rotated()
 */
export function clusterOnlySecret(scope: Construct, subject: string, vault: VaultCore, props: KubernetesSecretProps): SecretContents {
  const { service, key } = props;
  refuseMixture(subject, props);
  if (service === undefined || key === undefined || props.source === undefined) {
    const missing = ['service', 'key', 'source'].filter((name) => props[name as keyof KubernetesSecretProps] === undefined);
    throw new KubernetesError(
      subject,
      `it has no ${missing.join(' and no ')}, and a secret of the cluster needs service, key and source`,
      "Write them, such as service: 'api', key: 'session_key', source: SecretSource.generated().",
    );
  }
  const fault = nameFault({ service, key });
  if (fault) throw new SecretNameError(subject, fault.problem, fault.remedy);
  const source = refuseRotated(checkSource(props.source, subject), subject);
  const dataKey = props.dataKey ?? environmentName(key);
  if (!DATA_KEY.test(dataKey)) {
    throw new KubernetesError(
      subject,
      `dataKey '${dataKey}' is not 1 to 253 letters, digits, '-', '_' and '.' (Kubernetes: Secrets, data)`,
      `Write dataKey: '${environmentName(key)}', or leave it out.`,
    );
  }
  const { settings } = declareSecret(scope, {
    vault,
    subject,
    service,
    key,
    systemOfRecord: SystemOfRecord.KUBERNETES,
    needsCofferSince: 'its value is made by the ephemeral coffer_random',
  });
  const random = (id: string, value: Parameters<typeof ephemeralRandom>[2]) => ephemeralRandom(scope, id, value, settings.provider);
  const rendered = source._render({ scope, subject, maximumBytes: MAXIMUM_BYTES, random });
  const version = rendered.generate?.generation ?? rendered.valueWoVersion;
  if (version === undefined) {
    throw new KubernetesError(
      subject,
      'its source is SecretSource.supplied(), and nobody but this deploy writes to the Secret',
      'Write SecretSource.generated() or SecretSource.fromVariable(variable).',
    );
  }
  const value = rendered.generate ? random('value', rendered.generate) : rendered.valueWo!;
  return { data: { [dataKey]: value }, revision: revisionOf(dataKey, rendered.generate !== undefined, version + (props.generation ?? 1)) };
}

/**
 * A number that is another one wherever another value has to be written. From 1, or the provider would not write at all, and
 * read the value into the state instead; below 2^31, since it takes an int.
 */
function revisionOf(dataKey: string, isGenerated: boolean, count: number): number {
  const what = createHash('sha256')
    .update(`${isGenerated ? 'generated' : 'given'}\n${dataKey}`)
    .digest();
  return (what.readUInt32BE() % 2 ** 28) + count;
}

function refuseMixture(subject: string, props: KubernetesSecretProps): void {
  if (props.services !== undefined) {
    throw new KubernetesError(
      subject,
      'it has services and a secret of its own, and each write of a Secret is of all its values: ' +
        'a copy that changes would replace what is nowhere else',
      'Declare two KubernetesSecrets, and name both in envFrom of the pods.',
    );
  }
  if (props.awsCredentials ?? props.smtpCredentials) {
    throw new KubernetesError(subject, 'it has credentials to expand, and no services that they are of', 'Write services.');
  }
}

/** The variables of credentials that `coffer_environment` expands, by its arguments. */
export function expandedIn(
  subject: string,
  vault: VaultCore,
  services: readonly string[],
  props: KubernetesSecretProps,
): { readonly aws_credentials?: string; readonly smtp_credentials?: string } {
  for (const { secret } of credentialVariables(subject, vault, props)) {
    if (services.includes(secret.service)) continue;
    throw new KubernetesError(
      subject,
      `credentials '${secret.service}/${secret.key}' are of none of its services (${services.join(', ')})`,
      `Add service '${secret.service}'.`,
    );
  }
  const { awsCredentials, smtpCredentials } = props;
  return {
    ...(awsCredentials && { aws_credentials: awsCredentials.environmentName }),
    ...(smtpCredentials && { smtp_credentials: smtpCredentials.environmentName }),
  };
}
