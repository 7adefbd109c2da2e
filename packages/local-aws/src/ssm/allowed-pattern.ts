import { createContext, Script } from 'node:vm';
import { refusal } from './errors.ts';

const matching = new Script('new RegExp(pattern).test(value)');
/** A caller's pattern runs in this process: one that backtracks for ever must not stop everybody else. */
const timeoutMs = 100;

/**
 * Holds a value against a caller's AllowedPattern, found anywhere in the value unless the pattern has anchors.
 * @throws AwsError InvalidAllowedPatternException or ParameterPatternMismatchException
 */
export function checkAllowedPattern(pattern: string | undefined, value: string): void {
  if (pattern === undefined) return;
  let matches: unknown;
  try {
    matches = matching.runInContext(createContext({ pattern, value }), { timeout: timeoutMs });
  } catch {
    // An unreadable pattern or the timeout; the thrown text could quote the value.
    throw refusal('InvalidAllowedPatternException', 'The allowed pattern is not a usable regular expression.');
  }
  if (matches !== true) {
    throw refusal(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}
