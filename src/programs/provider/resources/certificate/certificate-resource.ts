import { X509Certificate } from 'node:crypto';
import { validateCertificate } from './certificate-configuration';
import {
  authorityFault,
  CERTIFICATE,
  ISSUED,
  publicKeyFault,
  type CertificateAttributes,
  type CertificateState,
} from './certificate-schema';
import { comparable } from './meaning';
import { inexpressible, otherNames, parseCertificate } from './parse';
import { signingKey } from './signing-key';
import { chainOf, firstCertificate, issueCertificate } from '../../../values/certificates';
import { publicKeyFromPem } from '../../../values/key-material';
import { emptyState, type Resource } from '../../core/resource';
import type { Coffer, CofferContext } from '../../core/settings';
import { DiagnosticError } from '../../schema/diagnostics';
import { durationSeconds } from '../../schema/durations';
import type { Planned } from '../../schema/schema';
import { Unknown, equal, type CtyValue } from '../../schema/types';

type Issued = Pick<CertificateState, (typeof ISSUED)[number]>;

/** What is signed into a certificate: a change of it takes a new signature. */
const SIGNED = [
  'public_key_pem',
  'subject',
  'dns_names',
  'ip_addresses',
  'uris',
  'email_addresses',
  'is_ca_certificate',
  'max_path_length',
  'allowed_uses',
  'validity',
] as const;
/** What an import finds in the certificate itself. What is not found there is taken over without a new signature. */
const PARSED: readonly string[] = [
  'public_key_pem',
  'subject',
  'dns_names',
  'ip_addresses',
  'uris',
  'email_addresses',
  'is_ca_certificate',
];

/** A certificate, which lives in the state alone, being public: see its schema for what it is for. */
export const certificateResource: Resource<CertificateAttributes, Coffer> = {
  typeName: 'coffer_certificate',
  schema: CERTIFICATE,

  validate: validateCertificate,

  plan({ prior, private: kept, planned, changed }) {
    if (prior === null) {
      refuseOutlivingCa(planned);
      return;
    }
    refuseOtherSubject(prior, planned);
    if (prior.ready_for_renewal === true) {
      for (const name of ISSUED) planned[name] = name === 'ready_for_renewal' ? false : Unknown.VALUE;
      refuseOutlivingCa(planned);
      return;
    }
    if (!changed) return;
    const signs = isSigned(prior, planned, kept.imported === true);
    if (signs) refuseOutlivingCa(planned);
    // Under another certificate of its authority, it depends on that one whether the old signature still holds.
    if (signs || !isSame(prior, planned, 'ca_certificate_pem')) {
      planned.ready_for_renewal = false;
      return;
    }
    for (const name of ISSUED) planned[name] = prior[name] as never;
    planned.renew_at =
      planned.renew_before instanceof Unknown || planned.validity instanceof Unknown
        ? Unknown.VALUE
        : renewAt(prior.not_after!, planned as CertificateState);
  },

  async create({ planned }, context) {
    return { state: { ...planned, ...(await issued(planned, context)) } };
  },

  async read({ state, private: kept = {} }) {
    // Nothing but the time can have changed.
    return { state: { ...state, ready_for_renewal: state.renew_at !== null && Date.now() >= Date.parse(state.renew_at) }, private: kept };
  },

  async update({ prior, planned, private: kept }, context) {
    const holds =
      prior.ready_for_renewal !== true &&
      !isSigned(prior, planned, kept.imported === true) &&
      isVouchedFor(prior.certificate_pem!, planned);
    const renews = isSame(prior, planned, 'subject') ? prior.certificate_pem! : undefined;
    if (!holds) return { state: { ...planned, ...(await issued(planned, context, renews)) } };
    return { state: { ...planned, ...described(prior.certificate_pem!, planned) } };
  },

  async delete() {
    // A certificate is a public text: with the state, all of it is gone.
  },

  async import(pem) {
    const parsed = parseCertificate(pem);
    if (!parsed) {
      throw new DiagnosticError(
        'Wrong import id',
        'A coffer_certificate is imported by its PEM: import { to = coffer_certificate.ca, id = file("ca.pem") }.',
      );
    }
    const others = otherNames(new X509Certificate(firstCertificate(pem)));
    if (others.length > 0) {
      throw new DiagnosticError(
        'A certificate that cannot be imported',
        `It has names of the kind ${others.join(', ')}, which would be lost at its renewal. Keep it as it is, and read it as a file.`,
      );
    }
    const state = { ...emptyState(CERTIFICATE), ...parsed };
    return { state: { ...state, ...described(`${firstCertificate(pem)}\n`, state) }, private: { imported: true } };
  },
};

