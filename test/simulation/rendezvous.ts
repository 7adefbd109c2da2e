/** Highest random weight: of the instances the one with the highest hash together with the tenant. */
export function instanceOf(tenant: number, instances: number): number {
  let best = 0;
  let highest = -1;
  for (let instance = 0; instance < instances; instance += 1) {
    const weight = mixed(mixed(tenant) ^ Math.imul(instance + 1, 0x9e3779b9));
    if (weight > highest) {
      highest = weight;
      best = instance;
    }
  }
  return best;
}

/** The finalizer of MurmurHash3: every bit of the input changes half of those of the output. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
