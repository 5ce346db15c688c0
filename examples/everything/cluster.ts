import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { TerraformOutput, TerraformStack } from 'cdktf';
import { kubernetes } from 'cdktf-coffer';
import { Construct } from 'constructs';
import { LOCAL_AWS } from './settings';
import type { Stage } from './stage';

export interface ClusterProps {
  readonly stage: Stage;
  /** The stage's account, in which the cluster's OIDC provider is. */
  readonly account: string;
}

/** The cluster of a stage: the service web is written by each deploy, the service api is kept in step by External Secrets Operator. */
export class Cluster extends TerraformStack {
  constructor(scope: Construct, id: string, { stage, account }: ClusterProps) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1', ...LOCAL_AWS });
    new KubernetesProvider(this, 'kubernetes', { configContext: id });
    const { vault } = stage;

    const namespace = new NamespaceV1(this, 'web', { metadata: { name: 'web' } });
    const web = new kubernetes.KubernetesSecret(this, 'web-env', {
      vault,
      services: ['global', 'web'],
      namespace: namespace.metadata.name,
      name: 'web-env',
    });

    const oidcProviderArn = `arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E`;
    const role = new kubernetes.ServiceAccountRole(this, 'role', { vault, oidcProviderArn, namespace: 'api', serviceAccount: 'secrets' });
    const output = kubernetes.ManifestOutput.files(`${process.env.COFFER_EXAMPLE_MANIFESTS ?? 'manifests'}/${vault.stage}`);
    const store = new kubernetes.SecretStore(this, 'store', { vault, namespace: 'api', serviceAccount: role, output });
    new kubernetes.ExternalSecret(this, 'api', { store, name: 'api-env', secrets: stage.forCluster, refreshInterval: '15m' });
    // All of a service, whatever secrets it gets later.
    new kubernetes.ExternalSecret(this, 'worker', { store, name: 'worker-env', services: ['worker'], refreshInterval: '15m' });

    // In one line, with a role of its own: SMTP_USERNAME and SMTP_PASSWORD.
    new kubernetes.KubernetesAccess(this, 'mail', {
      vault,
      namespace: 'mail',
      smtpCredentials: stage.mail,
      identity: kubernetes.KubernetesIdentity.irsa(oidcProviderArn),
      output,
    });

    new TerraformOutput(this, 'web_revision', {
      value: web.revision,
      description: 'For an annotation of the pods: they restart when it changes',
    });
  }
}
