import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { ApplicationSecret, SecretEngine, SecretSource, SecretVault, kubernetes } from '../../../src';
import { thrownBy } from '../../support/errors';
import { newApp, newStack, only, synthesize } from '../../support/synth';
import '../../support/matchers';

function clusterStack(engine?: SecretEngine): { readonly stack: TerraformStack; readonly vault: SecretVault } {
  const stack = newStack(newApp(), 'dev');
  new KubernetesProvider(stack, 'kubernetes', {});
  return { stack, vault: new SecretVault(stack, 'vault', { namespace: 'acme', stage: 'dev', engine }) };
}

const OWN = { service: 'api', key: 'session_key', source: SecretSource.generated({ length: 40 }) };

function secretIn(
  stack: TerraformStack,
  vault: SecretVault,
  props: Partial<kubernetes.KubernetesSecretProps> = OWN,
  id = 'own',
): kubernetes.KubernetesSecret {
  return new kubernetes.KubernetesSecret(stack, id, { vault, namespace: 'api', name: id, ...props });
}

const blockOf = (props: Partial<kubernetes.KubernetesSecretProps>) => {
  const { stack, vault } = clusterStack();
  secretIn(stack, vault, { ...OWN, ...props });
  return only(synthesize(stack).resource.kubernetes_secret_v1);
};

describe('a secret whose only system of record is the cluster', () => {
  test('goes into the Secret as write-only data and nowhere else', () => {
    const { stack, vault } = clusterStack();
    secretIn(stack, vault);
    const configuration = synthesize(stack);
    expect(configuration.resource.coffer_secret).toBeUndefined();
    expect(configuration.data?.coffer_secrets).toBeUndefined();
    expect(configuration).toHaveEphemeral('coffer_random', { format: 'password', length: 40 });
    const [id] = Object.keys(configuration.ephemeral!.coffer_random!);
    expect(only(configuration.resource.kubernetes_secret_v1)).toMatchObject({
      data_wo: { SESSION_KEY: `\${ephemeral.coffer_random.${id}.value}` },
      lifecycle: { prevent_destroy: true },
    });
  });

  test('may be given by a variable, or made of several parts, under a key of its own', () => {
    const { stack, vault } = clusterStack();
    const variable = new TerraformVariable(stack, 'token', { type: 'string' });
    secretIn(stack, vault, { ...OWN, source: SecretSource.fromVariable(variable), dataKey: 'password', type: 'kubernetes.io/basic-auth' });
    expect(only(synthesize(stack).resource.kubernetes_secret_v1)).toMatchObject({
      type: 'kubernetes.io/basic-auth',
      data_wo: { password: '${var.token}' },
    });
  });

  test('is written when it says so, and by nothing else', () => {
    const revision = (props: Partial<kubernetes.KubernetesSecretProps>) => blockOf(props).data_wo_revision as number;
    const first = revision({});
    expect(first).toBeGreaterThanOrEqual(1);
    expect(first).toBeLessThan(2 ** 31);
    expect(revision({ labels: { a: 'b' }, source: SecretSource.generated({ length: 64 }) })).toBe(first);
    expect(revision({ generation: 2 })).toBe(first + 1);
    expect(revision({ source: SecretSource.generated({ generation: 2 }) })).toBe(first + 1);
    expect(revision({ dataKey: 'password' })).not.toBe(first);
  });

  test('can be deleted once its protection is off', () => {
    expect(blockOf({ deletionProtection: false }).lifecycle).not.toHaveProperty('prevent_destroy');
  });
});

describe('synth refuses a secret of the cluster', () => {
  const source = SecretSource.generated();

  test('that the vault has too, whichever comes first', () => {
    const { stack, vault } = clusterStack();
    new ApplicationSecret(stack, 'twin', { vault, service: 'api', key: 'session_key', source });
    expect(thrownBy(() => secretIn(stack, vault))).toEqual({
      name: 'TwoSystemsOfRecordError',
      message:
        "KubernetesSecret 'dev/own': it would live in Kubernetes, and vault acme-dev has 'api/session_key' in Parameter Store already, " +
        "declared at 'dev/twin'. A secret has one system of record: declare it once, as the type that fits, or rename one of them.",
    });
    const other = clusterStack();
    secretIn(other.stack, other.vault);
    expect(
      thrownBy(() => new ApplicationSecret(other.stack, 'twin', { vault: other.vault, service: 'api', key: 'session-key', source })).name,
    ).toBe('TwoSystemsOfRecordError');
  });

  test('that another Secret has', () => {
    const { stack, vault } = clusterStack();
    secretIn(stack, vault);
    expect(thrownBy(() => secretIn(stack, vault, OWN, 'again')).name).toBe('DuplicateSecretError');
  });

  test.each<[string, Partial<kubernetes.KubernetesSecretProps>, string, string]>([
    [
      'without a key',
      { key: undefined },
      'KubernetesError',
      'it has no key, and a secret of the cluster needs service, key and source. ' +
        "Write them, such as service: 'api', key: 'session_key', source: SecretSource.generated().",
    ],
    [
      'beside copies',
      { services: ['api'] },
      'KubernetesError',
      'it has services and a secret of its own, and each write of a Secret is of all its values: a copy that changes would replace what ' +
        'is nowhere else. Declare two KubernetesSecrets, and name both in envFrom of the pods.',
    ],
    [
      'that somebody is to write',
      { source: SecretSource.supplied() },
      'KubernetesError',
      'its source is SecretSource.supplied(), and nobody but this deploy writes to the Secret. ' +
        'Write SecretSource.generated() or SecretSource.fromVariable(variable).',
    ],
    [
      'that a rotation would make',
      { source: SecretSource.rotated() },
      'RotationError',
      'its source is SecretSource.rotated(), and no function makes values for it. ' +
        'Write SecretSource.generated() or SecretSource.supplied().',
    ],
    [
      'that is a value',
      { source: 'CANARY-value' as unknown as SecretSource },
      'LiteralSecretError',
      'source is a string, not a SecretSource (what it says is kept out of this message). ' +
        'Write SecretSource.generated(), SecretSource.supplied() or SecretSource.fromVariable(variable).',
    ],
    [
      'with a key that no program could read',
      { key: 'session.key' },
      'SecretNameError',
      "key 'session.key' gives the environment name SESSION.KEY, which no program can read " +
        "(chamber exec maps '-' to '_' but leaves '.'). Write 'session_key'.",
    ],
    [
      'under a key that no Secret has',
      { dataKey: 'session key' },
      'KubernetesError',
      "dataKey 'session key' is not 1 to 253 letters, digits, '-', '_' and '.' (Kubernetes: Secrets, data). " +
        "Write dataKey: 'SESSION_KEY', or leave it out.",
    ],
  ])('%s', (_, props, name, message) => {
    const { stack, vault } = clusterStack();
    expect(thrownBy(() => secretIn(stack, vault, { ...OWN, ...props }))).toEqual({
      name,
      message: `KubernetesSecret 'dev/own': ${message}`,
    });
  });

  test('in a vault without the coffer provider', () => {
    const { stack, vault } = clusterStack(SecretEngine.AWS_ONLY);
    expect(thrownBy(() => secretIn(stack, vault))).toMatchObject({
      name: 'EngineError',
      message: expect.stringContaining('its value is made by the ephemeral coffer_random') as string,
    });
  });
});
