import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localDeployment } from '@leasehold/policies';
import { describe, it } from 'mocha';
import { startLocalAws } from '../../src/index.ts';

/** Servers that listen in this process, once there are so many: a closed one goes in a later turn of the event loop. */
async function listening(expected: number): Promise<number> {
  const count = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap').length;
  for (let turn = 0; turn < 1_000 && count() !== expected; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return count();
}

describe('an embedded AWS that cannot be started', () => {
  it('leaves nothing listening behind', async () => {
    const before = await listening(0);
    const dataDir = await mkdtemp(join(tmpdir(), 'leasehold-start-'));
    try {
      await writeFile(join(dataDir, 'ssm-parameters.json'), '{');
      await assert.rejects(startLocalAws({ port: 0, deployment: localDeployment, dataDir }), /ssm-parameters/);
      assert.equal(await listening(before), before);

      const aws = await startLocalAws({ port: 0, deployment: localDeployment });
      const { port } = aws;
      const running = await listening(before + 2);
      await assert.rejects(startLocalAws({ port, deployment: localDeployment }), { code: 'EADDRINUSE' });
      await assert.rejects(startLocalAws({ port: 0, outboundIssuerPort: port, deployment: localDeployment }), {
        code: 'EADDRINUSE',
      });
      assert.equal(await listening(running), running);
      await aws.close();
      assert.equal(await listening(before), before);
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
});
