import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { evaluate, loadPolicy, PolicyGrammarError, type PolicyKind } from '../src/index.ts';

/** A document of one kind, given as JSON or as text; `path` is where it is refused. */
interface Row {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly document?: unknown;
  readonly text?: string;
  readonly path: string;
}

function rows<T>(file: string): readonly T[] {
  const table: { rows: readonly T[] } = JSON.parse(readFileSync(new URL(`cases/${file}`, import.meta.url), 'utf8'));
  return table.rows;
}

function refusal(kind: PolicyKind, document: unknown): PolicyGrammarError {
  try {
    loadPolicy('p', kind, document);
  } catch (error) {
    assert.ok(error instanceof PolicyGrammarError, String(error));
    return error;
  }
  return assert.fail('was accepted');
}

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const valid = { Version: '2012-10-17', Statement: [statement] };

describe('the grammar', () => {
  describe('refuses when loading', () => {
    for (const row of rows<Row>('refused.json')) {
      it(row.name, () => {
        const error = refusal(row.kind, row.text ?? row.document);
        assert.equal(error.path, row.path);
        assert.ok(error.rule.length > 0);
      });
    }
  });

  describe('accepts', () => {
    for (const row of rows<Row>('accepted.json')) {
      it(row.name, () => {
        const policy = loadPolicy('p', row.kind, row.document);
        assert.ok(policy.allows.length + policy.denies.length > 0);
        assert.deepEqual(refsOf(loadPolicy('p', row.kind, JSON.stringify(row.document))), refsOf(policy));
      });
    }
  });

  it('accepts the document that the refusals below start from', () => {
    assert.equal(loadPolicy('p', 'identity', valid).allows.length, 1);
  });

  it('refuses more than 10,240 characters, whether as text or as a value', () => {
    const large = { ...valid, Statement: Array.from({ length: 200 }, () => statement) };
    assert.match(refusal('identity', large).rule, /10240/);
    assert.match(refusal('identity', JSON.stringify(large)).rule, /10240/);
  });

  it('does not count white space outside of strings, up to a limit of the text', () => {
    const spaced = `${' '.repeat(20_000)}${JSON.stringify(valid)}`;
    assert.equal(loadPolicy('p', 'identity', spaced).allows.length, 1);
    assert.match(refusal('identity', ' '.repeat(70_000)).rule, /65536/);
  });

  it('refuses cyclic and deeply nested values', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    assert.match(refusal('identity', { ...valid, Statement: cycle }).rule, /nested/);
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    assert.match(refusal('identity', deep).rule, /nested/);
    assert.match(refusal('identity', '['.repeat(60_000)).rule, /nested/);
  });

  it('stops reading an endless value at the size limit', () => {
    let read = 0;
    const endless = new Proxy<unknown[]>([], {
      get(target, name) {
        if (name === 'length') return Number.MAX_SAFE_INTEGER;
        read += 1;
        return typeof name === 'string' && /^[0-9]+$/.test(name) ? 'x' : Reflect.get(target, name);
      },
    });
    assert.match(refusal('identity', { Statement: endless }).rule, /10240/);
    assert.ok(read <= 10_240, `${read} reads`);
  });

  it('refuses what is no JSON', () => {
    for (const value of [undefined, () => valid, 1n, Symbol('x'), Number.NaN, new Date(0), new Map()]) {
      assert.equal(refusal('identity', { Statement: value }).path, '/Statement');
    }
    assert.equal(refusal('identity', { Statement: '\ud800' }).path, '/Statement');
  });

  it('keeps its own copy: a document changed afterwards changes nothing', () => {
    const document = { Version: '2012-10-17', Statement: [{ ...statement, Action: ['s3:GetObject'] }] };
    const policy = loadPolicy('p', 'identity', document);
    document.Statement[0]?.Action.push('s3:PutObject');
    const principal = { type: 'Anonymous' } as const;
    const asked = { principal, action: 's3:PutObject', resource: '*', context: {} };
    assert.equal(evaluate({ identity: [policy] }, asked).effect, 'implicit-deny');
  });

  it('says where, and which rule, without repeating the text', () => {
    const error = refusal('identity', { ...valid, Statement: { ...statement, Action: 'not-an-action-secret' } });
    assert.equal(error.code, 'policy-grammar');
    assert.equal(error.path, '/Statement/Action');
    assert.doesNotMatch(`${error.message} ${error.rule}`, /secret/);
  });
});

function refsOf(policy: ReturnType<typeof loadPolicy>): readonly unknown[] {
  return [...policy.allows, ...policy.denies].map(({ ref }) => ref);
}
