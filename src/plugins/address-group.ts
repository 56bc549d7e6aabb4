import { isIPv4, isIPv6, SocketAddress } from 'node:net';

const MAPPED = '::ffff:';

/** Stands for every text that is no address: all of them share one limit, so that none is a way round it. */
const UNKNOWN = 'unknown';

/**
 * An address without what some proxies write around it: brackets, the client's port, zeros that fill up. A connection that
 * is gone has none.
 */
export function plainAddress(written = ''): string {
  const [, bracketed, dotted] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(written) ?? [];
  return (bracketed ?? dotted ?? written).replace(/\b0+(?=\d)/g, '');
}

/** The first 64 bits of an address in its canonical form (RFC 5952). */
function prefix64(address: string): string {
  const [head = '', tail] = address.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array<string>(zeros).fill('0'), ...back].slice(0, 4).join(':');
}

/**
 * What counts as one visitor: an IPv4 address, also where it is written as IPv6 (RFC 4291, 2.5.5.2), or the /64 around an
 * IPv6 address, which one customer has all of. Undefined where the text is no address.
 */
export function network(written?: string): string | undefined {
  const text = plainAddress(written);
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return undefined;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const inner = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : '';
  return isIPv4(inner) ? inner : prefix64(address);
}

/** Who stands behind an address, as far as limits go. */
export function addressGroup(address?: string): string {
  return network(address) ?? UNKNOWN;
}
