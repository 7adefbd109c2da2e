import type { ParsedRequest } from './dynalite-modules.ts';

function head(path: unknown): string[] {
  const [first] = Array.isArray(path) ? path : [path];
  return typeof first === 'string' ? [first] : [];
}

/** The paths in an operand of an update: a path is an array, a function or sum has `args`, a value has neither. */
function operandHeads(operand: unknown): string[] {
  if (Array.isArray(operand)) return head(operand);
  if (typeof operand !== 'object' || operand === null || !('args' in operand) || !Array.isArray(operand.args))
    return [];
  return operand.args.flatMap(operandHeads);
}

function sectionHeads(section: unknown): string[] {
  if (typeof section !== 'object' || section === null) return [];
  return [...('path' in section ? head(section.path) : []), ...('val' in section ? operandHeads(section.val) : [])];
}

/** The attributes a request reads by name. */
function projectedAttributes(request: ParsedRequest): string[] {
  return [...(request._projection?.paths.flatMap(head) ?? []), ...(request.AttributesToGet ?? [])];
}

/**
 * The top-level attribute names a request mentions anywhere: key, item, projection, conditions, filters and updates. This is
 * `dynamodb:Attributes`; a read without a projection mentions only what it filters on, which is what `dynamodb:Select` is for.
 */
export function mentionedAttributes(request: ParsedRequest): string[] {
  return [
    ...Object.keys(request.Key ?? {}),
    ...Object.keys(request.Item ?? {}),
    ...Object.keys(request.KeyConditions ?? {}),
    ...projectedAttributes(request),
    ...Object.keys(request._condition?.pathHeads ?? {}),
    ...Object.keys(request._filter?.pathHeads ?? {}),
    ...Object.keys(request.Expected ?? {}),
    ...Object.keys(request.QueryFilter ?? {}),
    ...Object.keys(request.ScanFilter ?? {}),
    ...Object.keys(request.AttributeUpdates ?? {}),
    ...(request._updates?.sections.flatMap(sectionHeads) ?? []),
  ];
}

/** `dynamodb:Select`: what was asked for, or what DynamoDB does when nothing was. */
export function selected(request: ParsedRequest): string {
  if (request.Select !== undefined) return request.Select;
  if (projectedAttributes(request).length > 0) return 'SPECIFIC_ATTRIBUTES';
  return request.IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
}
