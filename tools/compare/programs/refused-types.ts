import { TerraformStack, TerraformVariable, Token } from 'cdktf';
import {
  ApplicationSecret,
  AwsCredentials,
  BootstrapSecret,
  CertificateAuthority,
  EphemeralSecret,
  Grantee,
  JsonField,
  MasterKey,
  onepassword,
  OrganizationalSecret,
  ParameterTier,
  Rotation,
  SecretEngine,
  SecretFormat,
  SecretSource,
  SecretVault,
  SshKeyPair,
  TlsCertificate,
} from 'cdktf-coffer';
import { refusalsOf, type Refusals, type World } from './refusal';
import { ACCOUNT } from './roles';

const source = SecretSource.supplied();
const application = ({ stack, vault }: World, more: object) =>
  new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'key', source, ...more });
const bootstrap = ({ stack, vault }: World, more: object) =>
  new BootstrapSecret(stack, 'secret', { vault, system: 'system', key: 'key', source, ...more });
const authority = ({ stack, vault }: World, more: object = {}) =>
  new CertificateAuthority(stack, 'authority', { vault, key: 'root', subject: { commonName: 'Root' }, ...more });
const tls = (world: World, more: object) =>
  new TlsCertificate(world.stack, 'tls', {
    vault: world.vault,
    service: 'api',
    key: 'tls',
    authority: authority(world),
    dnsNames: ['a.example'],
    ...more,
  });
