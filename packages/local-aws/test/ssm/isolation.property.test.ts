import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Ask } from '../../src/endpoint/aws-service.ts';
import { arn, deployment, list, type Structure, TestStore } from './parameter-store.ts';

/*
 * The attack: some spelling of a name for which IAM is asked about one parameter and another one is read or changed.
 * Segments are few and alike, so that random names meet.
 */
const segment = fc.constantFrom('a', 'A', 'ab', 'a-', 'a.', 'b', '.', '..', '');
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
/** What the store holds at first: names as alike as the hostile ones. */
const seeds = ['/a', '/a/b', '/ab', '/A/b', '/a/b/a', '/a-/b', '/a./b', '/b/../a', '/b/a', '/./a', 'ab.'] as const;
const selector = fc.constantFrom(...Array<string>(15).fill(''), ':1', ':2', ':stable', ':b', ':');
const spelling = fc.constantFrom(
  ...Array.from({ length: 8 }, () => (given: string) => given),
  (given: string) => given.slice(1),
  (given: string) => `/${given}`,
  (given: string) => `${given}/`,
  (given: string) => arn(given),
  (given: string) => arn(given).replace('111122223333', '444455556666'),
  (given: string) => arn(given).replace('eu-west-1', 'us-east-1'),
  (given: string) => arn('').replace('parameter', 'parameter/') + given,
  (given: string) => given.replaceAll('/', '%2F'),
  (given: string) => `${given}*`,
);
// Mostly spellings of what is there, so that the operations meet something to return or change.
const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...seeds) }, { weight: 1, arbitrary: path });
const reference = fc.tuple(name, spelling, selector).map(([name, spell, suffix]) => spell(name) + suffix);

const operation = fc.oneof(
  fc.record({ op: fc.constantFrom('GetParameter', 'DeleteParameter', 'GetParameterHistory'), Name: reference }),
  fc.record({
    op: fc.constantFrom('GetParameters', 'DeleteParameters'),
    Names: fc.array(reference, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    op: fc.constant('PutParameter'),
    Name: reference,
    Value: fc.constantFrom('one', 'two'),
    Type: fc.constantFrom('String', 'SecureString'),
    KeyId: fc.constantFrom(undefined, deployment.parameterKeyId),
    Overwrite: fc.boolean(),
  }),
  fc.record({ op: fc.constant('LabelParameterVersion'), Name: reference, Labels: fc.constant(['stable', 'b']) }),
);

/** Everything the store holds, by ARN. */
async function contents(store: TestStore): Promise<ReadonlyMap<string, string>> {
  const held = new Map<string, string>();
  let NextToken: unknown;
  for (let page = 0; page < 100; page += 1) {
    const reply: Structure = await store.ask('DescribeParameters', NextToken === undefined ? {} : { NextToken });
    for (const { Name, ARN } of list(reply, 'Parameters')) {
      held.set(String(ARN), JSON.stringify(await store.ask('GetParameterHistory', { Name })));
    }
    NextToken = reply['NextToken'];
    if (NextToken === undefined) return held;
  }
  throw new Error('the listing does not end');
}

async function seeded(): Promise<TestStore> {
  const store = await TestStore.make();
  for (const name of seeds) {
    await store.attempt('PutParameter', { Name: name, Value: `value of ${name}`, Type: 'String' });
  }
  return store;
}

describe('what is authorised is what is executed', () => {
  it('every operation returns and changes only parameters whose own ARN it asked about', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 1, maxLength: 8 }),
        fc.func(fc.boolean()),
        async (operations, decide) => {
          const store = await seeded();
          for (const { op, ...input } of operations) {
            const before = await contents(store);
            const allowed = new Set<string>();
            const { reply } = await store.attempt(op, input, (ask: Ask) => {
              const answer = ask.action.startsWith('kms:') || decide(ask.resource);
              if (answer) allowed.add(ask.resource);
              return answer;
            });
            const after = await contents(store);
            for (const touched of new Set([...before.keys(), ...after.keys()])) {
              if (before.get(touched) !== after.get(touched))
                assert.ok(allowed.has(touched), `${op} changed ${touched}`);
            }
            const returned = JSON.stringify(reply ?? {});
            for (const [held, history] of before) {
              const name = /"Name":"([^"]*)"/.exec(history)?.[1] ?? '';
              if (returned.includes(`"Name":"${name}"`)) assert.ok(allowed.has(held), `${op} returned ${held}`);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a listing returns exactly what is below the path it asked about, by whole segments, in pages of any size', async () => {
    const store = await seeded();
    const held = [...(await contents(store)).keys()];
    await fc.assert(
      fc.asyncProperty(path, fc.boolean(), fc.integer({ min: 1, max: 10 }), async (Path, Recursive, MaxResults) => {
        const seen: string[] = [];
        let NextToken: unknown;
        for (let page = 0; page < 30; page += 1) {
          const more = NextToken === undefined ? {} : { NextToken };
          const input = { Path, Recursive, MaxResults, ...more };
          const { reply, call } = await store.attempt('GetParametersByPath', input);
          assert.deepEqual(
            call.asks.map((ask) => ask.resource),
            [arn(Path)],
          );
          seen.push(...list(reply, 'Parameters').map(({ ARN }) => String(ARN)));
          NextToken = reply?.['NextToken'];
          if (NextToken === undefined) break;
        }
        // The oracle splits into segments instead of comparing prefixes.
        const asked = arn(Path).split('/');
        if (asked.at(-1) === '') asked.pop();
        const expected = held.filter((one) => {
          const segments = one.split('/');
          const below = segments.length - asked.length;
          return asked.every((part, index) => part === segments[index]) && (Recursive ? below > 0 : below === 1);
        });
        assert.deepEqual(seen, expected);
      }),
      { numRuns: 400 },
    );
  });
});
