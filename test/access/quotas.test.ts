import { TerraformStack } from 'cdktf';
import { access, ApplicationSecret, SecretSource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { MeasuredStack, PARTITIONS } from '../support/policy-quotas';
import { newStack, synthesize } from '../support/synth';

jest.setTimeout(120_000);

const state = access.TerraformState.elsewhere();
const identity = access.OidcIdentity.github({ owner: 'acme', ownerId: 7, repository: 'api', repositoryId: 42, environment: 'dev' });
const assumedBy = ['arn:aws:iam::111122223333:user/dora'];

/** A vault, and as many services as a use case is to have, with a secret each where it goes by secrets. */
interface Estate {
  readonly stack: TerraformStack;
  readonly vault: SecretVault;
  readonly services: string[];
}

const USES: { readonly [use: string]: (estate: Estate) => void } = {
  'CiCdAccess to services': ({ stack, vault, services }) => new access.CiCdAccess(stack, 'use', { vault, identity, services }),
  'CiCdAccess to secrets': (estate) =>
    new access.CiCdAccess(estate.stack, 'use', { vault: estate.vault, identity, secrets: secretsOf(estate) }),
  'CiCdDeployRole of services': ({ stack, vault, services }) =>
    new access.CiCdDeployRole(stack, 'use', { vault, identity, state, services }),
  'CiCdPlanRole with services': ({ stack, vault, services }) =>
    new access.CiCdPlanRole(stack, 'use', { vault, identity, state, ephemeralServices: services }),
  'CiCdPlanRole with secrets': (estate) =>
    new access.CiCdPlanRole(estate.stack, 'use', { vault: estate.vault, identity, state, ephemeralSecrets: secretsOf(estate) }),
  'LocalDevelopment by a role': ({ stack, vault, services }) =>
    new access.LocalDevelopment(stack, 'use', { vault, services, signIn: access.DeveloperSignIn.mfa({ principals: assumedBy }) }),
  'LocalDevelopment by a permission set': ({ stack, vault, services }) => {
    const signIn = access.DeveloperSignIn.permissionSet({ mfaEnforcedByIdentityCenter: true });
    return new access.LocalDevelopment(stack, 'use', { vault, services, signIn });
  },
  'TerraformAccess to services': ({ stack, vault, services }) => new access.TerraformAccess(stack, 'use', { vault, services, assumedBy }),
  'TerraformAccess to secrets': (estate) => {
    const terraform = new access.TerraformAccess(estate.stack, 'use', { vault: estate.vault, assumedBy });
    for (const secret of secretsOf(estate)) terraform.value(secret);
  },
};

function secretsOf({ stack, vault, services }: Estate): ApplicationSecret[] {
  return services.map(
    (service) => new ApplicationSecret(stack, `secret-${service}`, { vault, service, key: 'token', source: SecretSource.generated() }),
  );
}

function declare(use: string, count: number): TerraformStack {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  USES[use]!({ stack, vault, services: Array.from({ length: count }, (_, index) => `service-${index}`) });
  return stack;
}

const TOO_MANY = /^Role '.*': it has \d+ managed policies attached, and IAM attaches at most 20 to a role, .*\. Use several roles, such as/;
const PLAN_TOO_LONG =
  /would have \d+ characters, and AWS takes 6144\. Name fewer of keys, ephemeralSecrets, ephemeralServices and readableObjects, or plan/;
const SET_TOO_LONG =
  /policy of its permission set would have \d+ characters, and IAM takes 10240\. Name fewer services or profiles, divide/;

test.each(Object.keys(USES))('%s: 10 are within the quotas of AWS, in one policy of each kind', (use) => {
  const measured = new MeasuredStack(synthesize(declare(use, 10)), PARTITIONS[2]!);
  expect(measured.excesses()).toEqual([]);
  const most = use.startsWith('CiCdPlanRole') ? 3 : use.startsWith('CiCdDeployRole') ? 2 : 1;
  expect(Math.max(0, ...measured.attachments().values())).toBeLessThanOrEqual(most);
});

test.each(Object.keys(USES).filter((use) => !/CiCdPlanRole|permission set/.test(use)))(
  '%s: 100 are divided among policies within the quotas of AWS',
  (use) => {
    const measured = new MeasuredStack(synthesize(declare(use, 100)), PARTITIONS[2]!);
    expect(measured.excesses()).toEqual([]);
    const [most] = [...measured.attachments().values()].sort((a, b) => b - a);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(10);
  },
);

// What cannot be divided is refused before AWS is asked.
test.each<[string, number, RegExp]>([
  ['CiCdPlanRole with services', 100, PLAN_TOO_LONG],
  ['CiCdPlanRole with secrets', 100, PLAN_TOO_LONG],
  ['LocalDevelopment by a permission set', 100, SET_TOO_LONG],
  ['CiCdAccess to services', 1000, TOO_MANY],
  ['CiCdDeployRole of services', 1000, TOO_MANY],
  ['LocalDevelopment by a role', 1000, TOO_MANY],
  ['TerraformAccess to services', 1000, TOO_MANY],
])('%s: %d are refused, with what to do about it', (use, count, message) => {
  expect(thrownBy(() => synthesize(declare(use, count))).message).toMatch(message);
});

test('1,000 services of several roles are within the quotas of AWS', () => {
  const stack = newStack();
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev' });
  for (let part = 0; part < 10; part++) {
    const services = Array.from({ length: 100 }, (_, index) => `service-${part}-${index}`);
    new access.CiCdAccess(stack, `ci-${part}`, { vault, identity, services });
  }
  const measured = new MeasuredStack(synthesize(stack), PARTITIONS[2]!);
  expect(measured.excesses()).toEqual([]);
  expect(Math.max(...measured.attachments().values())).toBeLessThanOrEqual(10);
});
