import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { serverCertificate, type ServerCertificate } from './certificates';

// PostgreSQL: Message Formats.
const authentication = (kind: number, ...more: number[]) => Buffer.from([0x52, 0, 0, 0, 8 + more.length, 0, 0, 0, kind, ...more]);
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** How a server of PostgreSQL that wants a password may ask for it. */
export const ASKS_FOR = {
  'the password in clear': authentication(3),
  'the MD5 hash of the password': authentication(5, 1, 2, 3, 4),
  'nothing at all': Buffer.concat([authentication(0), READY]),
} as const;

/** A server of somebody's, with a certificate that holds: it asks for the password as it likes, and keeps what it gets. */
export class ForeignServer {
  /** @param answer what it says to whoever has named a user */
  public static async start(answer: Buffer = ASKS_FOR['the password in clear']): Promise<ForeignServer> {
    const server = new ForeignServer(await serverCertificate(), answer);
    await new Promise<void>((resolve) => server.server.listen(0, 'localhost', resolve));
    return server;
  }

  /** How often somebody has connected. */
  public connections = 0;
  private readonly got: Buffer[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(
    public readonly tls: ServerCertificate,
    answer: Buffer,
  ) {
    const secureContext = createSecureContext({ cert: tls.certificate, key: tls.key });
    this.server = createServer((socket) => {
      this.connections++;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('S');
        const secured = new TLSSocket(socket, { isServer: true, secureContext });
        secured.on('error', () => undefined);
        secured.once('data', () => {
          secured.write(answer);
          secured.on('data', (data) => this.got.push(data));
        });
      });
    });
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What it got since it has answered. */
  public get heard(): Buffer {
    return Buffer.concat(this.got);
  }

  public stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}
