/** Says on a terminal how many of `count` pairs are done, and nothing elsewhere. */
export function progressOf(count: number): (done: number) => void {
  if (!process.stdout.isTTY) return () => undefined;
  return (done) => {
    process.stdout.write(done < count ? `\r${done} of ${count} pairs\u001b[K` : '\r\u001b[K');
  };
}
