import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { ApplicationSecret, AwsCredentials, BootstrapSecret, kubernetes, SecretSource, SecretVault } from 'cdktf-coffer';
import { Construct } from 'constructs';

/** The cluster's OIDC provider in IAM: aws eks describe-cluster --name … --query cluster.identity.oidc.issuer */
const oidcProviderArn =
  process.env.OIDC_PROVIDER_ARN ??
  'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';

/** The cluster, and the role that its External Secrets Operator has by an association of EKS Pod Identity, with session tags. */
const clusterArn = process.env.CLUSTER_ARN ?? 'arn:aws:eks:eu-west-1:111122223333:cluster/apps';
const operatorRoleArn = process.env.OPERATOR_ROLE_ARN ?? 'arn:aws:iam::111122223333:role/external-secrets';

/** Where Argo CD or Flux looks for manifests. */
const manifests = process.env.COFFER_EXAMPLE_MANIFESTS ?? 'manifests';

/** Neither secrets nor keys can be destroyed while they are protected: turn it off, deploy, and then destroy. */
const deletionProtection = process.env.COFFER_EXAMPLE_DELETION_PROTECTION !== 'off';

/** What sends mail: the one identity of Amazon SES that mails are from. */
const MAIL_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ses:SendRawEmail', Resource: 'arn:aws:ses:eu-west-1:111122223333:identity/acme.example' }],
});

class Kubernetes extends TerraformStack {
  private readonly vault: SecretVault;
  private readonly output = kubernetes.ManifestOutput.files(manifests);

  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-west-1' });
    // The cluster is the one of KUBE_CONFIG_PATH.
    new KubernetesProvider(this, 'kubernetes', {});

    const vault = (this.vault = new SecretVault(this, 'vault', { namespace: 'acme', stage: 'dev', deletionProtection }));
    const token = new ApplicationSecret(this, 'token', {
      vault,
      service: 'global',
      key: 'metrics_token',
      source: SecretSource.supplied(),
      deletionProtection,
    });
    const database = new ApplicationSecret(this, 'database', {
      vault,
      service: 'api',
      key: 'db_password',
      source: SecretSource.generated(),
      deletionProtection,
    });

    this.declareWeb();
    this.declareApi(token, database);
    this.declareMail(token);
    this.declareOperators();
    this.declareMetrics(token);
  }

  /** Written by each deploy: the variables of `chamber exec global web`, for envFrom. */
  private declareWeb(): void {
    const { vault } = this;
    new ApplicationSecret(this, 'session', {
      vault,
      service: 'web',
      key: 'session_key',
      source: SecretSource.generated({ length: 64 }),
      deletionProtection,
    });
    const namespace = new NamespaceV1(this, 'namespace', { metadata: { name: 'web' } });
    const web = new kubernetes.KubernetesSecret(this, 'web', {
      vault,
      services: ['global', 'web'],
      namespace: namespace.metadata.name,
      name: 'web-env',
    });
    // Kept by the cluster, and nowhere else.
    const session = new kubernetes.KubernetesSecret(this, 'cluster-session', {
      vault,
      service: 'web',
      key: 'csrf_key',
      source: SecretSource.generated({ length: 64 }),
      namespace: namespace.metadata.name,
      name: 'web-csrf',
      deletionProtection,
    });
    new TerraformOutput(this, 'csrf_secret', { value: session.name, description: 'For envFrom of the pods in namespace web' });
    new TerraformOutput(this, 'web_secret', { value: web.name, description: 'For envFrom of the pods in namespace web' });
    new TerraformOutput(this, 'web_revision', {
      value: web.revision,
      description: 'For an annotation of their template: they restart when it changes',
    });
  }

  /** Kept in step by External Secrets Operator, without a deploy and without Terraform seeing a value. */
  private declareApi(token: ApplicationSecret, database: ApplicationSecret): void {
    const { vault, output } = this;
    const role = new kubernetes.ServiceAccountRole(this, 'role', { vault, oidcProviderArn, namespace: 'api', serviceAccount: 'secrets' });
    const store = new kubernetes.SecretStore(this, 'store', { vault, namespace: 'api', serviceAccount: role, output });
    new kubernetes.ExternalSecret(this, 'api', { store, name: 'api-env', secrets: [token, database], refreshInterval: '15m' });
  }

  /** In one line, with SMTP credentials that are rotated with their key. */
  private declareMail(token: ApplicationSecret): void {
    const { vault, output } = this;
    const mail = new AwsCredentials(this, 'mail', {
      vault,
      service: 'mail',
      policy: MAIL_POLICY,
      smtpRegion: 'eu-west-1',
      deletionProtection,
    });
    const access = new kubernetes.KubernetesAccess(this, 'mail-access', {
      vault,
      namespace: 'mail',
      secrets: [token],
      smtpCredentials: mail,
      name: 'mail-env',
      identity: kubernetes.KubernetesIdentity.irsa(oidcProviderArn),
      output,
    });
    new TerraformOutput(this, 'mail_secret', { value: access.secretName, description: 'For envFrom of the pods in namespace mail' });
  }

  /** A bootstrap secret, which names the role that may read it. */
  private declareOperators(): void {
    const { vault, output } = this;
    const role = new kubernetes.ServiceAccountRole(this, 'ops-role', {
      vault,
      oidcProviderArn,
      namespace: 'ops',
      serviceAccount: 'grafana',
    });
    const admin = new BootstrapSecret(this, 'grafana-admin', {
      vault,
      system: 'grafana',
      key: 'admin_password',
      source: SecretSource.generated(),
      readers: [role],
      deletionProtection,
    });
    const identity = kubernetes.KubernetesIdentity.serviceAccountRole(role);
    new kubernetes.KubernetesAccess(this, 'ops', { vault, namespace: 'ops', secrets: [admin], name: 'grafana', identity, output });
  }

  /** By EKS Pod Identity, which the operator has for itself: it assumes a role for each store, here one in the cluster's account. */
  private declareMetrics(token: ApplicationSecret): void {
    const { vault, output } = this;
    const identity = kubernetes.KubernetesIdentity.podIdentity({ operatorRoleArn, clusterArn, roleAccount: oidcProviderArn.split(':')[4] });
    new kubernetes.KubernetesAccess(this, 'metrics', {
      vault,
      namespace: 'metrics',
      secrets: [token],
      name: 'metrics-env',
      identity,
      output,
    });
  }
}

const app = new App();
new Kubernetes(app, 'kubernetes');
app.synth();
