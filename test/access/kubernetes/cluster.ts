import type { ProviderDefinition } from '../../../src/programs/provider/core/definition';
import { emptyState, type Resource } from '../../../src/programs/provider/core/resource';
import { mapOfStrings, number, string, type Schema, type State } from '../../../src/programs/provider/schema/schema';

/** A Secret as the API server keeps it. */
export interface ClusterSecret {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** A cluster: its Secrets by `<namespace>/<name>`, and how often each was written. */
export class Cluster {
  public readonly secrets = new Map<string, ClusterSecret>();
  public writes = 0;

  public put(id: string, secret: ClusterSecret): void {
    this.secrets.set(id, secret);
    this.writes += 1;
  }
}

const SECRET = {
  description: 'A Secret.',
  attributes: {
    id: string({ computed: true, stable: true, description: 'Namespace and name.' }),
    data: mapOfStrings({ optional: true, computed: true, stable: true, sensitive: true, description: 'The data.' }),
    data_wo: mapOfStrings({ optional: true, writeOnly: true, description: 'The data, write-only.' }),
    data_wo_revision: number({ optional: true, description: 'Revision of data_wo.' }),
    binary_data: mapOfStrings({ optional: true, sensitive: true, description: 'The data, in base64.' }),
    type: string({ description: 'Type.', default: 'Opaque', requiresReplace: true }),
  },
  blocks: {
    metadata: {
      description: 'Metadata.',
      attributes: {
        name: string({ required: true, description: 'Name.' }),
        namespace: string({ required: true, description: 'Namespace.' }),
        labels: mapOfStrings({ optional: true, description: 'Labels.' }),
        annotations: mapOfStrings({ optional: true, description: 'Annotations.' }),
      },
      maxItems: 1,
    },
  },
} satisfies Schema;

const NAMESPACE = {
  description: 'A namespace.',
  attributes: { id: string({ computed: true, stable: true, description: 'Name.' }) },
  blocks: {
    metadata: { description: 'Metadata.', attributes: { name: string({ required: true, description: 'Name.' }) }, maxItems: 1 },
  },
} satisfies Schema;

/** A namespace, of which nothing is kept: Secrets have its name in theirs. */
const namespaceResource: Resource<typeof NAMESPACE.attributes, Cluster> = {
  typeName: 'kubernetes_namespace_v1',
  schema: NAMESPACE,

  async create({ planned }) {
    const [{ name }] = (planned as State<typeof NAMESPACE.attributes> & { readonly metadata: [{ name: string }] }).metadata;
    return { state: { ...planned, id: name } };
  },

  async read({ state }) {
    return { state };
  },

  async update({ planned }) {
    return { state: planned };
  },

  async delete() {
    // Nothing to do.
  },
};

type Attributes = typeof SECRET.attributes;
interface Metadata {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: null;
  readonly annotations?: null;
}
type SecretState = State<Attributes> & { readonly metadata?: readonly Metadata[] };

/**
 * hashicorp/kubernetes as far as a Secret takes it, in place of a provider and a cluster that are not to be had in a test.
 * What counts here is as in its source (2.38, `kubernetes_secret_v1`): data_wo is written on create only where
 * data_wo_revision is 1 or more, and on update only where it changes, all of it at once; data is read back into the
 * state unless there is a revision, and is then left as the state has it. An import has none.
 */
const secretResource: Resource<Attributes, Cluster> = {
  typeName: 'kubernetes_secret_v1',
  schema: SECRET,

  async create({ planned, config }, { provider }) {
    const id = idOf(planned);
    const data = (planned.data_wo_revision ?? 0) >= 1 ? config.data_wo : planned.data;
    provider.put(id, { type: planned.type!, data: data ?? {} });
    return { state: readBack({ ...planned, id }, provider) };
  },

  async read({ state }, { provider }) {
    return provider.secrets.has(state.id!) ? { state: readBack(state, provider) } : null;
  },

  async update({ planned, prior, config }, { provider }) {
    if (planned.data_wo_revision !== prior.data_wo_revision) provider.put(planned.id!, { type: planned.type!, data: config.data_wo ?? {} });
    return { state: readBack(planned, provider) };
  },

  async import(id) {
    const [namespace, name] = id.split('/') as [string, string];
    return { state: { ...emptyState(SECRET), id, metadata: [{ namespace, name, labels: null, annotations: null }] } };
  },

  async delete({ state }, { provider }) {
    provider.secrets.delete(state.id!);
  },
};

function idOf(state: SecretState): string {
  const [{ namespace, name }] = state.metadata as [{ namespace: string; name: string }];
  return `${namespace}/${name}`;
}

function readBack(state: State<Attributes>, cluster: Cluster): State<Attributes> {
  const { type, data } = cluster.secrets.get(state.id!)!;
  return { ...state, type, data: (state.data_wo_revision ?? 0) > 0 ? (state.data ?? null) : { ...data } };
}

/** The provider of one cluster. */
export function kubernetesProvider(cluster: Cluster): ProviderDefinition<Cluster> {
  return {
    version: '2.38.0',
    schema: { description: 'Kubernetes.', attributes: { config_path: string({ optional: true, description: 'Path of a kubeconfig.' }) } },
    resources: [secretResource, namespaceResource],
    dataSources: [],
    ephemeralResources: [],
    functions: [],
    configure: () => cluster,
  };
}
