import type { PolicySet } from '../../policy-set.ts';
import { type AskedAction, askedActions } from './asked-actions.ts';
import { type Cell, decideCell } from './decide-cell.ts';
import { type Owner, owners } from './owner.ts';
import { type SessionKind, sessionKinds } from './session-kind.ts';

/** One action, asked about the data of each owner. A cell is `null` where such data does not exist. */
export interface MatrixRow {
  readonly action: string;
  /** What sets the row apart when the action alone does not say it. */
  readonly how: string | null;
  /** Whether the role is meant to grant it. */
  readonly granted: boolean;
  readonly cells: Readonly<Record<Owner, Cell | null>>;
}

/** What one kind of session may do. */
export interface MatrixSheet {
  readonly session: SessionKind;
  readonly rows: readonly MatrixRow[];
}

/** Every kind of session against every granted and notable action on the data of every owner, decided by the policy engine. */
export function matrix(set: PolicySet): readonly MatrixSheet[] {
  return sessionKinds.map((session) => ({
    session,
    rows: askedActions.map((asked) => ({
      action: asked.action,
      how: asked.how,
      granted: asked.grantedTo.includes(session.role),
      cells: cellsOf(set, session, asked),
    })),
  }));
}

function cellsOf(set: PolicySet, session: SessionKind, asked: AskedAction): MatrixRow['cells'] {
  return Object.fromEntries(owners.map((owner) => [owner, decideCell(set, session, asked, owner)])) as Record<
    Owner,
    Cell | null
  >;
}
