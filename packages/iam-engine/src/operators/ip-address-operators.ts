import { fixedPattern } from '../matching/pattern.ts';
import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { inRange, readIpAddress, readIpRange } from './ip-address.ts';
import type { Operator } from './operator.ts';

const compile: Operator['compile'] = (value, { path }) => {
  const range = typeof value === 'string' ? readIpRange(value) : null;
  if (range === null) throw new PolicyGrammarError(path, 'must be an IPv4 or IPv6 address or CIDR range');
  return fixedPattern(String(value), (actual) => {
    const address = readIpAddress(actual);
    return address && inRange(address, range);
  });
};

/** Addresses and CIDR ranges; no variables. What is no address satisfies neither operator. */
export const ipAddressOperators: readonly Operator[] = [
  { name: 'IpAddress', negated: false, compile },
  { name: 'NotIpAddress', negated: true, compile },
];
