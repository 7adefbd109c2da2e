import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SteadyClock } from '../src/steady-clock.ts';

describe('the steady clock', () => {
  /** Both of its sources in the test's hand, in milliseconds. */
  function sources() {
    const shown = { wall: 1_000_000, elapsed: 7 };
    const steady = new SteadyClock({ now: () => shown.wall, elapsed: () => shown.elapsed });
    return { shown, steady };
  }

  it('runs no faster than its two sources, whose milliseconds begin at different moments', () => {
    const { shown, steady } = sources();
    for (let tenths = 1; tenths <= 10_000; tenths++) {
      shown.wall = Math.floor(1_000_000 + tenths / 10);
      shown.elapsed = 7.5 + tenths / 10;
      steady.now();
    }
    assert.ok(Math.abs(steady.now() - 1_000) <= 1, `${steady.now()}`);
  });

  it('goes on with the time that elapsed when the clock is put back, and stays where it is for no step', () => {
    const { shown, steady } = sources();
    shown.wall -= 3_600_000;
    shown.elapsed += 1_000;
    assert.equal(steady.now(), 1_000);
    shown.wall += 500;
    shown.elapsed += 500;
    assert.equal(steady.now(), 1_500);
    assert.equal(steady.of(shown.wall + 200), 1_700, 'a time that the clock will show');
  });

  it('goes on with the clock when the machine slept', () => {
    const { shown, steady } = sources();
    shown.wall += 3_600_000;
    assert.equal(steady.now(), 3_600_000);
    shown.wall += 10;
    shown.elapsed += 10;
    assert.equal(steady.now(), 3_600_010);
  });

  it('never runs backwards', () => {
    const { shown, steady } = sources();
    let last = 0;
    for (const [wall, elapsed] of [
      [400, 0],
      [-400, 1],
      [-100_000, 1],
      [100_000, 1],
      [-300, 300],
    ] as const) {
      shown.wall += wall;
      shown.elapsed += elapsed;
      const now = steady.now();
      assert.ok(now >= last, `${now} after ${last}`);
      last = now;
    }
  });
});
