import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1';
import { App, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, SecretSource, SecretVault, SshKeyPair } from '../../../src';
import { KubernetesSecret, KubernetesSecretProps } from '../../../src/access/kubernetes';
import { CofferProvider } from '../../../src/bindings/provider';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';
import '../../support/matchers';

function clusterStack(app: App = newApp(), id = 'dev'): TerraformStack {
  const stack = newStack(app, id);
  new KubernetesProvider(stack, 'kubernetes', {});
  return stack;
}

function vaultIn(
  stack: TerraformStack,
  more: { stage?: string; namespace?: string; deployers?: string[]; provider?: CofferProvider } = {},
): SecretVault {
  const { stage = 'dev', namespace = 'acme' } = more;
  return new SecretVault(stack, `vault-${namespace}-${stage}`, { ...more, namespace, stage });
}

const PROPS = { services: ['global', 'api'], namespace: 'api', name: 'api-env' };

function secretIn(stack: TerraformStack, vault: SecretVault, props: Partial<KubernetesSecretProps> = {}, id = 'env'): KubernetesSecret {
  return new KubernetesSecret(stack, id, { vault, ...PROPS, ...props });
}

function refusal(props: Partial<KubernetesSecretProps>): { name: string; message: string } {
  const stack = clusterStack();
  return thrownBy(() => secretIn(stack, vaultIn(stack), props));
}

