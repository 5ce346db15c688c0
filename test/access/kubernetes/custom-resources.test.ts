import { faultsOf, type Manifest } from './custom-resources';

const STORE: Manifest = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: { name: 'acme-dev', namespace: 'api' },
  spec: { provider: { aws: { service: 'ParameterStore', region: 'eu-west-1' } } },
};

describe('the check of manifests', () => {
  test('passes one that is right', () => {
    expect(faultsOf(STORE)).toEqual([]);
  });

  test.each([
    [
      'a field that is not there',
      { ...STORE, spec: { provider: { aws: { service: 'ParameterStore', region: 'eu-west-1', regoin: 'x' } } } },
      '/spec/provider/aws must NOT have additional properties {"additionalProperty":"regoin"}',
    ],
    [
      'a value that is none of the allowed ones',
      { ...STORE, spec: { provider: { aws: { service: 'Parameters', region: 'eu-west-1' } } } },
      '/spec/provider/aws/service must be equal to one of the allowed values',
    ],
    [
      'a field that is missing',
      { ...STORE, spec: { provider: { aws: { service: 'ParameterStore' } } } },
      "/spec/provider/aws must have required property 'region'",
    ],
    ['another version', { ...STORE, apiVersion: 'external-secrets.io/v1beta1' }, 'no such version: external-secrets.io/v1beta1'],
    ['a namespace that is missing', { ...STORE, metadata: { name: 'acme-dev' } }, 'SecretStore is Namespaced'],
    ['a namespace too many', { ...STORE, kind: 'ClusterSecretStore' }, 'ClusterSecretStore is Cluster'],
    ['another kind', { ...STORE, kind: 'PushSecret' }, 'no such kind: PushSecret'],
  ])('finds %s', (_, manifest, fault) => {
    expect(faultsOf(manifest as Manifest).join('\n')).toContain(fault);
  });
});
