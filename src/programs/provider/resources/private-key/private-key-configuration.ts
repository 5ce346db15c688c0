import type { PrivateKeyAttributes } from './private-key-schema';
import type { Diagnostics } from '../../schema/diagnostics';
import type { Planned } from '../../schema/schema';
import { Unknown } from '../../schema/types';

/** Checks of a private key's attributes that span several of them. */
export function validateConfiguration(config: Planned<PrivateKeyAttributes>, diagnostics: Diagnostics): void {
  validateLocation(config, diagnostics);
  validateAlgorithm(config, diagnostics);
  if (config.public_key_pem !== null && config.adopt !== true && !(config.adopt instanceof Unknown)) {
    diagnostics.error(
      'public_key_pem without adopt',
      'Coffer makes the key, and so knows its public half. Give public_key_pem only with adopt = true, for a key that is there already.',
      ['public_key_pem'],
    );
  }
}

function validateLocation({ bucket, key, name, kms_key_id }: Planned<PrivateKeyAttributes>, diagnostics: Diagnostics): void {
  if (bucket !== null && name !== null) {
    diagnostics.error('Two places for one key', 'bucket and name are both given. A key has one system of record: keep one of them.', [
      'name',
    ]);
  }
  if (bucket === null && name === null) {
    diagnostics.error('No place for the key', 'Give bucket and key for an object in S3, or name for a parameter.', ['name']);
  }
  if (bucket !== null && key === null) {
    diagnostics.error('key is missing', 'bucket is given without key: the key of the object in it, such as ca/root.pem.', ['key']);
  }
  if (bucket === null && key !== null) {
    diagnostics.error('bucket is missing', 'key is given without bucket. For a parameter, give name instead.', ['bucket']);
  }
  if (bucket !== null && kms_key_id === null) {
    diagnostics.error('kms_key_id is missing', 'A key in a bucket is encrypted under a KMS key of its own: name it in kms_key_id.', [
      'kms_key_id',
    ]);
  }
}

function validateAlgorithm({ algorithm, rsa_bits, ecdsa_curve }: Planned<PrivateKeyAttributes>, diagnostics: Diagnostics): void {
  if (typeof algorithm !== 'string') return;
  if (rsa_bits !== null && algorithm !== 'RSA') {
    diagnostics.error('rsa_bits of no RSA key', `algorithm is ${algorithm}, which has no rsa_bits. Leave it out.`, ['rsa_bits']);
  }
  if (ecdsa_curve !== null && algorithm !== 'ECDSA') {
    diagnostics.error('ecdsa_curve of no ECDSA key', `algorithm is ${algorithm}, which has no ecdsa_curve. Leave it out.`, ['ecdsa_curve']);
  }
}
