import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../../support/synth';

/** What a real cluster takes of the machine, as programs on PATH. */
const CLUSTER = ['etcd', 'kube-apiserver'] as const;

/** The folder of a program on PATH, if it is there. */
export function folderOf(program: string): string | undefined {
  return (process.env.PATH ?? '').split(delimiter).find((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What tests take beside a cluster. */
type Peer = 'terraform-provider-kubernetes' | 'external-secrets' | 'external-secrets-reloader';

/** Which programs are not on PATH: those of a cluster, and these. */
export function missingPeers(...programs: readonly Peer[]): readonly string[] {
  return [...CLUSTER, ...programs].filter((each) => folderOf(each) === undefined);
}

/** A configuration of Terraform's command that has it take hashicorp/kubernetes from PATH. @param folder where it is written */
export function ownKubernetesProvider(folder: string): string {
  const file = join(folder, 'cli.tfrc');
  const place = JSON.stringify(folderOf('terraform-provider-kubernetes'));
  writeFileSync(file, `provider_installation {\n  dev_overrides {\n    "hashicorp/kubernetes" = ${place}\n  }\n  direct {}\n}\n`);
  return file;
}

/** A Kubernetes API server with etcd behind it, of this test alone. */
export class RealCluster {
  /**
   * @param issuer of the tokens of its service accounts
   * @param more arguments of the API server
   */
  public static async start(issuer = 'https://kubernetes.default.svc', more: readonly string[] = []): Promise<RealCluster> {
    const folder = temporaryFolder();
    const [client, peer, port] = [await freePort(), await freePort(), await freePort()];
    const etcd = spawn('etcd', [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${client}`,
      `--advertise-client-urls=http://127.0.0.1:${client}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
    ]);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const token = randomBytes(16).toString('hex');
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const server = spawn('kube-apiserver', [
      `--etcd-servers=http://127.0.0.1:${client}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${folder}`,
      `--service-account-issuer=${issuer}`,
      `--service-account-key-file=${file('accounts.pub', publicKey)}`,
      `--service-account-signing-key-file=${file('accounts.key', privateKey)}`,
      `--token-auth-file=${file('tokens.csv', `${token},admin,admin,system:masters\n`)}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      '--disable-admission-plugins=ServiceAccount',
      '--authorization-mode=RBAC',
      ...more,
    ]);
    const cluster = new RealCluster(`https://127.0.0.1:${port}`, token, folder, [server, etcd]);
    await cluster.ready();
    return cluster;
  }

  private constructor(
    private readonly host: string,
    private readonly token: string,
    private readonly folder: string,
    private readonly processes: readonly ChildProcess[],
  ) {}

  /** What hashicorp/kubernetes finds the cluster by: in no configuration, which would have the token. */
  public get environment(): NodeJS.ProcessEnv {
    return { KUBE_HOST: this.host, KUBE_TOKEN: this.token, KUBE_INSECURE: 'true' };
  }

  /** A kubeconfig of its administrator. */
  public get kubeconfig(): string {
    const file = join(this.folder, 'kubeconfig.json');
    const own = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'own', cluster: { server: this.host, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'admin', user: { token: this.token } }],
      contexts: [{ name: 'own', context: { cluster: 'own', user: 'admin' } }],
      'current-context': 'own',
    };
    writeFileSync(file, JSON.stringify(own), { mode: 0o600 });
    return file;
  }

  /** Makes an object. @throws Error with what the API server said against it */
  public async create(path: string, object: object): Promise<void> {
    const { status, body } = await this.call('POST', path, object);
    if (status !== 201) throw new Error(`${path}: ${status} ${body}`);
  }

  /** Calls the API server. */
  public call(method: string, path: string, body?: object): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' };
      const call = request(`${this.host}${path}`, { method, headers, rejectUnauthorized: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }));
      });
      call.on('error', reject);
      call.end(body && JSON.stringify(body));
    });
  }

  /** The values of a Secret. */
  public async secret(namespace: string, name: string): Promise<Record<string, string>> {
    const { data = {} } = JSON.parse((await this.call('GET', `/api/v1/namespaces/${namespace}/secrets/${name}`)).body) as {
      data?: Record<string, string>;
    };
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
  }

  /** Waits until something is there. @returns undefined if it is not within a minute */
  public async eventually<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
    for (const until = Date.now() + 60_000; Date.now() < until;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => {
        setTimeout(resolve, 250);
      });
    }
    return undefined;
  }

  public stop(): void {
    for (const each of this.processes) each.kill('SIGKILL');
  }

  private async ready(): Promise<void> {
    for (const until = Date.now() + 120_000; Date.now() < until;) {
      const answer = await this.call('GET', '/readyz').catch(() => undefined);
      if (answer?.status === 200) return;
      await new Promise((resolve) => {
        setTimeout(resolve, 500);
      });
    }
    this.stop();
    throw new Error('the API server was not ready within two minutes');
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
