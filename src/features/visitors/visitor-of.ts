import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import type { KeyedHash } from '#src/plugins/keyed-hash.ts';

const MAPPED = '::ffff:';

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
 * IPv6 address, within which a device changes its address at will. Undefined where the text is no address.
 */
export function network(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return undefined;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const inner = address.startsWith(MAPPED) ? address.slice(MAPPED.length) : '';
  return isIPv4(inner) ? inner : prefix64(address);
}

/** The visitor behind an address as a keyed hash: without the key nobody can find it by trying all addresses. */
export function visitorOf(keyed: KeyedHash, address: string): Buffer | undefined {
  const known = network(address);
  return known === undefined ? undefined : keyed.digest(known);
}
