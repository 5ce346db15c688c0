import { spawn, type ChildProcess } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import { createServerIdentity, type ServerIdentity } from '../../../../src/programs/provider/plugin/certificate';
import { codec, type Message } from '../../../../src/programs/provider/plugin/wire';

export const EXECUTABLE = resolve(__dirname, '..', '..', '..', '..', 'assets', 'terraform-provider-coffer');
const COOKIE = { TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2' };

/** The bundled provider as go-plugin's client would start it: the other side of the handshake. */
export class PluginProcess {
  public static async start(options: { env?: NodeJS.ProcessEnv; withoutTls?: boolean } = {}): Promise<PluginProcess> {
    if (!existsSync(EXECUTABLE)) throw new Error('assets/terraform-provider-coffer is missing: run npx projen bundle');
    const sockets = mkdtempSync(join(tmpdir(), 'coffer-sockets-'));
    const identity = createServerIdentity();
    const env = {
      ...process.env,
      ...COOKIE,
      PLUGIN_UNIX_SOCKET_DIR: sockets,
      ...(options.withoutTls ? {} : { PLUGIN_CLIENT_CERT: identity.certificatePem }),
      ...options.env,
    };
    const child = spawn(process.execPath, [EXECUTABLE], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const plugin = new PluginProcess(child, sockets, identity);
    plugin.handshake = await new Promise<string>((done, failed) => {
      child.stdout!.once('data', (data: Buffer) => done(data.toString()));
      child.once('exit', (code) => failed(new Error(`the provider ended with ${code} before its handshake: ${plugin.stderr}`)));
    });
    return plugin;
  }

  public handshake = '';
  public stderr = '';
  public readonly exited: Promise<number | null>;
  private readonly clients = new Map<ServerIdentity | null, Client>();

  private constructor(
    public readonly child: ChildProcess,
    public readonly sockets: string,
    private readonly identity: ServerIdentity,
  ) {
    child.stderr!.on('data', (data: Buffer) => {
      this.stderr += data.toString();
    });
    this.exited = new Promise((done) => child.once('exit', (code) => done(code)));
  }

  /** What is left of the provider's sockets. */
  public leftovers(): string[] {
    return readdirSync(this.sockets);
  }

  /** Calls the provider, or one of go-plugin's services, by the full name of a method. */
  public async call(method: string, request: Message = {}, as: ServerIdentity | null = this.identity): Promise<Message> {
    const [service, name] = method.split('/') as [string, string];
    const [incoming, outgoing] = MESSAGES[service] ?? [`${name}.Request`, `${name}.Response`];
    return codec(outgoing).decode(await this.callRaw(method, codec(incoming).encode(request), as));
  }

  /** Calls a method with bytes, whatever they are. Rejects with gRPC's status, after 20 s with that of a deadline. */
  public callRaw(method: string, request: Buffer, as: ServerIdentity | null = this.identity): Promise<Buffer> {
    const asIs = (bytes: Buffer) => bytes;
    return new Promise((done, failed) => {
      this.client(as).makeUnaryRequest(`/${method}`, asIs, asIs, request, { deadline: Date.now() + 20_000 }, (error, answer) =>
        error ? failed(error) : done(answer!),
      );
    });
  }

  /** Listens to what the provider prints, as Terraform does from the handshake on. */
  public listen(onMessage: (message: Message) => void): void {
    const stream = this.client(this.identity).makeServerStreamRequest(
      '/plugin.GRPCStdio/StreamStdio',
      codec('Empty').encode,
      codec('StdioData').decode,
      {},
    );
    stream.on('data', onMessage).on('error', () => undefined);
  }

  /** A TLS connection of the kind that Terraform makes, to say on it what no gRPC client would. */
  public connect(): TLSSocket {
    return connect({
      path: this.socket,
      servername: 'localhost',
      ca: this.serverCertificate,
      key: this.identity.keyPem,
      cert: this.identity.certificatePem,
      ALPNProtocols: ['h2'],
    });
  }

  public async stop(): Promise<void> {
    this.clients.forEach((client) => client.close());
    this.clients.clear();
    this.child.kill('SIGKILL');
    await this.exited;
    rmSync(this.sockets, { recursive: true, force: true });
  }

  private get socket(): string {
    return this.handshake.split('|')[3]!;
  }

  private get serverCertificate(): string {
    return new X509Certificate(Buffer.from(this.handshake.trim().split('|')[5]!, 'base64')).toString();
  }

  private client(as: ServerIdentity | null): Client {
    let client = this.clients.get(as);
    if (!client) {
      client = new Client(`unix:${this.socket}`, this.credentials(as), {
        'grpc.ssl_target_name_override': 'localhost',
        'grpc.default_authority': 'localhost',
        'grpc.max_send_message_length': -1,
        'grpc.max_receive_message_length': -1,
        // Each plugin's connection is its own, also where a later one has the same name.
        'grpc.use_local_subchannel_pool': 1,
      });
      this.clients.set(as, client);
    }
    return client;
  }

  private credentials(as: ServerIdentity | null): ChannelCredentials {
    if (!this.handshake.trim().split('|')[5]) return credentials.createInsecure();
    return credentials.createSsl(
      Buffer.from(this.serverCertificate),
      as ? Buffer.from(as.keyPem) : null,
      as ? Buffer.from(as.certificatePem) : null,
    );
  }
}

const MESSAGES: Record<string, readonly [string, string]> = {
  'plugin.GRPCController': ['Empty', 'Empty'],
  'grpc.health.v1.Health': ['HealthCheckRequest', 'HealthCheckResponse'],
};
