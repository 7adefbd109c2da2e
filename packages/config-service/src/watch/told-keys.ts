/** Keys of one stretch, in order, with the version told of each. Never changed once made. */
export interface Stretch {
  readonly keys: readonly string[];
  readonly versions: readonly number[];
}

/** A stretch that grows beyond this is cut in two. */
const longestStretch = 64;

/**
 * Which version of each key a watcher has been told: immutable, so that a thousand watchers that were told the same share one. What
 * comes of a change shares all stretches but one with what it came from.
 */
export class ToldKeys {
  static readonly none = new ToldKeys([], 0);

  /** How many keys there are. */
  readonly size: number;
  readonly #stretches: readonly Stretch[];

  /** All keys, in order, for what is made of them to be kept beside each stretch. */
  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  private constructor(stretches: readonly Stretch[], size: number) {
    this.#stretches = stretches;
    this.size = size;
  }

  /** The version told of the key; 0 when none was, or its deletion. */
  versionOf(key: string): number {
    const stretch = this.#stretches[this.#placeOf(key)];
    if (stretch === undefined) return 0;
    const place = lowerBound(stretch.keys, key);
    return stretch.keys[place] === key ? (stretch.versions[place] ?? 0) : 0;
  }

  /** The same with this version of the key told; 0 for its deletion. */
  with(key: string, version: number): ToldKeys {
    const at = this.#placeOf(key);
    const { keys, versions } = this.#stretches[at] ?? { keys: [], versions: [] };
    const place = lowerBound(keys, key);
    const known = keys[place] === key ? 1 : 0;
    const added = version === 0 ? 0 : 1;
    const stretch: Stretch = {
      keys: keys.toSpliced(place, known, ...(added ? [key] : [])),
      versions: versions.toSpliced(place, known, ...(added ? [version] : [])),
    };
    return new ToldKeys(this.#stretches.toSpliced(at, 1, ...cut(stretch)), this.size + added - known);
  }

  /** Every key with its version, in the order of their UTF-16 code units, which for keys is that of ASCII. */
  *[Symbol.iterator](): Generator<readonly [string, number]> {
    for (const { keys, versions } of this.#stretches) {
      for (const [place, key] of keys.entries()) yield [key, versions[place] ?? 0];
    }
  }

  /** The same, for when there are very many: twice as fast. */
  forEach(visit: (key: string, version: number) => void): void {
    for (const { keys, versions } of this.#stretches) {
      for (let place = 0; place < keys.length; place += 1) visit(keys[place] ?? '', versions[place] ?? 0);
    }
  }

  /** The same, made of what `other` is made of, where they differ in little: so that few of many that differ take room of their own. */
  madeOf(other: ToldKeys): ToldKeys {
    const most = Math.max(this.size, other.size) / 4;
    let [made, differences] = [other, 0];
    for (const [from, known, isGone] of [[this, other, false] as const, [other, this, true] as const]) {
      for (const [key, version] of from) {
        const theirs = known.versionOf(key);
        if (isGone ? theirs > 0 : theirs === version) continue;
        differences += 1;
        if (differences > most) return this;
        made = made.with(key, isGone ? 0 : version);
      }
    }
    return made;
  }

  equals(other: ToldKeys): boolean {
    if (this === other) return true;
    if (this.size !== other.size) return false;
    const others = other[Symbol.iterator]();
    for (const [key, version] of this) {
      const { value } = others.next();
      if (value === undefined || value[0] !== key || value[1] !== version) return false;
    }
    return true;
  }

  /** The stretch in which the key is or would be. */
  #placeOf(key: string): number {
    let [from, to] = [0, this.#stretches.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if ((this.#stretches[middle]?.keys[0] ?? '') <= key) from = middle;
      else to = middle - 1;
    }
    return Math.max(from, 0);
  }
}

function cut(stretch: Stretch): readonly Stretch[] {
  const { keys, versions } = stretch;
  if (keys.length === 0) return [];
  if (keys.length <= longestStretch) return [stretch];
  const half = keys.length >> 1;
  return [
    { keys: keys.slice(0, half), versions: versions.slice(0, half) },
    { keys: keys.slice(half), versions: versions.slice(half) },
  ];
}

/** The first place whose key is not before `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] ?? '') < key) from = middle + 1;
    else to = middle;
  }
  return from;
}
