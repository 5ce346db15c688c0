import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import { ApplicationSecret, Grantee, MasterKey, ParameterTier, Rotation, SecretSource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { synthesizeEverything } from '../support/everything';
import { MeasuredStack, PARTITIONS } from '../support/policy-quotas';
import { newStack, synthesize } from '../support/synth';

jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

const AWAY = 'eu-central-1';
const ADMIN = 'arn:aws:iam::111122223333:role/break-glass';
const generated = SecretSource.generated();
const newRole = (stack: TerraformStack, id: string) => new IamRole(stack, id, { name: id, assumeRolePolicy: '{}' });

function newVault(stack: TerraformStack): SecretVault {
  return new SecretVault(stack, 'vault', {
    namespace: 'acme',
    stage: 'dev',
    breakGlass: [ADMIN],
    deployers: ['arn:aws:iam::111122223333:role/deployer'],
    replication: { regions: [{ region: AWAY, provider: new AwsProvider(stack, 'away', { alias: AWAY, region: AWAY }) }] },
  });
}

/** How many of each kind a stack has. */
interface Estate {
  readonly services: number;
  readonly secrets: number;
  readonly rotated: number;
  readonly replicated: number;
  readonly masterKeys: number;
}

/** A vault whose services each have a role that reads them, and one role that reads all master keys. */
function declare({ services, secrets, rotated, replicated, masterKeys }: Estate): TerraformStack {
  const stack = newStack();
  const vault = newVault(stack);
  const readers = Array.from({ length: services }, (_, index) => newRole(stack, `reader-${index}`));
  const signer = newRole(stack, 'signer');
  const admin = new ApplicationSecret(stack, 'admin', { vault, service: 'database', key: 'admin', source: SecretSource.supplied() });
  for (let index = 0; index < secrets; index++) {
    const database = Rotation.postgresql({ host: 'db.internal', username: `user_${index}`, admin });
    new ApplicationSecret(stack, `secret-${index}`, {
      vault,
      service: `service-${index % services}`,
      key: `a_key_of_some_length_${index}`,
      source: generated,
      rotation: index < rotated ? (index % 4 === 0 ? database : Rotation.random({ afterDays: 30 })) : undefined,
      replicaRegions: index >= secrets - replicated ? [AWAY] : undefined,
    }).grantRead(readers[index % services]!);
  }
  for (let index = 0; index < masterKeys; index++) {
    new MasterKey(stack, `key-${index}`, { vault, service: 'pki', key: `root_of_a_customer_${index}` }).grantRead(signer);
  }
  return stack;
}

describe.each<Estate>([
  { services: 1, secrets: 10, rotated: 10, replicated: 10, masterKeys: 10 },
  { services: 50, secrets: 100, rotated: 100, replicated: 40, masterKeys: 100 },
  { services: 30, secrets: 1000, rotated: 200, replicated: 50, masterKeys: 100 },
])('$secrets secrets of $services services, $rotated of them rotated, $replicated replicated, and $masterKeys master keys', (estate) => {
  const configuration = synthesize(declare(estate));

  test.each(PARTITIONS)('have policies within the quotas of AWS in the partition $name', (partition) => {
    expect(new MeasuredStack(configuration, partition).excesses()).toEqual([]);
  });
});

describe('examples/everything', () => {
  const { stacks } = synthesizeEverything();

  test.each(PARTITIONS)('has policies within the quotas of AWS in the partition $name', (partition) => {
    for (const configuration of Object.values(stacks)) expect(new MeasuredStack(configuration, partition).excesses()).toEqual([]);
  });
});

test('secrets that are rotated by functions with one role share a policy for it, and rotators one for what they ask', () => {
  const stack = newStack();
  const vault = newVault(stack);
  const role = newRole(stack, 'key-maker');
  const handler = new LambdaFunction(stack, 'handler', { functionName: 'key-maker', role: role.arn });
  for (let index = 0; index < 48; index++) {
    const tier = index % 2 === 0 ? ParameterTier.ADVANCED : undefined;
    new ApplicationSecret(stack, `secret-${index}`, {
      vault,
      service: 'api',
      key: `license_key_${index}`,
      source: SecretSource.rotated(),
      tier,
      rotation: Rotation.lambdaFunction(handler, { role }),
    });
  }

  const configuration = synthesize(stack);

  const measured = new MeasuredStack(configuration, PARTITIONS[2]!);
  expect(measured.excesses().filter(({ what }) => !what.includes('rotator'))).toEqual([]);
  expect(measured.attachments().get('${aws_iam_role.key-maker.name}')).toBeLessThanOrEqual(10);
  const policies = Object.values(configuration.resource.aws_iam_policy!).map(({ policy }) => policy as string);
  const supplied = policies.filter((policy) => policy.includes('SupplyValue')).join();
  for (let index = 0; index < 48; index++) expect(supplied).toContain(`/_coffer/supplied/api/license_key_${index}"`);
});

describe('attachments of a role', () => {
  /** A role with a policy of Coffer's, and others of the program's own. */
  const attached = (others: number): TerraformStack => {
    const stack = newStack();
    const role = newRole(stack, 'task');
    new ApplicationSecret(stack, 'secret', { vault: newVault(stack), service: 'api', key: 'token', source: generated }).grantRead(role);
    for (let index = 0; index < others; index++) {
      new IamRolePolicyAttachment(stack, `other-${index}`, {
        role: index % 2 === 0 ? role.name : Grantee.fromRole(role).name,
        policyArn: `arn:aws:iam::aws:policy/P${index}`,
      });
    }
    return stack;
  };
  const warnings = (stack: TerraformStack) =>
    stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === '@cdktf/warn')
      .map(({ data }) => data as string);

  test('are counted over all kinds, and a warning says how the quota is raised', () => {
    const stack = attached(10);
    synthesize(stack);
    expect(warnings(stack)).toEqual([
      expect.stringMatching(
        /^Role 'task' has 11 managed policies attached, and IAM attaches 10 to a role by default\. .*--quota-code L-0DA4ABF3 --desired-value 20$/,
      ),
    ]);
    const within = attached(9);
    synthesize(within);
    expect(warnings(within)).toEqual([]);
  });

  test('are refused where no quota allows them, with their number', () => {
    expect(thrownBy(() => synthesize(attached(20)))).toEqual({
      name: 'GrantError',
      message: expect.stringContaining("Role 'task': it has 21 managed policies attached, and IAM attaches at most 20") as string,
    });
    expect(() => synthesize(attached(19))).not.toThrow();
  });
});

