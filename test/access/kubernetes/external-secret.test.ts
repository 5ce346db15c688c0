import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { App, Aspects, TerraformStack, TerraformVariable } from 'cdktf';
import { parse } from 'yaml';
import { faultsOf, type Manifest } from './custom-resources';
import { ApplicationSecret, BootstrapSecret, SecretSource, SecretVault } from '../../../src';
import {
  ClusterSecretStore,
  ExternalSecret,
  ExternalSecretProps,
  ISecretStore,
  ManifestOutput,
  SecretCreationPolicy,
  SecretStore,
  SecretStoreProps,
  ServiceAccountRole,
} from '../../../src/access/kubernetes';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, synthesize, temporaryFolder } from '../../support/synth';

const OIDC = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';

/** A stack with a vault, a role for the service account `api/secrets`, and secrets of two services. */
class Program {
  public readonly stack: TerraformStack;
  public readonly vault: SecretVault;
  public readonly role: ServiceAccountRole;

  constructor(
    app: App = newApp(),
    public readonly stage = 'dev',
  ) {
    this.stack = newStack(app, stage);
    new KubernetesProvider(this.stack, 'kubernetes', {});
    this.vault = new SecretVault(this.stack, 'vault', { namespace: 'acme', stage });
    this.role = new ServiceAccountRole(this.stack, 'role', {
      vault: this.vault,
      oidcProviderArn: OIDC,
      namespace: 'api',
      serviceAccount: 'secrets',
    });
  }

  public secret(service: string, key: string, vault = this.vault): ApplicationSecret {
    return new ApplicationSecret(this.stack, `${service.replace(/\//g, '-')}-${key}`, {
      vault,
      service,
      key,
      source: SecretSource.generated(),
    });
  }

  public store(props: Partial<SecretStoreProps> = {}, id = 'store'): SecretStore {
    return new SecretStore(this.stack, id, { vault: this.vault, namespace: 'api', serviceAccount: this.role, ...props });
  }

  public external(store: ISecretStore, props: Partial<ExternalSecretProps> = {}, id = 'env'): ExternalSecret {
    return new ExternalSecret(this.stack, id, { store, name: 'api-env', ...props });
  }

  /** The manifests that Terraform applies, by kind. */
  public manifests(): { [kind: string]: Manifest } {
    const blocks = Object.values(synthesize(this.stack).resource.kubernetes_manifest!);
    return Object.fromEntries(blocks.map(({ manifest }) => [(manifest as Manifest).kind, manifest as Manifest]));
  }
}

function refusal(props: Partial<ExternalSecretProps> | ((program: Program) => Partial<ExternalSecretProps>)): {
  name: string;
  message: string;
} {
  const program = new Program();
  const store = program.store();
  return thrownBy(() => program.external(store, typeof props === 'function' ? props(program) : props));
}

