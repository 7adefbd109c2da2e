import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { type AuthorizationRequest, type ContextValue, evaluate, loadPolicy } from '../src/index.ts';

/** One condition held against one context. `version` is 2012-10-17 unless said, `null` for none. */
interface Row {
  readonly name: string;
  readonly condition: object;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly met: boolean;
  readonly version?: string | null;
}

interface Group {
  readonly topic: string;
  /** The AWS page that says so. */
  readonly source: string;
  readonly rows: readonly Row[];
}

const groups: readonly Group[] = JSON.parse(readFileSync(new URL('cases/conditions.json', import.meta.url), 'utf8'));

function request(context: AuthorizationRequest['context']): AuthorizationRequest {
  const arn = 'arn:aws:iam::111122223333:user/ann';
  return { principal: { type: 'AWS', arn, account: '111122223333' }, action: 'a:B', resource: '*', context };
}

function policy(effect: 'Allow' | 'Deny', { condition, version = '2012-10-17' }: Row) {
  const statement = { Effect: effect, Action: '*', Resource: '*', Condition: condition };
  return loadPolicy(effect, 'identity', { ...(version === null ? {} : { Version: version }), Statement: statement });
}

describe('conditions', () => {
  for (const { topic, rows } of groups) {
    describe(topic, () => {
      for (const row of rows) {
        it(`${row.name}: ${row.met ? 'met' : 'not met'}`, () => {
          const asked = request(row.context);
          const allowed = evaluate({ identity: [policy('Allow', row)] }, asked);
          assert.equal(allowed.effect, row.met ? 'allow' : 'implicit-deny');
          const denied = evaluate({ identity: [policy('Deny', row)] }, asked);
          assert.equal(denied.effect, row.met ? 'explicit-deny' : 'implicit-deny');
        });
      }
    });
  }
});
