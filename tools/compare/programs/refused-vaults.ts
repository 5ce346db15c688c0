import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import {
  AdoptedPath,
  ApplicationSecret,
  KeyAlgorithm,
  MasterKeyBucket,
  MasterKeyReplication,
  provider,
  ProviderInstallation,
  SecretEngine,
  SecretSource,
  SecretVault,
  VaultKey,
} from 'cdktf-coffer';
import { refusalsOf, type Refusals, type World } from './refusal';

const installation = ProviderInstallation.registry();
const vault = ({ stack }: World, more: object) =>
  new SecretVault(stack, 'other', { namespace: 'other', stage: 'prod', installation, ...more });
const bucket = (world: World, more: object) => new MasterKeyBucket(world.stack, 'bucket', { vault: world.vault, ...more });
const otherStack = ({ stack }: World) => new TerraformStack(stack.node.root, 'other');

export const VAULT_REFUSALS: Refusals = {
  ...refusalsOf(
    'vault',
    vault,
    { namespace: '' },
    { namespace: undefined },
    { namespace: 'Acme' },
    { stage: '2' },
    { stage: 'x'.repeat(40) },
    { deployers: ['deploy'] },
    { breakGlass: ['*'] },
    { tags: { 'aws:x': 'y' } },
    { tags: { 'coffer:x': 'y' } },
    { namespace: 'acme' },
    { engine: SecretEngine.AWS_ONLY },
    { replication: { regions: [] } },
    { engine: SecretEngine.AWS_ONLY, installation: undefined, deployers: ['arn:aws:iam::111122223333:role/x'] },
  ),
  'vault with a provider of another stack': (world) =>
    vault(world, { provider: new provider.CofferProvider(otherStack(world), 'coffer', {}) }),
  'vault with a token for a name': (world) =>
    vault(world, { namespace: new TerraformVariable(world.stack, 'name', { type: 'string' }).stringValue }),
  'key: not an ARN': (world) => vault(world, { key: VaultKey.fromArn('alias/x') }),
  'key: not an alias': (world) => vault(world, { key: VaultKey.fromAlias('x') }),
  'key: a rotation too short': () => VaultKey.managed({ rotationPeriodDays: 10 }),
  'key: a window too long': () => VaultKey.managed({ deletionWindowDays: 31 }),
  'algorithm: odd bits': () => KeyAlgorithm.rsa(2049),
  'installation: no version': () => ProviderInstallation.registry(' '),
  ...refusalsOf(
    'replication to',
    (world, { region, alias, of }: { region: string; alias?: string; of?: string }) =>
      vault(world, {
        replication: { regions: [{ region, provider: new AwsProvider(world.stack, 'replica', { region: of ?? region, alias }) }] },
      }),
    { region: 'mars', alias: 'a' },
    { region: 'eu-central-1' },
    { region: 'eu-central-1', alias: 'a', of: 'us-east-1' },
    { region: 'eu-west-1', alias: 'a' },
  ),
  'replication twice to one region': (world) => {
    const there = new AwsProvider(world.stack, 'replica', { region: 'eu-central-1', alias: 'a' });
    return vault(world, {
      replication: {
        regions: [
          { region: 'eu-central-1', provider: there },
          { region: 'eu-central-1', provider: there },
        ],
      },
    });
  },
  'replication by a provider of another stack': (world) =>
    vault(world, {
      replication: {
        regions: [
          { region: 'eu-central-1', provider: new AwsProvider(otherStack(world), 'replica', { region: 'eu-central-1', alias: 'a' }) },
        ],
      },
    }),
  'replication that a secret asks for, and the vault does not': ({ stack, vault: own }) =>
    new ApplicationSecret(stack, 'secret', {
      vault: own,
      service: 'api',
      key: 'key',
      source: SecretSource.supplied(),
      replicaRegions: ['eu-central-1'],
    }),
  'a copy that is not there': ({ stack, vault: own }) =>
    new ApplicationSecret(stack, 'secret', { vault: own, service: 'api', key: 'key', source: SecretSource.supplied() }).replicaIn(
      'eu-central-1',
    ),
  ...refusalsOf(
    'master key bucket',
    bucket,
    { breakGlass: [] },
    { breakGlass: ['somebody'] },
    { breakGlass: ['arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Glass_0123456789abcdef'] },
    { deployers: [] },
    { bucketName: 'A' },
    { oldVersionDays: 1 },
    { objectLockDays: 0 },
    { accessLogDays: -1 },
    { objectLockDays: 100, oldVersionDays: 50 },
  ),
  'master key bucket in another stack': (world) => new MasterKeyBucket(otherStack(world), 'bucket', { vault: world.vault }),
  'master key bucket twice': (world) => [bucket(world, {}), new MasterKeyBucket(world.stack, 'second', { vault: world.vault })],
  ...refusalsOf(
    'copies of master keys',
    (world, to: { bucketArn: string; keyArn: string; account?: string }) =>
      bucket(world, { replication: MasterKeyReplication.toBucket(to) }),
    { bucketArn: 'bucket', keyArn: 'arn:aws:kms:eu-central-1:444455556666:key/a' },
    { bucketArn: 'arn:aws:s3:::bucket', keyArn: 'alias/x' },
    { bucketArn: 'arn:aws:s3:::bucket', keyArn: 'arn:aws:kms:eu-central-1:444455556666:key/a', account: '1' },
  ),
  ...refusalsOf(
    'adopted path',
    ({ stack, vault: own }, more: object) =>
      new AdoptedPath(stack, 'adopted', { vault: own, path: '/api', inventory: 'no-inventory.json', ...more }),
    {},
    { path: 'api' },
    { path: '/' },
  ),
};