describe('an ExternalSecret of listed secrets', () => {
  test('takes each under the name of its environment variable, whatever the order', () => {
    const program = new Program();
    const secrets = [
      program.secret('api', 'smtp-password'),
      program.secret('api', 'db_password'),
      ApplicationSecret.fromName(program.stack, 'named', { vault: program.vault, service: 'global', key: 'token' }),
    ];
    const external = program.external(program.store(), { secrets });
    const { ExternalSecret: manifest } = program.manifests();
    expect(manifest).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'api-env', namespace: 'api' },
      spec: {
        refreshInterval: '1h0m0s',
        secretStoreRef: { kind: 'SecretStore', name: 'acme-dev' },
        target: { name: 'api-env', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [
          { secretKey: 'DB_PASSWORD', remoteRef: { key: '/api/db_password' } },
          { secretKey: 'SMTP_PASSWORD', remoteRef: { key: '/api/smtp-password' } },
          { secretKey: 'TOKEN', remoteRef: { key: '/global/token' } },
        ],
      },
    });
    expect(faultsOf(manifest!)).toEqual([]);
    expect([external.namespace, external.secretName]).toEqual(['api', 'api-env']);
  });

  test('has its store and service account beside it, and its role reads exactly these', () => {
    const program = new Program();
    program.external(program.store(), { secrets: [program.secret('api', 'db_password')] });
    const { SecretStore: store, ServiceAccount: account } = program.manifests();
    expect(store).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name: 'acme-dev', namespace: 'api' },
      spec: {
        provider: { aws: { service: 'ParameterStore', region: 'eu-west-1', auth: { jwt: { serviceAccountRef: { name: 'secrets' } } } } },
      },
    });
    expect(faultsOf(store!)).toEqual([]);
    expect(account).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'secrets',
        namespace: 'api',
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/acme-dev-api-secrets' },
      },
    });
    const policies = Object.values(synthesize(program.stack).resource.aws_iam_policy!).map(({ policy }) => policy as string);
    expect(policies).toHaveLength(1);
    expect(policies[0]).toContain('parameter/api/db_password"');
  });

  test.each([
    [
      'an attribute',
      (role: IamRole) => {
        role.path = '/teams/api/';
        role.name = 'renamed';
      },
    ],
    [
      'an override',
      (role: IamRole) => {
        role.addOverride('path', '/teams/api/');
        role.addOverride('name', 'renamed');
      },
    ],
  ])('has a service account whose role is what aspects make of it, by %s, in the cluster and in files', (_how, change) => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/teams/api/renamed' };
    const changed = (program: Program) => {
      Aspects.of(program.stack).add({
        visit: (node) => {
          if (node instanceof IamRole) change(node);
        },
      });
      (program.stack.node.root as App).synth();
    };
    const inCluster = new Program();
    inCluster.store();
    changed(inCluster);
    expect(inCluster.manifests().ServiceAccount!.metadata.annotations).toEqual(annotations);

    const [filed, folder] = [new Program(), temporaryFolder()];
    filed.store({ output: ManifestOutput.files(folder) });
    changed(filed);
    expect(parse(readFileSync(join(folder, 'serviceaccount_api_secrets.yaml'), 'utf8'))).toMatchObject({ metadata: { annotations } });
  });

  test('says what it is told to', () => {
    const program = new Program();
    const metadata = { labels: { team: 'api' }, annotations: { 'argocd.argoproj.io/sync-wave': '1' } };
    program.external(program.store(), {
      secrets: [program.secret('api', 'key')],
      targetName: 'env',
      creationPolicy: SecretCreationPolicy.MERGE,
      refreshInterval: '90m5s',
      ...metadata,
    });
    const { ExternalSecret: manifest } = program.manifests();
    expect(manifest).toMatchObject({ metadata, spec: { refreshInterval: '1h30m5s', target: { name: 'env', creationPolicy: 'Merge' } } });
    expect(faultsOf(manifest!)).toEqual([]);
  });

  test.each([
    ['10s', '10s'],
    ['60s', '1m0s'],
    ['30m', '30m0s'],
    ['1h', '1h0m0s'],
    ['25h', '25h0m0s'],
    ['1h30m', '1h30m0s'],
    ['3600s', '1h0m0s'],
  ])('has the interval %s as Go writes it', (refreshInterval, written) => {
    const program = new Program();
    program.external(program.store(), { secrets: [program.secret('api', 'key')], refreshInterval });
    expect((program.manifests().ExternalSecret!.spec as { refreshInterval: string }).refreshInterval).toBe(written);
  });
});

describe('an ExternalSecret of whole services', () => {
  test('finds one level of each, later ones winning, under the names that chamber gives', () => {
    const program = new Program();
    program.external(program.store(), { services: ['global', 'api.v2'] });
    const { ExternalSecret: manifest } = program.manifests();
    const rewrite = [{ regexp: { source: '^.*/', target: '' } }, { transform: { template: '{{ .value | upper | replace "-" "_" }}' } }];
    expect((manifest!.spec as { dataFrom: unknown }).dataFrom).toEqual([
      { find: { path: '/global/', name: { regexp: '^/global/[^/]+$' } }, rewrite },
      { find: { path: '/api.v2/', name: { regexp: '^/api\\.v2/[^/]+$' } }, rewrite },
    ]);
    expect(faultsOf(manifest!)).toEqual([]);
    // The patterns are Go's, and as simple as these are JavaScript's too.
    const found = ['/api.v2/db-password', '/api.v2/pr-12/key', '/api_v2/key', '/x/api.v2/key'].filter((name) =>
      new RegExp('^/api\\.v2/[^/]+$').test(name),
    );
    expect(found.map((name) => name.replace(new RegExp('^.*/'), ''))).toEqual(['db-password']);
  });

  test('is refused where a service has another one below it, which the operator would ask for too', () => {
    const program = new Program();
    program.external(program.store(), { services: ['api'] });
    program.secret('api/pr-12', 'key');
    expect(thrownBy(() => synthesize(program.stack))).toEqual({
      name: 'KubernetesError',
      message:
        "ExternalSecret 'dev/env': service 'api' has service 'api/pr-12' below it, " +
        'and the operator would ask for both at once, and be denied both. List the secrets instead: secrets: […].',
    });
  });

  test('is refused where a service is one of another vault', () => {
    const program = new Program();
    const shared = new SecretVault(program.stack, 'shared', { namespace: 'shared', stage: 'dev' });
    program.secret('global', 'token', shared);
    program.external(program.store(), { services: ['global'] });
    expect(thrownBy(() => synthesize(program.stack))).toEqual({
      name: 'GrantError',
      message:
        "ExternalSecret 'dev/env': service 'global' is one of vault shared-dev, declared at 'dev/global-token', " +
        'and not of vault acme-dev. Take it from its own vault, separately.',
    });
  });

  test('may be more than a policy holds: the role then has several', () => {
    const program = new Program();
    program.external(program.store(), { services: Array.from({ length: 40 }, (_, index) => `service-${index}`) });
    const { resource } = synthesize(program.stack);
    expect(Object.keys(resource.aws_iam_policy!).length).toBeGreaterThan(1);
    expect(Object.keys(resource.aws_iam_role_policy_attachment!)).toHaveLength(Object.keys(resource.aws_iam_policy!).length);
  });
});

