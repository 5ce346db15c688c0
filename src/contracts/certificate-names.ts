import { isIPv4, isIPv6 } from 'node:net';

/**
 * The one spelling of an IP address, or undefined where a text is none that X.509 has: it knows no zones (`fe80::1%eth0`).
 *
 * The parser is that of Node.js for addresses in URLs (WHATWG: URL, IPv6 parser).
 */
export function canonicalIp(text: string): string | undefined {
  if (isIPv4(text)) return text;
  return isIPv6(text) && !text.includes('%') ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : undefined;
}

/** What is wrong with names of a certificate, as the end of a sentence after the name; undefined where nothing is. */
export const NAME_FAULTS = {
  dns: (name: string): string | undefined => {
    if (isAddress(name)) return 'is an IP address, which no program looks for among DNS names: write it as one';
    return isDnsName(name) ? undefined : 'is not a DNS name';
  },
  ip: (name: string): string | undefined => {
    if (canonicalIp(name) !== undefined) return undefined;
    return name.includes('%') && isIPv6(name)
      ? 'is an IP address with a zone, which certificates do not have: leave out what begins with %'
      : 'is not an IP address';
  },
  uri: (name: string): string | undefined => (/^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(name) ? undefined : 'is not a URI'),
  email: (name: string): string | undefined => (/^[!-?A-~]+@[!-?A-~]+$/.test(name) ? undefined : 'is not a mail address'),
} as const;

// Only the first label may be a wildcard (RFC 6125); underscores occur in the field.
function isDnsName(name: string): boolean {
  return name.length <= 253 && /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(name);
}

// Clients read 127.1 and 0x7f.1 as addresses too (WHATWG: URL, IPv4 parser).
function isAddress(name: string): boolean {
  if (isIPv6(name)) return true;
  try {
    return isIPv4(new URL(`http://${name}/`).hostname);
  } catch {
    return false;
  }
}
