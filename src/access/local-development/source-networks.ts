import { isIP, BlockList } from 'node:net';
import { Token } from 'cdktf';
import { GrantError } from '../../errors';
import { oneOrMany, type PolicyStatement } from '../../iam/policy-document';

/** Where developers call from. */
export interface SourceNetworks {
  /** Public address ranges. */
  readonly addresses: readonly string[];
  /** VPCs, for what comes through an endpoint of one. */
  readonly vpcs: readonly string[];
}

const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('127.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

/** @throws GrantError if one of them is no range of public addresses, or no VPC */
export function checkSourceNetworks(subject: string, addresses: readonly string[] = [], vpcs: readonly string[] = []): SourceNetworks {
  for (const range of addresses) {
    const [address = '', length, ...rest] = range.split('/');
    const family = isIP(address);
    const bits = Number(length);
    if (
      Token.isUnresolved(range) ||
      family === 0 ||
      rest.length > 0 ||
      !/^\d{1,3}$/.test(length ?? '') ||
      bits > (family === 4 ? 32 : 128)
    ) {
      throw new GrantError(
        subject,
        `sourceAddresses has '${shown(range)}', which is no range of addresses`,
        'Write it like 203.0.113.0/24.',
      );
    }
    if (bits === 0) {
      throw new GrantError(subject, `sourceAddresses has '${range}', which is everywhere`, 'Leave it out, or name your networks.');
    }
    if (PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6')) {
      throw new GrantError(
        subject,
        `sourceAddresses has '${range}', which are private addresses, and AWS sees the public ones that people come from`,
        'Write the addresses of the gateway, or name the VPC in sourceVpcs.',
      );
    }
  }
  for (const vpc of vpcs) {
    if (Token.isUnresolved(vpc) || /^vpc-[0-9a-f]{8,17}$/.test(vpc)) continue;
    throw new GrantError(subject, `sourceVpcs has '${vpc}', which is no id of a VPC`, 'Write it like vpc-0123456789abcdef0.');
  }
  return { addresses, vpcs };
}

/**
 * What keeps a session to some networks, wherever it was begun: copied credentials are worth nothing elsewhere. Denies all of
 * Parameter Store, and with it the key, which can be used through that only.
 */
export function fromTheseNetworksOnly({ addresses, vpcs }: SourceNetworks): PolicyStatement | undefined {
  if (addresses.length === 0 && vpcs.length === 0) return undefined;
  return {
    Sid: 'FromTheseNetworksOnly',
    Effect: 'Deny',
    Action: 'ssm:*',
    Resource: '*',
    // Both have to be wrong. What comes through an endpoint has no public address, and what comes by the internet no VPC.
    Condition: {
      ...(addresses.length > 0 && { NotIpAddress: { 'aws:SourceIp': oneOrMany(addresses) } }),
      ...(vpcs.length > 0 && { StringNotEquals: { 'aws:SourceVpc': oneOrMany(vpcs) } }),
    },
  };
}

function shown(value: string): string {
  return Token.isUnresolved(value) ? '(token)' : value;
}
