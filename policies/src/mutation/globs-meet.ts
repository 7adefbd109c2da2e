/** Whether some text matches both patterns, of which `*` is any text and everything else is itself. */
export function globsMeet(one: string, other: string): boolean {
  const known = new Map<string, boolean>();
  const meet = (left: number, right: number): boolean => {
    const key = `${left} ${right}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    known.set(key, false);
    const found = meetFrom(left, right);
    known.set(key, found);
    return found;
  };
  const meetFrom = (left: number, right: number): boolean => {
    const [a, b] = [one.charAt(left), other.charAt(right)];
    if (a === '' && b === '') return true;
    if (a === '*') return meet(left + 1, right) || (b !== '' && meet(left, right + 1));
    if (b === '*') return meet(left, right + 1) || (a !== '' && meet(left + 1, right));
    return a !== '' && a === b && meet(left + 1, right + 1);
  };
  return meet(0, 0);
}
