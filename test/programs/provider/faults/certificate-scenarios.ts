import type { Arguments, Configuration } from './configuration';
import type { Scenario } from './scenario';
import { KEY_ALIAS } from './world';

const ROOT_KEY = 'ca/root.pem';
const LEAF_KEY = '/api/tls_key';
const ROOT = '${coffer_private_key.root';
const own = { claim: 'faults/tls', deletion_protection: false };

const rootKeyIn = (bucket: string, generation = 1): Configuration => ({
  'coffer_private_key.root': { algorithm: 'ECDSA', bucket, key: ROOT_KEY, kms_key_id: KEY_ALIAS, generation, ...own },
});
const leafKey = (generation = 1): Configuration => ({
  'coffer_private_key.api': { algorithm: 'ED25519', name: LEAF_KEY, generation, ...own },
});
const signing_key = { bucket: `${ROOT}.bucket}`, key: `${ROOT}.key}` };
const root = (body: Arguments = {}): Configuration => ({
  'coffer_certificate.root': {
    signing_key,
    public_key_pem: `${ROOT}.public_key_pem}`,
    subject: { common_name: 'Acme Root' },
    is_ca_certificate: true,
    validity: '87600h',
    ...body,
  },
});
const leaf = (body: Arguments = {}): Configuration => ({
  'coffer_certificate.api': {
    signing_key,
    ca_certificate_pem: '${coffer_certificate.root.certificate_pem}',
    public_key_pem: '${coffer_private_key.api.public_key_pem}',
    dns_names: ['api.example.com'],
    validity: '2160h',
    ...body,
  },
});
const leafOf = (generation = 1, body: Arguments = {}): Configuration => ({ ...root(), ...leafKey(generation), ...leaf(body) });

/** What people do with certificates: a root in a bucket, and a leaf below it. */
export function certificateScenarios(bucket: string): Scenario[] {
  const rootKey = (generation = 1) => rootKeyIn(bucket, generation);
  const before = { ...rootKey(), ...leafOf() };
  const scenario = (operation: string, versions: Scenario['versions'], rest: Pick<Scenario, 'before' | 'after'>): Scenario => ({
    resource: 'certificates',
    operation,
    versions,
    ...rest,
  });
  const once = { [ROOT_KEY]: 1, [LEAF_KEY]: 1 };
  return [
    scenario('create of root and leaf, with their keys', once, { after: before }),
    scenario('new names', once, { before, after: { ...rootKey(), ...leafOf(1, { dns_names: ['api.example.com', 'www.example.com'] }) } }),
    scenario('re-key of the root', { ...once, [ROOT_KEY]: 2 }, { before, after: { ...rootKey(2), ...leafOf() } }),
    scenario('re-key of the leaf', { ...once, [LEAF_KEY]: 2 }, { before, after: { ...rootKey(), ...leafOf(2) } }),
    scenario('destroy', { [ROOT_KEY]: 1 }, { before, after: {} }),
  ];
}
