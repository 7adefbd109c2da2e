import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { serviceActions } from '../../src/actions/service-actions.ts';
import type { ComparedRequest } from '../../src/compare/compared-request.ts';
import { otherCalls } from '../../src/compare/other-calls.ts';
import { weighed } from '../../src/compare/weigh-findings.ts';
import type { Answer, Solver } from '../../src/proof/smt/solver.ts';
import { asRendered, withStatement } from './edited-set.ts';

/** Break-glass could use the key for some parameters, and now can for all. */
const widened = withStatement(['parameter-key'], 'UseForBreakGlass', ['parameter/config-service/*', 'parameter/*']);

const never: Answer = { kind: 'never' };
const possible: Answer = { kind: 'possible', model: new Map() };
const unknown: Answer = { kind: 'unknown', why: 'canceled' };

describe('A finding', () => {
  let request: ComparedRequest | undefined;

  before(async () => {
    const requests = [...otherCalls(asRendered, widened, await serviceActions())];
    request = requests.find(({ subject }) => subject.who.includes('the user leasehold-operator'));
  });

  /** With a solver that gives these answers, and as many requests of the finding's kind. */
  async function isPartly(...answers: readonly Answer[]): Promise<boolean> {
    assert.ok(request !== undefined);
    const left = [...answers];
    const solver = { ask: async () => left.shift() ?? assert.fail('asked once too often') } as unknown as Solver;
    const finding = { subject: request.subject, values: [], example: {} as never, decider: null };
    const [found] = await weighed([finding], 'allowed', Array(answers.length).fill(request), solver);
    return found?.partly ?? assert.fail('no finding');
  }

  it('is of all calls when the other set allows none of them', async () => {
    assert.equal(await isPartly(never, never), false);
  });

  it('is of some calls when the other set allows another one, of whichever request of its kind', async () => {
    assert.equal(await isPartly(never, possible), true);
  });

  it('is of some calls, which claims less, when that cannot be decided', async () => {
    assert.equal(await isPartly(unknown), true);
  });
});
