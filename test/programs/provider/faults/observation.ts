import { X509Certificate } from 'node:crypto';
import type { Scenario } from './scenario';
import type { FoundObject, FoundParameter, World } from './world';
import { describePublicKey, publicKeyOf, specOf } from '../../../../src/programs/values/key-material';
import { publicKeyIn } from '../../../../src/programs/values/public-key-tags';

/** A resource in a state, whoever keeps that state. */
export interface ObservedResource {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly private: Readonly<Record<string, unknown>>;
}

/** How things stand: what is stored and what Terraform knows of it, in words that are the same in every run. */
export interface Observation {
  readonly parameters: Readonly<Record<string, object>>;
  readonly objects: Readonly<Record<string, object>>;
  readonly resources: Readonly<Record<string, object>>;
}

/** What was seen, with the values themselves, which are compared and looked for, and never printed. */
export interface Seen {
  readonly observation: Observation;
  /** Every value that any version has, the latest one of each place last. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** What a value has that is not of the provider's making. */
const CANARY = /^CANARY-/;

/**
 * Looks at the systems of record and at a state.
 *
 * @param earlier what was stored before the operation: its values are told from new ones
 */
export async function observe(world: World, resources: readonly ObservedResource[], earlier?: Seen): Promise<Seen> {
  const [parameters, objects] = [await world.parameters(), await world.objects()];
  const known = Object.values(earlier?.values ?? {}).flat();
  const values = Object.fromEntries([
    ...parameters.map(({ name, values: all }) => [name, all] as const),
    ...objects.map(({ key, versions }) => [key, versions.map(({ content }) => content)] as const),
  ]);
  return {
    values,
    observation: {
      parameters: Object.fromEntries(parameters.map((parameter) => [parameter.name, describeParameter(parameter, known)])),
      objects: Object.fromEntries(objects.map((object) => [object.key, describeObject(object, known)])),
      resources: Object.fromEntries(
        resources.map((resource) => [resource.address, describeResource(resource, parameters, objects, resources)]),
      ),
    },
  };
}

/** Where there are more or fewer versions than wishes, by the names of parameters and keys of objects. */
export interface Miscounted {
  readonly doubled: readonly string[];
  readonly lost: readonly string[];
  /** What should not be there at all. */
  readonly leftovers: readonly string[];
}

export function miscounted({ versions }: Scenario, { values }: Seen): Miscounted {
  const count = (name: string) => values[name]?.length ?? 0;
  return {
    doubled: Object.keys(versions).filter((name) => count(name) > versions[name]!),
    lost: Object.keys(versions).filter((name) => count(name) < versions[name]!),
    leftovers: Object.keys(values).filter((name) => !(name in versions)),
  };
}

/** Where two descriptions differ, by path. */
export function differences(expected: unknown, found: unknown, path = ''): string[] {
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null) {
    return expected === found ? [] : [`${path} is ${JSON.stringify(found)}, without faults ${JSON.stringify(expected)}`];
  }
  const [one, other] = [expected, found] as Record<string, unknown>[];
  return [...new Set([...Object.keys(one!), ...Object.keys(other!)])].flatMap((name) =>
    differences(one![name], other![name], path === '' ? name : `${path}.${name}`),
  );
}

function describeParameter({ name: _, values, tags, ...rest }: FoundParameter, known: readonly string[]): object {
  const latest = values.at(-1)!;
  const publicKey = publicKeyIn(tags, values.length);
  const others = Object.fromEntries(
    Object.entries(tags)
      .filter(([key]) => !key.startsWith('coffer:public-key'))
      .map(([key, tag]) => [key, tag.replace(/ try=\w+$/, ' try=…')]),
  );
  return {
    ...rest,
    values: values.map((value) => describeValue(value, known)),
    tags: others,
    ...(publicKey === undefined ? {} : { publicKey: whose(publicKey, latest) }),
  };
}

function describeObject({ deleteMarkers, versions, current }: FoundObject, known: readonly string[]): object {
  const { 'coffer-public-key': publicKey, ...metadata } = current?.metadata ?? {};
  return {
    deleteMarkers,
    values: versions.map(({ content }) => describeValue(content, known)),
    current: current && {
      kmsKeyId: current.kmsKeyId,
      tags: current.tags,
      metadata,
      ...(publicKey === undefined ? {} : { publicKey: whose(publicKey, versions.at(-1)!.content) }),
    },
  };
}

