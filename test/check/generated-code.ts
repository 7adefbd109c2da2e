import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Run in packages/contract: generates anew into a scratch folder and compares byte by byte.
const scratch = mkdtempSync(join(tmpdir(), 'leasehold-gen-'));
try {
  execFileSync('buf', ['generate', '-o', scratch], { stdio: 'inherit' });
  execFileSync('diff', ['-r', 'src/gen', join(scratch, 'src/gen')], { stdio: 'inherit' });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
