import { BlockList, isIPv4 } from 'node:net';
import { plainAddress } from '#src/plugins/address-group.ts';

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

function add(list: BlockList, proxy: string): void {
  const [address = '', bits] = proxy.split('/');
  try {
    if (bits === undefined) list.addAddress(address, familyOf(address));
    // A range of no bits is everybody, and anybody could then claim any address.
    else if (Number(bits) === 0) throw new RangeError('everybody');
    else list.addSubnet(address, Number(bits), familyOf(address));
  } catch (cause) {
    throw new Error(`TRUSTED_PROXIES: "${proxy}" is neither an address nor a range of addresses`, { cause });
  }
}

/**
 * Tells whether an address is one of these proxies, also where another proxy wrote it with a port. Undefined where there
 * are none.
 * @throws where one is no address and no range.
 */
export function trustedProxies(proxies: readonly string[]): ((address?: string) => boolean) | undefined {
  if (proxies.length === 0) return undefined;
  const list = new BlockList();
  for (const proxy of proxies) add(list, proxy);
  return (written) => {
    const address = plainAddress(written);
    return list.check(address, familyOf(address));
  };
}
