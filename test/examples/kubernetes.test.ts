import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { BundledProvider } from '../../src/terraform/bundled-provider';
import { faultsOf, type Manifest } from '../access/kubernetes/custom-resources';
import { type Configuration, temporaryFolder } from '../support/synth';

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

  test('has two Secrets written by Terraform, after their namespace: copies, and what is nowhere else', () => {
    const namespace = '${kubernetes_namespace_v1.namespace.metadata[0].name}';
    const secrets = Object.values(configuration.resource.kubernetes_secret_v1!);
    expect(secrets.map(({ metadata }) => metadata)).toEqual([
      { name: 'web-csrf', namespace },
      { name: 'web-env', namespace },
    ]);
    expect(secrets[0]).toMatchObject({
      data_wo: { CSRF_KEY: expect.stringContaining('ephemeral.coffer_random') as string },
      lifecycle: { prevent_destroy: true },
    });
    const names = Object.values(configuration.resource.coffer_secret!).map(({ name }) => name as string);
    expect(names).not.toContain('/web/csrf_key');
    expect(configuration.resource.kubernetes_manifest).toBeUndefined();
  });

  test('has manifests that the operator takes, for all that is kept by it', () => {
    expect(Object.keys(manifests)).toEqual([
      'externalsecret_api_api-env.yaml',
      'externalsecret_mail_mail-env.yaml',
      'externalsecret_metrics_metrics-env.yaml',
      'externalsecret_ops_grafana.yaml',
      'secretstore_api_acme-dev.yaml',
      'secretstore_mail_mail-env.yaml',
      'secretstore_metrics_metrics-env.yaml',
      'secretstore_ops_grafana.yaml',
      'serviceaccount_api_secrets.yaml',
      'serviceaccount_mail_mail-env.yaml',
      'serviceaccount_ops_grafana.yaml',
    ]);
    const external = manifests['externalsecret_api_api-env.yaml']!;
    const mail = manifests['externalsecret_mail_mail-env.yaml']!;
    const store = manifests['secretstore_api_acme-dev.yaml']!;
    const account = manifests['serviceaccount_api_secrets.yaml']!;
    for (const [file, manifest] of Object.entries(manifests)) {
      if (!file.startsWith('serviceaccount')) expect([file, ...faultsOf(manifest)]).toEqual([file]);
    }
    // The operator assumes a role by itself, and no service account has it.
    expect(manifests['secretstore_metrics_metrics-env.yaml']!.spec).toEqual({
      provider: {
        aws: { service: 'ParameterStore', region: 'eu-west-1', role: 'arn:aws:iam::111122223333:role/acme-dev-metrics-metrics-env' },
      },
    });
    expect(manifests['externalsecret_ops_grafana.yaml']!.spec).toMatchObject({
      data: [{ secretKey: 'ADMIN_PASSWORD', remoteRef: { key: '/bootstrap/grafana/admin_password' } }],
    });
    expect(mail.spec).toMatchObject({
      target: { template: { data: { SMTP_PASSWORD: '{{ (.AWS_CREDENTIALS | fromJson).SmtpPassword }}' } } },
      data: [
        { secretKey: 'AWS_CREDENTIALS', remoteRef: { key: '/mail/aws_credentials' } },
        { secretKey: 'METRICS_TOKEN', remoteRef: { key: '/global/metrics_token' } },
      ],
    });
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
      'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${configuration.resource.aws_iam_role!.role!.name as string}`,
    });
  });

  test('takes the cluster of whoever deploys', () => {
    const arn = 'arn:aws:iam::444455556666:oidc-provider/oidc.example.com';
    const { configuration: other, manifests: written } = run({ OIDC_PROVIDER_ARN: arn });
    expect(written['serviceaccount_api_secrets.yaml']!.metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::444455556666:role/acme-dev-api-secrets',
    });
    expect(JSON.parse(other.resource.aws_iam_role!.role!.assume_role_policy as string)).toMatchObject({
      Statement: [{ Principal: { Federated: arn } }],
    });
  });

  test('protects its secrets, unless it is told not to', () => {
    const protections = ({ configuration: { resource } }: Written): boolean[] =>
      Object.values(resource.coffer_secret!)
        // What the rotator is told is no secret, and never protected.
        .filter(({ name }) => !(name as string).startsWith('/_coffer/'))
        .map((secret) => secret.deletion_protection as boolean);
    expect(protections(run())).toEqual([true, true, true, true, true]);
    const open = run({ COFFER_EXAMPLE_DELETION_PROTECTION: 'off' });
    expect(protections(open)).toEqual([false, false, false, false, false]);
    expect(JSON.stringify(open.configuration.resource.kubernetes_secret_v1)).not.toContain('prevent_destroy');
  });
});
