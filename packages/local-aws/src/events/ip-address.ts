import { isIPv4, isIPv6 } from 'node:net';
import { EventPatternError } from './pattern-error.ts';

/** An address as a number of 32 or 128 bits. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** `null` for a text that is no address. */
export function ipAddress(text: string): IpAddress | null {
  if (isIPv4(text)) return { bits: 32, value: BigInt(v4(text)) };
  // A zone says on which interface of one host, so it is no address that two hosts could compare.
  if (!isIPv6(text) || text.includes('%')) return null;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const [, before, last] = dotted ?? [];
  const plain =
    before === undefined || last === undefined
      ? text
      : `${before}${(v4(last) >>> 16).toString(16)}:${(v4(last) & 0xffff).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const whole = [...front, ...zeros, ...back];
  return { bits: 128, value: whole.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) };
}

function v4(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether an address is in a block such as `10.0.0.0/24` or `2001:db8::/32`. @throws EventPatternError for no block */
export function cidrBlock(text: string): (address: IpAddress) => boolean {
  const [start = '', prefix, ...rest] = text.split('/');
  const base = ipAddress(start);
  if (base === null || prefix === undefined || rest.length > 0 || !/^[0-9]{1,3}$/.test(prefix)) {
    throw new EventPatternError('Malformed CIDR, one "/" required');
  }
  const length = Number(prefix);
  if (length > base.bits) throw new EventPatternError('Malformed CIDR, mask bits must not exceed the address');
  const shift = BigInt(base.bits - length);
  return (address) => address.bits === base.bits && address.value >> shift === base.value >> shift;
}
