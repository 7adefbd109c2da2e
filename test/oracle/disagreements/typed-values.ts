import type { Pair, Values } from '../pair.ts';
import { listOf } from '../pair.ts';
import { contextValue, type Entry, mapConditions, partsOf, withContext } from '../rewrite.ts';
import { type Disagreement, pages } from './disagreement.ts';
import { ownKey } from './own-key.ts';

const epoch = /^[0-9]{5,12}$/;
const number = /^[+-]?[0-9]+(\.[0-9]+)?$/;
const date = /^[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?$/;
/** Multivalued keys that no generator uses, for sets that are rewritten. */
const spareSets = ['aws:PrincipalServiceNamesList', 'aws:PrincipalOrgPaths', 'aws:ResourceOrgPaths'];

/** About values that are not texts. */
export const typedDisagreements: readonly Disagreement[] = [
  {
    name: 'an address without a prefix length is that one address',
    why:
      'IAM uses a prefix of the whole address then. The oracle compares the texts, so another spelling of an IPv6 address differs, and ' +
      'an address of the other family is not outside.',
    right: 'ours',
    source: pages.operators,
    rewrite: (pair) =>
      mapAddresses(pair, (text) => (text.includes('/') ? [text] : [`${text}/${text.includes(':') ? 128 : 32}`])),
  },
  {
    name: 'a prefix of no bits is every address',
    why: '0.0.0.0/0 is CIDR for every IPv4 address. The oracle shifts by 32 bits, which changes nothing, and compares whole addresses.',
    right: 'ours',
    source: pages.operators,
    rewrite: (pair) => mapAddresses(pair, (text) => (text === '0.0.0.0/0' ? ['0.0.0.0/1', '128.0.0.0/1'] : [text])),
  },
  {
    name: 'an IPv4 address inside IPv6 is an IPv6 address',
    why: '::ffff:192.0.2.7 is RFC 4291 for ::ffff:c000:207. The oracle does not read the quad in it as two groups.',
    right: 'aws-unclear',
    source: pages.operators,
    rewrite(pair) {
      let changed = pair;
      const rewritten = mapConditions(pair, (entry) => {
        if (!/IpAddress/.test(entry.operator) || contextValue(pair, entry.key) !== '::ffff:192.0.2.7') return entry;
        const key = ownKey('Address', entry);
        changed = withContext(changed, { [key]: '::ffff:c000:207' });
        return { ...entry, key };
      });
      return { ...rewritten, request: changed.request };
    },
  },
  {
    name: 'epoch seconds are seconds',
    why: 'Dates may be given in epoch time. The oracle compares the seconds of one side with the milliseconds of the other.',
    right: 'ours',
    source: pages.operators,
    rewrite: (pair) =>
      mapTyped(pair, /^Date/, (text) => (epoch.test(text) ? new Date(Number(text) * 1000).toISOString() : text)),
  },
  {
    name: 'a value of another type satisfies nothing',
    why:
      'A value of a request that is no number, date or Boolean in the forms the user guide names compares with nothing. The oracle reads ' +
      'the start of "10x", times without a zone, 30 February and TRUE.',
    right: 'aws-unclear',
    source: pages.operators,
    rewrite: (pair) =>
      mapTyped(pair, /^(Numeric|Date|Bool)/, (text, base) => (isTyped(text, base) ? text : 'of no type')),
  },
];

function isTyped(text: string, base: string): boolean {
  if (base.startsWith('Numeric')) return number.test(text);
  if (base === 'Bool') return text === 'true' || text === 'false';
  if (epoch.test(text)) return true;
  const [day] = /^[0-9]{4}-[0-9]{2}-[0-9]{2}/.exec(text) ?? [];
  // A day that does not exist comes back as another one.
  return date.test(text) && (day === undefined || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day));
}

function mapAddresses(pair: Pair, change: (text: string) => readonly string[]): Pair {
  return mapConditions(pair, (entry) =>
    /IpAddress/.test(entry.operator) ? { ...entry, values: entry.values.flatMap(change) } : entry,
  );
}

/** The values of both sides changed, the request's under a key of its own, since other operators may ask for the first one. */
function mapTyped(pair: Pair, bases: RegExp, change: (text: string, base: string) => string): Pair {
  const sets = [...spareSets];
  let changed = pair;
  const own = (entry: Entry, value: Values): string | undefined =>
    typeof value === 'string' ? ownKey('Typed', entry) : sets.shift();
  const rewritten = mapConditions(pair, (entry) => {
    const { base } = partsOf(entry.operator);
    if (!bases.test(base)) return entry;
    const values = entry.values.map((text) => change(text, base));
    const before = contextValue(pair, entry.key);
    if (before === undefined || before === '') return { ...entry, values };
    const all = listOf<string>(before).map((text) => change(text, base));
    const after = typeof before === 'string' ? (all[0] ?? '') : all;
    const key = JSON.stringify(after) === JSON.stringify(before) ? entry.key : (own(entry, before) ?? entry.key);
    if (key !== entry.key) changed = withContext(changed, { [key]: after });
    return { ...entry, values, key };
  });
  return { ...rewritten, request: changed.request };
}
