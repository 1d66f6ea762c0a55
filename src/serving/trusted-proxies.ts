import { BlockList, isIP } from 'node:net';

/** Whether an address is that of a proxy whose word on its callers counts. */
export type IsTrustedProxy = (address: string) => boolean;

/** There is no proxy, and plain HTTP is meant: in a container whose port is published on the loopback alone. */
export const NO_PROXY: IsTrustedProxy = () => false;

/**
 * Reads a list of addresses and networks, such as "10.0.0.2, 10.1.0.0/16, fd00::/8"; "none" is {@link NO_PROXY}.
 *
 * @returns undefined if one is neither, or if a network is the whole world
 */
export function parseTrustedProxies(text: string): IsTrustedProxy | undefined {
  if (text.trim() === 'none') return NO_PROXY;
  const trusted = new BlockList();
  for (const part of text.split(',').map((one) => one.trim())) {
    const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
    const family = FAMILIES[isIP(address)];
    const bits = length === undefined ? family?.bits : Number(length);
    if (family === undefined || bits === undefined || bits < 1 || bits > family.bits)
      return undefined;
    trusted.addSubnet(address, bits, family.name);
  }
  return (address) => {
    const family = FAMILIES[isIP(address)];
    return family !== undefined && trusted.check(address, family.name);
  };
}

const FAMILIES: Readonly<
  Record<number, { readonly name: 'ipv4' | 'ipv6'; readonly bits: number }>
> = { 4: { name: 'ipv4', bits: 32 }, 6: { name: 'ipv6', bits: 128 } };
