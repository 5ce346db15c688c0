import { createPublicKey, X509Certificate } from 'node:crypto';
import type { CompleteCertificateSettings } from '../../../contracts/rotation/certificate';
import { AwsCallError } from '../../aws/errors';
import { nameOf, ObjectStore, type ObjectAddress } from '../../aws/object-store';
import { certificatesIn, chainOf, firstCertificate, issueCertificate, type CertificateRequest } from '../../values/certificates';
import { parsePrivateKey, publicKeyOf } from '../../values/key-material';
import { RotationError } from '../rotation-error';
import type { Strategy, StrategyContext } from '../strategy';

const DAY_MS = 86_400_000;

/**
 * A certificate for a key that stays, signed by an authority whose key is in a bucket or a parameter: so the promotion of
 * one parameter is all, and key and certificate match at any time. The certificate before is valid until its own end.
 */
export function certificate(settings: CompleteCertificateSettings): Strategy {
  const { keyParameter, authority, authorityCertificate: authorityPem } = settings;
  const request = requestOf(settings);

  const authorityKey = async (context: StrategyContext): Promise<string> => {
    return 'parameter' in authority ? (await context.read(authority.parameter))[0]! : objectIn(authority, context);
  };

  const leafKey = async (context: StrategyContext): Promise<string> => {
    const [pem] = await context.read(keyParameter);
    try {
      return createPublicKey(parsePrivateKey(pem!)).export({ type: 'spki', format: 'pem' }) as string;
    } catch {
      throw new RotationError(
        'NoPrivateKey',
        `The value of ${keyParameter} is no unencrypted private key in PEM. Put the key of the certificate ${context.secret} there.`,
      );
    }
  };

  return {
    async create(_current, context) {
      const ca = new X509Certificate(firstCertificate(authorityPem));
      const end = context.now().getTime() + request.validityMs;
      if (end > Date.parse(ca.validTo)) {
        throw new RotationError(
          'OutlivesAuthority',
          `${context.secret} would be valid until ${iso(end)}, and the certificate of its authority ends at ${iso(
            Date.parse(ca.validTo),
          )}. Renew the authority first, or shorten validityDays.`,
        );
      }
      const signer = await authorityKey(context);
      if (publicOf(signer) !== spki(ca)) {
        throw new RotationError(
          'OtherAuthority',
          `The key of the authority of ${context.secret} is not that of the certificate in its rotation plan. ` +
            `Deploy the stack again, with the authority's present certificate.`,
        );
      }
      const pem = await issueCertificate(
        { ...request, public_key_pem: await leafKey(context), ca_certificate_pem: authorityPem },
        signer,
        context.now(),
      );
      return { value: chainOf(pem, authorityPem), facts: { serialNumber: new X509Certificate(pem).serialNumber.toLowerCase() } };
    },

    async test(value, context) {
      const fault = faultOf(value, {
        ca: new X509Certificate(firstCertificate(authorityPem)),
        key: await leafKey(context),
        request,
        now: context.now(),
      });
      if (fault) {
        throw new RotationError('WrongCertificate', `The certificate in ${context.secret} ${fault}. Rotate it, or write the right one.`);
      }
    },
  };
}

function requestOf(settings: CompleteCertificateSettings): Omit<CertificateRequest, 'public_key_pem' | 'ca_certificate_pem'> {
  return {
    subject: settings.subject ?? null,
    dns_names: settings.dnsNames ?? null,
    ip_addresses: settings.ipAddresses ?? null,
    uris: settings.uris ?? null,
    email_addresses: null,
    is_ca_certificate: false,
    max_path_length: null,
    allowed_uses: settings.uses,
    validityMs: settings.validityDays * DAY_MS,
  };
}

/** What is wrong with a certificate, as the end of a sentence. */
function faultOf(
  value: string,
  { ca, key, request, now }: { ca: X509Certificate; key: string; request: ReturnType<typeof requestOf>; now: Date },
): string | undefined {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(certificatesIn(value)[0] ?? '');
  } catch {
    return 'is none in PEM';
  }
  if (!leaf.checkIssued(ca) || !leaf.verify(ca.publicKey)) return 'is not signed by its authority';
  if (spki(leaf) !== createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')) return 'is of another key';
  if (now.getTime() < Date.parse(leaf.validFrom)) return `is not valid before ${iso(Date.parse(leaf.validFrom))}`;
  if (now.getTime() >= Date.parse(leaf.validTo)) return `ended at ${iso(Date.parse(leaf.validTo))}`;
  const named = (leaf.subjectAltName ?? '').split(', ');
  const missing = [
    ...(request.dns_names ?? []).filter((name) => !named.includes(`DNS:${name}`)),
    ...(request.ip_addresses ?? []).filter((ip) => leaf.checkIP(ip) === undefined),
    ...(request.uris ?? []).filter((uri) => !named.includes(`URI:${uri}`) && !named.includes(`URI:${JSON.stringify(uri)}`)),
  ];
  return missing.length === 0 ? undefined : `is not for ${missing.join(', ')}`;
}

async function objectIn(address: ObjectAddress, { aws, secret, signal }: StrategyContext): Promise<string> {
  try {
    return await new ObjectStore(aws).reveal(address, signal);
  } catch (error) {
    if (!(error instanceof AwsCallError && ['NoSuchKey', 'NotFound'].includes(error.code))) throw error;
    throw new RotationError(
      'NoValueYet',
      `${secret} is signed by the key in ${nameOf(address)}, and there is none. Deploy its authority first.`,
    );
  }
}

function publicOf(pem: string): string | undefined {
  try {
    return publicKeyOf(pem);
  } catch {
    return undefined;
  }
}

function spki(pem: X509Certificate): string {
  return pem.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}
