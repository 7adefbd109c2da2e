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
