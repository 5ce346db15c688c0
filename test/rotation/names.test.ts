import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, AwsCredentials, ParameterTier, Rotation, SecretFormat, SecretSource, SecretVault } from '../../src';
import { ServiceAccountRole } from '../../src/access/kubernetes';
import { thrownBy } from '../support/errors';
import { newApp, newStack } from '../support/synth';

function vaultIn(stack: TerraformStack): SecretVault {
  return new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
}

function rotated(vault: SecretVault, service: string, key = 'token'): ApplicationSecret {
  return new ApplicationSecret(vault, `${service}-${key}`.replace(/\//g, ':'), {
    vault,
    service,
    key,
    source: SecretSource.rotated(),
    rotation: Rotation.random(),
  });
}

describe('a secret with a rotation', () => {
  test('has a name that is short enough for what its rotation keeps under it', () => {
    const vault = vaultIn(newStack());
    const [levels, plan] = [(count: number) => Array.from({ length: count }, () => 'x').join('/'), '/_coffer/rotation/acme-dev'];
    rotated(vault, levels(11));
    expect(thrownBy(() => rotated(vault, levels(12)))).toEqual({
      name: 'RotationError',
      message:
        `ApplicationSecret '${levels(12)}/token': its rotation keeps its plan under the secret's name, and name '${plan}/${levels(
          12,
        )}/token' has 16 levels, ` + 'Parameter Store takes 15. Shorten the name of its service by as much, or leave out its rotation.',
    });
    rotated(vault, 'a'.repeat(956 - plan.length - '//token'.length));
    expect(thrownBy(() => rotated(vault, 'b'.repeat(957 - plan.length - '//token'.length))).message).toContain('has 957 characters');
  });

  test("has a schedule whose name is no other's", () => {
    const vault = vaultIn(newStack());
    rotated(vault, 'billing/v1');
    expect(thrownBy(() => rotated(vault, 'billing.v1'))).toEqual({
      name: 'RotationError',
      message:
        "Rotation of secret 'billing.v1/token': its schedule would be named 'billing.v1.token', " +
        "which is that of secret 'billing/v1/token'. " +
        "Give one of them a service with another name: '.' and '/' are one in a schedule's name.",
    });
  });
});

describe("a database's server", () => {
  const declared = (more: { host?: string; port?: number }) => () =>
    Rotation.postgresql({ host: 'db.example.com', username: 'app', ...more });

  test.each(['db', 'db.example.com', 'db-1.cluster_a.eu-west-1.rds.amazonaws.com', '10.0.0.7', '::1', '2001:db8::7'])('is %s', (host) => {
    expect(declared({ host })).not.toThrow();
  });

  test('may be known only at apply', () => {
    const host = new TerraformVariable(newStack(), 'host', { type: 'string' }).stringValue;
    expect(declared({ host })).not.toThrow();
  });

  test.each([
    [
      'postgres://db.example.com:5432/app',
      "host 'postgres://db.example.com:5432/app' is a URL. Write the name of the server alone: db.example.com.",
    ],
    ['db.example.com:5432', "host 'db.example.com:5432' has a port. Write host: 'db.example.com' and port: 5432."],
    ['[::1]:5432', "host '[::1]:5432' has a port. Write host: '::1' and port: 5432."],
    ['[::1]', "host '[::1]' has brackets. Write the address without them: ::1."],
    ['db example', "host 'db example' is neither the name of a host nor an address. Write it like db.example.com, without blanks."],
    [' db.example.com', "host ' db.example.com' is neither the name of a host nor an address."],
    ['db.example.com/app', "host 'db.example.com/app' is neither the name of a host nor an address."],
    ['-db', "host '-db' is neither the name of a host nor an address."],
  ])('is not %s', (host, message) => {
    expect(thrownBy(declared({ host })).message).toContain(`Rotation.postgresql: ${message}`);
  });

  test.each(['app:CANARY-in-host@db.example.com', 'postgres://app:CANARY-in-host@db.example.com/app'])(
    'is not one with a user, whose password is not repeated: %s',
    (host) => {
      const { message } = thrownBy(declared({ host }));
      expect(message).toContain(
        'host has a user in it, and perhaps a password. Write the name of the server alone, and the user as username.',
      );
      expect(message).not.toContain('CANARY');
    },
  );

  test.each([0, -1, 65_536, 5432.5, NaN])('has no port %s', (port) => {
    expect(thrownBy(declared({ port })).message).toBe(`Rotation.postgresql: port is ${port}. Write a whole number from 1 to 65535.`);
  });
});

