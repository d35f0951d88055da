import { BlockList, isIP } from 'node:net';

/** Reads networks such as `10.0.0.0/8, 127.0.0.1`; undefined where one of them cannot be read. */
export function readNetworks(text: string): BlockList | undefined {
  const list = new BlockList();
  for (const entry of text.split(/[\s,]+/u).filter((each) => each !== '')) {
    const [address = '', bits, ...more] = entry.split('/');
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    const length = bits === undefined ? most : Number(bits);
    if (
      version === 0 ||
      more.length > 0 ||
      bits === '' ||
      !Number.isInteger(length) ||
      length < 0 ||
      length > most
    )
      return undefined;
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
