import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import {
  ApplicationSecret,
  BootstrapSecret,
  EphemeralResource,
  Grantee,
  type IGrantee,
  kubernetes,
  SecretSource,
  SecretVault,
} from 'cdktf-coffer';
import { refusalsOf, type Refusals, type World } from './refusal';
import { ACCOUNT, roleOf } from './roles';

const oidcProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE`;
const output = kubernetes.ManifestOutput.files('manifests');
const secretOf = ({ stack, vault }: World, key = 'key') =>
  new ApplicationSecret(stack, `secret-${key}`, { vault, service: 'api', key, source: SecretSource.supplied() });
const grant = (world: World, grantee: unknown) => secretOf(world).grantRead(grantee as IGrantee);
const account = ({ stack, vault }: World, more: object = {}) =>
  new kubernetes.ServiceAccountRole(stack, 'account', { vault, oidcProviderArn, namespace: 'api', serviceAccount: 'secrets', ...more });
const store = (world: World, more: object = {}) =>
  new kubernetes.SecretStore(world.stack, 'store', {
    vault: world.vault,
    namespace: 'api',
    serviceAccount: account(world),
    output,
    ...more,
  });
const external = (world: World, more: object) =>
  new kubernetes.ExternalSecret(world.stack, 'external', { store: store(world), name: 'env', services: ['api'], ...more });
const written = (world: World, more: object) => {
  new KubernetesProvider(world.stack, 'kubernetes', {});
  return new kubernetes.KubernetesSecret(world.stack, 'written', {
    vault: world.vault,
    services: ['api'],
    namespace: 'api',
    name: 'env',
    ...more,
  });
};

export const ACCESS_REFUSALS: Refusals = {
  'grant to nothing': (world) => grant(world, undefined),
  'grant to a text': (world) => grant(world, 'role'),
  'grant to a user': (world) => grant(world, new IamUser(world.stack, 'user', { name: 'user' })),
  'grant to a deployer': (world) => grant(world, Grantee.fromRoleName(world.stack, 'deploy')),
  'grant to a role of another stack': (world) => grant(world, roleOf(new TerraformStack(world.stack.node.root, 'other'), 'other')),
  'grant to a role by a wrong name': ({ stack }) => Grantee.fromRoleName(stack, 'a b'),
  'grant to a role by a token': ({ stack }) =>
    Grantee.fromRoleName(stack, new TerraformVariable(stack, 'name', { type: 'string' }).stringValue),
  'one role and two stages': (world) => {
    const role = roleOf(world.stack, 'both');
    const test = new SecretVault(world.stack, 'test', { namespace: 'acme', stage: 'test' });
    grant(world, role);
    new ApplicationSecret(world.stack, 'test-secret', {
      vault: test,
      service: 'api',
      key: 'key',
      source: SecretSource.supplied(),
    }).grantRead(role);
  },
  'more grants than a role has room for': (world) => {
    const role = roleOf(world.stack, 'many');
    for (let index = 0; index < 400; index++) secretOf(world, `a_key_with_a_long_name_${'x'.repeat(100)}_${index}`).grantRead(role);
  },
  ...refusalsOf(
    'service account',
    (world, more: object) => account(world, more),
    { oidcProviderArn: 'x' },
    { namespace: 'API' },
    { serviceAccount: 'a b' },
    { roleName: 'a b' },
    { serviceAccount: '*' },
    { namespace: 'n'.repeat(60), serviceAccount: 's'.repeat(200) },
  ),
  ...refusalsOf(
    'store',
    store,
    { serviceAccount: undefined },
    { namespace: 'other' },
    { name: 'A' },
    { labels: { 'a b': 'c' } },
    { annotations: { a: 'x'.repeat(300_000) } },
    { region: '' },
  ),
  'store with two ways to read': (world) => store(world, { role: roleOf(world.stack, 'operator') }),
  'store that is known at apply': (world) => store(world, { serviceAccount: undefined, role: roleOf(world.stack, 'operator') }),
  'store for every namespace': (world) =>
    new kubernetes.ClusterSecretStore(world.stack, 'cluster', {
      vault: world.vault,
      namespaces: [],
      serviceAccount: account(world),
      output,
    }),
  ...refusalsOf(
    'external secret',
    external,
    { services: [] },
    { services: ['API'] },
    { services: ['api', 'api'] },
    { name: 'A' },
    { refreshInterval: 'x' },
    { refreshInterval: '0' },
    { namespace: 'other' },
    { targetName: 'A' },
    { services: undefined },
    { secrets: [] },
    { labels: { a: 'b c' } },
  ),
  'external secret of a service of bootstrap secrets': (world) => {
    new BootstrapSecret(world.stack, 'boot', { vault: world.vault, system: 'system', key: 'token', source: SecretSource.supplied() });
    external(world, { services: ['bootstrap/system'] });
  },
  'external secret of another vault': (world) => {
    const vault = new SecretVault(world.stack, 'other', { namespace: 'other', stage: 'prod' });
    external(world, {
      services: undefined,
      secrets: [new ApplicationSecret(world.stack, 'foreign', { vault, service: 'foreign', key: 'key', source: SecretSource.supplied() })],
    });
  },
  'external secret whose secrets and services are given': (world) => external(world, { secrets: [secretOf(world)] }),
  ...refusalsOf(
    'written secret',
    written,
    { services: [] },
    { services: ['a', 'a'] },
    { name: 'A' },
    { namespace: '' },
    { generation: 0 },
    { type: 'kubernetes.io/tls' },
    { annotations: { 'a b': 'c' } },
  ),
  'written secret without a provider of Kubernetes': ({ stack, vault }) =>
    new kubernetes.KubernetesSecret(stack, 'written', { vault, services: ['api'], namespace: 'api', name: 'env' }),
  'manifests in no folder': () => kubernetes.ManifestOutput.files(''),
  'ephemeral resource in an output of another stack': ({ stack }) => {
    const random = new EphemeralResource(stack, 'random', { type: 'coffer_random' });
    new TerraformVariable(new TerraformStack(stack.node.root, 'other'), 'value', {
      type: 'string',
      default: random.stringAttribute('value'),
    });
  },
};
