import { EventPatternError } from './pattern-error.ts';

/** EventBridge compares numbers from -5.0e9 to 5.0e9, to six digits after the point (EventBridge user guide, "Numeric matching"). */
const limit = 5e9;
const scale = 1e6;

/** A number as EventBridge compares it; `null` for one that it does not compare. */
export function comparable(value: number): number | null {
  return value >= -limit && value <= limit ? Math.round(value * scale) : null;
}

/** @throws EventPatternError outside the limits */
export function comparableOperand(value: number): number {
  const found = comparable(value);
  if (found === null) throw new EventPatternError('Value must be between -5.0E9 and 5.0E9, inclusive');
  return found;
}

type Test = (value: number) => boolean;

const bounds: Readonly<Record<string, (bound: number) => Test>> = {
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
  '=': (bound) => (value) => value === bound,
};

/** `["=", 5]`, `["<", 10]`, or an interval with its lower bound first: `[">", 0, "<=", 5]`. @throws EventPatternError */
export function numericRange(expression: unknown): Test {
  if (!Array.isArray(expression)) throw new EventPatternError('Value of numeric must be an array.');
  const [operator, operand, upperOperator, upperOperand, ...rest]: readonly unknown[] = expression;
  const first = bound(operator, operand);
  if (expression.length === 2) return first.test;
  if (rest.length > 0 || expression.length !== 4 || (operator !== '>' && operator !== '>=')) {
    throw new EventPatternError('Too many elements in numeric expression');
  }
  if (upperOperator !== '<' && upperOperator !== '<=') {
    throw new EventPatternError(`Bad numeric range operator: ${String(upperOperator)}`);
  }
  const second = bound(upperOperator, upperOperand);
  if (first.value >= second.value) throw new EventPatternError('Bottom must be less than top');
  return (value) => first.test(value) && second.test(value);
}

function bound(operator: unknown, operand: unknown): { readonly value: number; readonly test: Test } {
  if (typeof operator !== 'string') {
    throw new EventPatternError(`Invalid member in numeric match: ${String(operator)}`);
  }
  const make = Object.hasOwn(bounds, operator) ? bounds[operator] : undefined;
  if (make === undefined) throw new EventPatternError(`Unrecognized numeric range operator: ${operator}`);
  if (typeof operand !== 'number') throw new EventPatternError(`Value of ${operator} must be numeric`);
  const value = comparableOperand(operand);
  return { value, test: make(value) };
}