function describeResource(
  { address, values, private: kept }: ObservedResource,
  parameters: readonly FoundParameter[],
  objects: readonly FoundObject[],
  all: readonly ObservedResource[],
): object {
  if (address.startsWith('coffer_certificate.')) return describeCertificate(values, parameters, objects, all);
  const object = typeof values.bucket === 'string' ? objects.find(({ key }) => key === values.key) : undefined;
  const stored = object ? object.versions.at(-1)?.content : parameters.find(({ name }) => name === values.name)?.values.at(-1);
  const {
    public_key_pem: pem,
    public_key_openssh: openssh,
    public_key_fingerprint_sha256: sha256,
    public_key_fingerprint_md5: md5,
    version_id: versionId,
    ...rest
  } = values;
  const half = { pem, openssh, sha256, md5 };
  const etags = Object.fromEntries(
    Object.entries(kept).map(([name, value]) => [name, object && value === object.current?.etag ? 'of the stored version' : value]),
  );
  return {
    ...rest,
    private: etags,
    ...(versionId === undefined ? {} : { version_id: object ? describeVersion(object, String(versionId)) : versionId }),
    ...(pem === undefined ? {} : { publicHalf: stored !== undefined && isHalf(half, stored) ? 'of the stored key' : 'OF ANOTHER KEY' }),
  };
}

function describeVersion({ current }: FoundObject, versionId: string): string {
  return versionId === current?.versionId ? 'the latest' : 'ANOTHER ONE';
}

function isHalf(half: object, privatePem: string): boolean {
  const expected = describePublicKey(publicKeyOf(privatePem));
  return Object.entries(expected).every(([form, text]) => (half as Record<string, unknown>)[form] === text);
}

function describeCertificate(
  values: Readonly<Record<string, unknown>>,
  parameters: readonly FoundParameter[],
  objects: readonly FoundObject[],
  all: readonly ObservedResource[],
): object {
  const certificate = new X509Certificate(String(values.certificate_pem));
  const authority = values.ca_certificate_pem === null ? certificate : new X509Certificate(String(values.ca_certificate_pem));
  const isStored = authority === certificate || all.some(({ values: others }) => others.certificate_pem === values.ca_certificate_pem);
  const privateKeys = [
    ...parameters.map(({ values: each }) => each.at(-1)!),
    ...objects.filter(({ current }) => current).map(({ versions }) => versions.at(-1)!.content),
  ];
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const {
    certificate_pem: _pem,
    chain_pem: chain,
    serial_number: serial,
    fingerprint_sha256: fingerprint,
    not_before: _before,
    not_after: _after,
    renew_at: _renewal,
    ca_certificate_pem: _ca,
    public_key_pem: publicKey,
    ...rest
  } = values;
  return {
    ...rest,
    signature:
      certificate.checkIssued(authority) && certificate.verify(authority.publicKey) && isStored
        ? 'of the authority as it is now'
        : 'OF ANOTHER AUTHORITY',
    publicKey:
      privateKeys.some((pem) => publicKeyOf(pem) === spki) && certificate.publicKey.export({ type: 'spki', format: 'pem' }) === publicKey
        ? 'of a stored key'
        : 'OF NO STORED KEY',
    says:
      serial === certificate.serialNumber.toLowerCase() &&
      fingerprint === certificate.fingerprint256.replace(/:/g, '').toLowerCase() &&
      String(chain).startsWith(String(values.certificate_pem).trim())
        ? 'what the certificate says'
        : 'SOMETHING ELSE',
  };
}

/** A value without giving it away. */
function describeValue(value: string, known: readonly string[]): string {
  const form = CANARY.test(value)
    ? `given (${value.length})`
    : /PRIVATE KEY/.test(value)
      ? `a new ${specOf(publicKeyOf(value))!.algorithm} key`
      : `generated: ${value.length} of ${classes(value)}`;
  const at = known.indexOf(value);
  return at < 0 ? form : `as before (${at})`;
}

function classes(value: string): string {
  return [
    ['a-z', /[a-z]/],
    ['A-Z', /[A-Z]/],
    ['0-9', /\d/],
    ['other', /[^a-zA-Z0-9]/],
  ]
    .filter(([, pattern]) => (pattern as RegExp).test(value))
    .map(([name]) => name)
    .join(' ');
}

function whose(publicKey: string, privatePem: string): string {
  return publicKey === publicKeyOf(privatePem) ? 'of the stored key' : 'OF ANOTHER KEY';
}
