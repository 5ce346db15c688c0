import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { LicenseKey, type LicenseKeyProps } from './license-key';
import { ApplicationSecret, EphemeralSecret, SecretEngine, SecretSource, SecretVault } from '../../src';
import { thrownBy } from '../support/errors';
import { newApp, newStack, only, synthesize } from '../support/synth';

const newVault = (stack = newStack()) => new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', tags: { team: 'a' } });
const newKey = (vault: SecretVault, props: Partial<LicenseKeyProps> = {}, id = 'license') => (
  new LicenseKey(vault.node.scope!, id, { vault, product: 'editor', validDays: 365, reminderTo: 'platform team', ...props })
);

describe('a type of secret that a stranger adds', () => {
  test('is a parameter under the key of its vault, claimed and tagged like every other', () => {
    const stack = newStack();
    newKey(newVault(stack), { tags: { cost: '1' } });
    expect(only(synthesize(stack).resource.coffer_secret)).toEqual({
      name: '/editor/license_key',
      kms_key_id: expect.stringMatching(/^\$\{aws_kms_alias\..+\.name\}$/) as string,
      claim: expect.stringMatching(/\/license$/) as string,
      tags: { team: 'a', cost: '1', RemindedOwner: 'platform team' },
    });
  });

  test('is refused above 30 days without a reminder, and taken below', () => {
    expect(thrownBy(() => newKey(newVault(), { reminderTo: undefined })).message)
      .toBe("LicenseKey 'editor/license_key': it is valid for 365 days, and nobody is reminded to renew it. Write reminderTo: a person or a team.");
    expect(newKey(newVault(), { validDays: 30, reminderTo: undefined }).parameterName).toBe('/editor/license_key');
  });

  test('has the checks of every type: reserved tags, names that are taken, names that chamber cannot read, vaults without the provider', () => {
    expect(thrownBy(() => newKey(newVault(), { tags: { 'coffer:claim': 'mine' } })).message).toContain("tag 'coffer:claim' begins with coffer:, which is reserved");
    const vault = newVault();
    new ApplicationSecret(vault.node.scope!, 'other', { vault, service: 'editor', key: 'license_key', source: SecretSource.supplied() });
    expect(thrownBy(() => newKey(vault)).name).toBe('DuplicateSecretError');
    expect(thrownBy(() => newKey(newVault(), { product: 'Editor' })).name).toBe('SecretNameError');
    const without = new SecretVault(newStack(), 'vault', { namespace: 'acme', stage: 'dev', engine: SecretEngine.AWS_ONLY });
    expect(thrownBy(() => newKey(without)).message).toContain('is of SecretEngine.AWS_ONLY, and it awaits its first value');
  });

  test('keeps to its stage', () => {
    const app = newApp();
    const [dev, prod] = [newStack(app, 'dev'), newStack(app, 'prod')];
    newKey(newVault(dev)).grantRead(new IamRole(dev, 'task', { assumeRolePolicy: '{}' }));
    const prodVault = new SecretVault(prod, 'vault', { namespace: 'acme', stage: 'prod' });
    const key = new LicenseKey(prod, 'license', { vault: prodVault, product: 'editor', validDays: 30 });
    expect(thrownBy(() => key.grantRead(dev.node.findChild('task') as IamRole)).name).toBe('GrantError');
  });

  test('is read during a run like every other', () => {
    const stack = newStack();
    const key = newKey(newVault(stack));
    new EphemeralSecret(stack, 'value', { secret: key });
    expect(only(synthesize(stack).ephemeral!.coffer_secret)).toMatchObject({ name: '/editor/license_key' });
  });

  test('takes less than an hour: a page of code', () => {
    expect(readFileSync(join(__dirname, 'license-key.ts'), 'utf8').split('\n').length).toBeLessThan(80);
  });
});
