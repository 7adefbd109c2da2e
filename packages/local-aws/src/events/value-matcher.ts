import { cidrBlock, ipAddress } from './ip-address.ts';
import { isObject, isScalar, type JsonObject, type Scalar } from './json-value.ts';
import { comparable, comparableOperand, numericRange } from './numeric-range.ts';
import { EventPatternError } from './pattern-error.ts';
import { wildcard } from './wildcard.ts';

/** Whether one value of an event is what a pattern asks for. */
type ValueMatcher = (value: Scalar) => boolean;

/** One alternative of a field: a test of a value, or that there be no value at all. */
export type FieldMatcher = ValueMatcher | 'absent';

type Test = (text: string) => boolean;

const folded = (text: string): string => text.toLowerCase();
const onText =
  (test: Test): ValueMatcher =>
  (value) =>
    typeof value === 'string' && test(value);

/** @throws EventPatternError for what is neither a value nor a known expression */
export function fieldMatcher(alternative: unknown): FieldMatcher {
  if (isScalar(alternative)) return exactly(alternative);
  if (!isObject(alternative)) throw new EventPatternError('Match value must be String, number, true, false, or null');
  const [name, operand] = onlyMember(alternative);
  if (name === 'exists') {
    if (typeof operand !== 'boolean') {
      throw new EventPatternError('exists match pattern must be either true or false.');
    }
    return operand ? () => true : 'absent';
  }
  if (name === 'numeric') {
    const inRange = numericRange(operand);
    return (value) => {
      const number = typeof value === 'number' ? comparable(value) : null;
      return number !== null && inRange(number);
    };
  }
  if (name === 'cidr') return inBlock(cidrBlock(text(operand, name)));
  if (name === 'anything-but') return anythingBut(operand);
  return onText(textTest(name, operand));
}

/** A number equals one written otherwise; so does an address (event-ruler compares both by what they mean). */
function exactly(wanted: Scalar): ValueMatcher {
  if (typeof wanted === 'number') {
    const number = comparable(wanted);
    return (value) =>
      value === wanted || (number !== null && typeof value === 'number' && comparable(value) === number);
  }
  const address = typeof wanted === 'string' ? ipAddress(wanted) : null;
  if (address === null) return (value) => value === wanted;
  return inBlock(({ bits, value }) => bits === address.bits && value === address.value);
}

function inBlock(contains: (address: NonNullable<ReturnType<typeof ipAddress>>) => boolean): ValueMatcher {
  return onText((candidate) => {
    const address = ipAddress(candidate);
    return address !== null && contains(address);
  });
}

/** The expressions that look at a text, alone or with its case folded. */
function textTest(name: string, operand: unknown): Test {
  switch (name) {
    case 'prefix': {
      const [start, shown] = foldable(operand, name);
      return (candidate) => shown(candidate).startsWith(start);
    }
    case 'suffix': {
      const [end, shown] = foldable(operand, name);
      return (candidate) => shown(candidate).endsWith(end);
    }
    case 'equals-ignore-case': {
      const wanted = folded(text(operand, name));
      return (candidate) => folded(candidate) === wanted;
    }
    case 'wildcard':
      return wildcard(text(operand, name));
    default:
      throw new EventPatternError(`Unrecognized match type ${name}`);
  }
}

function foldable(operand: unknown, name: string): readonly [string, (text: string) => string] {
  if (!isObject(operand)) return [text(operand, name), (candidate) => candidate];
  const [inner, value] = onlyMember(operand);
  if (inner !== 'equals-ignore-case') throw new EventPatternError(`Unsupported ${name} pattern: ${inner}`);
  return [folded(text(value, inner)), folded];
}

const negatable: ReadonlySet<string> = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']);

/** Any value that is there and is none of these; also one of another type than theirs. */
function anythingBut(operand: unknown): ValueMatcher {
  if (isObject(operand)) {
    const [name, values] = onlyMember(operand);
    if (!negatable.has(name)) throw new EventPatternError(`Unsupported anything-but pattern: ${name}`);
    const list: readonly unknown[] = Array.isArray(values) ? values : [values];
    if (list.length === 0) throw new EventPatternError('Empty arrays are not allowed');
    if ((name === 'prefix' || name === 'suffix') && list.includes('')) {
      throw new EventPatternError('Null prefix/suffix not allowed');
    }
    const tests = list.map((value) => textTest(name, value));
    return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
  }
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const strings = list.filter((value) => typeof value === 'string');
  const numbers = list.filter((value) => typeof value === 'number').map(comparableOperand);
  if (list.length === 0 || (strings.length < list.length && numbers.length < list.length)) {
    throw new EventPatternError(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return (value) => {
    if (typeof value === 'string') return !strings.includes(value);
    const number = typeof value === 'number' ? comparable(value) : null;
    return number === null || !numbers.includes(number);
  };
}

function onlyMember(expression: JsonObject): readonly [string, unknown] {
  const [member, ...others] = Object.entries(expression);
  if (member === undefined) throw new EventPatternError('Match expression name not found');
  if (others.length > 0) throw new EventPatternError('Only one key allowed in match expression');
  return member;
}

function text(operand: unknown, name: string): string {
  if (typeof operand !== 'string') throw new EventPatternError(`${name} match pattern must be a string`);
  return operand;
}
