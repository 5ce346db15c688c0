import { mkdtempSync, rmSync } from 'node:fs';
import type { Server as Listener, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServerIdentity } from './certificate';
import {
  Server,
  ServerCredentials,
  Status,
  type MethodDefinition,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedHandleCall,
} from './grpc';
import { mutualTlsListener, plainListener } from './listener';
import type { PluginService } from './service';
import { CALL_NAMES, HealthStatus, Stdio, codec, type Message } from './wire';

/** As much as HashiCorp's own framework takes: grpc-js stops at 4 MB by default. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** A client that leaves its streams open does not keep the provider alive. */
const DRAIN_LIMIT_MS = 250;

export interface PluginServerOptions {
  /** What answers the calls of the provider service. Asked for with each call. */
  readonly service: () => Promise<PluginService>;
  /** Asked to shut down by go-plugin's controller. */
  readonly onShutdown: () => void;
  /** The client's certificate in PEM, where it wants mutual TLS (AutoMTLS). */
  readonly clientCertificatePem?: string;
  /** A handler threw, which none should. */
  readonly onPanic: (error: unknown) => void;
}

/** The gRPC server of a plugin on a private Unix socket: the provider service and go-plugin's helpers. */
export class PluginServer {
  public readonly socket: string;
  public readonly certificateDer: Buffer | undefined;
  private readonly server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // Statistics about connections, which nobody here asks for.
    'grpc.enable_channelz': 0,
  });

  private readonly folder = mkdtempSync(join(process.env.PLUGIN_UNIX_SOCKET_DIR || tmpdir(), 'coffer-plugin-'));
  private readonly listener: Listener;
  private readonly connections = new Set<Socket>();
  private readonly output = new Set<ServerWritableStream<Message, Message>>();

  constructor(private readonly options: PluginServerOptions) {
    this.socket = join(this.folder, 'socket');
    const { injectConnection } = this.server.createConnectionInjector(ServerCredentials.createInsecure());
    const onConnection = (connection: Socket) => {
      this.connections.add(connection);
      connection.once('close', () => this.connections.delete(connection));
      injectConnection(connection);
    };
    if (options.clientCertificatePem) {
      const identity = createServerIdentity();
      this.certificateDer = identity.certificateDer;
      this.listener = mutualTlsListener(identity, options.clientCertificatePem, onConnection);
    } else {
      this.listener = plainListener(onConnection);
    }
    this.addProvider();
    this.addHelpers();
  }

  public async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.listener.once('error', reject).listen(this.socket, resolve));
  }

  /** Sends what was written to standard output after the handshake to Terraform's log. */
  public forward(data: Buffer): void {
    for (const stream of this.output) stream.write({ channel: Stdio.STDOUT, data });
  }

  /**
   * Waits for clients to hang up, which go-plugin does once it has the answer to its shutdown: without one it waits two
   * seconds and kills. That gRPC took the answer does not mean that it has been written.
   */
  public async untilClientsAreGone(): Promise<void> {
    this.listener.close();
    const gone = [...this.connections].map((connection) => new Promise<void>((closed) => connection.once('close', () => closed())));
    await Promise.race([Promise.all(gone), new Promise<void>((late) => setTimeout(late, DRAIN_LIMIT_MS))]);
  }

  /** Lets the answers that are due leave, and takes no more calls. */
  public async drain(): Promise<void> {
    this.listener.close();
    for (const stream of this.output) stream.end();
    await new Promise<void>((done) => {
      this.server.tryShutdown(() => done());
      setTimeout(done, DRAIN_LIMIT_MS);
    });
  }

  public close(): void {
    this.listener.close();
    this.server.forceShutdown();
    this.removeFolder();
  }

  /** Safe in an exit handler. */
  public removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private addProvider(): void {
    const methods: Record<string, MethodDefinition<Message, Message>> = {};
    const implementation: Record<string, UntypedHandleCall> = {};
    for (const name of CALL_NAMES) {
      methods[name] = method(`/tfplugin6.Provider/${name}`, `${name}.Request`, `${name}.Response`);
      implementation[name] = (call: ServerUnaryCall<Message, Message>, reply: sendUnaryData<Message>) => {
        this.answer(name, call.request, reply).catch(this.options.onPanic);
      };
    }
    this.server.addService(methods, implementation);
  }

  private async answer(name: string, request: Message, reply: sendUnaryData<Message>): Promise<void> {
    const { handlers } = await this.options.service();
    const handler = handlers[name];
    if (handler) reply(null, await handler(request));
    else reply({ code: Status.UNIMPLEMENTED, details: `${name} is not implemented by this provider` });
  }

  private addHelpers(): void {
    this.server.addService(
      { Shutdown: method('/plugin.GRPCController/Shutdown', 'Empty', 'Empty') },
      {
        Shutdown: (_call: ServerUnaryCall<Message, Message>, reply: sendUnaryData<Message>) => {
          reply(null, {});
          this.options.onShutdown();
        },
      },
    );
    this.server.addService(
      { StreamStdio: method('/plugin.GRPCStdio/StreamStdio', 'Empty', 'StdioData', { responseStream: true }) },
      {
        StreamStdio: (stream: ServerWritableStream<Message, Message>) => {
          this.output.add(stream);
          stream.on('cancelled', () => {
            this.output.delete(stream);
            stream.end();
          });
        },
      },
    );
    this.server.addService(
      { StartStream: method('/plugin.GRPCBroker/StartStream', 'ConnInfo', 'ConnInfo', { requestStream: true, responseStream: true }) },
      {
        // Terraform opens the broker and asks nothing of it.
        StartStream: (stream: ServerDuplexStream<Message, Message>) => {
          stream.on('data', () => undefined);
          stream.on('end', () => stream.end());
          stream.on('error', () => undefined);
        },
      },
    );
    const health = { status: HealthStatus.SERVING };
    this.server.addService(
      {
        Check: method('/grpc.health.v1.Health/Check', 'HealthCheckRequest', 'HealthCheckResponse'),
        Watch: method('/grpc.health.v1.Health/Watch', 'HealthCheckRequest', 'HealthCheckResponse', { responseStream: true }),
      },
      {
        Check: (_call: ServerUnaryCall<Message, Message>, reply: sendUnaryData<Message>) => reply(null, health),
        Watch: (stream: ServerWritableStream<Message, Message>) => {
          stream.write(health);
          stream.on('cancelled', () => stream.end());
        },
      },
    );
  }
}

function method(
  path: string,
  request: string,
  response: string,
  streams: { requestStream?: boolean; responseStream?: boolean } = {},
): MethodDefinition<Message, Message> {
  const [incoming, outgoing] = [codec(request), codec(response)];
  return {
    path,
    requestStream: streams.requestStream ?? false,
    responseStream: streams.responseStream ?? false,
    requestSerialize: incoming.encode,
    requestDeserialize: incoming.decode,
    responseSerialize: outgoing.encode,
    responseDeserialize: outgoing.decode,
  };
}