const master = ({ stack, vault }: World, more: object) => new MasterKey(stack, 'master', { vault, service: 'backup', key: 'key', ...more });
const ssh = ({ stack, vault }: World, more: object) => new SshKeyPair(stack, 'ssh', { vault, service: 'ci', key: 'ssh', ...more });
const organizational = ({ stack }: World, more: object) =>
  new OrganizationalSecret(stack, 'shared', {
    vault: onepassword.OnePasswordVault.fromName('Shared'),
    service: 'registrar',
    key: 'admin',
    owner: 'platform',
    source,
    ...more,
  });
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const credentials = ({ stack, vault }: World, more: object) =>
  new AwsCredentials(stack, 'credentials', {
    vault,
    service: 'artifacts',
    policy: policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::a/*' }),
    ...more,
  });
const generated = (world: World, props: object) => application(world, { source: SecretSource.generated(props) });
const other = ({ stack }: World) => new TerraformStack(stack.node.root, 'other');
const variable = (stack: TerraformStack) => new TerraformVariable(stack, 'variable', { type: 'string' });
const advanced = { tier: ParameterTier.ADVANCED };

export const TYPE_REFUSALS: Refusals = {
  ...refusalsOf(
    'application secret',
    application,
    { key: 'Key' },
    { key: '' },
    { key: 'a/b' },
    { service: '/api' },
    { service: 'aws' },
    { service: 'api', key: '2fa' },
    { service: '_coffer' },
    { environment: 'PR 1' },
    { owner: '' },
    { description: '' },
    { owner: 'a<b' },
    { sharedWith: [] },
    { sharedWith: ['API'] },
    { sharedWith: ['api'] },
    { tags: { 'coffer:x': 'y' } },
    { source: 'CANARY-literal' },
    { source: undefined },
    { adopt: true, source: SecretSource.rotated() },
    { source: SecretSource.rotated() },
    { crossAccount: { accounts: ['444455556666'] } },
    { ...advanced, crossAccount: {} },
    { ...advanced, crossAccount: { accounts: ['1'] } },
    { ...advanced, crossAccount: { principals: ['root'] } },
    { ...advanced, crossAccount: { accounts: ['444455556666'], principals: ['arn:aws:iam::444455556666:role/a'] } },
  ),
  'application secret with a token for a key': (world) => application(world, { key: variable(world.stack).stringValue }),
  'application secret twice': (world) => [
    application(world, {}),
    new ApplicationSecret(world.stack, 'second', { vault: world.vault, service: 'api', key: 'key', source }),
  ],
  'two keys of one environment name': (world) => [
    application(world, { key: 'a_b' }),
    new ApplicationSecret(world.stack, 'second', { vault: world.vault, service: 'api', key: 'a-b', source }),
  ],
  'a secret of an AWS-only vault without a value': ({ stack }) =>
    application({ stack, vault: new SecretVault(stack, 'only', { namespace: 'only', stage: 'prod', engine: SecretEngine.AWS_ONLY }) }, {}),
  'a format of an AWS-only vault': ({ stack }) =>
    generated(
      { stack, vault: new SecretVault(stack, 'only', { namespace: 'only', stage: 'prod', engine: SecretEngine.AWS_ONLY }) },
      { format: SecretFormat.HEX },
    ),
  'the policy for readers of a secret that is not shared': (world) => application(world, {}).crossAccountReaderPolicy,
  ...refusalsOf(
    'generated value',
    generated,
    { length: 0 },
    { length: 5000 },
    { length: 1.5 },
    { generation: 0 },
    { format: SecretFormat.UUID, length: 3 },
    { format: SecretFormat.HEX, symbols: true },
    { lower: false, upper: false, digits: false },
    { excludeCharacters: 'abcdefghijklmnopqrstuvwxyz' },
    { lower: true, upper: false, digits: false, excludeCharacters: 'abcdefghijklmnopqrstuvwxyz' },
  ),
  ...refusalsOf(
    'JSON',
    (world, fields: Record<string, JsonField>) => application(world, { source: SecretSource.json({ fields }) }),
    {},
    { a: 'CANARY-literal' },
  ),
  'JSON too long': (world) =>
    application(world, {
      source: SecretSource.json({ fields: { a: JsonField.generated({ length: 4000 }), b: JsonField.generated({ length: 4000 }) } }),
    }),
  'a literal for a variable': () => SecretSource.fromVariable('CANARY-literal' as unknown as TerraformVariable),
  'a literal for a variable in JSON': () => JsonField.fromVariable('CANARY-literal' as unknown as TerraformVariable),
  'a version of 0': (world) => application(world, { source: SecretSource.fromVariable(variable(world.stack), { version: 0 }) }),
  'a variable of another stack': (world) => application(world, { source: SecretSource.fromVariable(variable(other(world))) }),
  'an ephemeral value in another stack': (world) => {
    const ephemeral = new EphemeralSecret(world.stack, 'ephemeral', { secret: application(world, {}) });
    return new EphemeralSecret(other(world), 'second', {
      secret: application(world, { key: 'b' }),
      version: Token.asNumber(ephemeral.value),
    });
  },
  ...refusalsOf(
    'bootstrap secret',
    bootstrap,
    { system: 'a/b' },
    { system: 'A' },
    { key: 'A' },
    { source: SecretSource.rotated() },
    { ...advanced, crossAccount: { accounts: ['444455556666'] } },
    { rotation: undefined, source: 1 },
  ),
  'bootstrap secret in another stack': (world) => bootstrap({ ...world, stack: other(world) }, {}),
  'bootstrap secret with a deployer for a reader': (world) => bootstrap(world, { readers: [Grantee.fromRoleName(world.stack, 'deploy')] }),
  'bootstrap secret with a rotation that makes values': (world) => bootstrap(world, { rotation: Rotation.random() }),
  'bootstrap secret that nobody reads': ({ stack }) =>
    bootstrap({ stack, vault: new SecretVault(stack, 'lonely', { namespace: 'lonely', stage: 'prod' }) }, {}),
  ...refusalsOf(
    'authority',
    authority,
    { subject: {} },
    { subject: { country: 'Germany' } },
    { validityDays: 0 },
    { renewBeforeDays: 4000 },
    { maxPathLength: -1 },
    { key: 'A' },
    { generation: 0 },
    { service: 'A' },
  ),
  'authority with a deployer for a signer': (world) => authority(world, { signers: [Grantee.fromRoleName(world.stack, 'deploy')] }),
  'authority that outlives its parent': (world) =>
    new CertificateAuthority(world.stack, 'child', {
      vault: world.vault,
      key: 'child',
      parent: authority(world),
      subject: { commonName: 'Child' },
      validityDays: 9000,
    }),
  ...refusalsOf(
    'TLS certificate',
    tls,
    { uses: [] },
    { dnsNames: [] },
    { dnsNames: ['not a name'] },
    { ipAddresses: ['1'] },
    { uris: ['x'] },
    { validityDays: 9000 },
    { renewBeforeDays: 400 },
    { renewal: {}, renewBeforeDays: 3 },
    { key: 'A' },
    { uses: ['client_auth'], dnsNames: [] },
  ),
  'TLS certificate that the rotator renews, looked at': (world) => tls(world, { renewal: {} }).certificatePem,
  ...refusalsOf(
    'master key',
    master,
    { key: 'A' },
    { service: '' },
    { generation: 0 },
    { publicKeyPem: 'PEM' },
    { adopt: true },
    { tags: { 'aws:x': 'y' } },
  ),
  'master key in another stack': (world) => master({ ...world, stack: other(world) }, {}),
  'master key twice': (world) => [
    master(world, {}),
    new MasterKey(world.stack, 'second', { vault: world.vault, service: 'backup', key: 'key' }),
  ],
  ...refusalsOf(
    'SSH key pair',
    ssh,
    { key: 'A' },
    { ec2KeyPair: true, rotation: {} },
    { adopt: true },
    { publicKeyPem: 'PEM' },
    { adopt: true, publicKeyPem: 'PEM', rotation: {} },
    { generation: -1 },
  ),
  ...refusalsOf(
    'credentials',
    credentials,
    { userName: 'a b' },
    { rotated: false, rotation: {} },
    { policy: 'x' },
    { policy: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) },
    { policy: policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) },
    { policy: policy({ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::a/*' }) },
    { policy: policy({ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' }) },
    { policy: policy({ Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${'a'.repeat(7000)}` }) },
    { rotation: { afterDays: 100 } },
    { rotation: { graceDays: 20 } },
    { permissionsBoundary: `arn:aws:iam::${ACCOUNT}:role/x` },
  ),
  ...refusalsOf(
    'organizational secret',
    organizational,
    { owner: '' },
    { owner: undefined },
    { owner: 'a<b' },
    { service: 'A' },
    { key: 'A' },
    { title: ' ' },
    { tags: [''] },
    { tags: ['owner/me'] },
    { vault: {} },
    { source: 'CANARY-literal' },
    { source: SecretSource.rotated() },
    { sections: [{ label: 'a', fields: [] }] },
    { sections: [{ label: '', fields: [{ label: 'a', value: 'b' }] }] },
    { sections: [{ label: 'a', fields: [{ label: 'a', value: '' }] }] },
    { sections: [{ label: 'a', fields: [{ label: 'a', value: 'x', type: onepassword.OnePasswordFieldType.CONCEALED }] }] },
    { sections: [{ label: 'a', fields: [{ label: 'a', value: 'x', type: onepassword.OnePasswordFieldType.DATE }] }] },
    {
      sections: [
        {
          label: 'a',
          fields: [
            { label: 'a', value: 'x' },
            { label: 'a', value: 'y' },
          ],
        },
      ],
    },
  ),
  ...refusalsOf(
    '1Password login',
    (world, { url }: { url: string }) => organizational(world, { item: onepassword.OnePasswordItem.login({ url }) }),
    { url: 'example' },
    { url: 'https://user:CANARY@example.com' },
  ),
  '1Password database': () => onepassword.OnePasswordItem.database({ type: onepassword.OnePasswordDatabaseType.MYSQL, port: 70000 }),
  '1Password vault by a wrong id': () => onepassword.OnePasswordVault.fromId('x'),
  '1Password vault without a name': () => onepassword.OnePasswordVault.fromName(' '),
  'one key in two systems of record': (world) => [application(world, { service: 'registrar', key: 'admin' }), organizational(world, {})],
};
