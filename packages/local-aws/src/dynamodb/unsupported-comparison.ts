import type { ParsedRequest } from './dynalite-modules.ts';
import { validationError } from './errors.ts';

const equality: ReadonlySet<unknown> = new Set(['=', '<>', 'in']);

/**
 * Refuses the comparisons dynalite is known to answer wrongly, rather than let a condition hold by mistake: a legacy OR of
 * several conditions (answered as AND), and equality with a list or map (never equal).
 * @throws AwsError ValidationException
 */
export function refuseWrongComparisons(request: ParsedRequest): void {
  const legacy = request.Expected ?? request.QueryFilter ?? request.ScanFilter ?? {};
  if (request.ConditionalOperator === 'OR' && Object.keys(legacy).length > 1)
    throw validationError('ConditionalOperator OR is not supported by the embedded DynamoDB; use an expression');
  const documents =
    comparesDocument(request._condition?.expression) ||
    comparesDocument(request._filter?.expression) ||
    Object.values(legacy).some(hasDocument);
  if (documents) throw validationError('Comparing a list or map is not supported by the embedded DynamoDB');
}

function comparesDocument(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || !('args' in node) || !Array.isArray(node.args)) return false;
  if ('type' in node && equality.has(node.type) && node.args.some(isDocument)) return true;
  return node.args.some(comparesDocument);
}

function hasDocument(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  const single = 'Value' in condition ? [condition.Value] : [];
  const list = 'AttributeValueList' in condition && Array.isArray(condition.AttributeValueList);
  return [...single, ...(list ? (condition.AttributeValueList as unknown[]) : [])].some(isDocument);
}

function isDocument(operand: unknown): boolean {
  return (
    typeof operand === 'object' && operand !== null && !Array.isArray(operand) && ('L' in operand || 'M' in operand)
  );
}
