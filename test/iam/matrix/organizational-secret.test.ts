import { OrganizationalSecret, SecretSource } from '../../../src';
import { OnePasswordItem, OnePasswordVault } from '../../../src/types/organizational';
import { newStack, synthesize } from '../../support/synth';

// There is no matrix here: AWS has no part in it. Who reads an item is decided by the membership of its vault in
// 1Password, which its provider cannot change, and what is left to show is that nothing leads past that.
describe.each(['dev', 'prod'])('an organizational secret in %s', (stage) => {
  const stack = newStack(undefined, stage);
  const secret = new OrganizationalSecret(stack, 'registrar', {
    vault: OnePasswordVault.fromName('Infrastructure'),
    service: 'registrar',
    key: 'admin',
    title: 'Registrar',
    owner: 'platform team',
    item: OnePasswordItem.login({ username: 'admin' }),
    source: SecretSource.supplied(),
  });
  const configuration = synthesize(stack);

  test('R9: has no policy, key, role or parameter of AWS', () => {
    expect(Object.keys(configuration.resource)).toEqual(['onepassword_item']);
    expect(JSON.stringify(configuration)).not.toMatch(/arn:|"Statement"|Principal/);
  });

  test('is granted to nobody: it has no grants', () => {
    expect(Object.getOwnPropertyNames(Object.getPrototypeOf(secret) as object).filter((name) => name.startsWith('grant'))).toEqual([]);
    expect('grantRead' in secret || 'grantWrite' in secret).toBe(false);
  });
});
