/** How many calls may wait for the verification of their token: an issuer that is slow or down holds no more. */
export function unprovenPlaces(maxInFlight: number): number {
  return Math.ceil(maxInFlight / 10);
}

/**
 * How many of them may wait for the keys of one issuer. Anybody can name an issuer and make up a key id: the other places
 * are for tokens of other issuers, and for those whose key is at hand.
 */
export function placesOfIssuer(maxInFlight: number): number {
  return Math.ceil(unprovenPlaces(maxInFlight) / 4);
}
