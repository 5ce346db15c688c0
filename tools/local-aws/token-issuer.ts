import { generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** Claims of a token. What is undefined is left out. */
export interface TokenClaims {
  readonly [claim: string]: unknown;
}

/**
 * An issuer of OpenID Connect tokens, such as GitHub Actions, whose documents are served on the loopback interface. Say so
 * to Local AWS: `aws.serveIssuer(issuer.url, issuer.address)`.
 */
export class TokenIssuer {
  /** @param url as tokens name the issuer, such as `https://token.actions.githubusercontent.com` */
  public static async start(url: string): Promise<TokenIssuer> {
    const issuer = new TokenIssuer(url);
    await new Promise<void>((resolve) => issuer.server.listen(0, '127.0.0.1', resolve));
    issuer.server.unref();
    return issuer;
  }

  private readonly keyId = 'local-1';
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private readonly server: Server;

  private constructor(public readonly url: string) {
    ({ privateKey: this.privateKey, publicKey: this.publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 }));
    const documents: { readonly [path: string]: object } = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys`, id_token_signing_alg_values_supported: ['RS256'] },
      [`${new URL(url).pathname.replace(/\/$/, '')}/keys`]: {
        keys: [{ ...this.publicKey.export({ format: 'jwk' }), kid: this.keyId, alg: 'RS256', use: 'sig' }],
      },
    };
    this.server = createServer(({ url: path = '' }, response) => {
      const document = documents[path];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? {}));
    });
  }

  /** Where the documents are. */
  public get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A signed token. It is valid for five minutes from now unless the claims say otherwise. */
  public token(claims: TokenClaims): string {
    const now = Math.floor(Date.now() / 1000);
    const head = { alg: 'RS256', typ: 'JWT', kid: this.keyId };
    const body = { iss: this.url, iat: now, nbf: now, exp: now + 300, ...claims };
    const signed = [head, body].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), this.privateKey).toString('base64url')}`;
  }

  public async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }
}
