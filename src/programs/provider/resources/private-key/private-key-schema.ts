import { DEFAULT_KEY } from '../../../aws/kms-keys';
import {
  ALGORITHMS,
  CURVES,
  DEFAULT_CURVE,
  DEFAULT_RSA_BITS,
  KEY_FORMATS,
  kindFault,
  publicKeyFromPem,
  type KeyFormat,
} from '../../../values/key-material';
import { tagsFault } from '../../core/settings';
import { countingNumber, oneOf } from '../../schema/checks';
import { bool, mapOfStrings, number, string, type Schema, type State } from '../../schema/schema';
import { LOCATION } from '../../stores/key-location';
import { claimFault, DEFAULT_CLAIM } from '../../stores/ownership';

/** S3 takes ten tags on an object, and the claim is one of them (S3: Categorizing objects using tags). */
export const MAX_OBJECT_TAGS = 9;

/** What is wrong with the public half of a key that is adopted. */
export function publicKeyFault(pem: string): readonly [string, string] | undefined {
  const publicKey = publicKeyFromPem(pem);
  if (publicKey === undefined || /PRIVATE/.test(pem)) {
    return ['Wrong public_key_pem', 'public_key_pem is no public key in PEM (BEGIN PUBLIC KEY). Never give the private one.'];
  }
  const fault = kindFault(publicKey);
  return fault === undefined
    ? undefined
    : ['Wrong public_key_pem', `public_key_pem is ${fault}. Keep a key of another kind as a coffer_secret.`];
}

/** The format of all keys that were made before there was a choice. */
export const DEFAULT_FORMAT: KeyFormat = 'PKCS8';

export const PRIVATE_KEY = {
  description:
    "A private key that is made in the provider's memory and written to one place: an object in an S3 bucket (`bucket`, " +
    '`key`), or a parameter that chamber can read (`name`). ' +
    'It is stored as `private_key_format` says. The state holds the public half only; the private one is never read back, ' +
    'and in neither plan, state ' +
    'nor logs.',
  attributes: {
    algorithm: string({
      required: true,
      description: `\`${ALGORITHMS.join('`, `')}\`. It takes effect with a new \`generation\` only.`,
      validate: (algorithm) => oneOf('algorithm', ALGORITHMS, algorithm),
    }),
    rsa_bits: number({
      optional: true,
      description: `Bits of an RSA key: 2048 to 4096, in steps of 8. Default: \`${DEFAULT_RSA_BITS}\`.`,
      validate: (bits) =>
        Number.isInteger(bits) && bits >= 2048 && bits <= 4096 && bits % 8 === 0
          ? undefined
          : ['Wrong rsa_bits', `rsa_bits is ${bits}; an RSA key has 2048 to 4096 bits, in steps of 8.`],
    }),
    ecdsa_curve: string({
      optional: true,
      description: `Curve of an ECDSA key: \`${CURVES.join('`, `')}\`. Default: \`${DEFAULT_CURVE}\`.`,
      validate: (curve) => oneOf('ecdsa_curve', CURVES, curve),
    }),
    private_key_format: string({
      optional: true,
      computed: true,
      stable: true,
      description:
        "How the key is written: `PKCS8` (PEM), or `OPENSSH`, OpenSSH's own format, which every OpenSSH since 6.5 reads for " +
        'every algorithm. It takes effect with a new `generation` only: a key that is there stays as it is. Default: `PKCS8`.',
      validate: (format) => oneOf('private_key_format', KEY_FORMATS, format),
    }),
    bucket: string({ ...LOCATION.bucket, optional: true, requiresReplace: true }),
    key: string({ ...LOCATION.key, optional: true, requiresReplace: true }),
    name: string({
      ...LOCATION.name,
      description: `${LOCATION.name.description} Not together with \`bucket\`.`,
      optional: true,
      requiresReplace: true,
    }),
    kms_key_id: string({
      optional: true,
      computed: true,
      stable: true,
      description:
        'KMS key that encrypts the private key: an alias, an id or an ARN. It takes effect with a new `generation` only. ' +
        `Required with \`bucket\`; default with \`name\`: \`${DEFAULT_KEY}\`.`,
      validate: (key) =>
        key === ''
          ? ['Wrong kms_key_id', 'kms_key_id is empty. Leave it out for the default key of Parameter Store, or name a key.']
          : undefined,
    }),
    generation: number({
      default: 1,
      validate: (generation) => countingNumber('generation', generation),
      description: 'Raise it to have a new key made; the old one stays as an earlier version. Nothing else makes one. Default: `1`.',
    }),
    adopt: bool({ description: 'Take over a key that is there already, without touching it. Default: `false`.', default: false }),
    deletion_protection: bool({ description: 'Refuse to delete the key. Default: `true`.', default: true }),
    claim: string({
      default: DEFAULT_CLAIM,
      validate: claimFault,
      description:
        'Who declares this key, such as the stack and the resource; kept as the tag `coffer:claim`. A create that was cut off ' +
        'is resumed only under the same claim, and not under the default one, which any configuration may have. ' +
        'Default: `terraform`.',
    }),
    tags: mapOfStrings({
      optional: true,
      description:
        `Tags of the parameter or object. They win over the provider's \`default_tags\`; an object takes ${MAX_OBJECT_TAGS} in ` +
        'all. Those of an object are not refreshed, since S3 has no listing of them.',
      validate: tagsFault,
    }),
    tags_all: mapOfStrings({ computed: true, description: "All tags, with the provider's `default_tags`." }),
    public_key_pem: string({
      optional: true,
      computed: true,
      stable: true,
      description:
        'Public half in PEM. Give it only to adopt or import a key that Coffer did not make, since its public half cannot be ' +
        'found without reading it: `openssl pkey -in key.pem -pubout`.',
      validate: publicKeyFault,
    }),
    public_key_openssh: string({
      computed: true,
      stable: true,
      description: 'Public half as OpenSSH has it in `authorized_keys`, without a comment.',
    }),
    public_key_fingerprint_sha256: string({
      computed: true,
      stable: true,
      description: 'SHA-256 fingerprint, as `ssh-keygen -l` prints it.',
    }),
    public_key_fingerprint_md5: string({
      computed: true,
      stable: true,
      description: 'MD5 fingerprint, as `ssh-keygen -l -E md5` prints it.',
    }),
    version_id: string({
      computed: true,
      stable: true,
      description: "Version of the stored key: S3's version id, or Parameter Store's version number.",
    }),
    arn: string({ computed: true, stable: true, description: 'ARN of the parameter or object.' }),
  },
} satisfies Schema;

export type PrivateKeyAttributes = typeof PRIVATE_KEY.attributes;
export type PrivateKeyState = State<PrivateKeyAttributes>;

/** What tells of the key that is there, and changes with it. */
export const PUBLIC_HALF = ['public_key_pem', 'public_key_openssh', 'public_key_fingerprint_sha256', 'public_key_fingerprint_md5'] as const;
export type PublicHalf = (typeof PUBLIC_HALF)[number];
