import { AwsProvider, type AwsProviderConfig } from '@cdktf/provider-aws/lib/provider';
import { type App, TerraformStack } from 'cdktf';
import { ApplicationSecret, AwsCredentials, MasterKey, Rotation, SecretSource, SecretVault, type SecretVaultProps } from '../../src';
import { ServiceAccountRole } from '../../src/access/kubernetes';
import { thrownBy } from '../support/errors';
import { type Block, newApp, only, synthesize } from '../support/synth';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const HOME = { region: 'eu-west-1', allowedAccountIds: [ACCOUNT] };
const AWAY = { region: 'eu-central-1', allowedAccountIds: [ACCOUNT] };

function stackOf(app: App, id: string, settings: Partial<AwsProviderConfig>): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, 'aws', settings);
  return stack;
}

/** Everything of a vault whose name is one in an account. */
function everything(stack: TerraformStack, more: Partial<SecretVaultProps> = {}): SecretVault {
  const deployers = [`arn:aws:iam::${ACCOUNT}:role/terraform`];
  const vault = new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'prod',
    deployers,
    breakGlass: [`arn:aws:iam::${ACCOUNT}:role/break-glass`],
    ...more,
  });
  new ApplicationSecret(stack, 'key', {
    vault,
    service: 'api',
    key: 'session_key',
    source: SecretSource.rotated(),
    rotation: Rotation.random(),
  });
  new MasterKey(stack, 'master', { vault, service: 'pki', key: 'backup' });
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/*' }],
  });
  new AwsCredentials(stack, 'ci', { vault, service: 'ci', policy });
  new ServiceAccountRole(stack, 'account', {
    vault,
    namespace: 'api',
    serviceAccount: 'secrets',
    oidcProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC`,
  });
  return vault;
}

/** The names that IAM and S3 have once in an account. */
function names(stack: TerraformStack): string[] {
  const { resource } = synthesize(stack);
  const kinds = [
    ['aws_iam_role', 'name'],
    ['aws_iam_user', 'name'],
    ['aws_iam_group', 'name'],
    ['aws_s3_bucket', 'bucket'],
  ] as const;
  const all = kinds.flatMap(([type, attribute]) =>
    Object.values(resource[type] ?? {}).map((block: Block) => block[attribute] as string | undefined),
  );
  return all
    .filter((name) => name !== undefined)
    .map((name) => name.replace(/\$\{[^}]*\}/g, '<account>'))
    .sort();
}

describe('a vault of one name in two regions of an account', () => {
  test('has what it always had in one of them, and names with the region in the other', () => {
    const app = newApp();
    const [home, away] = [stackOf(app, 'home', HOME), stackOf(app, 'away', AWAY)];
    everything(home);
    everything(away, { regionInNames: true });
    const before = names(home);
    expect(before).toEqual([
      'acme-prod-api-secrets',
      'acme-prod-ci-aws_credentials',
      'acme-prod-ci-aws_credentials',
      'acme-prod-master-keys-<account>',
      'acme-prod-master-keys-<account>-log',
      'acme-prod-rotator',
      'acme-prod-rotator-schedules',
    ]);
    expect(names(away)).toEqual(before.map((name) => name.replace('acme-prod', 'acme-prod-eu-central-1')));
    // What is in the region is called as the command and chamber look for it.
    const { resource } = synthesize(away);
    expect(only(resource.aws_lambda_function).function_name).toBe('acme-prod-rotator');
    expect(Object.values(resource.aws_kms_alias!).map(({ name }) => name as string)).toContain('alias/acme-prod-chamber');
  });

  test('is told what fits when both would have the same names', () => {
    const app = newApp();
    everything(stackOf(app, 'home', HOME));
    const error = thrownBy(() => everything(stackOf(app, 'away', AWAY)));
    expect(error).toEqual({
      name: 'VaultConfigurationError',
      message:
        "SecretVault 'away/vault': a role would be named 'acme-prod-rotator', " +
        "which is that of SecretVault 'home/vault' in the same account. " +
        'If the vault is in another region than that one, give it regionInNames: true; else choose another namespace.',
    });
  });

  test('is warned of what may be one account', () => {
    const app = newApp();
    const warnings = (stack: TerraformStack) =>
      stack.node
        .findAll()
        .flatMap(({ node }) => node.metadata)
        .map(({ data }) => String(data))
        .filter((text) => text.includes('has the name of'));
    everything(stackOf(app, 'home', { region: 'eu-west-1' }));
    const away = stackOf(app, 'away', { region: 'eu-central-1' });
    new SecretVault(away, 'vault', { namespace: 'acme', stage: 'prod' });
    expect(warnings(away)).toEqual([expect.stringContaining("SecretVault 'away/vault' has the name of 'home/vault', in another region.")]);
    const third = stackOf(app, 'third', { region: 'eu-north-1' });
    new SecretVault(third, 'vault', { namespace: 'acme', stage: 'prod', regionInNames: true });
    expect(warnings(third)).toEqual([]);
  });

  test('has to know its region for that', () => {
    const stack = stackOf(newApp(), 'prod', {});
    expect(thrownBy(() => everything(stack, { regionInNames: true })).message).toContain(
      'regionInNames is true, and its stack does not say the region',
    );
  });
});

test('a vault of one name in two accounts has the same secrets twice', () => {
  const app = newApp();
  const [ours, theirs] = [stackOf(app, 'ours', HOME), stackOf(app, 'theirs', { region: 'eu-west-1', allowedAccountIds: [OTHER] })];
  everything(ours);
  everything(theirs);
  expect(names(theirs)).toEqual(names(ours));
});