async function issued(planned: CertificateState, context: CofferContext, renews?: string): Promise<Issued> {
  refuseWrongKeys(planned);
  refuseOutlivingCa(planned);
  const certified =
    planned.ca_certificate_pem === null
      ? { what: 'public_key_pem', of: publicKeyFromPem(planned.public_key_pem!) }
      : {
          what: 'ca_certificate_pem',
          of: new X509Certificate(firstCertificate(planned.ca_certificate_pem)).publicKey
            .export({ type: 'spki', format: 'der' })
            .toString('base64'),
        };
  const key = await signingKey(planned.signing_key!, certified.of, context);
  if (certified.of !== key.publicKey) {
    throw new DiagnosticError(
      'The signing key is another one',
      `The key in ${key.where} is not that of ${certified.what}. ${
        planned.ca_certificate_pem === null
          ? 'A certificate without ca_certificate_pem is signed by its own key.'
          : 'Name the key of that authority in signing_key.'
      }`,
      ['signing_key'],
    );
  }
  const pem = await issueCertificate({ ...planned, renews, validityMs: durationSeconds(planned.validity!) * 1000 }, key.pem, new Date());
  return described(pem, planned);
}

/** What a certificate says of itself, in the words of the state. */
function described(pem: string, planned: CertificateState): Issued {
  const certificate = new X509Certificate(pem);
  const notAfter = iso(certificate.validTo);
  return {
    certificate_pem: pem,
    chain_pem: chainOf(pem, planned.ca_certificate_pem ?? ''),
    serial_number: certificate.serialNumber.toLowerCase(),
    fingerprint_sha256: certificate.fingerprint256.replace(/:/g, '').toLowerCase(),
    not_before: iso(certificate.validFrom),
    not_after: notAfter,
    renew_at: renewAt(notAfter, { ...planned, not_before: iso(certificate.validFrom) }),
    ready_for_renewal: false,
  };
}

function renewAt(notAfter: string, { validity, renew_before, not_before }: CertificateState): string {
  const lasts = validity === null ? (Date.parse(notAfter) - Date.parse(not_before!)) / 1000 : durationSeconds(validity);
  const before = renew_before === null ? lasts / 3 : durationSeconds(renew_before);
  return new Date(Date.parse(notAfter) - Math.floor(before) * 1000).toISOString().replace('.000Z', 'Z');
}

function iso(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}

/** Whether a change takes a new signature. */
function isSigned(prior: CertificateState, planned: Planned<CertificateAttributes> | CertificateState, isImported: boolean): boolean {
  return SIGNED.some((name) => !(isImported && !PARSED.includes(name)) && !isSame(prior, planned, name));
}

function isSame(
  prior: CertificateState,
  planned: Planned<CertificateAttributes> | CertificateState,
  name: keyof CertificateAttributes,
): boolean {
  const [before, now] = [prior[name], planned[name]].map((value) => comparable(value as CtyValue, name));
  return equal(before!, now!, CERTIFICATE.attributes[name].type);
}

/** Whether the authority, as it is now, stands for a certificate that was signed before. */
function isVouchedFor(pem: string, { ca_certificate_pem }: CertificateState): boolean {
  const certificate = new X509Certificate(pem);
  const ca = ca_certificate_pem === null ? certificate : new X509Certificate(firstCertificate(ca_certificate_pem));
  return certificate.checkIssued(ca) && certificate.verify(ca.publicKey) && Date.parse(certificate.validTo) <= Date.parse(ca.validTo);
}

/** Checks once more what may have been unknown at plan. */
function refuseWrongKeys({ public_key_pem: key, ca_certificate_pem: authority }: CertificateState): void {
  const faults = [
    { name: 'public_key_pem', fault: publicKeyFault(key!) },
    { name: 'ca_certificate_pem', fault: authority === null ? undefined : authorityFault(authority) },
  ];
  for (const { name, fault } of faults) if (fault) throw new DiagnosticError(...fault, [name]);
}

/** An imported subject may say more than a configuration can: it stays as it is, since what it signed names it so. */
function refuseOtherSubject(prior: CertificateState, planned: Planned<CertificateAttributes>): void {
  if (planned.subject instanceof Unknown || isSame(prior, planned, 'subject')) return;
  const parts = inexpressible(new X509Certificate(prior.certificate_pem!));
  if (parts.length === 0) return;
  const kept = Object.entries(prior.subject ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [`${name} = ${JSON.stringify(value)}`],
  );
  throw new DiagnosticError(
    'The subject of an imported certificate would be lost',
    `It has ${parts.join(', ')} too, which subject cannot say. They are kept while subject says the rest: subject = { ${kept.join(
      ', ',
    )} }. ` + 'For another subject, declare another certificate.',
    ['subject'],
  );
}

function refuseOutlivingCa(planned: Planned<CertificateAttributes> | CertificateState): void {
  const { ca_certificate_pem: pem, validity } = planned;
  if (typeof pem !== 'string' || typeof validity !== 'string') return;
  const ca = new X509Certificate(firstCertificate(pem));
  if (!ca.ca) {
    throw new DiagnosticError(
      'No certificate of an authority',
      `ca_certificate_pem is of '${oneLine(ca.subject)}', which may not sign others. Give the one of the authority, first in the text.`,
      ['ca_certificate_pem'],
    );
  }
  const end = new Date(Date.now() + durationSeconds(validity) * 1000);
  if (end <= new Date(ca.validTo)) return;
  throw new DiagnosticError(
    'The certificate would outlive its authority',
    `With validity = '${validity}' it would end at ${end.toISOString()}, and ca_certificate_pem ends at ${iso(
      ca.validTo,
    )}. Shorten validity, or renew the authority first.`,
    ['validity'],
  );
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
