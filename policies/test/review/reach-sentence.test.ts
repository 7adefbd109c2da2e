import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { reachSentence } from '../../src/review/sentence/reach-sentence.ts';

const item: Parameters<typeof reachSentence>[0] = {
  theorem: 'isolation',
  role: 'reader',
  tags: { TenantId: 'acme' },
  sessionPolicy: null,
  tenant: 'acme',
  other: 'globex',
  otherService: null,
  ask: { action: 'dynamodb:GetItem', resource: '*', context: {} },
};

const ask = (action: string) => ({ ask: { ...item.ask, action } });

const cases: readonly (readonly [Partial<typeof item>, string | null])[] = [
  [{}, "acme's session reads globex's item."],
  [ask('dynamodb:PutItem'), "acme's session calls PutItem on globex's item."],
  [ask('kms:Decrypt'), "acme's session reads globex's encrypted parameter."],
  [{ other: null, ...ask('ssm:GetParametersByPath') }, "acme's session reads every tenant's parameters."],
  [
    {
      theorem: 'service isolation',
      other: 'acme',
      otherService: 'billing',
      sessionPolicy: { access: 'read', service: 'orders' },
    },
    "acme's session for the service orders reads an item of the service billing.",
  ],
  [{ theorem: 'read-only', other: null, ...ask('dynamodb:UpdateItem') }, null],
  [{ role: null }, null],
  [ask('sts:AssumeRole'), null],
];

describe('The sentence of a counterexample', () => {
  for (const [changed, expected] of cases) {
    it(`names who reaches whose data: ${expected ?? 'nobody'}`, () =>
      assert.equal(reachSentence({ ...item, ...changed }), expected));
  }
});
