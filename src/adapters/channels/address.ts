import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks no message of ours has any business in: this machine, the company's inside, the cloud's metadata. */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/** An address the message must not go to. */
export class AddressRefused extends Error {
  readonly code = 'webhook.private-address';
  constructor() {
    super('webhook.private-address');
    this.name = 'AddressRefused';
  }
}

export interface Gate {
  /** Whether messages may go to an IP address. */
  allows(address: string): boolean;
  /** Resolves names for a connection and refuses private addresses at that very moment: a name cannot change between. */
  readonly lookup: LookupFunction;
}

/** Private addresses are refused, save those of networks the operator allows. */
export function createGate(allowed: BlockList): Gate {
  const blocked = new BlockList();
  for (const [address, bits, family] of PRIVATE) blocked.addSubnet(address, bits, family);
  const allows = (address: string): boolean => {
    const plain = unwrap(address);
    const family = isIP(plain);
    if (family === 0) return false;
    const version = family === 4 ? 'ipv4' : 'ipv6';
    return allowed.check(plain, version) || !blocked.check(plain, version);
  };
  return {
    allows,
    lookup(host, options, callback) {
      dnsLookup(host, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '', 0);
        const [first] = found;
        // One private address among several is enough: which one is used is not ours to say.
        if (first === undefined || !found.every(({ address }) => allows(address))) {
          return callback(new AddressRefused(), '', 0);
        }
        return options.all === true ? callback(null, found) : callback(null, first.address, first.family);
      });
    },
  };
}

/** IPv4 in the clothes of IPv6 (`::ffff:127.0.0.1`) is judged as what it is. */
export function unwrap(address: string): string {
  const match = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address);
  return match?.[1] ?? address;
}
