import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { type TerraformStack } from 'cdktf';
import { SecretVault } from '../../src';
import { ServiceAccess } from '../../src/access/service-access';
import { roleOf } from '../../src/iam/grantee';
import { VaultCore } from '../../src/vault/vault-core';
import { thrownBy } from '../support/errors';
import { DeployedStack } from '../support/iam';
import { MeasuredStack, PARTITIONS } from '../support/policy-quotas';
import { type Configuration, newStack, synthesize } from '../support/synth';

const DEPLOYMENT = { account: '111122223333', region: 'eu-west-1', keyId: '11111111-1111-1111-1111-111111111111' };

/** The access of one role, declared in a stack. */
function declare(services: readonly string[], stage = 'dev'): { readonly stack: TerraformStack; readonly access: ServiceAccess } {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage });
  const role = new IamRole(stack, 'task', { name: 'task', assumeRolePolicy: '{}' });
  const access = new ServiceAccess(stack, 'services', VaultCore.of(vault), roleOf(role, 'test'));
  for (const service of services) access.allow('test', service);
  return { stack, access };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}`);

function policiesOf({ resource }: Configuration): string[] {
  return Object.values(resource.aws_iam_policy!).map(({ policy }) => policy as string);
}

describe('services that a role reads as a whole', () => {
  test('are in one policy if they fit, under the ids that they had before policies were divided', () => {
    const configuration = synthesize(declare(named(10)).stack);
    const [[policyId, policy], ...others] = Object.entries(configuration.resource.aws_iam_policy!);
    expect(others).toEqual([]);
    expect(policyId).toMatch(/^services_policy_[0-9A-F]{8}$/);
    expect(policy).toMatchObject({
      name_prefix: 'acme-dev-read-services-task-',
      description: 'Read services of acme-dev',
      lifecycle: { create_before_destroy: true },
    });
    expect(policy.depends_on).toBeUndefined();
    expect(Object.keys(configuration.resource.aws_iam_role_policy_attachment!)).toEqual([
      expect.stringMatching(/^services_attachment_[0-9A-F]{8}$/),
    ]);
  });

  test.each([1, 8, 9, 30, 60, 200])('stay in one policy with names of %i characters, as many as one took before', (length) => {
    // The measure of versions that refused what one policy does not hold.
    const prefix = 'arn:aws-us-gov:ssm:ap-southeast-2:123456789012:parameter/'.length;
    const most = Math.floor((6144 - 640) / (4 * (prefix + length + 6)));
    const services = Array.from({ length: most }, (_, index) => `${String.fromCharCode(97 + index)}`.padEnd(length, 'x'));
    const configuration = synthesize(declare(services).stack);
    expect(policiesOf(configuration)).toHaveLength(1);
  });

  test.each([10, 100])('are in as few policies as the quotas of AWS allow, if they are %i', async (count) => {
    const { stack } = declare(named(count));
    const configuration = synthesize(stack);
    for (const partition of PARTITIONS) expect(new MeasuredStack(configuration, partition).excesses()).toEqual([]);

    const deployed = new DeployedStack(configuration, DEPLOYMENT);
    const policies = deployed.policiesOf('task');
    const principal = deployed.roleArn('task');
    const decrypt = (parameter: string) =>
      deployed.decide({
        principal,
        policies,
        action: 'kms:Decrypt',
        resource: deployed.keyArn,
        context: deployed.throughParameterStore(parameter),
      });
    for (const service of [named(count)[0]!, named(count)[count - 1]!]) {
      const list = { principal, policies, action: 'ssm:GetParametersByPath', resource: deployed.parameterArn(`/${service}/`) };
      expect(await deployed.decide(list)).toBe('Allowed');
      expect(await decrypt(`/${service}/token`)).toBe('Allowed');
      // A service below it is another one, whichever policy a service is in.
      expect(await decrypt(`/${service}/below/token`)).not.toBe('Allowed');
    }
    expect(await decrypt(`/service-${count}/token`)).not.toBe('Allowed');
  });

  test.each([
    ['the upper one first', ['api', 'api/v1', 'api/v1/eu', 'web']],
    ['the upper one last', ['web', 'api/v1/eu', 'api/v1', 'api']],
  ])('are all readable if one is below another, %s, and nothing else below them is', async (_, services) => {
    const configuration = synthesize(declare(services).stack);
    const deployed = new DeployedStack(configuration, DEPLOYMENT);
    const decrypt = (parameter: string) =>
      deployed.decide({
        principal: deployed.roleArn('task'),
        policies: deployed.policiesOf('task'),
        action: 'kms:Decrypt',
        resource: deployed.keyArn,
        context: deployed.throughParameterStore(parameter),
      });
    for (const service of services) expect([service, await decrypt(`/${service}/token`)]).toEqual([service, 'Allowed']);
    for (const other of ['api/v2', 'api/v1/us', 'api/v1/eu/x', 'web/v1']) expect(await decrypt(`/${other}/token`)).not.toBe('Allowed');
  });

  test('fit what IAM takes, if each has one below it', () => {
    const both = named(30).flatMap((service) => [service, `${service}/below`]);
    const configuration = synthesize(declare(both).stack);
    for (const partition of PARTITIONS) expect(new MeasuredStack(configuration, partition).excesses()).toEqual([]);
  });

  test('are in one statement for the key, as before, if none is below another', () => {
    const [policy] = policiesOf(synthesize(declare(['api/v1', 'web']).stack));
    const { Statement } = JSON.parse(policy!) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['ListServices', 'DecryptThroughParameterStore']);
  });

  test('are refused if no quota allows so many policies, and one role is asked for no more', () => {
    expect(thrownBy(() => synthesize(declare(named(1000)).stack))).toEqual({
      name: 'GrantError',
      message: expect.stringMatching(
        /^Role 'task': it has \d+ managed policies attached, and IAM attaches at most 20 to a role, whatever its quota\. Use several roles/,
      ) as string,
    });
  });

  test('move into a new policy before they leave the old one, and only one policy changes when another one comes', () => {
    const before = synthesize(declare(named(60)).stack).resource.aws_iam_policy!;
    const after = synthesize(declare(named(61)).stack).resource.aws_iam_policy!;
    expect(Object.keys(before).length).toBeGreaterThan(1);
    const changed = Object.entries(before).filter(([id, { policy }]) => after[id]!.policy !== (policy as unknown));
    expect(changed.length).toBeLessThanOrEqual(1);
    expect(Object.values(after).filter(({ depends_on: awaited }) => awaited !== undefined).length).toBeGreaterThan(0);
  });

  test('are granted, so that what uses them can wait for all policies', () => {
    const { stack, access } = declare(['api']);
    const queue = new SqsQueue(stack, 'queue', {});
    const grant = access.allow("Chamber 'api'", 'web');
    expect([grant.subject, grant.access]).toEqual(["Chamber 'api'", 'read-services']);
    grant.applyBefore(queue);
    for (const service of named(40)) access.allow('test', service);
    const { resource } = synthesize(stack);
    const attachments = Object.keys(resource.aws_iam_role_policy_attachment!).map((id) => `aws_iam_role_policy_attachment.${id}`);
    expect(attachments.length).toBeGreaterThan(1);
    expect([...(resource.aws_sqs_queue!.queue!.depends_on as string[])].sort()).toEqual(attachments.sort());
  });
});
