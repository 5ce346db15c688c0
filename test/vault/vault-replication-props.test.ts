import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { ApplicationSecret, BootstrapSecret, ReplicaRegion, SecretSource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { newApp, newStack } from '../support/synth';

const BREAK_GLASS = ['arn:aws:iam::111122223333:role/break-glass'];

describe('a vault refuses', () => {
  const thrown = (regions: (stack: ReturnType<typeof newStack>) => ReplicaRegion[]) => {
    const stack = newStack();
    return thrownBy(() => new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', replication: { regions: regions(stack) } }));
  };
  const provider = (stack: ReturnType<typeof newStack>, props: { alias?: string; region?: string }) =>
    new AwsProvider(stack, `p-${props.alias}`, props);

  test.each<[string, (stack: ReturnType<typeof newStack>) => ReplicaRegion[], string]>([
    [
      'its own region',
      (stack) => [{ region: 'eu-west-1', provider: provider(stack, { alias: 'same', region: 'eu-west-1' }) }],
      "SecretVault 'dev/vault': replication to 'eu-west-1': this is the vault's own region, where the record is. Name another region.",
    ],
    [
      'a region without a provider',
      () => [{ region: 'eu-central-1' } as ReplicaRegion],
      "SecretVault 'dev/vault': replication to 'eu-central-1': it has no AWS provider. Pass new AwsProvider(stack, " +
        "'eu-central-1', { alias: 'eu-central-1', region: 'eu-central-1' }).",
    ],
    [
      'a provider without alias',
      (stack) => [{ region: 'eu-central-1', provider: stack.allProviders()[0] as AwsProvider }],
      "SecretVault 'dev/vault': replication to 'eu-central-1': its provider has no alias, " +
        "so it is the one of the vault's own region. Give it alias: 'eu-central-1' and region: 'eu-central-1'.",
    ],
    [
      'a provider of another region',
      (stack) => [{ region: 'eu-central-1', provider: provider(stack, { alias: 'far', region: 'us-east-1' }) }],
      "SecretVault 'dev/vault': replication to 'eu-central-1': its provider 'dev/p-far' is for 'us-east-1'. Give it region: " +
        "'eu-central-1'.",
    ],
    [
      'a provider of whatever region',
      (stack) => [{ region: 'eu-central-1', provider: provider(stack, { alias: 'far' }) }],
      "SecretVault 'dev/vault': replication to 'eu-central-1': its provider 'dev/p-far' is for whatever region the " +
        "environment names. Give it region: 'eu-central-1'.",
    ],
    [
      'a provider of another stack',
      (stack) => [
        {
          region: 'eu-central-1',
          provider: new AwsProvider(newStack(newApp(), 'far'), 'p', { alias: 'far', region: `eu-central-${stack ? 1 : 2}` }),
        },
      ],
      "SecretVault 'dev/vault': replication to 'eu-central-1': its provider 'far/p' is in another stack than the vault. " +
        "Declare one in stack 'dev'.",
    ],
    [
      'a region twice',
      (stack) => ['a', 'b'].map((alias) => ({ region: 'eu-central-1', provider: provider(stack, { alias, region: 'eu-central-1' }) })),
      "SecretVault 'dev/vault': replication to 'eu-central-1': it is listed twice. List it once.",
    ],
    [
      'what is no region',
      (stack) => [{ region: 'frankfurt', provider: provider(stack, { alias: 'far', region: 'frankfurt' }) }],
      "SecretVault 'dev/vault': replication to 'frankfurt': this is not the name of a region written out. Write it like eu-central-1.",
    ],
  ])('%s', (_what, regions, message) => {
    expect(thrown(regions)).toEqual({ name: 'VaultConfigurationError', message });
  });
});

describe('a secret refuses', () => {
  const declared = () => {
    const stack = newStack();
    const vault = new SecretVault(stack, 'vault', {
      namespace: 'acme',
      stage: 'dev',
      breakGlass: BREAK_GLASS,
      replication: {
        regions: [{ region: 'eu-central-1', provider: new AwsProvider(stack, 'far', { alias: 'far', region: 'eu-central-1' }) }],
      },
    });
    return { stack, vault };
  };
  const props = { service: 'api', key: 'k', source: SecretSource.generated() };

  test('a region that the vault does not name', () => {
    const { stack, vault } = declared();
    expect(thrownBy(() => new ApplicationSecret(stack, 's', { vault, ...props, replicaRegions: ['us-east-1'] })).message).toBe(
      "ApplicationSecret 'api/k': replicaRegions has 'us-east-1', and vault acme-dev has a provider for eu-central-1. " +
        "Add { region: 'us-east-1', provider } to replication of the vault.",
    );
  });

  test('copies where it is in another stack than its vault', () => {
    const { stack, vault } = declared();
    const other = newStack(stack.node.root as ReturnType<typeof newApp>, 'other');
    expect(thrownBy(() => new ApplicationSecret(other, 's', { vault, ...props, replicaRegions: ['eu-central-1'] })).message).toContain(
      "it has replicaRegions and is in stack 'other', its vault in stack 'dev'. Declare it in the stack of the vault.",
    );
  });

  test('a copy that it does not have', () => {
    const { stack, vault } = declared();
    const secret = new ApplicationSecret(stack, 's', { vault, ...props, replicaRegions: ['eu-central-1'] });
    expect(thrownBy(() => secret.replicaIn('us-east-1')).message).toBe(
      "ApplicationSecret 'api/k': it has no copy in 'us-east-1' (its copies: eu-central-1). Give it replicaRegions: ['us-east-1'].",
    );
  });

  test('grants of copies of bootstrap secrets, which have none', () => {
    const { stack, vault } = declared();
    const secret = new BootstrapSecret(stack, 'b', {
      vault,
      system: 'vault',
      key: 'token',
      source: SecretSource.supplied(),
      replicaRegions: ['eu-central-1'],
    });
    const application = new ApplicationSecret(stack, 's', { vault, ...props, replicaRegions: ['eu-central-1'] });
    expect('grantRead' in application.replicaIn('eu-central-1')).toBe(true);
    expect('grantRead' in secret.replicaIn('eu-central-1')).toBe(false);
  });
});
