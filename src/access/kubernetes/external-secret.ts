import { TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkNamespace, checkObjectName, ClusterObjects } from './cluster-objects';
import { ManifestOutput } from './manifest-output';
import { ESO_API_VERSION, SECRET_STORES, SecretStoreBase } from './secret-store-base';
import type { ISecretStore } from './secret-store-props';
import { checkServices, declaredBelow, keepToStage, refuseForeignService } from './services';
import { EnvironmentNameCollisionError, GrantError, KubernetesError } from '../../errors';
import type { IReadableSecret } from '../../secret/secret';
import { READABLE_SECRETS, SECRETS } from '../../secret/secret-base';
import { SynthChecks } from '../../terraform/synth-checks';

/** Who owns the Secret that the operator writes (External Secrets Operator: Lifecycle). */
export enum SecretCreationPolicy {
  /** The ExternalSecret: the Secret is made with it and goes with it. */
  OWNER = 'Owner',
  /** Nobody: the Secret is made, and stays when the ExternalSecret goes. */
  ORPHAN = 'Orphan',
  /** Somebody else: the values go into a Secret that is there, beside what it has. */
  MERGE = 'Merge',
}

/** Secrets of a vault that External Secrets Operator keeps in a Kubernetes Secret. */
export interface ExternalSecretProps {
  /** The store to read by: a SecretStore or ClusterSecretStore of this program. */
  readonly store: ISecretStore;

  /** Name of the ExternalSecret. */
  readonly name: string;

  /**
   * The secrets, each under the name of its environment variable. The store's role is granted exactly these.
   *
   * @default - none: give `services`
   */
  readonly secrets?: IReadableSecret[];

  /**
   * Services whose secrets to take, all that there are and that come to be, one level of each, later services winning as
   * with `chamber exec global api`. The store's role is granted the services.
   *
   * @default - none: give `secrets`
   */
  readonly services?: string[];

  /**
   * Namespace of the ExternalSecret and its Secret.
   *
   * @default - that of the SecretStore; needed with a ClusterSecretStore for several namespaces
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  readonly namespace?: string;

  /**
   * Name of the Secret.
   *
   * @default - the name of the ExternalSecret
   */
  readonly targetName?: string;

  /**
   * Who owns the Secret.
   *
   * @default SecretCreationPolicy.OWNER
   */
  readonly creationPolicy?: SecretCreationPolicy;

  /**
   * How often the operator looks for new values: hours, minutes and seconds such as 1h, 30m or 1h30m, at least 10s. Each
   * time it makes a call for every secret, or for every ten secrets of a service, all of which count against Parameter
   * Store's throughput.
   *
   * @default 1h
   */
  readonly refreshInterval?: string;

  /**
   * Where the manifest goes.
   *
   * @default - where that of the store goes
   */
  readonly output?: ManifestOutput;

  /**
   * Labels of the ExternalSecret, which the operator gives the Secret too.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the ExternalSecret, which the operator gives the Secret too.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/**
 * An ExternalSecret of External Secrets Operator (its API v1): the operator reads the secrets of a vault, and keeps a
 * Kubernetes Secret in step with them. Terraform and whoever deploys never see a value.
 *
 * Synth fails with
 * - KubernetesError if the manifest would not be taken, or would not do what it says;
 * - EnvironmentNameCollisionError if two secrets become one variable;
 * - GrantError if a secret is of another vault, or the namespace has secrets of another stage.
 */
export class ExternalSecret extends Construct {
  /** Name of the Secret that the operator writes. */
  public readonly secretName: string;
  /**
   * Namespace of the Secret.
   *
   * @jsii suppress JSII5018 it is Namespace in C#
   */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    super(scope, id);
    const subject = `ExternalSecret '${this.node.path}'`;
    const store = storeOf(subject, props.store);
    const name = checkObjectName(subject, 'name', props.name);
    this.secretName = checkObjectName(subject, 'targetName', props.targetName ?? name);
    this.namespace = namespaceOf(subject, store, props.namespace);
    checkLabels(subject, props.labels);
    checkAnnotations(subject, props.annotations);
    const refreshInterval = goDuration(subject, props.refreshInterval ?? '1h');
    const output = props.output ?? store._output;
    keepToStage(this, subject, { vault: store._vault, cluster: output._clusterOf(this), namespace: this.namespace });
    const creationPolicy = props.creationPolicy ?? SecretCreationPolicy.OWNER;
    if (creationPolicy !== SecretCreationPolicy.MERGE) {
      ClusterObjects.of(this).take(
        subject,
        output._clusterOf(this),
        { kind: 'Secret', namespace: this.namespace, name: this.secretName },
        this.node.path,
      );
    }
    output._put(this, subject, {
      apiVersion: ESO_API_VERSION,
      kind: 'ExternalSecret',
      metadata: {
        name,
        namespace: this.namespace,
        ...(props.labels && { labels: props.labels }),
        ...(props.annotations && { annotations: props.annotations }),
      },
      spec: {
        refreshInterval,
        secretStoreRef: { kind: store.kind, name: store.storeName },
        target: { name: this.secretName, creationPolicy, deletionPolicy: 'Retain' },
        ...this.contents(subject, store, props),
      },
    });
  }

