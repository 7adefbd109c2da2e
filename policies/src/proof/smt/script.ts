import type { Formula } from './formula.ts';
import type { Unknowns } from './unknowns.ts';

/** The declarations and assertions of one question in SMT-LIB 2.6. If they cannot all hold, it cannot happen. */
export function scriptOf(unknowns: Unknowns, violation: Formula): string {
  return [
    ...[...unknowns.declared].map(([name, sort]) => `(declare-const ${name} ${sort})`),
    ...unknowns.assumptions.map((formula) => `(assert ${formula.term})`),
    `(assert ${violation.term})`,
    '',
  ].join('\n');
}
