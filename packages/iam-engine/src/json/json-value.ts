/** A value of JSON, as the grammar reads it. Objects have no prototype, so a name is never inherited. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Whether `value` is an object with names, not an array. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deepest nesting accepted. A policy needs six: document, statements, statement, condition, operator, values. */
export const maxDepth = 8;

/** The rule behind {@link maxDepth}, as an error says it. */
export const depthRule = `may not be nested deeper than ${maxDepth} levels`;
