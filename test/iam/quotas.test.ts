import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import { Node } from 'constructs';
import { ApplicationSecret, Grantee, MasterKey, ParameterTier, Rotation, SecretSource, SecretVault, kubernetes } from '../../src';
import { PolicyQuotas } from '../../src/iam/policy-quotas';
import { SynthChecks } from '../../src/terraform/synth-checks';
import { thrownBy } from '../support/errors';
import { synthesizeEverything } from '../support/everything';
import { MeasuredStack, PARTITIONS } from '../support/policy-quotas';
import { newApp, newStack, synthesize } from '../support/synth';

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

  test('are counted once for a role that is attached to by its name too, in its own stack or in another one of its account', () => {
    const attachedTo = (most: number) => {
      const app = newApp();
      const [own, other] = ['own', 'other'].map((id) => new TerraformStack(app, id)) as [TerraformStack, TerraformStack];
      for (const stack of [own, other]) new AwsProvider(stack, 'aws', { region: 'eu-west-1', allowedAccountIds: ['111122223333'] });
      const role = newRole(own, 'task');
      new ApplicationSecret(own, 'secret', { vault: newVault(own), service: 'api', key: 'token', source: generated }).grantRead(role);
      for (let index = 0; index < most; index++) {
        new IamRolePolicyAttachment(index < 6 ? own : other, `other-${index}`, {
          role: index % 2 === 0 ? role.name : 'task',
          policyArn: `arn:aws:iam::aws:policy/P${index}`,
        });
      }
      synthesize(own);
      return warnings(own);
    };
    expect(attachedTo(9)).toEqual([]);
    expect(attachedTo(10)).toEqual([expect.stringMatching(/^Role 'task' has 11 managed policies attached/)]);
  });

  test("of the rotator's own role are too many, it is told what can be done about it: no other role could be used", () => {
    const rotated = (others: number) => {
      const stack = newStack();
      const { roleName } = newVault(stack).rotator;
      for (let index = 0; index < others; index++) {
        new IamRolePolicyAttachment(stack, `other-${index}`, { role: roleName, policyArn: `arn:aws:iam::aws:policy/P${index}` });
      }
      return stack;
    };
    const stack = rotated(12);
    synthesize(stack);
    const [warning, ...others] = warnings(stack);
    expect(others).toEqual([]);
    expect(warning).toMatch(
      /^Role '.*rotator.*' has \d+ managed policies attached, .* by default\. Divide the secrets among several vaults, or have/,
    );
    expect(warning).not.toContain('several roles');
    expect(thrownBy(() => synthesize(rotated(21)))).toEqual({
      name: 'GrantError',
      message: expect.stringMatching(
        /whatever its quota\. Divide the secrets among several vaults, each with a namespace of its own: the functions of each vault have their own roles\.$/,
      ) as string,
    });
  });

  test('are counted in a stack that has nothing of Coffer but the policies of a role', () => {
    const app = newApp();
    const [secrets, service] = [newStack(app, 'secrets'), newStack(app, 'service')];
    const role = newRole(service, 'task');
    const vault = newVault(secrets);
    new ApplicationSecret(secrets, 'secret', { vault, service: 'api', key: 'token', source: generated }).grantRead(role);
    for (let index = 0; index < 20; index++) {
      new IamRolePolicyAttachment(service, `other-${index}`, { role: role.name, policyArn: `arn:aws:iam::aws:policy/P${index}` });
    }
    expect(thrownBy(() => synthesize(service)).message).toContain("Role 'task': it has 21 managed policies attached");
  });

  test('are refused where no quota allows them, with their number', () => {
    expect(thrownBy(() => synthesize(attached(20)))).toEqual({
      name: 'GrantError',
      message: expect.stringContaining("Role 'task': it has 21 managed policies attached, and IAM attaches at most 20") as string,
    });
    expect(() => synthesize(attached(19))).not.toThrow();
  });
});

describe('the checks of an app', () => {
  /** How often something is looked at when an app of so many stacks is synthesized. */
  const looks = (count: number): number => {
    const app = newApp();
    const stacks = Array.from({ length: count }, (_, index) => {
      const stack = newStack(app, `stack-${index}`);
      const vault = new SecretVault(stack, 'vault', { namespace: `app${index}`, stage: 'dev' });
      new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'token', source: generated }).grantRead(newRole(stack, 'task'));
      return stack;
    });
    const children = jest.spyOn(Node.prototype, 'children', 'get');
    stacks.forEach((stack) => SynthChecks.of(stack).run(stack));
    const { length } = children.mock.calls;
    children.mockRestore();
    return length;
  };

  test('look at each construct as often in an app of many stacks as in one of few', () => {
    const [few, many] = [looks(5), looks(50)];
    expect(few).toBeGreaterThan(0);
    expect(many / few).toBeLessThan(12);
  });
});

describe('what cannot be divided is refused with its number:', () => {
  test('the trust policy of a service account with an issuer of a long name', () => {
    const stack = newStack();
    new kubernetes.ServiceAccountRole(stack, 'role', {
      vault: newVault(stack),
      oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/oidc.example.com/${'x'.repeat(700)}`,
      namespace: 'api',
      serviceAccount: 'api',
    });
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'PolicyError',
      message: expect.stringMatching(
        /its trust policy would have 2\d{3} characters, and AWS takes 2048\. Shorten the names in it/,
      ) as string,
    });
  });

  test('an inline policy', () => {
    const stack = newStack();
    newVault(stack);
    const policy = new IamRolePolicy(stack, 'inline', { role: 'task', policy: 'x'.repeat(10_241) });
    PolicyQuotas.of(stack).watch(policy);
    expect(thrownBy(() => synthesize(stack))).toEqual({
      name: 'PolicyError',
      message: expect.stringContaining("'dev/inline': its inline policy would have 10241 characters, and AWS takes 10240") as string,
    });
  });

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
