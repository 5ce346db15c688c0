import type { CertificateAttributes } from './certificate-schema';
import type { Diagnostics } from '../../schema/diagnostics';
import { durationSeconds } from '../../schema/durations';
import type { Planned } from '../../schema/schema';
import { Unknown } from '../../schema/types';

/** What is wrong with a configuration by itself, whatever is signed so far. */
export function validateCertificate(config: Planned<CertificateAttributes>, diagnostics: Diagnostics): void {
  validateSigningKey(config, diagnostics);
  validateNames(config, diagnostics);
  validateAuthority(config, diagnostics);
  validateTimes(config, diagnostics);
}

function validateSigningKey({ signing_key: key }: Planned<CertificateAttributes>, diagnostics: Diagnostics): void {
  if (key === null || key instanceof Unknown) return;
  const given = (['name', 'bucket', 'key'] as const).filter((part) => key[part] !== null).join(' and ');
  if (given === 'name' || given === 'bucket and key') return;
  diagnostics.error(
    'Wrong signing_key',
    `signing_key has ${given || 'nothing'}. Give name for a parameter, or bucket and key for an object.`,
    ['signing_key'],
  );
}

function validateNames(config: Planned<CertificateAttributes>, diagnostics: Diagnostics): void {
  const lists = [config.dns_names, config.ip_addresses, config.uris, config.email_addresses];
  const mayHaveNames = lists.some((list: unknown) => list instanceof Unknown || (Array.isArray(list) && list.length > 0));
  if (
    mayHaveNames ||
    config.is_ca_certificate instanceof Unknown ||
    config.subject instanceof Unknown ||
    config.allowed_uses instanceof Unknown
  ) {
    return;
  }
  const commonName: unknown = config.subject?.common_name ?? null;
  if (config.is_ca_certificate === true) {
    const hasSubject = Object.values(config.subject ?? {}).some((part) => part !== null);
    if (!hasSubject) {
      diagnostics.error(
        'An authority without a name',
        'The certificate of an authority is found by its subject: give subject = { common_name = "…" }.',
        ['subject'],
      );
    }
    return;
  }
  const serves = (config.allowed_uses ?? ['server_auth']).includes('server_auth');
  if (serves) {
    diagnostics.error(
      'A certificate without names',
      'No program accepts a server whose certificate has no alternative names (RFC 6125), whatever its common_name. ' +
        'Give dns_names, ip_addresses or uris.',
      ['dns_names'],
    );
  } else if (commonName === null) {
    diagnostics.error(
      'A certificate without names',
      'It says neither who nor what it is for. Give subject.common_name, dns_names, ip_addresses, uris or email_addresses.',
      ['subject'],
    );
  }
}

function validateAuthority(
  { is_ca_certificate, max_path_length, allowed_uses }: Planned<CertificateAttributes>,
  diagnostics: Diagnostics,
): void {
  if (is_ca_certificate instanceof Unknown || allowed_uses instanceof Unknown) return;
  const isCa = is_ca_certificate === true;
  if (!isCa && max_path_length !== null) {
    diagnostics.error(
      'max_path_length of no authority',
      'Only the certificate of an authority has a max_path_length: set is_ca_certificate = true, or leave it out.',
      ['max_path_length'],
    );
  }
  const signs = allowed_uses?.includes('cert_signing');
  if (!isCa && signs) {
    diagnostics.error(
      'cert_signing of no authority',
      'Only an authority may sign certificates: set is_ca_certificate = true, or leave cert_signing out.',
      ['allowed_uses'],
    );
  }
  if (isCa && signs === false) {
    diagnostics.error('An authority that may not sign', 'is_ca_certificate is true and allowed_uses has no cert_signing: add it.', [
      'allowed_uses',
    ]);
  }
}

function validateTimes({ validity, renew_before }: Planned<CertificateAttributes>, diagnostics: Diagnostics): void {
  if (typeof validity !== 'string' || typeof renew_before !== 'string') return;
  const [lasts, before] = [durationSeconds(validity), durationSeconds(renew_before)];
  if (before >= lasts) {
    diagnostics.error(
      'Wrong renew_before',
      `renew_before is '${renew_before}' and validity '${validity}': the certificate would be renewed by every apply. ` +
        `Make it shorter than validity.`,
      ['renew_before'],
    );
  }
}
