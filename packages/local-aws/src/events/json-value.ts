/** A JSON object, as far as it is known before its members are looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What is neither list nor object. */
export type Scalar = string | number | boolean | null;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Lists and objects in one another that are read; a JSON parser of Java takes as many unless it is told otherwise. */
const maxDepth = 1_000;

/** Whether a value is nested deeper than it can be looked at without running out of stack. */
export function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}
