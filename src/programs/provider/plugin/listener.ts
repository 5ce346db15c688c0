import { X509Certificate } from 'node:crypto';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ServerIdentity } from './certificate';
import { PlainError } from '../../values/plain-error';

/**
 * Listens for Terraform with mutual TLS: only a client that holds the key of `clientCertificatePem` gets through, and
 * all others are cut off before a byte of theirs is read as gRPC.
 *
 * The one certificate that is let in is compared as a whole; TLS itself has its holder prove that it has the key.
 * Naming it to Node.js as an authority (`ca`) would come to the same, and load the 150 public authorities first:
 * a third of Node.js's whole start, in each of the two to five starts of every Terraform command.
 *
 * @throws Error where the PEM is no certificate
 */
export function mutualTlsListener(
  identity: ServerIdentity,
  clientCertificatePem: string,
  onConnection: (connection: Socket) => void,
): Server {
  const expected = certificateIn(clientCertificatePem);
  const server = createTlsServer({
    key: identity.keyPem,
    cert: identity.certificatePem,
    ALPNProtocols: ['h2'],
    requestCert: true,
    // There is no authority to check against: what is checked is below.
    rejectUnauthorized: false,
    ca: [],
  });
  server.on('secureConnection', (connection) => {
    // What breaks a connection that nobody uses yet is no matter.
    connection.on('error', () => undefined);
    if (connection.getPeerX509Certificate()?.raw.equals(expected)) onConnection(connection);
    else connection.destroy();
  });
  return server;
}

/** Listens without TLS, for a Terraform that attaches to a provider which a person or a test has started. */
export function plainListener(onConnection: (connection: Socket) => void): Server {
  return createPlainServer(onConnection);
}

function certificateIn(pem: string): Buffer {
  try {
    return new X509Certificate(pem).raw;
  } catch {
    throw new PlainError(
      `PLUGIN_CLIENT_CERT has ${pem.length} characters, and they are no certificate in PEM. Terraform sets it: ` +
        `let terraform start the provider.`,
    );
  }
}
