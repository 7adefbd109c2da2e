import { PolicyGrammarError } from '../policy-grammar-error.ts';
import { comparisonOperators } from './comparison.ts';

const epochGrammar = /^[0-9]{5,12}$/;
const dateGrammar =
  /^([0-9]{4})-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?$/;

/**
 * Milliseconds since the epoch, or `null`. Reads epoch seconds and the W3C profile of ISO 8601 (IAM user guide, date condition
 * operators), save a bare year: four digits could also be epoch seconds.
 */
function readDate(text: string): number | null {
  if (epochGrammar.test(text)) return Number(text) * 1000;
  const [, year, month, day, hour, minute, second, fraction, zone] = dateGrammar.exec(text) ?? [];
  if (year === undefined) return null;
  const milliseconds = Math.trunc(Number(`0.${fraction ?? '0'}`) * 1000);
  const fields = [year, month ?? '01', day ?? '01', hour ?? '0', minute ?? '0', second ?? '0'].map(Number);
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
  const date = new Date(Date.UTC(y, m - 1, d, h, min, s, milliseconds));
  // 30 February and 25:00 would roll over into another day.
  const kept = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
  const keptTime = [date.getUTCMinutes(), date.getUTCSeconds()];
  const offset = readZone(zone ?? 'Z');
  if (offset === null || [...kept, ...keptTime].some((field, index) => field !== fields[index])) return null;
  return date.getTime() - offset;
}

function readZone(zone: string): number | null {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Points in time; no variables, no wildcards. */
export const dateOperators = comparisonOperators('Date', readDate, (value, { path }) => {
  const read = typeof value === 'string' || typeof value === 'number' ? readDate(String(value)) : null;
  if (read === null) {
    throw new PolicyGrammarError(path, 'must be epoch seconds or a date such as 2026-11-21 or 2026-11-21T10:00:00Z');
  }
  return read;
});
