import assert from 'node:assert/strict';
import type { Decision } from '@leasehold/iam-engine';
import { describe, it } from 'mocha';
import { deciderOf } from '../../src/compare/decided-by.ts';
import type { EngineDecision } from '../../src/compare/engine-says.ts';
import type { DocumentName, PolicySet } from '../../src/policy-set.ts';
import { asRendered, withStatement } from './edited-set.ts';

const sid = 'WriteOwnSharedItems';

describe('What brought a difference about', () => {
  it('is the one statement that the other set does not have', () => {
    const widened = widen('tenant-writer');
    const decider = deciderOf({ allowing: widened, refusing: asRendered }, [allowedIn(widened)], [refused]);
    assert.deepEqual(decider, { document: 'tenant-writer', sid });
  });

  it('names the other changed documents that had to let it through as well', () => {
    const widened = widen('tenant-writer', 'tenant-boundary');
    const decider = deciderOf({ allowing: widened, refusing: asRendered }, [allowedIn(widened)], [refused]);
    assert.deepEqual(decider, { document: 'tenant-writer', sid, alongside: ['tenant-boundary'] });
  });

  it('is nothing that stands in both', () => {
    const decider = deciderOf({ allowing: asRendered, refusing: asRendered }, [allowedIn(asRendered)], [refused]);
    assert.equal(decider, null);
  });
});

function widen(...documents: readonly DocumentName[]): PolicySet {
  return withStatement(documents, sid, ['"admin"', '["admin","writer"]']);
}

/** A writer's call that role policy and boundary of the set let through by that statement. */
function allowedIn({ documents }: PolicySet): EngineDecision {
  const by = { identity: [documents['tenant-writer']], boundary: [documents['tenant-boundary']] };
  const ref = (kind: keyof typeof by) => ({
    ...{ kind, policy: `${kind} 1`, sid },
    index: by[kind][0]?.Statement.findIndex(({ Sid }) => Sid === sid) ?? -1,
  });
  const allowedBy = [ref('identity'), ref('boundary')];
  const decision: Decision = { effect: 'allow', statement: ref('identity'), allowedBy };
  return { check: { by } as unknown as EngineDecision['check'], decision };
}

const refused: EngineDecision = {
  check: { by: {} } as unknown as EngineDecision['check'],
  decision: { effect: 'implicit-deny' } as Decision,
};
