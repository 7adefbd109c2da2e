import type { RawReply } from './raw-client.ts';

/** The reply, and what its base64 says: a page token is text of another alphabet, at any of four alignments. */
export function searchable(reply: Pick<RawReply, 'everything'>): string {
  const text = reply.everything;
  const runs = [...text.matchAll(/[A-Za-z0-9_-]{24,}/g)].map(([run]) => run);
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64url').toString('latin1')),
  );
  return [text, ...decoded].join('\n');
}
