import { z } from 'zod';

/** One environment variable: what it sets, what it may be, and how its text is read. */
export interface Variable<T> {
  readonly description: string;
  /** The allowed range or form, as shown in the README and in every problem with this variable. */
  readonly allowed: string;
  /** What it is when it is not set; absent when it is required. */
  readonly fallback?: T;
  /** From the variable's text to its value. */
  readonly schema: z.ZodType<T, string>;
}

const grouped = new Intl.NumberFormat('en-US');

/** A whole number from `least` to `most`. */
export function wholeNumber(
  description: string,
  range: { readonly least: number; readonly most: number; readonly unit?: string },
  fallback: number,
): Variable<number> {
  const { least, most, unit } = range;
  const allowed = `${grouped.format(least)} to ${grouped.format(most)}${unit === undefined ? '' : ` ${unit}`}`;
  const schema = z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
  return { description, allowed, fallback, schema };
}

/** A whole number that may be left out: `null` then. */
export function optionalWholeNumber(
  description: string,
  range: { readonly least: number; readonly most: number; readonly unit?: string },
): Variable<number | null> {
  return { ...wholeNumber(description, range, 0), fallback: null };
}

/** A text that matches `grammar`. Without `fallback` it is required. */
export function text(description: string, grammar: RegExp, allowed: string, fallback?: string): Variable<string> {
  const variable = { description, allowed, schema: z.string().regex(grammar) };
  return fallback === undefined ? variable : { ...variable, fallback };
}

/** A text that may be left out: `null` then. */
export function optionalText(description: string, grammar: RegExp, allowed: string): Variable<string | null> {
  return { description, allowed, schema: z.string().regex(grammar), fallback: null };
}

/** Names with commas between them, each in `grammar` and once; `null` when left out. */
export function optionalNames(description: string, grammar: RegExp, most: number): Variable<readonly string[] | null> {
  const schema = z
    .string()
    .transform((names) => names.split(','))
    .pipe(z.array(z.string().regex(grammar)).max(most))
    .refine((names) => new Set(names).size === names.length);
  return { description, allowed: `1 to ${most} names, separated by commas`, schema, fallback: null };
}

/** One of a few words. */
export function oneOf<const W extends string>(description: string, words: readonly W[], fallback: W): Variable<W> {
  return { description, allowed: words.join(', '), fallback, schema: z.enum(words) };
}

/** `true` or `false`, nothing else, so that a typing error is never taken for either. */
export function yesNo(description: string, fallback: boolean): Variable<boolean> {
  const schema = z.enum(['true', 'false']).transform((word) => word === 'true');
  return { description, allowed: 'true, false', fallback, schema };
}