describe('what cannot be divided is refused with its number:', () => {
  test('the policy of a bucket that names too many readers', () => {
    const stack = newStack();
    const vault = newVault(stack);
    const key = new MasterKey(stack, 'key', { vault, service: 'pki', key: 'root' });
    for (let index = 0; index < 300; index++) key.grantRead(newRole(stack, `a-role-that-reads-a-master-key-${index}`));
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'PolicyError',
      message: expect.stringMatching(
        /its bucket policy would have \d{5} characters, and AWS takes 20480\. Divide .* or grant to fewer roles/,
      ) as string,
    });
  });

  test('the policy of a key that names too many principals of other accounts', () => {
    const stack = newStack();
    const principals = Array.from(
      { length: 100 },
      (_, index) => `arn:aws:iam::${100000000000 + index}:role/a-role-of-another-account-that-reads-it`,
    );
    new ApplicationSecret(stack, 'secret', {
      vault: newVault(stack),
      service: 'api',
      key: 'token',
      source: generated,
      tier: ParameterTier.ADVANCED,
      crossAccount: { principals },
    });
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'PolicyError',
      message: expect.stringMatching(/its key policy would have \d{5} characters, and AWS takes 32768\. .*share with accounts/) as string,
    });
  });

  test('the policy of a replicator that is told of too many secrets', () => {
    const stack = newStack();
    const vault = newVault(stack);
    for (let index = 0; index < 1000; index++) {
      new ApplicationSecret(stack, `secret-${index}`, {
        vault,
        service: 'a-service-of-some-length',
        key: `a_key_of_a_considerable_length_${index}`,
        source: generated,
        replicaRegions: [AWAY],
      });
    }
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'PolicyError',
      message: expect.stringMatching(
        /^Replication of vault acme-dev: the policy of its function would have about \d{5} characters for \d+ rules, and Lambda takes 20480/,
      ) as string,
    });
  });
});
