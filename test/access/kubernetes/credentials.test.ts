import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { faultsOf, type Manifest } from './custom-resources';
import { ApplicationSecret, AwsCredentials, BootstrapSecret, SecretSource, SecretVault, kubernetes } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';
import '../../support/matchers';

const OIDC = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
const SEND = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: 'arn:aws:ses:eu-west-1:111122223333:identity/acme.example' }],
});

function program() {
  const stack = newStack(newApp(), 'dev');
  new KubernetesProvider(stack, 'kubernetes', {});
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  const role = new kubernetes.ServiceAccountRole(stack, 'role', {
    vault,
    oidcProviderArn: OIDC,
    namespace: 'api',
    serviceAccount: 'secrets',
  });
  const store = new kubernetes.SecretStore(stack, 'store', { vault, namespace: 'api', serviceAccount: role });
  const mail = new AwsCredentials(stack, 'mail', { vault, service: 'mail', policy: SEND, smtpRegion: 'eu-west-1' });
  const silent = new AwsCredentials(stack, 'silent', { vault, service: 'silent', policy: SEND });
  const source = SecretSource.generated();
  const plain = new ApplicationSecret(stack, 'plain', { vault, service: 'api', key: 'db_password', source });
  const external = (props: Partial<kubernetes.ExternalSecretProps>) =>
    new kubernetes.ExternalSecret(stack, 'env', { store, name: 'env', ...props });
  const copied = (props: Partial<kubernetes.KubernetesSecretProps>) =>
    new kubernetes.KubernetesSecret(stack, 'copy', { vault, namespace: 'api', name: 'copy', services: ['api', 'mail'], ...props });
  const spec = () => {
    const manifests = Object.values(synthesize(stack).resource.kubernetes_manifest!).map(({ manifest }) => manifest as Manifest);
    const found = manifests.find(({ kind }) => kind === 'ExternalSecret')!;
    expect(faultsOf(found)).toEqual([]);
    return found.spec as { target: { template?: { mergePolicy: string; data: object } }; data?: object[]; dataFrom?: object[] };
  };
  return { stack, vault, role, mail, silent, plain, external, copied, spec };
}

describe('an ExternalSecret of credentials', () => {
  test('reads their parameter once, and makes the variables that programs want of it', () => {
    const { mail, plain, external, spec } = program();
    external({ secrets: [plain], awsCredentials: mail, smtpCredentials: mail });
    const { target, data } = spec();
    expect(data).toEqual([
      { secretKey: 'AWS_CREDENTIALS', remoteRef: { key: '/mail/aws_credentials' } },
      { secretKey: 'DB_PASSWORD', remoteRef: { key: '/api/db_password' } },
    ]);
    expect(target.template).toEqual({
      engineVersion: 'v2',
      mergePolicy: 'Replace',
      data: {
        DB_PASSWORD: '{{ .DB_PASSWORD }}',
        AWS_ACCESS_KEY_ID: '{{ (.AWS_CREDENTIALS | fromJson).AccessKeyId }}',
        AWS_SECRET_ACCESS_KEY: '{{ (.AWS_CREDENTIALS | fromJson).SecretAccessKey }}',
        SMTP_USERNAME: '{{ (.AWS_CREDENTIALS | fromJson).AccessKeyId }}',
        SMTP_PASSWORD: '{{ (.AWS_CREDENTIALS | fromJson).SmtpPassword }}',
      },
    });
  });

  test('of two users reads each of them', () => {
    const { mail, silent, external, spec } = program();
    external({ awsCredentials: silent, smtpCredentials: mail });
    expect(spec().data).toHaveLength(2);
    expect(spec().target.template!.data).toEqual({
      AWS_ACCESS_KEY_ID: '{{ (.AWS_CREDENTIALS | fromJson).AccessKeyId }}',
      AWS_SECRET_ACCESS_KEY: '{{ (.AWS_CREDENTIALS | fromJson).SecretAccessKey }}',
      SMTP_USERNAME: '{{ (.AWS_CREDENTIALS_OF_1 | fromJson).AccessKeyId }}',
      SMTP_PASSWORD: '{{ (.AWS_CREDENTIALS_OF_1 | fromJson).SmtpPassword }}',
    });
  });

  test('beside whole services adds the variables to those that are found', () => {
    const { mail, external, spec } = program();
    external({ services: ['mail'], smtpCredentials: mail });
    expect(spec().dataFrom).toHaveLength(1);
    expect(spec().target.template).toMatchObject({ mergePolicy: 'Merge' });
    expect(Object.keys(spec().target.template!.data).sort()).toEqual(['SMTP_PASSWORD', 'SMTP_USERNAME']);
  });

  test('without any has no template, as before', () => {
    const { plain, external, spec } = program();
    external({ secrets: [plain] });
    expect(spec().target.template).toBeUndefined();
  });

  test('may have a refresh policy, which has no interval but PERIODIC', () => {
    const { plain, external, spec } = program();
    external({ secrets: [plain], refreshPolicy: kubernetes.SecretRefreshPolicy.ON_CHANGE });
    expect(spec()).toMatchObject({ refreshPolicy: 'OnChange' });
    expect(spec()).not.toHaveProperty('refreshInterval');
  });

  test('reads a bootstrap secret that names its role as a reader', () => {
    const { stack, vault, role, external, spec } = program();
    const source = SecretSource.supplied();
    const root = new BootstrapSecret(stack, 'root', { vault, system: 'vault', key: 'token', source, readers: [role] });
    external({ secrets: [root] });
    expect(spec().data).toEqual([{ secretKey: 'TOKEN', remoteRef: { key: '/bootstrap/vault/token' } }]);
  });
});