describe('a Kubernetes Secret', () => {
  test('is fed by an ephemeral environment, and nothing else', () => {
    const stack = clusterStack();
    const secret = secretIn(stack, vaultIn(stack), { labels: { 'app.kubernetes.io/name': 'api' }, annotations: { note: 'é' } });
    new TerraformOutput(stack, 'revision', { value: secret.revision });
    new TerraformOutput(stack, 'names', { value: [secret.namespace, secret.name] });
    const configuration = synthesize(stack);
    const [[id, { path }], [globalId, global]] = Object.entries(configuration.data!.coffer_secrets!) as [
      [string, { path: string }],
      [string, { path: string }],
    ];
    expect([path, global.path]).toEqual(['/api', '/global']);
    expect(configuration).toHaveEphemeral('coffer_environment', {
      services: [`\${trimprefix(data.coffer_secrets.${globalId}.path, "/")}`, `\${trimprefix(data.coffer_secrets.${id}.path, "/")}`],
    });
    const environmentId = Object.keys(configuration.ephemeral!.coffer_environment!)[0]!;
    const block = only(configuration.resource.kubernetes_secret_v1);
    expect(block).toEqual({
      type: 'Opaque',
      metadata: { name: 'api-env', namespace: 'api', labels: { 'app.kubernetes.io/name': 'api' }, annotations: { note: 'é' } },
      data_wo: `\${ephemeral.coffer_environment.${environmentId}.variables}`,
      data_wo_revision: expect.stringMatching(
        /^\$\{\(parseint\(substr\(sha256\(jsonencode\(\[data\.coffer_secrets\..*\.last_modified\]\)\), 0, 7\), 16\) \+ 1\)\}$/,
      ) as string,
      lifecycle: { ignore_changes: ['binary_data'], postcondition: Array(2).fill(expect.anything()) },
    });
    expect(configuration.output).toMatchObject({
      revision: { value: block.data_wo_revision as string },
      names: { value: ['${kubernetes_secret_v1.env.metadata[0].namespace}', '${kubernetes_secret_v1.env.metadata[0].name}'] },
    });
  });

  test('says only what the resource of the Kubernetes provider knows', () => {
    const stack = clusterStack();
    secretIn(stack, vaultIn(stack), { labels: { a: 'b' }, annotations: { a: 'b' }, type: 'example.com/env' });
    const reference = new SecretV1(stack, 'reference', {
      metadata: { name: 'a', namespace: 'b', labels: {}, annotations: {} },
      type: 'Opaque',
      dataWo: {},
      dataWoRevision: 1,
      lifecycle: {},
    });
    const { env, reference: block } = synthesize(stack).resource.kubernetes_secret_v1!;
    expect(Object.keys(env!).sort()).toEqual(Object.keys(block!).sort());
    expect(Object.keys(env!.metadata as object).sort()).toEqual(Object.keys(block!.metadata as object).sort());
    expect(reference.terraformGeneratorMetadata!.providerVersion).toBe('2.38.0');
  });

  test('lists a service when the secrets of it are written, whatever their type and place in the program', () => {
    const stack = clusterStack();
    const vault = vaultIn(stack);
    const source = SecretSource.generated();
    new ApplicationSecret(stack, 'before', { vault, service: 'api', key: 'before', source });
    secretIn(stack, vault);
    new ApplicationSecret(stack, 'after', { vault, service: 'api', key: 'after', source });
    new SshKeyPair(stack, 'ssh', { vault, service: 'api', key: 'deploy_key' });
    new ApplicationSecret(stack, 'deeper', { vault, service: 'api/pr-12', key: 'deeper', source });
    ApplicationSecret.fromName(stack, 'named', { vault, service: 'api', key: 'named' });
    const paths = Object.values(synthesize(stack).data!.coffer_secrets!).map(({ path }) => path as string);
    const written = [
      'coffer_secret.before.version',
      'coffer_secret.after.version',
      expect.stringMatching(/^coffer_private_key\.ssh_key_\w+\.public_key_pem$/) as string,
    ];
    expect(paths).toEqual([expect.stringMatching(/^\$\{length\(join\("", \[.*\]\)\) > 0 \? "\/api" : "\/api"\}$/), '/global']);
    expect(/\[(.*)\]/.exec(paths[0]!)![1]!.split(', ')).toEqual(written);
  });

  test('in another stack than its vault reads nothing of that stack, and is deployed after it', () => {
    const app = newApp();
    const home = newStack(app, 'home');
    const vault = vaultIn(home);
    new ApplicationSecret(home, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.generated() });
    const cluster = clusterStack(app, 'cluster');
    secretIn(cluster, vault);
    const configuration = synthesize(cluster);
    expect(Object.keys(configuration.data!)).toEqual(['coffer_secrets']);
    expect(Object.values(configuration.data!.coffer_secrets!).map(({ path }) => path as string)).toEqual(['/api', '/global']);
    expect(synthesize(home).output).toBeUndefined();
    expect(cluster.dependencies).toEqual([home]);
  });

  test('is deployed after every stack with secrets of its services, also one that is declared later', () => {
    const app = newApp();
    const home = newStack(app, 'home');
    const vault = vaultIn(home);
    const cluster = clusterStack(app, 'cluster');
    secretIn(cluster, vault);
    const [teams, others] = [newStack(app, 'team'), newStack(app, 'other')];
    new ApplicationSecret(teams, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.generated() });
    new ApplicationSecret(others, 'secret', { vault, service: 'web', key: 'key', source: SecretSource.generated() });
    synthesize(cluster);
    expect(cluster.dependencies.map(({ node }) => node.id)).toEqual(['home', 'team']);
  });

  test('uses the providers that it is given', () => {
    const stack = clusterStack();
    const provider = new KubernetesProvider(stack, 'other', { alias: 'other' });
    secretIn(stack, vaultIn(stack, { provider: new CofferProvider(stack, 'own', { alias: 'own' }) }), { provider });
    const configuration = synthesize(stack);
    expect(only(configuration.resource.kubernetes_secret_v1).provider).toBe('kubernetes.other');
    expect(configuration).toHaveEphemeral('coffer_environment', { provider: 'coffer.own' });
    expect(Object.values(configuration.data!.coffer_secrets!).map((block) => block.provider as string)).toEqual([
      'coffer.own',
      'coffer.own',
    ]);
  });

  test('is made after a namespace of the program', () => {
    const stack = clusterStack();
    const namespace = new NamespaceV1(stack, 'namespace', { metadata: { name: 'api' } });
    secretIn(stack, vaultIn(stack), { namespace: namespace.metadata.name });
    expect(only(synthesize(stack).resource.kubernetes_secret_v1).metadata).toEqual({
      name: 'api-env',
      namespace: '${kubernetes_namespace_v1.namespace.metadata[0].name}',
    });
  });

  test('of many services has a listing for each, also of names that look alike', () => {
    const stack = clusterStack();
    secretIn(stack, vaultIn(stack), { services: ['api/pr', 'api-pr', 'api.pr'] });
    expect(
      Object.values(synthesize(stack).data!.coffer_secrets!)
        .map(({ path }) => path as string)
        .sort(),
    ).toEqual(['/api-pr', '/api.pr', '/api/pr']);
  });

  test('has the values of a higher generation written again', () => {
    const stack = clusterStack();
    secretIn(stack, vaultIn(stack), { generation: 7 });
    expect(only(synthesize(stack).resource.kubernetes_secret_v1).data_wo_revision).toMatch(/\+ 7\)\}$/);
  });

  test('warns where the role that deploys it can read nothing', () => {
    const deployers = ['arn:aws:iam::111122223333:role/deploy'];
    const stack = clusterStack();
    const vault = vaultIn(stack, { deployers });
    const warnings = (secret: KubernetesSecret): string[] => secret.node.metadata.map(({ data }) => data as string);
    expect(warnings(secretIn(stack, vault))).toEqual([
      "KubernetesSecret 'dev/env' reads secrets in every plan, and the key of vault acme-dev denies decryption to its deployers. " +
        'Declare it in a stack that another role deploys, or use ExternalSecret, for which nobody who deploys reads.',
    ]);
    expect(warnings(secretIn(clusterStack(stack.node.root as App, 'cluster'), vault))).toEqual([]);
  });
});

