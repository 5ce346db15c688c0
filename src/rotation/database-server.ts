import { isIP } from 'net';
import { Token } from 'cdktf';
import { RotationError } from '../errors';
import { checkWholeNumber } from '../terraform/whole-number';

const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
const HOST = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);

/** @throws RotationError if a host is anything but the name or address of one, such as the URL of a server */
export function checkHost(subject: string, host: string): void {
  if (Token.isUnresolved(host) || HOST.test(host) || isIP(host) !== 0) return;
  const [problem, remedy] = hostFault(host);
  throw new RotationError(subject, `host ${problem}`, remedy);
}

/** @throws RotationError if a port is none */
export function checkPort(subject: string, port: number): void {
  checkWholeNumber(port, { name: 'port', least: 1, most: 65_535 }, (problem, remedy) => new RotationError(subject, problem, remedy));
}

/** What was received is not repeated if it may have a password in it. */
function hostFault(host: string): readonly [problem: string, remedy: string] {
  if (host.includes('@')) {
    return ['has a user in it, and perhaps a password', 'Write the name of the server alone, and the user as username.'];
  }
  if (host.includes('://')) {
    return [
      `'${host}' is a URL`,
      `Write the name of the server alone: ${host.replace(/^.*:\/\//, '').replace(/[:/?#].*$/s, '') || 'db.example.com'}.`,
    ];
  }
  const [, name, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(host) ?? [];
  if (port !== undefined) return [`'${host}' has a port`, `Write host: '${name!.replace(/^\[|\]$/g, '')}' and port: ${port}.`];
  if (/^\[.*\]$/.test(host)) return [`'${host}' has brackets`, `Write the address without them: ${host.slice(1, -1)}.`];
  return [`'${host}' is neither the name of a host nor an address`, 'Write it like db.example.com, without blanks.'];
}
