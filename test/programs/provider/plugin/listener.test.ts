import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectPlain, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { createServerIdentity, type ServerIdentity } from '../../../../src/programs/provider/plugin/certificate';
import { mutualTlsListener } from '../../../../src/programs/provider/plugin/listener';

const server = createServerIdentity();
const terraform = createServerIdentity();
let folder: string;
let listener: Server;
let admitted: Socket[];
let received: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-listener-'));
  [admitted, received] = [[], ''];
  listener = mutualTlsListener(server, terraform.certificatePem, (connection) => {
    admitted.push(connection);
    connection.on('data', (data: Buffer) => {
      received += data.toString();
      connection.write('CANARY-answer');
    });
  });
  await new Promise<void>((done) => listener.listen(join(folder, 'socket'), done));
});

afterEach(async () => {
  admitted.forEach((connection) => connection.destroy());
  await new Promise((done) => listener.close(done));
  rmSync(folder, { recursive: true, force: true });
});

/** Connects and says something at once. What comes back: an answer, or how the connection ended. */
async function says(options: ConnectionOptions, onSocket: (socket: TLSSocket) => void = () => undefined): Promise<string> {
  const socket = connect({
    path: join(folder, 'socket'),
    servername: 'localhost',
    ca: server.certificatePem,
    ALPNProtocols: ['h2'],
    ...options,
  });
  onSocket(socket);
  try {
    return await new Promise<string>((done) => {
      socket.once('secureConnect', () => socket.write('CANARY-request'));
      socket.once('data', (data) => done(data.toString()));
      socket.once('error', (error: NodeJS.ErrnoException) => done(`cut off: ${error.code}`));
      socket.once('close', () => done('cut off'));
    });
  } finally {
    socket.destroy();
  }
}

const as = ({ keyPem, certificatePem }: ServerIdentity): ConnectionOptions => ({ key: keyPem, cert: certificatePem });

test('lets in the client whose certificate was announced', async () => {
  await expect(says(as(terraform))).resolves.toBe('CANARY-answer');
  expect(received).toBe('CANARY-request');
});

test.each<[string, () => ConnectionOptions]>([
  ['without a certificate', () => ({})],
  ['with a certificate of its own', () => as(createServerIdentity())],
  ['with the certificate of the server itself', () => as(server)],
  ['with a certificate that the announced one has signed', () => as(signedBy(terraform))],
  ['without a certificate and with TLS 1.2', () => ({ maxVersion: 'TLSv1.2' })],
  ['with a certificate of its own and TLS 1.2', () => ({ ...as(createServerIdentity()), maxVersion: 'TLSv1.2' })],
])('cuts off a client %s before it reads anything of it', async (_who, options) => {
  await expect(says(options())).resolves.toMatch(/^cut off/);
  expect([admitted, received]).toEqual([[], '']);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'cuts off a client that comes back with whatever session its first try left it (%s)',
  async (version) => {
    const options: ConnectionOptions = { minVersion: version, maxVersion: version };
    let session: Buffer | undefined;
    await says(options, (socket) => {
      socket.on('session', (given: Buffer) => {
        session = given;
      });
      socket.once('secureConnect', () => {
        session ??= socket.getSession();
      });
    });
    await expect(says({ ...options, session })).resolves.toMatch(/^cut off/);
    expect(admitted).toEqual([]);
  },
);

test('is not moved by what is no TLS, and goes on listening', async () => {
  const garbage = connectPlain(join(folder, 'socket'));
  garbage.on('error', () => undefined);
  const ended = new Promise((done) => garbage.once('close', done));
  garbage.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  await ended;
  await expect(says(as(terraform))).resolves.toBe('CANARY-answer');
});

test.each(['', 'CANARY', '-----BEGIN CERTIFICATE-----\nCANARY\n-----END CERTIFICATE-----\n'])(
  'refuses to start where the announced certificate is none (%j)',
  (pem) => {
    expect(() => mutualTlsListener(server, pem, () => undefined)).toThrow(
      /^PLUGIN_CLIENT_CERT has \d+ characters, and they are no certificate in PEM\./,
    );
  },
);

/** An identity whose certificate bears the signature of another one: what an authority would vouch for. */
function signedBy(issuer: ServerIdentity): ServerIdentity {
  const { keyPem, certificateDer } = createServerIdentity();
  const tbs = sequenceAt(certificateDer, sequenceAt(certificateDer, 0).start);
  const signature = sign('sha256', certificateDer.subarray(tbs.begin, tbs.end), createPrivateKey(issuer.keyPem));
  const algorithm = sequenceAt(certificateDer, tbs.end);
  const body = Buffer.concat([
    certificateDer.subarray(tbs.begin, tbs.end),
    certificateDer.subarray(algorithm.begin, algorithm.end),
    Buffer.from([0x03, signature.length + 1, 0]),
    signature,
  ]);
  const der = Buffer.concat([Buffer.from([0x30, 0x82, Math.floor(body.length / 256), body.length % 256]), body]);
  const certificate = new X509Certificate(der);
  expect(certificate.verify(new X509Certificate(issuer.certificatePem).publicKey)).toBe(true);
  return { keyPem, certificatePem: certificate.toString(), certificateDer: der };
}

/** Where the DER sequence at an offset begins, has its content, and ends. */
function sequenceAt(der: Buffer, begin: number): { begin: number; start: number; end: number } {
  const first = der[begin + 1]!;
  const width = first < 0x80 ? 0 : first - 0x80;
  const start = begin + 2 + width;
  return { begin, start, end: start + (width === 0 ? first : der.readUIntBE(begin + 2, width)) };
}