describe('synth refuses a Kubernetes Secret', () => {
  test.each([
    [
      'no services',
      { services: [] },
      'KubernetesError',
      "services is empty, or known only at apply. Name one service or more, such as services: ['global', 'api'].",
    ],
    [
      'a service twice',
      { services: ['api', 'global', 'api'] },
      'KubernetesError',
      "service 'api' is named twice, as services[0] and services[2]. Keep the later one if it should win, else the earlier one.",
    ],
    [
      'a service chamber could not read',
      { services: ['API'] },
      'SecretNameError',
      "service 'API' has capital letters (chamber lowercases it and would look elsewhere). Write 'api'.",
    ],
    [
      'bootstrap secrets',
      { services: ['bootstrap/vault'] },
      'KubernetesError',
      "service 'bootstrap/vault' is one of bootstrap secrets, which only the roles in their readers may read. " +
        'Take other services into a cluster.',
    ],
    [
      'a name that Kubernetes does not take',
      { name: 'api_env' },
      'KubernetesError',
      "name is 'api_env', and Kubernetes takes 1 to 253 lowercase letters, digits, '-' and '.', " +
        "beginning and ending with a letter or digit (RFC 1123). Write name: 'api-env'.",
    ],
    [
      'a namespace that Kubernetes does not take',
      { namespace: 'Api' },
      'KubernetesError',
      "namespace is 'Api', and Kubernetes takes 1 to 63 lowercase letters, digits and '-', " +
        "beginning and ending with a letter or digit (RFC 1123). Write namespace: 'api'.",
    ],
    [
      'a label that Kubernetes does not take',
      { labels: { 'a b': '' } },
      'KubernetesError',
      "'a b' is no key of a label (up to 63 letters, digits, '_', '-' and '.', with a domain and '/' before it or without). " +
        'Write it like app.kubernetes.io/name.',
    ],
    ['a generation below 1', { generation: 0 }, 'KubernetesError', 'generation is 0. Write a whole number from 1.'],
    ['a generation that is no whole number', { generation: 1.5 }, 'KubernetesError', 'generation is 1.5. Write a whole number from 1.'],
  ])('of %s', (_, props, name, rest) => {
    expect(refusal(props)).toEqual({ name, message: `KubernetesSecret 'dev/env': ${rest}` });
  });

  test('of a service that only apply knows', () => {
    const stack = clusterStack();
    const { stringValue } = new TerraformVariable(stack, 'service', {});
    expect(thrownBy(() => secretIn(stack, vaultIn(stack), { services: [stringValue] }))).toEqual({
      name: 'SecretNameError',
      message: "KubernetesSecret 'dev/env': a service is known only at apply. Write it out.",
    });
  });

  test('that another construct writes, in the same cluster', () => {
    const stack = clusterStack();
    const vault = vaultIn(stack);
    secretIn(stack, vault);
    expect(thrownBy(() => secretIn(stack, vault, {}, 'again'))).toEqual({
      name: 'KubernetesError',
      message:
        "KubernetesSecret 'dev/again': Secret 'api/api-env' is written by 'dev/env' already, " +
        'and one would overwrite the other. Give it a name of its own.',
    });
    const provider = new KubernetesProvider(stack, 'other', { alias: 'other' });
    expect(() => secretIn(stack, vault, { provider }, 'elsewhere')).not.toThrow();
  });

  test('in a stack of another stage', () => {
    const app = newApp();
    const [dev, prod] = [clusterStack(app, 'dev'), clusterStack(app, 'prod')];
    vaultIn(prod, { stage: 'prod' });
    secretIn(prod, vaultIn(dev));
    expect(thrownBy(() => synthesize(prod))).toEqual({
      name: 'GrantError',
      message:
        "KubernetesSecret 'prod/env': namespace 'api' is in stack 'prod' of stage prod, this secret is of stage dev, " +
        'and grants never reach another stage. Grant to a namespace of the same stage.',
    });
  });

  test('in a namespace that has secrets of another stage', () => {
    const stack = clusterStack();
    secretIn(stack, vaultIn(stack));
    expect(thrownBy(() => secretIn(stack, vaultIn(stack, { stage: 'prod' }), { name: 'more' }, 'more'))).toEqual({
      name: 'GrantError',
      message:
        "KubernetesSecret 'dev/more': namespace 'api' has secrets of stage dev already, this one is of stage prod, " +
        'and grants never mix stages. Use one namespace for each stage.',
    });
  });

  test('of a service of another vault', () => {
    const stack = clusterStack();
    const [acme, shared] = [vaultIn(stack), vaultIn(stack, { namespace: 'shared' })];
    new ApplicationSecret(stack, 'token', { vault: shared, service: 'global', key: 'token', source: SecretSource.generated() });
    secretIn(stack, acme);
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'GrantError',
      message:
        "KubernetesSecret 'dev/env': service 'global' is one of vault shared-dev, declared at 'dev/token', " +
        'and not of vault acme-dev. Take it from its own vault, separately.',
    });
  });

  test.each([
    ['TF_LOG=trace', { TF_LOG: 'trace' }],
    ['TF_LOG=JSON', { TF_LOG: 'JSON' }],
    ['TF_LOG_PROVIDER=INFO', { TF_LOG: 'ERROR', TF_LOG_PROVIDER: 'INFO' }],
    ['TF_LOG=1', { TF_LOG: '1' }],
  ])('while %s would have its provider log values', (setting, environment) => {
    const before = { ...process.env };
    const stack = clusterStack();
    secretIn(stack, vaultIn(stack));
    try {
      Object.assign(process.env, environment);
      expect(thrownBy(() => synthesize(stack))).toEqual({
        name: 'KubernetesError',
        message:
          `KubernetesSecret 'dev/env': ${setting} is set, and at that level hashicorp/kubernetes writes the values of Secrets ` +
          `to its log. Unset it. For the log of Terraform itself, set TF_LOG_CORE.`,
      });
    } finally {
      process.env = before;
    }
  });

  test.each([
    { TF_LOG: '' },
    { TF_LOG: 'OFF' },
    { TF_LOG: 'warn' },
    { TF_LOG: 'TRACE', TF_LOG_PROVIDER: 'ERROR' },
    { TF_LOG_CORE: 'TRACE' },
  ])('not while the log has none: %p', (environment) => {
    const before = { ...process.env };
    const stack = clusterStack();
    secretIn(stack, vaultIn(stack));
    try {
      Object.assign(process.env, environment);
      expect(() => synthesize(stack)).not.toThrow();
    } finally {
      process.env = before;
    }
  });
});
