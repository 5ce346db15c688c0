import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { faultsOf, type Manifest } from '../access/kubernetes/custom-resources';
import { type Configuration, only, temporaryFolder } from '../support/synth';

jest.mock('cdktf-coffer', () => jest.requireActual<object>('../../src'), { virtual: true });

interface Written {
  readonly configuration: Configuration;
  readonly manifests: { readonly [file: string]: Manifest };
}

/** Runs the example's program as `cdktf synth` does, but for laying out the provider. */
function run(environment: { readonly [name: string]: string } = {}): Written {
  const [outdir, folder] = [temporaryFolder(), temporaryFolder()];
  const before = { ...process.env };
  jest.spyOn(BundledProvider.prototype, 'install').mockImplementation(() => {});
  Object.assign(process.env, { CDKTF_OUTDIR: outdir, COFFER_EXAMPLE_MANIFESTS: folder, ...environment });
  try {
    jest.isolateModules(() => {
      jest.requireActual<object>('../../examples/kubernetes/main');
    });
  } finally {
    process.env = before;
  }
  const read = (file: string): Manifest => parse(readFileSync(path.join(folder, file), 'utf8'), { version: '1.1' }) as Manifest;
  return {
    configuration: JSON.parse(readFileSync(path.join(outdir, 'stacks', 'kubernetes', 'cdk.tf.json'), 'utf8')) as Configuration,
    manifests: Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((file) => [file, read(file)]),
    ),
  };
}

describe('the example of a cluster', () => {
  const { configuration, manifests } = run();

  test('has one Secret written by Terraform, after its namespace', () => {
    expect(only(configuration.resource.kubernetes_secret_v1).metadata).toEqual({
      name: 'web-env',
      namespace: '${kubernetes_namespace_v1.namespace.metadata[0].name}',
    });
    expect(configuration.resource.kubernetes_manifest).toBeUndefined();
  });

  test('has manifests that the operator takes, for all that is kept by it', () => {
    expect(Object.keys(manifests)).toEqual([
      'externalsecret_api_api-env.yaml',
      'secretstore_api_acme-dev.yaml',
      'serviceaccount_api_secrets.yaml',
    ]);
    const [external, store, account] = Object.values(manifests) as [Manifest, Manifest, Manifest];
    expect([...faultsOf(external), ...faultsOf(store)]).toEqual([]);
    expect(external.spec).toMatchObject({
      refreshInterval: '15m0s',
      secretStoreRef: { kind: store.kind, name: store.metadata.name },
      data: [
        { secretKey: 'DB_PASSWORD', remoteRef: { key: '/api/db_password' } },
        { secretKey: 'METRICS_TOKEN', remoteRef: { key: '/global/metrics_token' } },
      ],
    });
    expect(store.spec).toMatchObject({ provider: { aws: { auth: { jwt: { serviceAccountRef: { name: account.metadata.name } } } } } });
    expect(account.metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${only(configuration.resource.aws_iam_role).name as string}`,
    });
  });

  test('takes the cluster of whoever deploys', () => {
    const arn = 'arn:aws:iam::444455556666:oidc-provider/oidc.example.com';
    const { configuration: other, manifests: written } = run({ OIDC_PROVIDER_ARN: arn });
    expect(written['serviceaccount_api_secrets.yaml']!.metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::444455556666:role/acme-dev-api-secrets',
    });
    expect(JSON.parse(only(other.resource.aws_iam_role).assume_role_policy as string)).toMatchObject({
      Statement: [{ Principal: { Federated: arn } }],
    });
  });

  test('protects its secrets, unless it is told not to', () => {
    const protections = ({ configuration: { resource } }: Written): boolean[] =>
      Object.values(resource.coffer_secret!).map((secret) => secret.deletion_protection as boolean);
    expect(protections(run())).toEqual([true, true, true]);
    expect(protections(run({ COFFER_EXAMPLE_DELETION_PROTECTION: 'off' }))).toEqual([false, false, false]);
  });
});