  private contents(subject: string, store: SecretStoreBase, { secrets, services }: ExternalSecretProps): { [field: string]: unknown } {
    if (secrets && services) {
      throw new KubernetesError(
        subject,
        'it has secrets and services',
        'Give secrets, to take exactly these, or services, to take all of theirs.',
      );
    }
    if (secrets) {
      if (secrets.length === 0) throw new KubernetesError(subject, 'secrets is empty', 'Name one secret or more, or give services.');
      return { data: this.listed(subject, store, secrets) };
    }
    if (!services) {
      throw new KubernetesError(
        subject,
        'it has neither secrets nor services to take',
        "Give secrets: [smtp], or services: ['global', 'api'].",
      );
    }
    return { dataFrom: this.found(subject, store, checkServices(subject, services)) };
  }

  private listed(subject: string, store: SecretStoreBase, secrets: readonly IReadableSecret[]): object[] {
    const taken = new Map<string, IReadableSecret>();
    for (const secret of secrets) {
      const variable = secret.environmentName;
      const other = taken.get(variable);
      if (other) {
        throw new EnvironmentNameCollisionError(
          subject,
          `'${other.service}/${other.key}' and '${secret.service}/${secret.key}' would both be ${variable}`,
          'Leave one out, rename one key, or give services, of which later ones win.',
        );
      }
      const own = SECRETS.in(secret, subject);
      if (own && !READABLE_SECRETS.in(secret, subject)) {
        throw new GrantError(
          subject,
          `'${secret.service}/${secret.key}' is a bootstrap secret, which only its readers read`,
          'Take other secrets into a cluster.',
        );
      }
      if (!own?._vault.is(store._vault)) {
        const where = own ? `of vault ${own._vault.vaultName}` : 'not one of a vault';
        throw new GrantError(
          subject,
          `secret '${secret.service}/${secret.key}' is ${where}, and store '${store.storeName}' reads from vault ${store._vault.vaultName}`,
          'Declare a store for its vault.',
        );
      }
      taken.set(variable, secret);
      secret.grantRead(store._grantee);
    }
    return [...taken]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([secretKey, { parameterName }]) => ({ secretKey, remoteRef: { key: parameterName } }));
  }

  /** The operator finds whatever is below a path, under its whole name; a service is one level of it. */
  private found(subject: string, store: SecretStoreBase, services: readonly string[]): object[] {
    SynthChecks.of(this).add(`external secret ${this.node.path}`, (stack) => {
      if (stack !== TerraformStack.of(this)) return;
      for (const service of services) {
        refuseForeignService(this, subject, store._vault, service);
        const below = declaredBelow(this, store._vault, service);
        if (below !== undefined) {
          throw new KubernetesError(
            subject,
            `service '${service}' has service '${below}' below it, and the operator would ask for both at once, and be denied both`,
            'List the secrets instead: secrets: […].',
          );
        }
      }
    });
    return services.map((service) => {
      store._allowService(subject, service);
      return {
        find: { path: `/${service}/`, name: { regexp: `^/${service.replace(/\./g, '\\.')}/[^/]+$` } },
        rewrite: [{ regexp: { source: '^.*/', target: '' } }, { transform: { template: '{{ .value | upper | replace "-" "_" }}' } }],
      };
    });
  }
}

function storeOf(subject: string, store: ISecretStore): SecretStoreBase {
  const own = SECRET_STORES.in(store, subject);
  if (own) return own;
  throw new KubernetesError(subject, 'store is none that this program declares', 'Pass a SecretStore or ClusterSecretStore.');
}

function namespaceOf(subject: string, store: SecretStoreBase, given: string | undefined): string {
  const allowed = store._namespaces;
  if (given === undefined) {
    if (allowed.length === 1) return allowed[0]!;
    throw new KubernetesError(
      subject,
      `namespace is not set, and its store is for ${allowed.join(', ')}`,
      `Write namespace: '${allowed[0]!}', or another of them.`,
    );
  }
  const namespace = checkNamespace(subject, 'namespace', given);
  if (!allowed.includes(namespace) && ![namespace, ...allowed].some((each) => Token.isUnresolved(each))) {
    throw new KubernetesError(
      subject,
      `it is in namespace '${namespace}', and ${store.kind} '${store.storeName}' is for ${allowed.join(', ')}`,
      store.kind === 'SecretStore'
        ? 'Declare a SecretStore there, or a ClusterSecretStore.'
        : 'Add the namespace to the namespaces of the store.',
    );
  }
  return namespace;
}

const SHORTEST_SECONDS = 10;

/** A duration as Go writes it: the API server hands it back so, and any other form of it would look like a change. */
function goDuration(subject: string, interval: string): string {
  const parts = Token.isUnresolved(interval) ? null : /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(interval);
  if (!parts) {
    const received = Token.isUnresolved(interval)
      ? 'known only at apply'
      : `'${interval}', which is not a number of hours, minutes and seconds`;
    throw new KubernetesError(subject, `refreshInterval is ${received}`, "Write it like '1h', '30m' or '1h30m'.");
  }
  const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  const total = hours * 3600 + minutes * 60 + seconds;
  if (total < SHORTEST_SECONDS) {
    throw new KubernetesError(
      subject,
      `refreshInterval '${interval}' is less than ${SHORTEST_SECONDS}s${
        total === 0 ? ', and with 0 the operator would never look again' : ''
      }`,
      "Write the time that a new value may take to arrive, such as '1h'.",
    );
  }
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return h > 0 ? `${h}h${m}m${s}s` : m > 0 ? `${m}m${s}s` : `${s}s`;
}
