import { Annotations, Fn, Op, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkNamespace, checkObjectName, clusterOf, ClusterObjects } from './cluster-objects';
import { clusterOnlySecret, expandedIn, isClusterOnly, type SecretContents } from './cluster-secret-value';
import type { KubernetesSecretProps } from './kubernetes-secret-props';
import { checkServices, deployAfter, keepToStage, refuseForeignService, writersOf } from './services';
import { KubernetesError } from '../../errors';
import { EphemeralResource } from '../../terraform/ephemeral-resource';
import { KubernetesResources } from '../../terraform/kubernetes-provider';
import { refuseValuesInState } from '../../terraform/no-value-in-state';
import { ServiceListing } from '../../terraform/service-listing';
import { SynthChecks } from '../../terraform/synth-checks';
import { recordsOf } from '../../vault/manifest/app-manifest';
import { VaultCore } from '../../vault/vault-core';

/**
 * A Kubernetes Secret. It has either copies of what a vault keeps (`services`), or one secret that is kept nowhere else
 * (`service`, `key` and `source`): the cluster is then its system of record, for what lives and dies with the cluster. Whoever
 * plans and deploys such a secret reads nothing, since its value is made or given during the run and written once.
 *
 * With `services` it has the secrets of one or more services under the names of their environment variables, for
 * `envFrom`. Each deploy writes what is new.
 *
 * Values go from Parameter Store to the cluster during a run, and get into neither plan nor state (`data_wo`). Plans list
 * names and versions: a new value, whoever wrote it, shows as a change of `data_wo_revision`, and the next plan is empty.
 * A secret that the same deploy deletes leaves the Secret with the next one. To follow without a deploy, use
 * ExternalSecret.
 *
 * What somebody changes in the cluster, such as by `kubectl edit`, stays: Terraform reads no values back, so no plan shows
 * it, and the next value that is new writes over it. A higher `generation` writes all of it again. If people edit
 * Secrets, use ExternalSecret: the operator puts them right by itself.
 *
 * A Secret that exists already is not imported: an import reads all of its values into the state, so plans are refused
 * while the state or an import block holds any. The guide "Taking over what exists" says what to do instead.
 *
 * Whoever plans and deploys needs permission to read the services (`ssm:GetParametersByPath`, `kms:Decrypt`). The cluster
 * keeps a copy: have it encrypt Secrets at rest. Secrets together may have 1 MiB.
 *
 * hashicorp/kubernetes writes the values of Secrets to its log from level INFO on. So synth fails if TF_LOG asks for
 * that; do not set it for a run of Terraform's own either.
 *
 * Needs `@cdktf/provider-kubernetes`, a KubernetesProvider in the stack, and Terraform 1.11. Synth fails with
 * - KubernetesError if Kubernetes would not take a name, label or annotation, or another construct writes the Secret;
 * - SecretNameError if chamber could not read a service;
 * - GrantError if a service is one of another vault, or the namespace has secrets of another stage.
 */
export class KubernetesSecret extends Construct {
  /** Name of the Secret, as a token: what uses it is deployed after it. */
  public readonly name: string;
  /**
   * Namespace of the Secret, as a token.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  public readonly namespace: string;

  /**
   * A number that changes with the values, as a token. Give it to the annotations of a pod template, and pods restart
   * with new values.
   */
  public readonly revision: number;

  constructor(scope: Construct, id: string, props: KubernetesSecretProps) {
    super(scope, id);
    const subject = `KubernetesSecret '${this.node.path}'`;
    const vault = VaultCore.of(props.vault);
    const namespace = checkNamespace(subject, 'namespace', props.namespace);
    const name = checkObjectName(subject, 'name', props.name);
    checkLabels(subject, props.labels);
    checkAnnotations(subject, props.annotations);
    checkGeneration(subject, props.generation ?? 1);
    const cluster = clusterOf(this, props.provider);
    const own = isClusterOnly(props);
    const services = own ? [] : checkServices(subject, props.services ?? []);
    ClusterObjects.of(this).take(subject, cluster, { kind: 'Secret', namespace, name }, this.node.path);
    keepToStage(this, subject, { vault, cluster, namespace });
    const { data, revision } = own ? clusterOnlySecret(this, subject, vault, props) : this.copiesOf(subject, vault, services, props);
    this.checkAtSynth(subject, vault, services);
    if (!own) recordsOf(this).copy({ construct: this, vault, services, namespace, name });
    this.revision = revision;
    const SecretV1 = KubernetesResources.secret(subject);
    const secret = new SecretV1(this, 'Default', {
      metadata: { name, namespace, labels: props.labels, annotations: props.annotations },
      type: props.type ?? 'Opaque',
      dataWo: data,
      dataWoRevision: this.revision,
      provider: props.provider,
      lifecycle: own && props.deletionProtection !== false ? { preventDestroy: true } : undefined,
    });
    refuseValuesInState(secret, subject, {
      computed: ['data'],
      optional: ['binary_data'],
      thing: 'the Secret in the cluster',
      takeOver: own
        ? 'declare it under another name, have its value brought in by SecretSource.fromVariable(), and delete the Secret in the cluster'
        : 'delete the Secret in the cluster and apply, which creates it again with the values of the vault, or give this one another name',
    });
    this.name = secret.metadata.name;
    this.namespace = secret.metadata.namespace;
  }