describe('a KubernetesSecret of credentials', () => {
  test('has coffer_environment expand them, and is written again when that is changed', () => {
    const revision = (props: Partial<kubernetes.KubernetesSecretProps>) => {
      const { stack, copied } = program();
      copied(props);
      const configuration = synthesize(stack);
      return [only(configuration.ephemeral!.coffer_environment), only(configuration.resource.kubernetes_secret_v1)] as const;
    };
    const { mail } = program();
    expect(revision({})[0]).not.toHaveProperty('aws_credentials');
    const own = program();
    own.copied({ awsCredentials: own.mail, smtpCredentials: own.mail });
    const configuration = synthesize(own.stack);
    expect(only(configuration.ephemeral!.coffer_environment)).toMatchObject({
      aws_credentials: 'AWS_CREDENTIALS',
      smtp_credentials: 'AWS_CREDENTIALS',
    });
    expect(only(configuration.resource.kubernetes_secret_v1).data_wo_revision).not.toBe(revision({})[1].data_wo_revision);
    expect(mail.environmentName).toBe('AWS_CREDENTIALS');
  });
});

describe('synth refuses credentials', () => {
  type Program = ReturnType<typeof program>;
  const shared = ({ stack }: Program) => new SecretVault(stack, 'shared', { namespace: 'shared', stage: 'dev' });

  test.each<[string, (of: Program) => unknown, string, string]>([
    [
      'of another type',
      (of) => of.external({ awsCredentials: of.plain }),
      'KubernetesError',
      "ExternalSecret 'dev/env': awsCredentials 'api/db_password' is of type ApplicationSecret, and only AwsCredentials have an access " +
        'key. Pass AwsCredentials, or AwsCredentials.fromName().',
    ],
    [
      'without an SMTP password',
      (of) => of.copied({ smtpCredentials: of.silent, services: ['silent'] }),
      'KubernetesError',
      "KubernetesSecret 'dev/copy': smtpCredentials 'silent/aws_credentials' have no SMTP password. " +
        "Give them the region of Amazon SES: smtpRegion: 'eu-west-1'.",
    ],
    [
      'of another vault',
      (of) => of.external({ awsCredentials: AwsCredentials.fromName(of.stack, 'foreign', { vault: shared(of), service: 'ci' }) }),
      'GrantError',
      "ExternalSecret 'dev/env': secret 'ci/aws_credentials' is of vault shared-dev, and awsCredentials are read from vault acme-dev. " +
        'Take credentials of that vault.',
    ],
    [
      'of none of the services of an ExternalSecret',
      (of) => of.external({ services: ['api'], awsCredentials: of.mail }),
      'KubernetesError',
      "ExternalSecret 'dev/env': credentials 'mail/aws_credentials' are of none of its services (api). " +
        "Add service 'mail', or list secrets.",
    ],
    [
      'of none of the services of a KubernetesSecret',
      (of) => of.copied({ services: ['api'], awsCredentials: of.mail }),
      'KubernetesError',
      "KubernetesSecret 'dev/copy': credentials 'mail/aws_credentials' are of none of its services (api). Add service 'mail'.",
    ],
    [
      'that become a variable which a listed secret is',
      (of) => {
        const source = SecretSource.generated();
        const twin = new ApplicationSecret(of.stack, 'twin', { vault: of.vault, service: 'api', key: 'smtp-password', source });
        return of.external({ secrets: [twin], smtpCredentials: of.mail });
      },
      'EnvironmentNameCollisionError',
      "ExternalSecret 'dev/env': 'mail/aws_credentials' and 'api/smtp-password' would both be SMTP_PASSWORD. " +
        'Leave one out, or rename the key.',
    ],
    [
      'with an interval that the policy has no use for',
      (of) => of.external({ awsCredentials: of.mail, refreshPolicy: kubernetes.SecretRefreshPolicy.CREATED_ONCE, refreshInterval: '1h' }),
      'KubernetesError',
      "ExternalSecret 'dev/env': it has a refreshInterval, and with refreshPolicy CreatedOnce the operator never looks at intervals. " +
        'Leave one of them out.',
    ],
  ])('%s', (_, act, name, message) => {
    expect(thrownBy(() => act(program()))).toEqual({ name, message });
  });
});
