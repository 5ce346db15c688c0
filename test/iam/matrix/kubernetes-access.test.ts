import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack } from 'cdktf';
import { ApplicationSecret, AwsCredentials, BootstrapSecret, SecretSource, SecretVault, kubernetes } from '../../../src';
import { type Stages, testAccessMatrix } from '../../support/access-matrix';

const { KubernetesAccess, KubernetesDelivery, KubernetesIdentity } = kubernetes;
const OIDC = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme/*' }],
});

/** `listed` reads an application secret, credentials and a bootstrap secret by name, `pods` the services global and api as chamber does. */
function declare(stack: TerraformStack, vault: SecretVault): void {
  new KubernetesProvider(stack, 'kubernetes', {});
  const source = SecretSource.generated();
  const secret = (service: string, key: string) => new ApplicationSecret(stack, `${service}-${key}`, { vault, service, key, source });
  const own = secret('api', 'db_password');
  secret('api', 'other');
  secret('web', 'db_password');
  const credentials = new AwsCredentials(stack, 'uploader', { vault, service: 'uploader', policy: POLICY });
  const account = (id: string) =>
    new kubernetes.ServiceAccountRole(stack, id, { vault, oidcProviderArn: OIDC, namespace: 'api', serviceAccount: id });
  const [listed, pods] = [account('listed'), account('pods')];
  const root = new BootstrapSecret(stack, 'root', { vault, system: 'vault', key: 'token', source, readers: [listed] });
  new KubernetesAccess(stack, 'list', {
    vault,
    namespace: 'api',
    identity: KubernetesIdentity.serviceAccountRole(listed),
    secrets: [own, root],
    awsCredentials: credentials,
  });
  new KubernetesAccess(stack, 'exec', {
    vault,
    namespace: 'api',
    identity: KubernetesIdentity.serviceAccountRole(pods),
    services: ['global', 'api'],
    name: 'exec',
    delivery: KubernetesDelivery.CHAMBER_EXEC,
  });
}

const PARAMETERS = ['/api/db_password', '/api/other', '/web/db_password', '/uploader/aws_credentials', '/bootstrap/vault/token'];
const PATHS = ['/api', '/api/', '/global/', '/web/'];
const byName = <T>(names: readonly string[], make: (name: string) => T) => Object.fromEntries(names.map((name) => [name, make(name)]));

testAccessMatrix(
  declare,
  {
    principals: { listed: ({ here }) => here.role('listed'), pods: ({ here }) => here.role('pods') },
    resources: {
      ...byName(
        [...PARAMETERS, ...PATHS],
        (name) =>
          ({ here }: Stages) =>
            here.parameter(name),
      ),
      'the other stage': ({ other }) => other.parameter('/api/db_password'),
      'the path of the other stage': ({ other }) => other.parameter('/api/'),
      key: ({ here }) => here.key(),
      'bootstrap key': ({ here }) => here.key('bootstrap'),
      'key of the other stage': ({ other }) => other.key(),
      'key of the other stage beside it': ({ beside }) => beside.key(),
    },
    contexts: {
      ...Object.fromEntries(
        [...PARAMETERS, '/api/pr-12/key', '/api/made-tomorrow'].map((name) => [
          `as ${name}`,
          ({ here }: Stages) => here.throughParameterStore(name),
        ]),
      ),
      'as that of the other stage': ({ other }) => other.throughParameterStore('/api/db_password'),
      'beside, as that': ({ beside }) => beside.throughParameterStore('/api/db_password'),
      'without Parameter Store': ({ here }) => {
        const { 'kms:ViaService': _, ...rest } = here.throughParameterStore('/api/db_password');
        return rest;
      },
      'without a context': ({ here }) => ({ 'kms:ViaService': here.throughParameterStore('/api/db_password')['kms:ViaService']! }),
    },
  },
  [
    ['listed', 'ssm:GetParameter', '/api/db_password', '-', 'Allowed'],
    ['listed', 'ssm:GetParameters', '/api/db_password', '-', 'Allowed'],
    ['listed', 'kms:Decrypt', 'key', 'as /api/db_password', 'Allowed'],
    ['listed', 'ssm:GetParameter', '/uploader/aws_credentials', '-', 'Allowed'],
    ['listed', 'kms:Decrypt', 'key', 'as /uploader/aws_credentials', 'Allowed'],
    ['listed', 'ssm:GetParameter', '/bootstrap/vault/token', '-', 'Allowed'],
    ['listed', 'kms:Decrypt', 'bootstrap key', 'as /bootstrap/vault/token', 'Allowed'],
    ['pods', 'ssm:GetParametersByPath', '/api', '-', 'Allowed'],
    ['pods', 'ssm:GetParametersByPath', '/api/', '-', 'Allowed'],
    ['pods', 'ssm:GetParametersByPath', '/global/', '-', 'Allowed'],
    ['pods', 'kms:Decrypt', 'key', 'as /api/other', 'Allowed'],
    ['pods', 'kms:Decrypt', 'key', 'as /api/made-tomorrow', 'Allowed'],

    ['listed', 'ssm:GetParametersByPath', '/api/', '-', 'ImplicitlyDenied'],
    ['listed', 'ssm:GetParameterHistory', '/api/db_password', '-', 'ImplicitlyDenied'],
    ['listed', 'ssm:GetParameter', '/api/other', '-', 'ImplicitlyDenied'],
    ['listed', 'ssm:GetParameter', '/web/db_password', '-', 'ImplicitlyDenied'],
    ['listed', 'ssm:GetParameter', 'the other stage', '-', 'ImplicitlyDenied'],
    ['listed', 'kms:Decrypt', 'key', 'as /api/other', 'ImplicitlyDenied'],
    ['listed', 'kms:Decrypt', 'key', 'without Parameter Store', 'ImplicitlyDenied'],
    ['listed', 'kms:Decrypt', 'key of the other stage', 'as that of the other stage', 'ImplicitlyDenied'],
    ['listed', 'kms:Decrypt', 'key of the other stage beside it', 'beside, as that', 'ImplicitlyDenied'],
    ['listed', 'ssm:PutParameter', '/api/db_password', '-', 'ImplicitlyDenied'],
    ['pods', 'ssm:GetParametersByPath', '/web/', '-', 'ImplicitlyDenied'],
    ['pods', 'ssm:GetParametersByPath', 'the path of the other stage', '-', 'ImplicitlyDenied'],
    ['pods', 'ssm:GetParameterHistory', '/api/db_password', '-', 'ImplicitlyDenied'],
    ['pods', 'ssm:GetParameter', '/uploader/aws_credentials', '-', 'ImplicitlyDenied'],
    ['pods', 'kms:Decrypt', 'key', 'as /web/db_password', 'ImplicitlyDenied'],
    ['pods', 'kms:Decrypt', 'key', 'as /api/pr-12/key', 'ImplicitlyDenied'],
    ['pods', 'kms:Decrypt', 'key', 'without a context', 'ImplicitlyDenied'],
    ['pods', 'kms:Decrypt', 'key', 'without Parameter Store', 'ImplicitlyDenied'],
    ['pods', 'kms:Decrypt', 'bootstrap key', 'as /bootstrap/vault/token', 'ExplicitlyDenied'],
    ['pods', 'kms:Decrypt', 'key of the other stage beside it', 'beside, as that', 'ImplicitlyDenied'],
  ],
);