describe('a random value', () => {
  test.each([
    [{ length: 0 }, 'length is 0. Write a whole number of characters from 8 to'],
    [{ length: 7 }, 'length is 7.'],
    [{ format: SecretFormat.HEX, length: 8 }, 'length is 8. Write a whole number of random bytes from 16 to'],
    [{ format: SecretFormat.UUID, length: 36 }, 'length is 36, and a UUID has a length of its own. Leave length out.'],
  ])('is not of %j', (props, message) => {
    expect(thrownBy(() => Rotation.random(props)).message).toContain(`Rotation.random: ${message}`);
    expect(thrownBy(() => Rotation.mysql({ host: 'db', username: 'app', password: props })).message).toContain(
      `Rotation.mysql: ${message}`,
    );
  });
});

describe('a name in IAM', () => {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/*' }],
  });
  const credentials = (vault: SecretVault, service: string, userName?: string) =>
    new AwsCredentials(vault, service.replace(/\//g, ':'), { vault, service, policy, userName });

  test("is one user's", () => {
    const vault = vaultIn(newStack());
    credentials(vault, 'ci/build');
    expect(thrownBy(() => credentials(vault, 'ci-build')).message).toBe(
      "AwsCredentials 'ci-build/aws_credentials': its user would be named 'acme-dev-ci-build-aws_credentials', " +
        "which is that of AwsCredentials 'ci/build/aws_credentials'. " +
        "Give one of them a userName of its own: '/' and '-' are one in it.",
    );
    credentials(vault, 'other', 'Someone');
    expect(thrownBy(() => credentials(vault, 'another', 'someone')).message).toContain("its user would be named 'someone'");
  });

  test("is one role's", () => {
    const vault = vaultIn(newStack());
    const oidcProviderArn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC';
    new ServiceAccountRole(vault, 'one', { vault, namespace: 'web-app', serviceAccount: 'api', oidcProviderArn });
    expect(
      thrownBy(() => new ServiceAccountRole(vault, 'two', { vault, namespace: 'web', serviceAccount: 'app-api', oidcProviderArn })).message,
    ).toContain(
      "its role would be named 'acme-dev-web-app-api', which is that of ServiceAccountRole 'dev/vault/one'. " +
        'Give one of them a roleName of its own.',
    );
  });

  test('is another one in another account', () => {
    const app = newApp();
    const stacks = ['111122223333', '444455556666'].map((account) => {
      const stack = new TerraformStack(app, account);
      new AwsProvider(stack, 'aws', { region: 'eu-west-1', allowedAccountIds: [account] });
      return stack;
    });
    const vaultOf = (stack: TerraformStack, namespace: string) => new SecretVault(stack, namespace, { namespace, stage: 'dev' });
    credentials(vaultOf(stacks[0]!, 'acme'), 'ci', 'someone');
    credentials(vaultOf(stacks[1]!, 'shop'), 'ci', 'someone');
    expect(thrownBy(() => credentials(vaultOf(stacks[0]!, 'web'), 'ci', 'someone')).name).toBe('VaultConfigurationError');
  });
});

describe('a partition', () => {
  const inRegion = (region: string) => {
    const stack = new TerraformStack(newApp(), 'dev');
    new AwsProvider(stack, 'aws', { region });
    return stack;
  };
  const replicated = (home: string, region: string) => () => {
    const stack = inRegion(home);
    const provider = new AwsProvider(stack, 'away', { alias: 'away', region });
    new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', replication: { regions: [{ region, provider }] } });
  };
  const shared = (home: string, principal: string) => () => {
    const vault = vaultIn(inRegion(home));
    new ApplicationSecret(vault, 'secret', {
      vault,
      service: 'api',
      key: 'token',
      source: SecretSource.generated(),
      tier: ParameterTier.ADVANCED,
      crossAccount: { principals: [principal] },
    });
  };

  test.each([
    ['cn-north-1', 'cn-northwest-1'],
    ['us-gov-west-1', 'us-gov-east-1'],
    ['eu-west-1', 'ap-southeast-2'],
    ['eusc-de-east-1', 'eusc-de-west-1'],
  ])('has copies: from %s to %s', (home, region) => {
    expect(replicated(home, region)).not.toThrow();
  });

  test.each([
    ['eu-west-1', 'cn-north-1', 'aws-cn', 'aws'],
    ['us-east-1', 'us-gov-west-1', 'aws-us-gov', 'aws'],
    ['eusc-de-east-1', 'eu-central-1', 'aws', 'aws-eusc'],
  ])('has none in another one: from %s to %s', (home, region, theirs, ours) => {
    expect(thrownBy(replicated(home, region)).message).toContain(
      `replication to '${region}': it is in partition ${theirs}, and the vault in ${ours}`,
    );
  });

  test.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['eu-west-1', 'aws'],
  ])('shares within itself: %s', (home, partition) => {
    expect(shared(home, `arn:${partition}:iam::444455556666:role/reader`)).not.toThrow();
    const other = partition === 'aws' ? 'aws-cn' : 'aws';
    expect(thrownBy(shared(home, `arn:${other}:iam::444455556666:role/reader`)).message).toContain(
      `of partition ${other}, and the secret is in ${partition}`,
    );
  });
});
