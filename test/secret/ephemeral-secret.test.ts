import { TerraformStack } from 'cdktf';
import { ApplicationSecret, EphemeralSecret, SecretSource, SecretVault } from '../../src';
import { CofferProvider } from '../../src/bindings/provider';
import { Secret } from '../../src/bindings/secret';
import { newApp, newStack, synthesize } from '../support/synth';
import '../support/matchers';

function newSecret(stack: TerraformStack, provider?: CofferProvider): ApplicationSecret {
  const vault = new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', provider });
  return new ApplicationSecret(stack, 'secret', { vault, service: 'api', key: 'key', source: SecretSource.generated() });
}

describe('the value of a secret during a run', () => {
  test('is read once the run has made it', () => {
    const stack = newStack();
    new EphemeralSecret(stack, 'value', { secret: newSecret(stack) });
    expect(synthesize(stack)).toHaveEphemeral('coffer_secret', {
      // No version while it awaits its first value: the provider then says so.
      name: '/api/key',
      version: '${(coffer_secret.secret.version >= 1) ? coffer_secret.secret.version : null}',
    });
  });

  test('feeds a write-only argument of its stack', () => {
    const stack = newStack();
    const { value } = new EphemeralSecret(stack, 'value', { secret: newSecret(stack) });
    new Secret(stack, 'copy', { name: '/web/key', valueWo: value, valueWoVersion: 1 });
    expect(synthesize(stack).resource.coffer_secret!.copy!.value_wo).toBe('${ephemeral.coffer_secret.value.value}');
  });

  test('is read by the version that is asked for', () => {
    const stack = newStack();
    new EphemeralSecret(stack, 'value', { secret: newSecret(stack), version: 3 });
    expect(synthesize(stack)).toHaveEphemeral('coffer_secret', { version: 3 });
  });

  test('is read by the provider of its vault', () => {
    const stack = newStack();
    const provider = new CofferProvider(stack, 'own', { alias: 'own' });
    new EphemeralSecret(stack, 'value', { secret: newSecret(stack, provider) });
    const configuration = synthesize(stack);
    expect(configuration).toHaveEphemeral('coffer_secret', { provider: 'coffer.own' });
    expect(configuration.provider.coffer).toHaveLength(1);
  });

  test('is read in another stack by name, with a provider there', () => {
    const app = newApp();
    const [home, other] = [newStack(app, 'home'), newStack(app, 'other')];
    new EphemeralSecret(other, 'value', { secret: newSecret(home) });
    const configuration = synthesize(other);
    expect(configuration.ephemeral).toEqual({ coffer_secret: { value: { name: '/api/key' } } });
    expect(configuration.provider.coffer).toEqual([{ region: 'eu-west-1' }]);
    expect(synthesize(home).output).toBeUndefined();
  });
});
