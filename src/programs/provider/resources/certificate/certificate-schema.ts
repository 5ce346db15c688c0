import { NAME_FAULTS } from '../../../../contracts/certificate-names';
import { EXTENDED_KEY_USAGES, firstCertificate, KEY_USAGES, type SUBJECT_PARTS } from '../../../values/certificates';
import { publicKeyFromPem, weakness } from '../../../values/key-material';
import { durationSeconds } from '../../schema/durations';
import { bool, listOfStrings, number, object, string, type Schema, type State } from '../../schema/schema';
import { LOCATION } from '../../stores/key-location';

const USES: readonly string[] = [...Object.keys(KEY_USAGES), ...Object.keys(EXTENDED_KEY_USAGES)];

const SHORTEST = 3600;
const LONGEST = 100 * 366 * 86_400;
const SUBJECT_TEXTS = {
  country: 'Country, two letters.',
  province: 'State or province.',
  locality: 'City.',
  organization: 'Organization.',
  organizational_unit: 'Unit of the organization.',
  common_name: 'Common name: who or what the certificate is for.',
  serial_number: 'Serial number of the subject (not of the certificate).',
} as const;

const MOST: Readonly<Record<string, number>> = { country: 2, province: 128, locality: 128 };

const part = (description: string, most: number, isPrintable: boolean) =>
  string({
    optional: true,
    description: `${description} At most ${most} characters.`,
    validate: (text) => {
      if (text === '' || text.length > most) {
        return ['Wrong subject', `A part of the subject has ${text.length} characters; it may have 1 to ${most} (RFC 5280, Appendix A).`];
      }
      return isPrintable && !/^[A-Za-z0-9 '()+,./:=?-]+$/.test(text)
        ? ['Wrong subject', `'${text}' may have letters, digits, spaces and '()+,-./:=? only (RFC 5280, Appendix A).`]
        : undefined;
    },
  });

const SUBJECT = Object.fromEntries(
  Object.entries(SUBJECT_TEXTS).map(([name, text]) => [name, part(text, MOST[name] ?? 64, name === 'country' || name === 'serial_number')]),
) as Record<keyof typeof SUBJECT_PARTS, ReturnType<typeof part>>;

const SIGNING_KEY = {
  bucket: string({ ...LOCATION.bucket, description: 'S3 bucket that holds the key; with `key`.', optional: true }),
  key: string({ ...LOCATION.key, optional: true }),
  name: string({ ...LOCATION.name, optional: true }),
};

function duration(name: string, text: string, least: number): readonly [string, string] | undefined {
  const seconds = durationSeconds(text);
  return seconds >= least && seconds <= LONGEST
    ? undefined
    : [`Wrong ${name}`, `${name} is '${text}'; it must be a duration from ${least / 3600}h to 100 years, such as 90d or 2160h.`];
}

function each(name: string, is: (item: string) => boolean, example: string) {
  return (items: readonly string[]) => {
    const wrong = items.find((item: unknown) => typeof item === 'string' && !is(item));
    return wrong === undefined ? undefined : ([`Wrong ${name}`, `'${wrong.slice(0, 80)}' is not ${example}.`] as const);
  };
}

function names(name: string, kind: keyof typeof NAME_FAULTS) {
  return (items: readonly string[]) => {
    for (const item of items as readonly unknown[]) {
      const fault = typeof item === 'string' ? NAME_FAULTS[kind](item) : undefined;
      if (fault !== undefined) return [`Wrong ${name}`, `'${(item as string).slice(0, 80)}' ${fault}.`] as const;
    }
    return undefined;
  };
}

export function publicKeyFault(pem: string): readonly [string, string] | undefined {
  const publicKey = publicKeyFromPem(pem);
  if (publicKey === undefined || /PRIVATE/.test(pem)) {
    return ['Wrong public_key_pem', 'public_key_pem is no public key in PEM (BEGIN PUBLIC KEY). Never give the private one.'];
  }
  const fault = weakness(publicKey);
  return fault === undefined ? undefined : ['Wrong public_key_pem', `public_key_pem is ${fault}.`];
}

export function authorityFault(pem: string): readonly [string, string] | undefined {
  // Whatever is here is in plan and state.
  if (/PRIVATE KEY/.test(pem)) {
    return [
      'Wrong ca_certificate_pem',
      'ca_certificate_pem holds a private key, and is in plans and in the state. Give the certificates alone; ' +
        'if this was planned or applied ' +
        'before, consider the key as known to others, and make a new one.',
    ];
  }
  const key = certificateKey(firstCertificate(pem));
  if (key === undefined) return ['Wrong ca_certificate_pem', 'ca_certificate_pem has no certificate in PEM (BEGIN CERTIFICATE).'];
  const fault = weakness(key);
  return fault === undefined ? undefined : ['Wrong ca_certificate_pem', `The key of ca_certificate_pem is ${fault}.`];
}

function certificateKey(pem: string): string | undefined {
  return /BEGIN CERTIFICATE/.test(pem) ? publicKeyFromPem(pem) : undefined;
}

export const CERTIFICATE = {
  description:
    'An X.509 certificate: of a certificate authority (self-signed, or signed by another), or of a server or client. It is ' +
    "signed in the provider's memory by a key that stays in its store: " +
    'the signing key is read only by an apply that signs, and whoever runs that needs `s3:GetObject` or `ssm:GetParameter`, and ' +
    '`kms:Decrypt`. Plan and refresh read nothing. ' +
    'Within `renew_before` of its end, a plan shows its renewal. Destroying the resource revokes nothing.',
  attributes: {
    signing_key: object(SIGNING_KEY, {
      required: true,
      description:
        'Where the private key is that signs: `name` of a parameter, or `bucket` and `key` of an object. For a self-signed ' +
        'certificate, its own.',
    }),
    ca_certificate_pem: string({
      optional: true,
      description:
        'Certificate of the authority whose key signs, in PEM, with those above it if there are any. Default: none, which ' +
        'makes the certificate self-signed.',
      validate: authorityFault,
    }),
    public_key_pem: string({
      required: true,
      description: 'Public half of the key that the certificate is for, in PEM: `coffer_private_key.….public_key_pem`.',
      validate: publicKeyFault,
    }),
    subject: object(SUBJECT, { optional: true, description: 'Who or what the certificate is for.' }),
    dns_names: listOfStrings({
      optional: true,
      description: 'DNS names that the certificate is for, such as `api.example.com` or `*.example.com`.',
      validate: names('dns_names', 'dns'),
    }),
    ip_addresses: listOfStrings({
      optional: true,
      description: 'IP addresses that the certificate is for.',
      validate: names('ip_addresses', 'ip'),
    }),
    uris: listOfStrings({
      optional: true,
      description: 'URIs that the certificate is for, such as SPIFFE ids.',
      validate: names('uris', 'uri'),
    }),
    email_addresses: listOfStrings({
      optional: true,
      description: 'Mail addresses that the certificate is for.',
      validate: names('email_addresses', 'email'),
    }),
    is_ca_certificate: bool({
      description: 'Whether the certificate is of an authority, which may sign others. Default: `false`.',
      default: false,
    }),
    max_path_length: number({
      optional: true,
      description: 'How many authorities may stand between this one and a certificate that it vouches for: from 0. Default: any number.',
      validate: (length) =>
        Number.isInteger(length) && length >= 0 && length <= 100
          ? undefined
          : ['Wrong max_path_length', `max_path_length is ${length}; it must be a whole number from 0 to 100.`],
    }),
    allowed_uses: listOfStrings({
      optional: true,
      description:
        `What the key may be used for: ${USES.map((use) => `\`${use}\``).join(', ')}. Default: \`cert_signing\`, ` +
        '`crl_signing` and `digital_signature` for an authority, else `digital_signature` and `server_auth`, and ' +
        '`key_encipherment` for RSA.',
      validate: each('allowed_uses', (use) => USES.includes(use), `one of ${USES.join(', ')}`),
    }),
    validity: string({
      required: true,
      description: 'How long the certificate is valid, from the signing on: `1h` to 100 years, such as `90d`, `8760h`.',
      validate: (text) => duration('validity', text, SHORTEST),
    }),
    renew_before: string({
      optional: true,
      description:
        'How long before its end the certificate is renewed, by the next apply then: `0h` for after its end. Default: a third ' +
        'of `validity`.',
      validate: (text) => duration('renew_before', text, 0),
    }),
    certificate_pem: string({ computed: true, description: 'The certificate in PEM.' }),
    chain_pem: string({
      computed: true,
      description:
        'The certificate, and those of `ca_certificate_pem` below the root, in PEM and in the order in which servers present ' + 'them.',
    }),
    serial_number: string({ computed: true, description: 'Serial number in hex.' }),
    fingerprint_sha256: string({ computed: true, description: 'SHA-256 of the certificate, in hex.' }),
    not_before: string({ computed: true, description: 'Start of the validity, as RFC 3339 has it.' }),
    not_after: string({ computed: true, description: 'End of the validity, as RFC 3339 has it.' }),
    renew_at: string({ computed: true, description: 'From when on a plan shows the renewal, as RFC 3339 has it.' }),
    ready_for_renewal: bool({
      computed: true,
      description: 'Whether `renew_at` had come at the last refresh. The next apply then renews the certificate.',
    }),
  },
} satisfies Schema;

export type CertificateAttributes = typeof CERTIFICATE.attributes;
export type CertificateState = State<CertificateAttributes>;

/** What an apply that signs decides. */
export const ISSUED = [
  'certificate_pem',
  'chain_pem',
  'serial_number',
  'fingerprint_sha256',
  'not_before',
  'not_after',
  'renew_at',
  'ready_for_renewal',
] as const;
