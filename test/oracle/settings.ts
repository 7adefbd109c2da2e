/** `LEASEHOLD_FUZZ_PAIRS`, how many pairs to compare. @throws Error when it is no positive number */
export function fuzzPairs(otherwise: number): number {
  return positive('LEASEHOLD_FUZZ_PAIRS', otherwise);
}

/** `LEASEHOLD_FUZZ_SEED`, from which all pairs follow. @throws Error when it is no positive number */
export function fuzzSeed(otherwise: number): number {
  return positive('LEASEHOLD_FUZZ_SEED', otherwise);
}

function positive(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new Error(`${name} must be a positive whole number, not ${text}`);
  return Number(text);
}
