import type { Decision, Miss, StatementRef } from '@leasehold/iam-engine';
import type { DocumentEdit } from './case-documents.ts';
import { type CaseDecisions, decideKey, decideService, decideSession, decideTask, decideTrust } from './decide-case.ts';
import { decideBoundary, decideCall, decideFence } from './decide-fence.ts';
import type { CaseFile, PolicyCase } from './policy-case.ts';

/** What one case came to: `complaint` is `null` when it went as written, by the statements written. */
export interface CaseVerdict {
  readonly name: string;
  readonly complaint: string | null;
  /** Whether the effect itself is another one, not only what decided it. */
  readonly otherEffect: boolean;
}

/** Runs every case of a file through the policy engine, on the shipped documents or on edited ones. */
export function judgeFile(file: CaseFile, edit?: DocumentEdit): readonly CaseVerdict[] {
  switch (file.kind) {
    case 'session':
      return file.cases.map((one) => verdict(one, [decideSession(one, edit)]));
    case 'trust':
      return file.cases.map((one) =>
        verdict(one, [decideTrust(one, 'documented', edit), decideTrust(one, 'all', edit)]),
      );
    case 'task':
      return file.cases.map((one) => verdict(one, [decideTask(one, edit)]));
    case 'key':
      return file.cases.map((one) => verdict(one, [decideKey(one, edit)]));
    case 'service':
      return file.cases.map((one) => verdict(one, [decideService(one, edit)]));
    case 'boundary':
      return file.cases.map((one) => verdict(one, [decideBoundary(one, edit)]));
    case 'call':
      return file.cases.map((one) => verdict(one, [decideCall(one, edit)]));
    case 'table':
    case 'scp':
    case 'rcp':
      return file.cases.map((one) => {
        const modes = one.assumeRoleTrust === undefined ? [false, true] : [one.assumeRoleTrust];
        return verdict(
          one,
          modes.map((mode) => decideFence(file.kind, one, mode, edit)),
        );
      });
  }
}

/** Each reading of a case must come out as written. */
function verdict(one: PolicyCase, readings: readonly CaseDecisions[]): CaseVerdict {
  const complaints = readings.map((decisions) => complaintOf(one, decisions)).filter((text) => text !== null);
  const otherEffect = readings.some((decisions) => decisions.at(-1)?.effect !== one.expect);
  return { name: one.name, complaint: complaints[0] ?? null, otherEffect };
}

function complaintOf(one: PolicyCase, decisions: CaseDecisions): string | null {
  const last = decisions.at(-1);
  if (last === undefined) return 'nothing was asked';
  const reasons = last.effect === 'allow' ? [...new Set(decisions.flatMap(reasonsOf))] : reasonsOf(last);
  const told = `expected ${one.expect} by ${one.decidedBy.join(', ')}; got ${last.effect} by ${reasons.join(', ')}`;
  if (last.effect !== one.expect) return told;
  if (one.decidedBy.length === 0) return 'the case names nothing that decides it';
  if (!one.decidedBy.every((reason) => reasons.includes(reason))) return told;
  // Of an implicit deny only the nearest misses are written down; an allow or an explicit deny is told in full.
  return last.effect === 'implicit-deny' || reasons.length === one.decidedBy.length ? null : told;
}

function reasonsOf(decision: Decision): readonly string[] {
  switch (decision.effect) {
    case 'allow':
      return decision.allowedBy.map(nameOf);
    case 'explicit-deny':
      return [nameOf(decision.statement)];
    case 'implicit-deny':
      return decision.misses.map((miss) => `${nameOf(miss.statement)} missed ${missed(miss)}`);
  }
}

function nameOf(statement: StatementRef): string {
  return `${statement.policy}/${statement.sid ?? statement.index}`;
}

function missed(miss: Miss): string {
  return miss.element === 'Condition' ? miss.key : miss.element;
}
