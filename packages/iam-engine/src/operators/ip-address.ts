/** An address as numbers of `width` bits each: four of 8 for IPv4, eight of 16 for IPv6. */
export interface IpAddress {
  readonly width: 8 | 16;
  readonly groups: readonly number[];
}

/** All addresses that share the first `bits` bits with `address`. */
export interface IpRange {
  readonly address: IpAddress;
  readonly bits: number;
}

const longest = 45;

/** Dotted quad or IPv6 text (RFC 4291), or `null`. Leading zeros in a quad are refused: some read them as octal. */
export function readIpAddress(text: string): IpAddress | null {
  if (text.length > longest) return null;
  const groups = text.includes(':') ? readIpv6(text) : readIpv4(text);
  return groups && { width: groups.length === 4 ? 8 : 16, groups };
}

/** An address, or CIDR; without a prefix length it is that one address. */
export function readIpRange(text: string): IpRange | null {
  const [first = '', prefix, ...more] = text.split('/');
  const address = readIpAddress(first);
  if (address === null || more.length > 0) return null;
  const most = address.width * address.groups.length;
  if (prefix === undefined) return { address, bits: most };
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(prefix) || Number(prefix) > most) return null;
  return { address, bits: Number(prefix) };
}

/** IPv4 and IPv6 are apart: `::ffff:192.0.2.1` is in no IPv4 range. */
export function inRange(address: IpAddress, range: IpRange): boolean {
  const { width, groups } = range.address;
  if (address.width !== width) return false;
  return groups.every((group, index) => {
    const bits = Math.min(Math.max(range.bits - index * width, 0), width);
    const shift = width - bits;
    return group >> shift === (address.groups[index] ?? -1) >> shift;
  });
}

function readIpv4(text: string): readonly number[] | null {
  const parts = text.split('.');
  const good = parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256);
  return good ? parts.map(Number) : null;
}

function readIpv6(text: string): readonly number[] | null {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return null;
  // A quad may only end the whole address.
  const before = readGroups(left, right === undefined);
  const after = right === undefined ? [] : readGroups(right, true);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (right === undefined) return missing === 0 ? before : null;
  return missing < 1 ? null : [...before, ...Array<number>(missing).fill(0), ...after];
}

function readGroups(text: string, quadAllowed: boolean): readonly number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const quad = quadAllowed && index === parts.length - 1 ? readIpv4(part) : null;
      if (quad === null) return null;
      const [a = 0, b = 0, c = 0, d = 0] = quad;
      groups.push(a * 256 + b, c * 256 + d);
    }
  }
  return groups;
}
