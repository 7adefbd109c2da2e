import { serializationError, validationError } from './errors.ts';

/** AWS allows 32 levels of attribute values; each is two levels of JSON, and a request wraps them in at most a dozen. */
const deepest = 32 * 2 + 12;
/** AWS's limit on an expression, in bytes. */
const longestExpression = 4096;
/**
 * The parser's time doubles with each level of parentheses (15 nested ones take seconds), so this limit is lower than
 * AWS's. AWS refuses redundant parentheses anyway.
 */
const deepestParentheses = 5;

const expressionMember = /^(?:Condition|Filter|KeyCondition|Projection|Update)Expression$/;

function checkExpression(member: string, text: string): void {
  if (Buffer.byteLength(text) > longestExpression)
    throw validationError(
      `Invalid ${member}: Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(text)}`,
    );
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth > deepestParentheses)
      throw validationError(
        `Invalid ${member}: more than ${deepestParentheses} nested parentheses are not supported by the embedded DynamoDB`,
      );
  }
  if (text.includes('__proto__')) throw protoName();
}

function protoName(): Error {
  return validationError('An attribute or table named __proto__ is not supported by the embedded DynamoDB');
}

function accepted(value: unknown, member: string, parent: string, depth: number): unknown {
  if (depth > deepest) throw validationError('Nesting Levels have exceeded supported limits');
  if (typeof value === 'string') {
    // A lone surrogate has no UTF-8: two different texts would become the same stored key.
    if (!value.isWellFormed()) throw serializationError('a string is not well-formed Unicode');
    if (expressionMember.test(member)) checkExpression(member, value);
    if (value === '__proto__' && (parent === 'ExpressionAttributeNames' || parent === 'AttributesToGet'))
      throw protoName();
    return value;
  }
  if (Array.isArray(value)) return value.map((element) => accepted(element, '', member, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    // dynalite copies maps by assignment, where this name would set a prototype instead of a member.
    if (name === '__proto__') throw protoName();
    if (!name.isWellFormed()) throw serializationError('a name is not well-formed Unicode');
    copy[name] = accepted(inner, name, member, depth + 1);
  }
  return copy;
}

/**
 * A deep copy of a request's body that is safe to hand to dynalite, which changes its input and trusts its shape.
 * Refuses `__proto__` as a name, text that is not well-formed Unicode, nesting and expressions beyond their limits.
 * @throws AwsError SerializationException or ValidationException
 */
export function acceptedInput(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return accepted(input, '', '', 0) as Record<string, unknown>;
}
