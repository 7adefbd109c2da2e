import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudTrailRecord } from './record.ts';
import type { TrailSink } from './trail.ts';

/** A trail on disk: `DIR/trail/<date>.ndjson`, one record a line, only ever appended to. */
export interface TrailFile {
  readonly sink: TrailSink;
  /** What earlier runs wrote, oldest first. A line cut short by a crash is passed over. */
  readonly earlier: readonly CloudTrailRecord[];
}

/** @throws Error when the folder cannot be made, read or written. */
export async function openTrailFile(dataDir: string, now: number): Promise<TrailFile> {
  const folder = join(dataDir, 'trail');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();
  const earlier: CloudTrailRecord[] = [];
  for (const name of names) {
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      const record = parsed(line);
      if (record !== null) earlier.push(record);
    }
  }
  // A file a start: two runs of one day never share a line.
  const start = new Date(now).toISOString().replace(/[:.]/g, '-');
  const stream = createWriteStream(join(folder, `${start}.ndjson`), { flags: 'a', mode: 0o600 });
  let failure: Error | null = null;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    earlier,
    sink: {
      append(record) {
        // A trail that cannot be written is not one: the call in hand fails.
        if (failure !== null) throw failure;
        stream.write(`${JSON.stringify(record)}\n`);
      },
      close: () => new Promise((resolve) => stream.end(() => resolve())),
    },
  };
}

function parsed(line: string): CloudTrailRecord | null {
  try {
    const record: unknown = JSON.parse(line);
    const whole = typeof record === 'object' && record !== null && 'eventID' in record && 'eventTime' in record;
    return whole ? (record as CloudTrailRecord) : null;
  } catch {
    return null;
  }
}
