import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, describe, it } from 'mocha';
import { secretsOf } from './heap-dump-secrets.ts';

describe('a heap dump of a process that vends', () => {
  let folder: string;
  let strings: readonly string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leasehold-heap-'));
    const file = join(folder, 'dump.heapsnapshot');
    const child = fileURLToPath(new URL('heap-dump-child.ts', import.meta.url));
    await promisify(execFile)(process.execPath, ['--expose-gc', child, file]);
    ({ strings } = JSON.parse(await readFile(file, 'utf8')) as { strings: readonly string[] });
  });

  after(() => rm(folder, { recursive: true }));

  const found = (name: string) =>
    Object.entries(secretsOf(name)).flatMap(([kind, text]) =>
      forms(text).some((form) => strings.some((each) => each.includes(form))) ? kind : [],
    );

  // Without these three the others would hold of an empty file.
  it('has the secrets of a session that is resident', () => {
    assert.deepEqual(found('resident'), ['secretAccessKey', 'sessionToken', 'token']);
  });

  it('has no token that has expired, though its session is resident', () => {
    assert.deepEqual(found('token-expired'), ['secretAccessKey', 'sessionToken']);
  });

  it('has of a session that was renewed the token and the new session alone', () => {
    assert.deepEqual(found('renewed'), ['token']);
    assert.deepEqual(found('renewed-again'), ['secretAccessKey', 'sessionToken']);
  });

  for (const name of [
    'least-used',
    'expired',
    'idle',
    'revoked',
    'purged',
    'discarded',
    'landed-after-revoke',
    'token-refused',
  ]) {
    it(`has no secret key, session token or JWT of a session that is ${name}`, () => {
      assert.deepEqual(found(name), []);
    });
  }
});

/** As text, and as the bytes that it stands for in base64, which is how it is held. A dump has a space for a NUL. */
function forms(text: string): readonly string[] {
  return [text, Buffer.from(text, 'base64url').toString('latin1').replaceAll('\0', ' ')];
}
