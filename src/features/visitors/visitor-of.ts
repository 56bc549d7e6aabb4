import { network } from '#src/plugins/address-group.ts';
import type { KeyedHash } from '#src/plugins/keyed-hash.ts';

/** The visitor behind an address as a keyed hash: without the key nobody can find it by trying all addresses. */
export function visitorOf(keyed: KeyedHash, address: string): Buffer | undefined {
  const known = network(address);
  return known === undefined ? undefined : keyed.digest(known);
}
