import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { lastingCredentials, OwnCredentialsError } from '../src/own-credentials.ts';
import { ManualClock } from './manual-clock.ts';
import { shown, thrownBy } from './shown.ts';

const keys = { accessKeyId: 'ASIASERVICE', secretAccessKey: 'service-secret', sessionToken: 'service-session' };

describe("the service's own credentials", () => {
  const clock = new ManualClock();
  let fails = false;
  let asked = 0;
  const provider = async () => {
    asked += 1;
    if (fails) throw new Error('http://169.254.170.2 answered service-secret');
    return { ...keys, expiration: new Date(clock.now() + 240_000) };
  };
  const ask = lastingCredentials(provider, clock);
  const get = () => (typeof ask === 'function' ? ask() : assert.fail('a provider stays one'));

  it('serve until they expire while no others can be had, and others are asked for each time', async () => {
    assert.equal((await get()).accessKeyId, 'ASIASERVICE');
    fails = true;
    clock.advance(239_999);
    assert.equal((await get()).accessKeyId, 'ASIASERVICE');
    assert.equal(asked, 2);
    clock.advance(1);
    const error = await thrownBy(get());
    assert.ok(error instanceof OwnCredentialsError);
    assert.ok(!shown(error).includes('service-secret'), 'what the provider said stays behind');
    fails = false;
    assert.equal((await get()).accessKeyId, 'ASIASERVICE');
  });

  it('that never could be had, or do not expire, are not made up', async () => {
    const never = lastingCredentials(() => Promise.reject(new Error('no')), clock);
    assert.ok(typeof never === 'function');
    await assert.rejects(never(), OwnCredentialsError);
    let once = true;
    const endless = lastingCredentials(async () => {
      if (!once) throw new Error('no');
      once = false;
      return keys;
    }, clock);
    assert.ok(typeof endless === 'function');
    await endless();
    await assert.rejects(endless(), OwnCredentialsError);
  });

  it('that are fixed are used as they are', () => {
    assert.equal(lastingCredentials(keys, clock), keys);
  });
});
