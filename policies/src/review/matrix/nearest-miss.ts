import type { Miss } from '@leasehold/iam-engine';

/** A statement that came near to allowing a request, and the condition key or element that it missed. */
export interface NearMiss {
  /** `document/Sid`; the document alone when none of its statements is about the action. */
  readonly statement: string;
  readonly missed: string;
}

/** Elements in the order in which the engine compares them: the later it missed, the nearer it came. */
const order: readonly Miss['element'][] = ['Principal', 'Action', 'Resource', 'Condition'];

/** What stood nearest to allowing a request that nothing in this layer allowed. */
export function nearestMisses(layer: string, misses: readonly Miss[]): readonly NearMiss[] {
  const nearest = Math.max(...misses.map(({ element }) => order.indexOf(element)), -1);
  if (nearest <= order.indexOf('Action')) {
    const documents = new Set(misses.map(({ statement }) => statement.policy));
    return (documents.size === 0 ? [layer] : [...documents]).map((statement) => ({ statement, missed: 'Action' }));
  }
  return misses
    .filter(({ element }) => order.indexOf(element) === nearest)
    .map((miss) => ({
      statement: `${miss.statement.policy}/${miss.statement.sid ?? miss.statement.index}`,
      missed: miss.element === 'Condition' ? miss.key : miss.element,
    }));
}
