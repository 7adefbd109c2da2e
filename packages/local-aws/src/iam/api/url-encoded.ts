/** RFC 3986, as IAM encodes the documents it answers with: everything but letters, digits and `-._~`. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
