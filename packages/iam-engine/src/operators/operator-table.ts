import { arnOperators } from './arn-operators.ts';
import { binaryOperator } from './binary-operator.ts';
import { boolOperator } from './bool-operator.ts';
import { dateOperators } from './date-operators.ts';
import { ipAddressOperators } from './ip-address-operators.ts';
import { numericOperators } from './numeric-operators.ts';
import type { Operator } from './operator.ts';
import { stringOperators } from './string-operators.ts';

/** Every condition operator by name, but `Null`, which asks for the key and not for its value. */
export const operatorTable: ReadonlyMap<string, Operator> = new Map(
  [
    ...stringOperators,
    ...numericOperators,
    ...dateOperators,
    boolOperator,
    binaryOperator,
    ...ipAddressOperators,
    ...arnOperators,
  ].map((operator) => [operator.name, operator]),
);