describe('a ClusterSecretStore', () => {
  test('is for the namespaces it names, by a service account of any of them', () => {
    const program = new Program();
    const store = new ClusterSecretStore(program.stack, 'store', {
      vault: program.vault,
      namespaces: ['web', 'api', 'web'],
      serviceAccount: program.role,
      createServiceAccount: false,
    });
    program.external(store, { namespace: 'web', secrets: [program.secret('api', 'key')] });
    const { ClusterSecretStore: manifest, ExternalSecret: external, ServiceAccount: account } = program.manifests();
    expect(manifest).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: 'acme-dev' },
      spec: {
        conditions: [{ namespaces: ['api', 'web'] }],
        provider: {
          aws: {
            service: 'ParameterStore',
            region: 'eu-west-1',
            auth: { jwt: { serviceAccountRef: { name: 'secrets', namespace: 'api' } } },
          },
        },
      },
    });
    expect(account).toBeUndefined();
    expect([...faultsOf(manifest!), ...faultsOf(external!)]).toEqual([]);
    expect(external).toMatchObject({
      metadata: { namespace: 'web' },
      spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'acme-dev' } },
    });
  });

  test('is refused for all namespaces, and for a namespace it does not name', () => {
    const program = new Program();
    const store = (namespaces: string[]): ClusterSecretStore =>
      new ClusterSecretStore(program.stack, `store${namespaces.length}`, {
        vault: program.vault,
        namespaces,
        serviceAccount: program.role,
      });
    expect(thrownBy(() => store([]))).toEqual({
      name: 'KubernetesError',
      message:
        "ClusterSecretStore 'dev/store0': namespaces is empty, and every namespace of the cluster could read what the store " +
        "reads. Name those that may use it, such as namespaces: ['api'].",
    });
    const secrets = [program.secret('api', 'key')];
    const two = store(['api', 'web']);
    expect(thrownBy(() => program.external(two, { namespace: 'ops', secrets }))).toEqual({
      name: 'KubernetesError',
      message:
        "ExternalSecret 'dev/env': it is in namespace 'ops', and ClusterSecretStore 'acme-dev' is for api, web. " +
        'Add the namespace to the namespaces of the store.',
    });
    expect(thrownBy(() => program.external(two, { secrets }, 'none'))).toEqual({
      name: 'KubernetesError',
      message:
        "ExternalSecret 'dev/none': namespace is not set, and its store is for api, web. Write namespace: 'api', or another of them.",
    });
  });
});

