import { TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkAnnotations, checkLabels, checkNamespace, checkObjectName, ClusterObjects } from './cluster-objects';
import { credentialVariables, type CredentialVariable, refuseTakenVariables, secretOf } from './credentials';
import { type ExternalSecretProps, SecretCreationPolicy } from './external-secret-props';
import { refreshOf } from './refresh';
import { ESO_API_VERSION, SECRET_STORES, SecretStoreBase } from './secret-store-base';
import type { ISecretStore } from './secret-store-props';
import { checkServices, declaredBelow, keepToStage, refuseForeignService } from './services';
import { EnvironmentNameCollisionError, KubernetesError } from '../../errors';
import type { ISecret } from '../../secret/secret';
import type { SecretBase } from '../../secret/secret-base';
import { SynthChecks } from '../../terraform/synth-checks';

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
  /** Name of the ExternalSecret. */
  public readonly externalSecretName: string;
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
    this.externalSecretName = name;
    this.secretName = checkObjectName(subject, 'targetName', props.targetName ?? name);
    this.namespace = namespaceOf(subject, store, props.namespace);
    checkLabels(subject, props.labels);
    checkAnnotations(subject, props.annotations);
    const refresh = refreshOf(subject, props.refreshPolicy, props.refreshInterval);
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
        ...refresh,
        secretStoreRef: { kind: store.kind, name: store.storeName },
        ...this.contents(subject, store, props, { name: this.secretName, creationPolicy, deletionPolicy: 'Retain' }),
      },
    });
  }

  private contents(subject: string, store: SecretStoreBase, props: ExternalSecretProps, target: object): { [field: string]: unknown } {
    const { secrets, services } = props;
    const credentials = credentialVariables(subject, store._vault, props);
    if (secrets && services) {
      throw new KubernetesError(
        subject,
        'it has secrets and services',
        'Give secrets, to take exactly these, or services, to take all of theirs.',
      );
    }
    if (secrets ?? (!services && credentials.length > 0)) {
      if (secrets?.length === 0) throw new KubernetesError(subject, 'secrets is empty', 'Name one secret or more, or give services.');
      return this.listed(subject, store, secrets ?? [], credentials, target);
    }
    if (!services) {
      throw new KubernetesError(
        subject,
        'it has neither secrets nor services to take',
        "Give secrets: [smtp], or services: ['global', 'api'].",
      );
    }
    return this.foundIn(subject, store, checkServices(subject, services), credentials, target);
  }

  private listed(
    subject: string,
    store: SecretStoreBase,
    secrets: readonly ISecret[],
    credentials: readonly CredentialVariable[],
    target: object,
  ): { [field: string]: unknown } {
    const taken = new Map<string, SecretBase>();
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
      taken.set(
        variable,
        secretOf(subject, store._vault, secret, `store '${store.storeName}' reads from`, 'Declare a store for its vault.'),
      );
    }
    refuseTakenVariables(subject, credentials, taken.values());
    const plain = [...taken.keys()];
    // One entry for credentials, however many variables they become: two would be two reads, with a rotation in between.
    for (const { secret } of credentials) taken.set(keyOfCredentials(taken, secret), secret);
    for (const secret of new Set(taken.values())) secret._grantReadFor(store._grantee);
    const data = [...taken]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([secretKey, { parameterName }]) => ({ secretKey, remoteRef: { key: parameterName } }));
    if (credentials.length === 0) return { target, data };
    const entry = (of: ISecret) => [...taken].find(([, secret]) => secret === of)![0];
    const template = {
      ...Object.fromEntries(plain.map((name) => [name, `{{ .${name} }}`])),
      ...Object.fromEntries(credentials.map(({ variable, secret, member }) => [variable, memberOf(entry(secret), member)])),
    };
    return { target: { ...target, template: templateOf('Replace', template) }, data };
  }

  private foundIn(
    subject: string,
    store: SecretStoreBase,
    services: readonly string[],
    credentials: readonly CredentialVariable[],
    target: object,
  ): { [field: string]: unknown } {
    const foreign = credentials.find(({ secret }) => !services.includes(secret.service));
    if (foreign) {
      throw new KubernetesError(
        subject,
        `credentials '${foreign.secret.service}/${foreign.secret.key}' are of none of its services (${services.join(', ')})`,
        `Add service '${foreign.secret.service}', or list secrets.`,
      );
    }
    const dataFrom = this.found(subject, store, services);
    if (credentials.length === 0) return { target, dataFrom };
    const data = credentials.map(({ variable, secret, member }) => [variable, memberOf(secret.environmentName, member)]);
    return { target: { ...target, template: templateOf('Merge', Object.fromEntries(data)) }, dataFrom };
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

/** The entry that credentials are read into: that of the listed secrets, or one of their own. */
function keyOfCredentials(taken: ReadonlyMap<string, SecretBase>, secret: SecretBase): string {
  const name = secret.environmentName;
  return [...taken].find(([, other]) => other === secret)?.[0] ?? (taken.has(name) ? `${name}_OF_${taken.size}` : name);
}

/** A member of a JSON value, by the operator's template functions: a value without it is an error there. */
function memberOf(entry: string, member: string): string {
  return `{{ (.${entry} | fromJson).${member} }}`;
}

function templateOf(mergePolicy: 'Merge' | 'Replace', data: { readonly [name: string]: string }): object {
  return { engineVersion: 'v2', mergePolicy, data };
}
