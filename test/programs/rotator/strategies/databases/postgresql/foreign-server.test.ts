import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { POSTGRESQL } from '../../../../../../src/programs/rotator/strategies/databases/postgresql/postgresql-engine';
import { serverCertificate, type ServerCertificate } from '../../../../../support/databases/certificates';

// PostgreSQL: Message Formats.
const authentication = (kind: number, ...more: number[]) => Buffer.from([0x52, 0, 0, 0, 8 + more.length, 0, 0, 0, kind, ...more]);
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const LOGIN = { username: 'administrator', password: 'CANARY-administrator' };

/** A server of somebody's, with a certificate that holds: it asks for the password as it likes, and keeps what it gets. */
class ForeignServer {
  public readonly got: Buffer[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(certificate: ServerCertificate, private readonly answer: Buffer) {
    const secureContext = createSecureContext({ cert: certificate.certificate, key: certificate.key });
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('data', () => {
        socket.write('S');
        const tls = new TLSSocket(socket, { isServer: true, secureContext });
        tls.on('error', () => undefined);
        tls.once('data', () => {
          tls.write(this.answer);
          tls.on('data', (data) => this.got.push(data));
        });
      });
      socket.on('error', () => undefined);
    });
  }

  public async start(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, 'localhost', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  public stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

test.each([
  ['the password in clear', authentication(3)],
  ['the MD5 hash of the password', authentication(5, 1, 2, 3, 4)],
  ['nothing at all', Buffer.concat([authentication(0), READY])],
])('a server that asks for %s gets neither password nor statement', async (_, answer) => {
  const certificate = await serverCertificate();
  const server = new ForeignServer(certificate, answer);
  try {
    const port = await server.start();
    const opening = POSTGRESQL.open({ host: 'localhost', port, ca: certificate.ca, signal: AbortSignal.timeout(20_000) }, LOGIN, 'app');
    await expect(opening).rejects.toMatchObject({ name: 'DatabaseError', failure: 'UnsupportedLogin', message: expect.stringContaining('scram-sha-256') as string });
    // At most the word that it ends the connection (Terminate).
    expect(Buffer.concat(server.got).filter((byte) => byte === 0x70 || byte === 0x51)).toHaveLength(0);
    expect(Buffer.concat(server.got).toString('latin1')).not.toMatch(/CANARY|md5/);
  } finally {
    server.stop();
  }
});