  /** What the vault has for the services, read during the run. */
  private copiesOf(subject: string, vault: VaultCore, services: readonly string[], props: KubernetesSecretProps): SecretContents {
    const expanded = expandedIn(subject, vault, services, props);
    const coffer = vault.settingsIn(this, {
      subject,
      needsCofferSince: 'its values are read by the ephemeral coffer_environment, and its names by the data source coffer_secrets',
    }).provider;
    const stack = TerraformStack.of(this);
    const listings = services.map(
      (service) =>
        new ServiceListing(this, `listing-${encodeURIComponent(service)}`, {
          service,
          provider: coffer,
          writers: () => writersOf(stack, vault, service),
        }),
    );
    const environment = new EphemeralResource(this, 'environment', {
      type: 'coffer_environment',
      // By way of the listings: what is read is never older than what the revision says.
      config: { services: listings.map((listing) => listing.listedService), ...expanded },
      provider: coffer,
    });
    return {
      data: Token.asStringMap(environment.attribute('variables')),
      revision: revisionOf(listings, props.generation ?? 1, Object.entries(expanded)),
    };
  }

  private checkAtSynth(subject: string, vault: VaultCore, services: readonly string[]): void {
    if (!vault.imported && vault.deployers.length > 0 && vault.stack === TerraformStack.of(this)) {
      Annotations.of(this).addWarning(
        `${subject} reads secrets in every plan, and the key of vault ${vault.vaultName} denies decryption to its deployers. ` +
          `Declare it in a stack that another role deploys, or use ExternalSecret, for which nobody who deploys reads.`,
      );
    }
    SynthChecks.of(this).add(`kubernetes secret ${this.node.path}`, (stack) => {
      if (stack !== TerraformStack.of(this)) return;
      for (const service of services) {
        refuseForeignService(this, subject, vault, service);
        deployAfter(stack, vault, service);
      }
      const level = loggedLevel(process.env);
      if (level !== undefined) {
        throw new KubernetesError(
          subject,
          `${level} is set, and at that level hashicorp/kubernetes writes the values of Secrets to its log`,
          'Unset it. For the log of Terraform itself, set TF_LOG_CORE.',
        );
      }
    });
  }
}

function checkGeneration(subject: string, generation: number): void {
  if (Token.isUnresolved(generation) || (Number.isInteger(generation) && generation >= 1)) return;
  throw new KubernetesError(subject, `generation is ${generation}`, 'Write a whole number from 1.');
}

/**
 * A number from 1 to 2^28 and the generation, made from the names, versions and times of all parameters, never from a
 * value. A sum of versions would miss a secret that is renamed, or deleted and created again. Below 2^31, since the
 * provider takes an int. From 1, or the provider would not write at all, and read the values into the state instead.
 */
function revisionOf(listings: readonly ServiceListing[], generation: number, expanded: readonly unknown[]): number {
  const parameters: unknown[] = listings.flatMap((listing) => [
    listing.each('name'),
    listing.each('version'),
    listing.each('last_modified'),
  ]);
  parameters.push(...expanded);
  return Token.asNumber(Op.add(Fn.parseint(Fn.substr(Fn.sha256(Fn.jsonencode(parameters)), 0, 7), 16), generation));
}

/** The setting that has a provider's log at INFO or below, as Terraform understands it (Terraform: Debugging). */
function loggedLevel(environment: NodeJS.ProcessEnv): string | undefined {
  const name = environment.TF_LOG_PROVIDER ? 'TF_LOG_PROVIDER' : 'TF_LOG';
  const level = (environment[name] ?? '').toUpperCase();
  return ['', 'OFF', 'ERROR', 'WARN'].includes(level) ? undefined : `${name}=${environment[name]!}`;
}
