import { X509Certificate } from 'node:crypto';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import type { ServerIdentity } from '../../src/programs/provider/plugin/certificate';

const LIMIT_MS = 60_000;

/**
 * Asks a provider that has just made its handshake for its schema, as Terraform does next. Resolves with the answer's
 * length in bytes, when it has come whole.
 */
export async function firstAnswer(handshake: string, client: ServerIdentity): Promise<number> {
  const [, , , path, , certificate] = handshake.trim().split('|') as [string, string, string, string, string, string];
  const session = connectHttp2('https://localhost', {
    createConnection: () =>
      connectTls({
        path,
        servername: 'localhost',
        ca: new X509Certificate(Buffer.from(certificate, 'base64')).toString(),
        key: client.keyPem,
        cert: client.certificatePem,
        ALPNProtocols: ['h2'],
      }),
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      session.once('error', reject);
      const call = session.request({
        ':method': 'POST',
        ':path': '/tfplugin6.Provider/GetProviderSchema',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      let length = 0;
      let status: unknown;
      call.setTimeout(LIMIT_MS, () => reject(new Error(`The provider gave no answer within ${LIMIT_MS / 1000} s.`)));
      call.on('data', (data: Buffer) => {
        length += data.length;
      });
      call.on('trailers', (trailers) => {
        status = trailers['grpc-status'];
      });
      call.once('error', reject);
      call.once('end', () =>
        status === '0' ? resolve(length) : reject(new Error(`The provider did not answer for its schema: gRPC status ${String(status)}.`)),
      );
      call.end(Buffer.alloc(5)); // an empty message behind its length
    });
  } finally {
    session.destroy();
  }
}
