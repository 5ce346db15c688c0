import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { ServerCertificate } from './certificates';

/** What a client sends that may change something: its login, and its statements. */
export interface SqlRequest {
  /** Place among those since `begin`. */
  readonly index: number;
  /** `login`, or how a statement begins: words up to the first name or value. */
  readonly what: string;
}

/** Where the connection is cut: before the server has the request, or after it has answered and before the client has that. */
export interface Cut {
  readonly index: number;
  readonly moment: 'before' | 'after';
  /** Called, and waited for, right before. */
  hurt(): Promise<void>;
}

/** How an engine's protocol begins to be encrypted, and which of its messages are requests. */
interface Protocol {
  /** Brings both sides to the point where TLS begins. */
  negotiate(client: Reader, server: Reader): Promise<void>;
  /** What a piece that the client sent in one go is; undefined for what goes along with another one. */
  request(data: Buffer, isLoggedIn: boolean): string | undefined;
  /** Whether a piece of an answer says that the login is done. */
  isWelcome(data: Buffer): boolean;
}

/** Stands between a client and a database server, reads along inside of TLS with the server's own certificate, and cuts connections. */
export class SqlProxy {
  public static async start(kind: keyof typeof PROTOCOLS, port: number, tls: ServerCertificate): Promise<SqlProxy> {
    const proxy = new SqlProxy(PROTOCOLS[kind], port, tls);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The requests since `begin`. */
  public requests: SqlRequest[] = [];
  private cut: Cut | undefined;
  private onRequest: ((request: SqlRequest) => Promise<void>) | undefined;
  private isSevered = false;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly protocol: Protocol,
    private readonly target: number,
    private readonly tls: ServerCertificate,
  ) {
    this.server = createServer((socket) => {
      if (this.isSevered) socket.destroy();
      else this.serve(socket).catch(() => socket.destroy());
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Counts from zero.
   *
   * @param onRequest called, and waited for, after each request that the server has answered
   */
  public begin(cut?: Cut, onRequest?: (request: SqlRequest) => Promise<void>): void {
    this.requests = [];
    this.cut = cut;
    this.onRequest = onRequest;
    this.isSevered = false;
  }

  /** Cuts every connection, and takes none until the next `begin`: as of a client that is gone. */
  public sever(): void {
    this.isSevered = true;
    this.sockets.forEach((socket) => socket.destroy());
  }

  public async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(plainClient: Socket): Promise<void> {
    const plainServer = connect(this.target, '127.0.0.1').setNoDelay(true);
    plainClient.setNoDelay(true);
    for (const socket of [plainClient, plainServer]) {
      this.sockets.add(
        socket
          .on('error', () => undefined)
          .once('close', () => {
            this.sockets.delete(socket);
            plainClient.destroy();
            plainServer.destroy();
          }),
      );
    }
    await this.protocol.negotiate(new Reader(plainClient), new Reader(plainServer));
    const client = new TLSSocket(plainClient, { isServer: true, cert: this.tls.certificate, key: this.tls.key });
    const server = connectTls({ socket: plainServer, ca: this.tls.ca, servername: 'localhost' });
    for (const socket of [client, server]) socket.on('error', () => undefined);
    this.relay(client, server);
  }

  private relay(client: TLSSocket, server: TLSSocket): void {
    let [isLoggedIn, pending]: [boolean, SqlRequest | undefined] = [false, undefined];
    const die = async (cut: Cut) => {
      await cut.hurt();
      client.destroy();
      server.destroy();
    };
    client.on('data', (data: Buffer) => {
      const what = this.protocol.request(data, isLoggedIn);
      if (what !== undefined) {
        pending = { index: this.requests.length, what };
        this.requests.push(pending);
        if (this.cut?.moment === 'before' && this.cut.index === pending.index) {
          void die(this.cut);
          return;
        }
      }
      server.write(data);
    });
    server.on('data', (data: Buffer) => {
      const isLogin = pending?.what === 'login';
      if (isLogin && this.protocol.isWelcome(data)) isLoggedIn = true;
      if (!pending || (isLogin && !isLoggedIn)) {
        client.write(data);
        return;
      }
      const answered = pending;
      pending = undefined;
      server.pause();
      void (this.onRequest?.(answered) ?? Promise.resolve()).then(async () => {
        if (this.cut?.moment === 'after' && this.cut.index === answered.index) {
          await die(this.cut);
          return;
        }
        client.write(data);
        server.resume();
      });
    });
  }
}

/** Reads the few bytes before TLS, and leaves the socket to that. */
class Reader {
  constructor(public readonly socket: Socket) {}

  public async read(): Promise<Buffer> {
    const data = await new Promise<Buffer>((resolve, reject) => {
      this.socket.once('data', resolve);
      this.socket.once('close', () => reject(new Error('closed')));
    });
    this.socket.pause();
    return data;
  }
}

const begins = (statement: string) => /^[A-Za-z ]+/.exec(statement)?.[0].trim().split(/ +/).slice(0, 3).join(' ') ?? '?';

const PROTOCOLS = {
  // PostgreSQL: Frontend/Backend Protocol. The client asks for TLS, and is answered S.
  postgresql: {
    async negotiate(client, server) {
      server.socket.write(await client.read());
      client.socket.write(await server.read());
    },
    request(data, isLoggedIn) {
      if (!isLoggedIn) return data.readInt32BE(0) === data.length && data.readInt32BE(4) === 0x30000 ? 'login' : undefined;
      // Q is a statement; P begins one with parameters, whose name is empty here.
      if (data[0] === 0x51) return begins(data.subarray(5).toString());
      return data[0] === 0x50 ? begins(data.subarray(6).toString()) : undefined;
    },
    isWelcome: (data) => data.includes(Buffer.from([0x5a, 0, 0, 0, 5])),
  },
  // MySQL: Client/Server Protocol. The server greets, and the client answers that it goes on in TLS.
  mysql: {
    async negotiate(client, server) {
      client.socket.write(await server.read());
      const asked = await client.read();
      const length = 4 + asked.readUIntLE(0, 3);
      // The client begins with TLS without waiting for an answer.
      if (asked.length > length) client.socket.unshift(asked.subarray(length));
      server.socket.write(asked.subarray(0, length));
    },
    request(data, isLoggedIn) {
      if (!isLoggedIn) return data[3] === 2 ? 'login' : undefined;
      return data[4] === 3 ? begins(data.subarray(5).toString()) : undefined;
    },
    isWelcome: (data) => data[4] === 0,
  },
} satisfies Record<string, Protocol>;