describe('a store', () => {
  test('reads with a role that the operator assumes', () => {
    const program = new Program();
    const role = new IamRole(program.stack, 'assumed', { assumeRolePolicy: '{}' });
    program.external(program.store({ serviceAccount: undefined, role, name: 'parameters', region: 'eu-central-1' }), {
      secrets: [program.secret('api', 'key')],
    });
    const { SecretStore: store } = program.manifests();
    expect(store).toMatchObject({
      metadata: { name: 'parameters' },
      spec: { provider: { aws: { region: 'eu-central-1', role: '${aws_iam_role.assumed.arn}' } } },
    });
    expect(faultsOf(store!)).toEqual([]);
    expect(
      Object.values(synthesize(program.stack).resource.aws_iam_role_policy_attachment!).map((attachment) => attachment.role as string),
    ).toEqual(['${aws_iam_role.assumed.name}']);
  });

  test('has labels and annotations on all of its objects, and one service account for several stores', () => {
    const program = new Program();
    const metadata = { labels: { team: 'api' }, annotations: { note: 'x' } };
    program.store(metadata);
    program.store({ ...metadata, name: 'second' }, 'second');
    const blocks = Object.values(synthesize(program.stack).resource.kubernetes_manifest!).map(({ manifest }) => manifest as Manifest);
    expect(blocks.map(({ kind }) => kind).sort()).toEqual(['SecretStore', 'SecretStore', 'ServiceAccount']);
    for (const {
      metadata: { labels, annotations },
    } of blocks) {
      expect(labels).toEqual(metadata.labels);
      expect(annotations).toMatchObject(metadata.annotations);
    }
  });

  test.each([
    [
      'neither a service account nor a role',
      { serviceAccount: undefined },
      'it has neither a service account nor a role to read with. Give serviceAccount: a ServiceAccountRole, or role: ' +
        'one that the operator may assume.',
    ],
    [
      'both',
      { role: { name: 'x', arn: 'arn:aws:iam::111122223333:role/x' } },
      'it has a service account and a role. Give serviceAccount, whose role it reads with, or the role that the operator assumes.',
    ],
    [
      'a service account of another namespace',
      { namespace: 'web' },
      "its service account is in namespace 'api', the store in 'web', and a SecretStore knows the service accounts of its " +
        'own namespace only. Put both into one namespace, or declare a ClusterSecretStore.',
    ],
    [
      'a name that Kubernetes does not take',
      { name: 'Acme' },
      "name is 'Acme', and Kubernetes takes 1 to 253 lowercase letters, digits, '-' and '.', " +
        "beginning and ending with a letter or digit (RFC 1123). Write name: 'acme'.",
    ],
  ])('is refused with %s', (_, props, rest) => {
    expect(thrownBy(() => new Program().store(props))).toEqual({ name: 'KubernetesError', message: `SecretStore 'dev/store': ${rest}` });
  });

  test('is refused with the role of another stage', () => {
    const app = newApp();
    const [dev, prod] = [new Program(app, 'dev'), new Program(app, 'prod')];
    expect(thrownBy(() => dev.store({ serviceAccount: prod.role }))).toEqual({
      name: 'GrantError',
      message:
        "SecretStore 'dev/store': role 'role' has secrets of stage prod already, this one is of stage dev, " +
        'and grants never mix stages. Use one role for each stage.',
    });
  });

  test('is refused a second time under one name', () => {
    const program = new Program();
    program.store();
    expect(thrownBy(() => program.store({}, 'again'))).toEqual({
      name: 'KubernetesError',
      message:
        "SecretStore 'dev/again': SecretStore 'api/acme-dev' is written by 'dev/store' already, " +
        'and one would overwrite the other. Give it a name of its own.',
    });
  });
});

