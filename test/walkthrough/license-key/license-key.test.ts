import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LicenseKey, type LicenseKeyProps } from './license-key';
import { ApplicationSecret, EphemeralSecret, SecretEngine, SecretSource, SecretVault } from '../../../src';
import { parsePlan } from '../../../src/contracts/rotation/plan';
import { thrownBy } from '../../support/errors';
import { jsonEncoded } from '../../support/json-encoded';
import { newApp, newStack, only, synthesize } from '../../support/synth';

const NAME = '/editor/license_key';
const newVault = (stack = newStack()) => new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', tags: { team: 'a' } });
const newKey = (vault: SecretVault, props: Partial<LicenseKeyProps> = {}, id = 'license') =>
  new LicenseKey(vault.node.scope!, id, { vault, product: 'editor', maximumAgeDays: 30, ...props });

describe('a type of secret that a stranger adds', () => {
  test('is a parameter under the key of its vault, claimed and tagged like every other', () => {
    const stack = newStack();
    newKey(newVault(stack), { tags: { cost: '1' } });
    expect(only(synthesize(stack).resource.coffer_secret)).toEqual({
      name: NAME,
      kms_key_id: expect.stringMatching(/^\$\{aws_kms_alias\..+\.name\}$/) as string,
      claim: expect.stringMatching(/\/license$/) as string,
      tags: { team: 'a', cost: '1' },
    });
  });

  test('is refused above 30 days without a reminder', () => {
    expect(thrownBy(() => newKey(newVault(), { maximumAgeDays: 31 })).message).toBe(
      "LicenseKey 'editor/license_key': it may be 31 days old, and nobody is reminded to replace it. " +
        'Write reminder: true, or at most 30 days.',
    );
    expect(newKey(newVault(), { maximumAgeDays: 30 }).parameterName).toBe(NAME);
    expect(newKey(newVault(), { maximumAgeDays: 31, reminder: true }).parameterName).toBe(NAME);
    expect(thrownBy(() => newKey(newVault(), { maximumAgeDays: 0 })).message).toBe(
      "LicenseKey 'editor/license_key': maximumAgeDays is 0. Write a whole number of days from 1 to 400.",
    );
  });

  test('has people reminded by the rotator of its vault, which is told when and starts no rotation', () => {
    const stack = newStack();
    newKey(newVault(stack), { maximumAgeDays: 60, reminder: true });
    const { coffer_secret: secrets, aws_scheduler_schedule: schedules } = synthesize(stack).resource;
    const plan = Object.values(secrets!).find(({ name }) => name === `/_coffer/rotation/acme-dev${NAME}`)!;
    expect(parsePlan(NAME, jsonEncoded(plan.value_wo as string))).toMatchObject({ strategy: 'reminder', everyDays: 60, paused: false });
    expect(JSON.parse(only(schedules).target.input as string)).toEqual({
      check: true,
      plans: expect.stringMatching(/^\$\{local\./) as string,
    });
  });

  test('has the checks of every type: reserved tags, names taken, names that chamber cannot read, vaults without the provider', () => {
    expect(thrownBy(() => newKey(newVault(), { tags: { 'coffer:claim': 'mine' } })).message).toContain(
      "tag 'coffer:claim' begins with coffer:, which is reserved",
    );
    const vault = newVault();
    new ApplicationSecret(vault.node.scope!, 'other', { vault, service: 'editor', key: 'license_key', source: SecretSource.supplied() });
    expect(thrownBy(() => newKey(vault)).name).toBe('DuplicateSecretError');
    const taken = newVault();
    const other = { vault: taken, service: 'editor', key: 'license-key', source: SecretSource.supplied() };
    new ApplicationSecret(taken.node.scope!, 'other', other);
    expect(thrownBy(() => newKey(taken)).name).toBe('EnvironmentNameCollisionError');
    expect(thrownBy(() => newKey(newVault(), { product: 'Editor' })).name).toBe('SecretNameError');
    const without = new SecretVault(newStack(), 'vault', { namespace: 'acme', stage: 'dev', engine: SecretEngine.AWS_ONLY });
    expect(thrownBy(() => newKey(without)).message).toContain('is of SecretEngine.AWS_ONLY, and it awaits its first value');
  });

  test('keeps to its stage', () => {
    const app = newApp();
    const [dev, prod] = [newStack(app, 'dev'), newStack(app, 'prod')];
    newKey(newVault(dev)).grantRead(new IamRole(dev, 'task', { assumeRolePolicy: '{}' }));
    const key = newKey(new SecretVault(prod, 'vault', { namespace: 'acme', stage: 'prod' }));
    expect(thrownBy(() => key.grantRead(dev.node.findChild('task') as IamRole)).name).toBe('GrantError');
  });

  test('is granted by its name in a program that does not declare it', () => {
    const stack = newStack();
    const key = LicenseKey.fromName(stack, 'license', { vault: newVault(stack), product: 'editor' });
    key.grantRead(new IamRole(stack, 'task', { assumeRolePolicy: '{}' }));
    const { coffer_secret: secrets, aws_iam_policy: policies } = synthesize(stack).resource;
    expect(secrets).toBeUndefined();
    expect(only(policies).policy).toContain(NAME);
  });

  test('is read during a run like every other', () => {
    const stack = newStack();
    const key = newKey(newVault(stack));
    new EphemeralSecret(stack, 'value', { secret: key });
    expect(only(synthesize(stack).ephemeral!.coffer_secret)).toMatchObject({ name: NAME });
  });

  test('takes less than an hour: a page of code', () => {
    expect(readFileSync(join(__dirname, 'license-key.ts'), 'utf8').split('\n').length).toBeLessThan(80);
  });
});
