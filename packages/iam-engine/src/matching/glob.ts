/** A stretch of a pattern between two `*`: `text`, in which the places in `anyAt` (a `?` each) match any character. */
export interface Segment {
  readonly text: string;
  readonly anyAt: readonly number[];
}

/**
 * A pattern cut at its `*`, so that a `*` inside `text` is a plain character: that is how a wildcard inside a tag's value
 * stays one. One segment means there was no `*`. A character is a UTF-16 code unit.
 */
export type Glob = readonly [Segment, ...Segment[]];

/**
 * Whether the pattern covers all of `text`. Each segment is put at the first place where it fits, which is never worse than
 * a later one, so nothing is tried twice: at most |pattern| × |text| comparisons, however many `*` there are.
 */
export function globMatches(glob: Glob, text: string): boolean {
  const [first, ...rest] = glob;
  const last = rest.pop();
  if (last === undefined) return text.length === first.text.length && fitsAt(first, text, 0);
  if (!fitsAt(first, text, 0)) return false;
  let at = first.text.length;
  for (const segment of rest) {
    const found = findFrom(segment, text, at);
    if (found < 0) return false;
    at = found + segment.text.length;
  }
  const end = text.length - last.text.length;
  return end >= at && fitsAt(last, text, end);
}

function fitsAt(segment: Segment, text: string, at: number): boolean {
  if (segment.anyAt.length === 0) return text.startsWith(segment.text, at);
  if (at + segment.text.length > text.length) return false;
  let from = 0;
  for (const any of segment.anyAt) {
    if (!sameBetween(segment.text, text, at, from, any)) return false;
    from = any + 1;
  }
  return sameBetween(segment.text, text, at, from, segment.text.length);
}

function sameBetween(pattern: string, text: string, at: number, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) {
    if (pattern.charCodeAt(index) !== text.charCodeAt(at + index)) return false;
  }
  return true;
}

function findFrom(segment: Segment, text: string, from: number): number {
  if (segment.anyAt.length === 0) return text.indexOf(segment.text, from);
  const last = text.length - segment.text.length;
  for (let at = from; at <= last; at += 1) if (fitsAt(segment, text, at)) return at;
  return -1;
}
