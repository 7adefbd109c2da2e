import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { status } from '@grpc/grpc-js';
import { ConfigService } from '@leasehold/contract';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { verifierOf } from '../../src/composition/identity-module.ts';
import { parts } from '../../src/composition/parts.ts';
import { override } from '../../src/composition/token.ts';
import { RunningService } from '../fakes/running-service.ts';

const { getConfig } = ConfigService.method;
const theme = { service: 'orders', key: 'tenant_config_theme' };

describe('Tokens with made-up key ids, while their issuer does not answer', () => {
  let running: RunningService;
  let issuer: Server;
  let url: string;
  let unanswered: ServerResponse[];

  beforeEach(async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'known', alg: 'RS256', use: 'sig' }];
    unanswered = [];
    let asked = 0;
    issuer = createServer((_, response) => {
      asked += 1;
      if (asked === 1) response.end(JSON.stringify({ keys }));
      else unanswered.push(response);
    });
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    const trusted = { kind: 'oidc', issuer: url, audiences: ['client-1'], tokenUse: 'id', mode: 'web-identity' };
    const settings = { LEASEHOLD_MAX_IN_FLIGHT: '40', LEASEHOLD_ISSUERS: JSON.stringify([trusted]) };
    running = await RunningService.start(settings, override(parts.verifier, [parts.settings, parts.clock], verifierOf));
  });

  afterEach(async () => {
    issuer.closeAllConnections();
    await running.stop();
    await new Promise((resolve) => issuer.close(resolve));
  });

  const call = (iss: string, kid: string) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'RS256', kid })}.${part({ iss })}.${'A'.repeat(342)}`;
    return running.client(token).call(getConfig, theme);
  };

  it('hold a quarter of the places for unverified calls, and the others go on', async () => {
    // Of forty calls four may be unverified, and one may wait for this issuer.
    const waiting = call(url, 'made-up');
    await running.until(() => unanswered.length === 1);
    assert.equal((await call(url, 'another')).code, status.RESOURCE_EXHAUSTED);
    assert.equal((await call(url, 'known')).code, status.UNAUTHENTICATED, 'judged at once, by its signature');
    assert.equal((await call('https://other.example', 'any')).code, status.UNAUTHENTICATED);
    issuer.closeAllConnections();
    assert.equal((await waiting).code, status.UNAVAILABLE);
  });
});
