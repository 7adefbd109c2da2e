import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { busEvent } from '../../src/events/bus-event.ts';
import { plainTarget, type RuleTarget } from '../../src/events/event-rule.ts';
import { handOff } from '../../src/events/hand-off.ts';
import { HandOffError } from '../../src/events/target-services.ts';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';
const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/orders';
const event = busEvent(
  { source: 'shop', detailType: 'Order', resources: [], detail: { order: 1 }, time: 0 },
  { account: '111122223333', region: 'eu-west-1' },
);

/** A function that fails so often, on a clock that waiting moves. */
async function run(target: Partial<RuleTarget>, failures: number, error: Error = new Error('secret inside')) {
  const clock = { now: 0 };
  const waits: number[] = [];
  const taken: unknown[] = [];
  const dead: { readonly body: string; readonly attributes: Readonly<Record<string, string>> }[] = [];
  let left = failures;
  await handOff(
    event,
    { ...plainTarget('one', 'arn:aws:lambda:eu-west-1:111122223333:function:f'), deadLetterArn: queueArn, ...target },
    ruleArn,
    {
      now: () => clock.now,
      delay: async (ms) => {
        waits.push(ms);
        clock.now += ms;
      },
      closed: () => false,
      services: {
        invokeAsync: (_arn, given) => {
          left -= 1;
          if (left >= 0) throw error;
          taken.push(given);
        },
        sendMessage: (_arn, body, attributes) => void dead.push({ body, attributes }),
      },
    },
  );
  return { waits, taken, dead };
}

describe('EventBridge, handing an event to a target', () => {
  it('tries again with growing waits until the target takes it', async () => {
    const { waits, taken, dead } = await run({}, 3);
    assert.deepEqual(waits, [1_000, 2_000, 4_000]);
    assert.deepEqual(taken, [event]);
    assert.deepEqual(dead, []);
  });

  it('gives up after so many attempts, and then the dead-letter queue has it', async () => {
    const { waits, taken, dead } = await run({ maximumRetryAttempts: 2 }, 9);
    assert.equal(waits.length, 2);
    assert.deepEqual(taken, []);
    assert.deepEqual(
      dead.map(({ body, attributes }) => [JSON.parse(body), attributes]),
      [
        [
          event,
          {
            RULE_ARN: ruleArn,
            TARGET_ARN: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
            ERROR_CODE: 'INTERNAL_ERROR',
            ERROR_MESSAGE: 'The target did not take the event.',
            RETRY_ATTEMPTS: '2',
            EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          },
        ],
      ],
    );
  });

  it('gives up when the event is too old', async () => {
    const { waits, dead } = await run({ maximumEventAgeSeconds: 60 }, 1_000);
    assert.equal(waits.reduce((sum, ms) => sum + ms) <= 60_000, true);
    assert.equal(dead[0]?.attributes['EXHAUSTED_RETRY_CONDITION'], 'MaximumEventAgeInSeconds');
  });

  it('does not try again where nothing is there', async () => {
    const { waits, dead } = await run({}, 9, new HandOffError('NO_RESOURCE', 'no function'));
    assert.deepEqual(waits, []);
    assert.equal(dead[0]?.attributes['ERROR_CODE'], 'NO_RESOURCE');
    assert.equal(dead[0]?.attributes['EXHAUSTED_RETRY_CONDITION'], undefined);
  });

  it('loses it where there is no dead-letter queue', async () => {
    const { dead } = await run({ maximumRetryAttempts: 0, deadLetterArn: null }, 9);
    assert.deepEqual(dead, []);
  });
});