describe('synth refuses an ExternalSecret', () => {
  const key = (program: Program) => program.secret('api', 'key');

  test.each([
    [
      'without secrets or services',
      {},
      'KubernetesError',
      "it has neither secrets nor services to take. Give secrets: [smtp], or services: ['global', 'api'].",
    ],
    [
      'with both',
      { secrets: [], services: ['api'] },
      'KubernetesError',
      'it has secrets and services. Give secrets, to take exactly these, or services, to take all of theirs.',
    ],
    ['of no secrets', { secrets: [] }, 'KubernetesError', 'secrets is empty. Name one secret or more, or give services.'],
    [
      'of no services',
      { services: [] },
      'KubernetesError',
      "services is empty, or known only at apply. Name one service or more, such as services: ['global', 'api'].",
    ],
    [
      'with an interval of words',
      { services: ['api'], refreshInterval: 'hourly' },
      'KubernetesError',
      "refreshInterval is 'hourly', which is not a number of hours, minutes and seconds. Write it like '1h', '30m' or '1h30m'.",
    ],
    [
      'with an interval in days',
      { services: ['api'], refreshInterval: '1d' },
      'KubernetesError',
      "refreshInterval is '1d', which is not a number of hours, minutes and seconds. Write it like '1h', '30m' or '1h30m'.",
    ],
    [
      'with an interval of nothing',
      { services: ['api'], refreshInterval: '' },
      'KubernetesError',
      "refreshInterval is '', which is not a number of hours, minutes and seconds. Write it like '1h', '30m' or '1h30m'.",
    ],
    [
      'that looks once',
      { services: ['api'], refreshInterval: '0s' },
      'KubernetesError',
      "refreshInterval '0s' is less than 10s, and with 0 the operator would never look again. " +
        "Write the time that a new value may take to arrive, such as '1h'.",
    ],
    [
      'that looks all the time',
      { services: ['api'], refreshInterval: '9s' },
      'KubernetesError',
      "refreshInterval '9s' is less than 10s. Write the time that a new value may take to arrive, such as '1h'.",
    ],
    [
      'with a name that Kubernetes does not take',
      { name: 'api_env', services: ['api'] },
      'KubernetesError',
      "name is 'api_env', and Kubernetes takes 1 to 253 lowercase letters, digits, '-' and '.', " +
        "beginning and ending with a letter or digit (RFC 1123). Write name: 'api-env'.",
    ],
    [
      'with a target that Kubernetes does not take',
      { targetName: '-', services: ['api'] },
      'KubernetesError',
      "targetName is '-', and Kubernetes takes 1 to 253 lowercase letters, digits, '-' and '.', " +
        "beginning and ending with a letter or digit (RFC 1123). Write targetName: 'api'.",
    ],
    [
      'outside the namespace of its store',
      { namespace: 'web', services: ['api'] },
      'KubernetesError',
      "it is in namespace 'web', and SecretStore 'acme-dev' is for api. Declare a SecretStore there, or a ClusterSecretStore.",
    ],
  ])('%s', (_, props, name, rest) => {
    expect(refusal(props)).toEqual({ name, message: `ExternalSecret 'dev/env': ${rest}` });
  });

  test('of two secrets that become one variable', () => {
    expect(refusal((program) => ({ secrets: [key(program), program.secret('global', 'key')] }))).toEqual({
      name: 'EnvironmentNameCollisionError',
      message:
        "ExternalSecret 'dev/env': 'api/key' and 'global/key' would both be KEY. Leave one out, rename one key, " +
        'or give services, of which later ones win.',
    });
  });

  test('of a secret of another vault', () => {
    expect(
      refusal((program) => ({
        secrets: [program.secret('web', 'key', new SecretVault(program.stack, 'shared', { namespace: 'shared', stage: 'dev' }))],
      })),
    ).toEqual({
      name: 'GrantError',
      message:
        "ExternalSecret 'dev/env': secret 'web/key' is of vault shared-dev, and store 'acme-dev' reads from vault acme-dev. " +
        'Declare a store for its vault.',
    });
  });

  test('of a bootstrap secret, whose readers are named where it is declared', () => {
    expect(
      refusal((program) => {
        const secret = new BootstrapSecret(program.stack, 'root', {
          vault: program.vault,
          system: 'vault',
          key: 'root',
          source: SecretSource.generated(),
          readers: [new IamRole(program.stack, 'reader', { assumeRolePolicy: '{}' })],
        });
        return { secrets: [secret] };
      }),
    ).toEqual({
      name: 'GrantError',
      message:
        "BootstrapSecret 'bootstrap/vault/root': who reads a bootstrap secret is decided where it is declared. Name the role in readers.",
    });
  });

  test('of a store that is none of the program', () => {
    expect(thrownBy(() => new Program().external({ kind: 'SecretStore', storeName: 'acme' }, { services: ['api'] }))).toEqual({
      name: 'KubernetesError',
      message: "ExternalSecret 'dev/env': store is none that this program declares. Pass a SecretStore or ClusterSecretStore.",
    });
  });

  test('whose Secret another one writes, unless it only adds to it', () => {
    const program = new Program();
    const store = program.store();
    program.external(store, { services: ['api'] });
    expect(thrownBy(() => program.external(store, { name: 'more', targetName: 'api-env', services: ['web'] }, 'more'))).toEqual({
      name: 'KubernetesError',
      message:
        "ExternalSecret 'dev/more': Secret 'api/api-env' is written by 'dev/env' already, and one would overwrite the other. " +
        'Give it a name of its own.',
    });
    expect(() =>
      program.external(
        store,
        { name: 'added', targetName: 'api-env', creationPolicy: SecretCreationPolicy.MERGE, services: ['web'] },
        'added',
      ),
    ).not.toThrow();
  });

  test('in a file, with what only apply knows', () => {
    const program = new Program();
    const { stringValue } = new TerraformVariable(program.stack, 'region', {});
    expect(thrownBy(() => program.store({ region: stringValue, output: ManifestOutput.files('manifests') }))).toEqual({
      name: 'KubernetesError',
      message:
        "SecretStore 'dev/store': spec.provider.aws.region of its SecretStore is known only at apply, and the file is written at synth. " +
        'Write it out (region, ARN of the OIDC provider or role, roleAccount of podIdentity()), or use ManifestOutput.resources().',
    });
    expect(thrownBy(() => ManifestOutput.files(''))).toEqual({
      name: 'KubernetesError',
      message:
        'ManifestOutput.files(): the folder is empty, or known only at apply. Write it out, ' +
        "such as ManifestOutput.files('deploy/secrets').",
    });
  });
});
