import { canonicalIp } from '../../../../contracts/certificate-names';
import { publicKeyFromPem } from '../../../values/key-material';
import { durationSeconds } from '../../schema/durations';
import { isObject, isWhollyKnown, type CtyObject, type CtyValue } from '../../schema/types';

/** How names that mean the same are spelled alike. */
const SPELLINGS: Readonly<Record<string, (name: string) => string>> = {
  dns_names: (name) => name.toLowerCase(),
  ip_addresses: (name) => canonicalIp(name) ?? name,
  // The part before the @ is its host's affair.
  email_addresses: (name) => name.replace(/@[^@]*$/, (host) => host.toLowerCase()),
};

/**
 * What an attribute of a certificate means, for comparison: whether a name is left out or its list empty, in which order and
 * how often names stand, and how an address is spelled makes no other certificate.
 */
export function comparable(value: CtyValue, name: string): CtyValue {
  if (value === null || !isWhollyKnown(value)) return value;
  if (Array.isArray(value)) {
    const spelled = (value as string[]).map(SPELLINGS[name] ?? ((each) => each));
    return spelled.length === 0 ? null : [...new Set(spelled)].sort();
  }
  if (name === 'validity') return durationSeconds(value as string);
  if (name === 'public_key_pem') return publicKeyFromPem(value as string) ?? value;
  if (isObject(value)) {
    const members = Object.entries(value as CtyObject).filter(([, member]) => member !== null);
    return members.length === 0 ? null : Object.fromEntries(members);
  }
  return value;
}
