import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import { ApplicationSecret, kubernetes, SecretSource, SecretVault } from 'cdktf-coffer';
import type { Construct } from 'constructs';
import { ACCOUNT, roleOf } from './roles';

const LABELS = { labels: { app: 'acme' }, annotations: { note: 'yes: "no"' } };

/** What a cluster gets, as resources and as files. */
export class KubernetesStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    const provider = new KubernetesProvider(this, 'kubernetes', { alias: 'second' });
    new KubernetesProvider(this, 'first', {});
    const vault = new SecretVault(this, 'vault', { namespace: 'cluster', stage: 'prod' });
    const written = new kubernetes.KubernetesSecret(this, 'written', {
      vault,
      services: ['global', 'shop'],
      namespace: 'api',
      name: 'api-env',
      type: 'Opaque',
      ...LABELS,
      generation: 2,
      provider,
    });
    new kubernetes.KubernetesSecret(this, 'plain', { vault, services: ['till'], namespace: 'web', name: 'web-env' });

    const oidcProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E`;
    const account = (name: string, roleName?: string) =>
      new kubernetes.ServiceAccountRole(this, `role-${name}`, { vault, oidcProviderArn, namespace: 'api', serviceAccount: name, roleName });
    const role = account('secrets');
    const local = new ApplicationSecret(this, 'local', { vault, service: 'cluster', key: 'local', source: SecretSource.supplied() });
    const other = ApplicationSecret.fromName(this, 'other', { vault, service: 'cluster', key: 'other' });
    for (const [name, output] of [
      ['resources', kubernetes.ManifestOutput.resources({ provider })],
      ['files', kubernetes.ManifestOutput.files('manifests')],
    ] as const) {
      const store = new kubernetes.SecretStore(this, `store-${name}`, {
        vault,
        namespace: 'api',
        serviceAccount: role,
        name: `store-${name}`,
        region: 'eu-central-1',
        output,
        createServiceAccount: name === 'files',
        ...LABELS,
      });
      new kubernetes.ExternalSecret(this, `secrets-${name}`, {
        store,
        name: `some-${name}`,
        secrets: [other, local],
        targetName: `target-${name}`,
        creationPolicy: kubernetes.SecretCreationPolicy.MERGE,
        refreshInterval: '15m',
        ...LABELS,
      });
      new kubernetes.ExternalSecret(this, `services-${name}`, {
        store,
        name: `all-${name}`,
        services: ['shop', 'till'],
        creationPolicy: kubernetes.SecretCreationPolicy.ORPHAN,
      });
    }
    const cluster = new kubernetes.ClusterSecretStore(this, 'cluster', {
      vault,
      namespaces: ['one', 'two'],
      role: roleOf(this, 'operator'),
      output: kubernetes.ManifestOutput.resources({ provider }),
      ...LABELS,
    });
    new kubernetes.ExternalSecret(this, 'in-cluster', {
      store: cluster,
      name: 'one',
      namespace: 'one',
      services: ['shop'],
      output: kubernetes.ManifestOutput.files('other-manifests'),
    });
    local.grantRead(account('other', 'acme-other'));
    new TerraformOutput(this, 'outputs', { value: [written.revision, written.name, cluster.kind, cluster.storeName, role.arn, role.name] });
  }
}
