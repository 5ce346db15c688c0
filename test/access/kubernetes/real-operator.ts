import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, type RealCluster } from './real-cluster';
import type { LocalAws } from '../../../tools/local-aws/local-aws';

const KINDS = {
  ExternalSecret: 'externalsecrets',
  SecretStore: 'secretstores',
  ClusterSecretStore: 'clustersecretstores',
  Config: 'configs',
};
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** Where a kind of manifest is made. */
export function collectionOf(kind: string, namespace: string): string {
  const plural = KINDS[kind as keyof typeof KINDS];
  return plural === undefined
    ? `/api/v1/namespaces/${namespace}/serviceaccounts`
    : `/apis/external-secrets.io/v1/namespaces/${namespace}/${plural}`;
}

/** Gives a cluster the custom resources of External Secrets Operator and its reloader, as far as this project knows them. */
export async function defineCustomResources(cluster: RealCluster): Promise<void> {
  for (const [kind, plural] of Object.entries(KINDS)) {
    const { group, scope, version, schema } = JSON.parse(
      readFileSync(join(__dirname, '..', '..', 'data', 'external-secrets', `${kind}.json`), 'utf8'),
    ) as { group: string; scope: string; version: string; schema: { properties: object } };
    const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const openAPIV3Schema = { ...schema, properties: { ...schema.properties, status } };
    await cluster.create(DEFINITIONS, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope,
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema }, subresources: { status: {} } }],
      },
    });
  }
}

/** A controller of External Secrets, as a program of this machine, with AWS at local AWS. */
export class RealOperator {
  /**
   * The operator.
   *
   * @param credentials its own, which EKS Pod Identity would give it
   */
  public static async start(
    cluster: RealCluster,
    aws: LocalAws,
    credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string },
  ): Promise<RealOperator> {
    const off = ['cluster-external-secret-reconciler', 'cluster-push-secret-reconciler', 'push-secret-reconciler', 'generator-state'];
    const args = ['--metrics-addr=0', `--live-addr=127.0.0.1:${await freePort()}`, ...off.map((each) => `--enable-${each}=false`)];
    return new RealOperator('external-secrets', args, cluster, aws, {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    });
  }

  /** The reloader. */
  public static async startReloader(cluster: RealCluster, aws: LocalAws): Promise<RealOperator> {
    const args = [`--health-probe-bind-address=127.0.0.1:${await freePort()}`, `--webhook-bind-address=127.0.0.1:${await freePort()}`];
    return new RealOperator('external-secrets-reloader', args, cluster, aws, {});
  }

  /** What it wrote to its log. */
  public log = '';

  private readonly process: ChildProcess;

  private constructor(program: string, args: readonly string[], cluster: RealCluster, aws: LocalAws, credentials: NodeJS.ProcessEnv) {
    this.process = spawn(program, args, {
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        KUBECONFIG: cluster.kubeconfig,
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_SSM_ENDPOINT: aws.endpoint,
        AWS_STS_ENDPOINT: aws.endpoint,
        AWS_REGION: 'eu-west-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...credentials,
      },
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) stream.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
  }

  public stop(): void {
    this.process.kill('SIGKILL');
  }
}

/** Serves the documents by which AWS verifies tokens of a cluster, where local AWS reaches them. */
export async function serveDiscovery(cluster: RealCluster): Promise<{ readonly address: string; stop(): void }> {
  const server: Server = createServer((request, response) => {
    void cluster.call('GET', request.url!).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
