import { AwsError } from './aws-error.ts';

/** A call's parsed JSON body. Members the service does not know are ignored, as AWS ignores them. */
export type Input = Readonly<Record<string, unknown>>;

/** Bounds of a string or list, in characters or members. */
export interface Bounds {
  readonly min?: number;
  readonly max: number;
}

/** AWS's wording for a member that breaks its constraint; the value is left out, because it may be a secret. */
export function constraint(member: string, rule: string): AwsError {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  const text = `1 validation error detected: Value at '${name}' failed to satisfy constraint: ${rule}`;
  return new AwsError('ValidationException', 400, text);
}

function wrongType(): AwsError {
  return new AwsError('SerializationException', 400, 'A member of the request has the wrong JSON type.');
}

/** An optional string. @throws AwsError SerializationException or ValidationException */
export function optionalText(input: Input, member: string, bounds: Bounds): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType();
  checkLength(member, value.length, bounds);
  return value;
}

/** A string that must be there. @throws AwsError as optionalText */
export function requiredText(input: Input, member: string, bounds: Bounds): string {
  const value = optionalText(input, member, bounds);
  if (value === undefined) throw constraint(member, 'Member must not be null');
  return value;
}

/** An absent flag is false, as in the service's model. */
export function flag(input: Input, member: string): boolean {
  const value = input[member];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw wrongType();
  return value;
}

/** An optional whole number within its range. */
export function optionalInteger(input: Input, member: string, min: number, max: number): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrongType();
  if (value < min) throw constraint(member, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw constraint(member, `Member must have value less than or equal to ${max}`);
  return value;
}

/** One of a fixed set of words. */
export function optionalChoice<T extends string>(input: Input, member: string, choices: readonly T[]): T | undefined {
  const value = optionalText(input, member, { max: 256 });
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw constraint(member, `Member must satisfy enum value set: [${choices.join(', ')}]`);
  }
  return choice;
}

/** An optional list of strings; `each` bounds every member. */
export function optionalTexts(
  input: Input,
  member: string,
  bounds: Bounds,
  each: Bounds,
): readonly string[] | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType();
  checkLength(member, value.length, bounds);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw wrongType();
    checkLength(member, item.length, each);
    return item;
  });
}

/** A list of strings that must be there. */
export function requiredTexts(input: Input, member: string, bounds: Bounds, each: Bounds): readonly string[] {
  const value = optionalTexts(input, member, bounds, each);
  if (value === undefined) throw constraint(member, 'Member must not be null');
  return value;
}

/** An optional list of structures. */
export function optionalStructures(input: Input, member: string, bounds: Bounds): readonly Input[] | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType();
  checkLength(member, value.length, bounds);
  return value.map((item: unknown) => {
    if (!isStructure(item)) throw wrongType();
    return item;
  });
}

/** An optional structure. */
export function optionalStructure(input: Input, member: string): Input | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (!isStructure(value)) throw wrongType();
  return value;
}

/** An optional map of texts. */
export function optionalTextMap(input: Input, member: string): Readonly<Record<string, string>> | undefined {
  const value = optionalStructure(input, member);
  if (value === undefined) return undefined;
  if (Object.values(value).some((text) => typeof text !== 'string')) throw wrongType();
  return value as Readonly<Record<string, string>>;
}

function isStructure(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkLength(member: string, length: number, { min = 0, max }: Bounds): void {
  if (length < min) throw constraint(member, `Member must have length greater than or equal to ${min}`);
  if (length > max) throw constraint(member, `Member must have length less than or equal to ${max}`);
}
